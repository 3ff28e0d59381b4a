import phonenumbers

from inhouse.guard.detectors.personal.numbering import cuts, international, national


def test_groups_are_left_out_from_the_end() -> None:
    assert list(cuts("+49 171 1234567 12", 8)) == [(18, "49171123456712"), (15, "491711234567")]


def test_a_zero_in_brackets_is_not_dialled_from_abroad() -> None:
    assert [taken for _, taken in cuts("+49 (0)30 901820", 8)] == ["4930901820"]
    assert [taken for _, taken in cuts("(0)30 901820", 8)] == ["030901820"]


def test_a_run_is_read_up_to_the_longest_number() -> None:
    assert [taken for _, taken in cuts("1234 1234 1234 1234 1234", 8)] == [
        "1234123412341234",
        "123412341234",
        "12341234",
    ]


def test_a_countrys_digits_come_first() -> None:
    number = international("491711234567")
    assert number is not None
    assert number.is_valid
    assert number.is_mobile
    assert number.e164 == "+491711234567"


def test_lengths_that_no_number_has_are_none() -> None:
    assert international("49") is None
    assert international("4912345678901234567") is None
    assert international("999123456") is None
    assert international("") is None


def test_a_zero_that_was_kept_is_dropped_and_italys_stays() -> None:
    german, italian = international("490301234567"), international("390669821234")
    assert german is not None
    assert italian is not None
    assert (german.e164, italian.e164) == ("+49301234567", "+390669821234")


def test_numbers_are_judged_as_libphonenumber_judges_them() -> None:
    for region in phonenumbers.SUPPORTED_REGIONS:
        for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            spelled = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
            number = international(spelled[1:])
            assert number is not None
            assert (number.e164, number.is_valid) == (spelled, True)
            assert number.is_mobile == (phonenumbers.number_type(example) == phonenumbers.PhoneNumberType.MOBILE)


def test_national_numbers_begin_as_people_there_dial() -> None:
    number = national("01711234567", "DE")
    assert number is not None
    assert number.e164 == "+491711234567"
    assert national("1711234567", "DE") is None
    assert national("612345678", "ES") is not None
    assert national("123456789", "ES") is None
    assert national("01711234567", "XX") is None
