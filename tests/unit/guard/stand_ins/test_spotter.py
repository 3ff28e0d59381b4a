import time

import pytest

from inhouse.guard.stand_ins.spotter import EMAIL, Hit, Spotter, gaps_of, plain


def a_spotter() -> Spotter[str]:
    spotter = Spotter[str]()
    spotter.add_word("Person", "Q7K2", "anna")
    spotter.add_word("Person" + EMAIL, "B7RT", "mail")
    spotter.add_number("personal.iban", "DE09 0000 0000 3082 6409 89", "account")
    spotter.add_number("personal.ip_address", "198.51.100.148", "address")
    spotter.add_number("personal.phone", "+49 30 23125012", "phone")
    spotter.add_number("personal.mac_address", "02:00:5E:10:00:53", "machine")
    return spotter


@pytest.mark.parametrize(
    ("text", "owner", "found"),
    [
        ("ask PersonQ7K2's", "anna", "PersonQ7K2"),
        ("ask person q7k2s", "anna", "person q7k2"),
        ("to personb7rt@example.invalid.", "mail", "personb7rt@example.invalid"),
        ("to PersonB7RT@Example.Invalid", "mail", "PersonB7RT@Example.Invalid"),
        ("from DE0900000000308264" + "0989 to", "account", "DE09000000003082640989"),
        ("from de09-0000-0000-3082-6409-89", "account", "de09-0000-0000-3082-6409-89"),
        ("at 198.51.100.148:80", "address", "198.51.100.148"),
        (r"at 198\.51\.100\.148", "address", r"198\.51\.100\.148"),
        ("call +493023125012", "phone", "+493023125012"),
        ("call +49-30 231 25 012.", "phone", "+49-30 231 25 012"),
        ("mac 02005e100053", "machine", "02005e100053"),
        ("mac 02-00-5e-10-00-53", "machine", "02-00-5e-10-00-53"),
    ],
)
def test_a_stand_in_is_found_however_it_is_written(text: str, owner: str, found: str) -> None:
    hit = a_spotter().find(text)
    assert hit is not None
    assert (hit.owner, text[hit.start : hit.end]) == (owner, found)


@pytest.mark.parametrize(
    "text",
    ["198.51.100.1481", "1198.51.100.148", "+49 30 231250123", "Person", "a person who", "PersonBCDF", "DE0", ""],
)
def test_what_is_longer_or_not_whole_is_no_stand_in(text: str) -> None:
    assert a_spotter().find(text) is None


@pytest.mark.parametrize("text", ["PersonX4KD", "personb7rt at home", "person b7rt"])
def test_a_word_of_the_grammar_that_nobody_owns_is_told(text: str) -> None:
    hit = a_spotter().find(text)
    assert hit is not None
    assert hit.owner is None
    assert not hit.cut


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("ask a per", 6),
        ("ask P", 4),
        ("ask Person", 4),
        ("Person ", 0),
        ("Person\\_Q7", 0),
        ("personb7rt@exam", 0),
        ("at 198.51.100.148", 3),
        ("at 198.51.", 3),
        ("+49 30", 0),
        ("DE09 0", 0),
    ],
)
def test_what_the_end_cuts_is_told_as_long_as_more_may_come(text: str, start: int) -> None:
    spotter = a_spotter()
    hit = spotter.find(text, final=False)
    assert hit == Hit(start, len(text), cut=True)
    whole = spotter.find(text)
    assert whole is None or not whole.cut


@pytest.mark.parametrize("text", ["the end. ", "perhaps", "Personal", "made ", "at 19 o'clock", "2024-11-23"])
def test_ordinary_words_are_not_held(text: str) -> None:
    assert a_spotter().find(text, final=False) is None


def test_digits_before_the_text_make_another_number_of_it() -> None:
    assert a_spotter().find("198.51.100.148 ", before="3") is None
    assert a_spotter().find("198.51.100.148 ", before="x") is not None


def test_a_number_is_free_if_none_begins_with_another() -> None:
    spotter = a_spotter()
    assert not spotter.is_free("personal.ip_address", "198.51.100.148")
    assert not spotter.is_free("personal.ip_address", "198.51.100.14")
    assert not spotter.is_free("personal.ip_address", "198.51.100.1480")
    assert spotter.is_free("personal.ip_address", "198.51.100.149")
    assert spotter.is_free("personal.phone", "198.51.100.148")
    assert spotter.owner_of_number("personal.iban", "DE09000000003082640989") == "account"
    assert spotter.owner_of_number("personal.iban", "DE09") is None


def test_who_comes_first_owns_a_word() -> None:
    spotter = a_spotter()
    spotter.add_word("Person", "Q7K2", "another")
    hit = spotter.find("PersonQ7K2")
    assert hit is not None
    assert hit.owner == "anna"
    assert spotter.has_code("Q7K2")
    assert not spotter.has_code("Q7K3")


def test_a_map_without_stand_ins_finds_nothing() -> None:
    assert Spotter[str]().find("PersonQ7K2 198.51.100.148", final=False) is None


def test_the_characters_that_count_are_those_between_which_others_may_stand() -> None:
    assert plain("personal.iban", "DE09 0000-00") == "de09000000"
    assert plain("personal.ip_address", "192.0.2.1") == "192.0.2.1"
    assert ":" in gaps_of("personal.mac_address")


@pytest.mark.parametrize("piece", ["person ", "Person q", "4", "+4 9", "de09 ", "\\", "p", "198.51.100.", "0:"])
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    spotter = a_spotter()
    began = time.process_time()
    text = piece * (300_000 // len(piece))
    position = 0
    while (hit := spotter.find(text, position)) is not None:
        position = hit.end
    assert time.process_time() - began < 3
