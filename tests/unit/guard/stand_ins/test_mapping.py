import pytest

from inhouse.guard.finding import Finding
from inhouse.guard.stand_ins import Entry, Restorer, StandIns
from inhouse.guard.stand_ins.mapping import forms
from tests.stand_ins import EVERYTHING, KEY, a_map, value_of


def person(stand_ins: StandIns, spelling: str) -> str:
    return stand_ins.stand_in("name.person", spelling, spelling)


def test_the_same_thing_has_the_same_stand_in_in_every_turn() -> None:
    one, two = StandIns(KEY), StandIns(KEY)
    assert person(one, "Anna Müller") == person(one, "Anna Müller") == person(two, "Anna Müller")
    assert len(one) == 1


def test_another_conversation_has_other_stand_ins() -> None:
    theirs = {entry.stand_in for entry in a_map(*EVERYTHING, key=b"o" * 32).entries}
    assert theirs.isdisjoint(entry.stand_in for entry in a_map(*EVERYTHING).entries)


def test_two_things_never_share_a_stand_in() -> None:
    stand_ins = StandIns(KEY)
    for number in range(600):
        person(stand_ins, f"Anna Nr{number}")
        address = f"10.0.{number // 250}.{number % 250}"
        stand_ins.stand_in("personal.ip_address", address, address)
    written = [entry.stand_in for entry in stand_ins.entries]
    assert len(set(written)) == len(written) == 1200
    # The blocks for documentation hold 465 addresses that are not the begin of another; after that there are words.
    assert any(each.startswith("Address") for each in written)


def test_what_is_known_comes_first_and_keeps_its_stand_in() -> None:
    before = a_map(*EVERYTHING)
    after = StandIns(KEY, before.entries)
    assert [after.stand_in(kind, value_of(kind, said), said) for kind, said in EVERYTHING] == [
        before.stand_in(kind, value_of(kind, said), said) for kind, said in EVERYTHING
    ]
    assert after.fresh == ()
    person(after, "Bob Meier")
    assert [entry.spelling for entry in after.fresh] == ["Bob Meier"]


def test_a_map_that_was_kept_is_the_same_map() -> None:
    before = a_map(*EVERYTHING)
    person(before, "ANNA MÜLLER")
    after = StandIns.from_bytes(KEY, before.to_bytes())
    assert after.entries == before.entries
    assert after.parts == before.parts
    assert KEY not in before.to_bytes()
    assert StandIns.from_bytes(KEY, StandIns(KEY).to_bytes()).entries == ()


def test_of_two_entries_with_one_stand_in_the_first_is_known() -> None:
    stand_ins = StandIns(
        KEY, [Entry("name.person", "a", "A", "PersonQ7K2"), Entry("name.person", "b", "B", "PersonQ7K2")]
    )
    assert [entry.spelling for entry in stand_ins.entries] == ["A"]


def test_a_finding_is_replaced_as_it_is_spelled_or_as_its_value() -> None:
    stand_ins = StandIns(KEY)
    finding = Finding("term.project", 0, 0, "Polarstern")
    assert stand_ins.of(finding, "Polarstern") == stand_ins.of(finding)
    assert stand_ins.of(finding).startswith("Project")


@pytest.mark.parametrize(
    ("spelling", "tail"),
    [
        ("Nordwind's", "'s"),
        ("Nordwind\u2019s", "\u2019s"),
        ("Nordwinds", "s"),
        ("Nordwinden", "en"),
        ("nordwinds'", "'"),
    ],
)
def test_an_ending_stays_behind_the_stand_in(spelling: str, tail: str) -> None:
    stand_ins = StandIns(KEY)
    stand_in = stand_ins.stand_in("term.customer", "Nordwind", "Nordwind")
    written = stand_ins.stand_in("term.customer", "Nordwind", spelling)
    assert written.endswith(tail)
    assert Restorer(stand_ins).whole(written) == spelling
    assert stand_in[-4:] in written.upper()


@pytest.mark.parametrize(("kind", "spelling"), EVERYTHING)
def test_every_spelling_of_a_thing_comes_back_as_it_was(kind: str, spelling: str) -> None:
    stand_ins = StandIns(KEY)
    value = value_of(kind, spelling)
    spellings = [spelling, spelling.upper(), spelling.lower(), spelling.replace(" ", "  "), spelling.replace(" ", "-")]
    written = {said: stand_ins.stand_in(kind, value, said) for said in spellings}
    assert len({entry.thing for entry in stand_ins.entries}) == 1
    assert {said: Restorer(stand_ins).whole(f"a {text} b") for said, text in written.items()} == {
        said: f"a {said} b" for said in spellings
    }
    again = StandIns.from_bytes(KEY, stand_ins.to_bytes())
    assert {said: again.stand_in(kind, value, said) for said in spellings} == written


def test_a_telephone_number_comes_back_national_and_international() -> None:
    stand_ins = StandIns(KEY)
    spellings = ["+49 89 123456", "+4989123456", "089 / 123456", "(089) 12 34 56", "0049 89 123456", "089123456"]
    written = {said: stand_ins.stand_in("personal.phone", "+4989123456", said) for said in spellings}
    assert {said: Restorer(stand_ins).whole(text) for said, text in written.items()} == {
        said: said for said in spellings
    }


def test_a_stand_in_that_the_model_wrote_in_another_way_is_the_first_spelling() -> None:
    stand_ins = StandIns(KEY)
    written = person(stand_ins, "Anna Müller")
    person(stand_ins, "ANNA MÜLLER")
    assert Restorer(stand_ins).whole(written.lower()) == "Anna Müller"
    assert Restorer(stand_ins).whole(written.upper()) == "ANNA MÜLLER"


def test_parts_of_a_whole_name_share_its_code() -> None:
    stand_ins = StandIns(KEY)
    code = person(stand_ins, "John Smith").removeprefix("Person")
    assert person(stand_ins, "Smith") == f"Surname{code}"
    assert person(stand_ins, "Mr Smith") == f"Mr Surname{code}"
    assert person(stand_ins, "John") == f"Given{code}"
    assert person(stand_ins, "Smith, John")[-4:].upper() == code
    assert Restorer(stand_ins).whole(f"Dear Mr Surname{code}") == "Dear Mr Smith"


def test_a_model_may_use_a_part_of_a_name_that_it_never_saw_alone() -> None:
    stand_ins = StandIns(KEY)
    code = person(stand_ins, "Dr. Anna von Müller").removeprefix("Dr. Person")
    assert Restorer(stand_ins).whole(f"Frau Surname{code}, Given{code}") == "Frau von Müller, Anna"


def test_a_surname_that_came_first_is_a_part_of_the_whole_name() -> None:
    stand_ins = StandIns(KEY)
    alone = person(stand_ins, "Smith")
    code = alone.removeprefix("Person")
    assert person(stand_ins, "John Smith") == f"Given{code} {alone}"
    assert person(stand_ins, "Smith, John") == f"{alone}, Given{code}"
    assert person(stand_ins, "Mary Smith")[-4:] != code
    kept = StandIns.from_bytes(KEY, stand_ins.to_bytes())
    for spelling in ("Smith", "John Smith", "Mary Smith"):
        assert person(kept, spelling) == person(stand_ins, spelling)
        assert Restorer(kept).whole(person(kept, spelling)) == spelling


def test_two_of_one_family_are_told_apart() -> None:
    stand_ins = StandIns(KEY)
    john, mary = person(stand_ins, "John Smith"), person(stand_ins, "Mary Smith")
    assert john != mary
    assert person(stand_ins, "Smith") == john.replace("Person", "Surname")
    assert Restorer(stand_ins).whole(mary.replace("Person", "Surname")) == "Smith"


def test_text_that_looks_like_a_stand_in_gets_one_of_its_own() -> None:
    stand_ins = StandIns(KEY)
    written = person(stand_ins, "Anna Müller")
    literal = stand_ins.literal("name.person", written)
    assert literal != written
    assert Restorer(stand_ins).whole(f"{literal} {written}") == f"{written} Anna Müller"


def test_json_escapes_are_read_in_another_spelling_if_there_is_one() -> None:
    stand_ins = StandIns(KEY)
    escaped = stand_ins.stand_in("term.customer", "Müller AG", r"M\u00fcller AG")
    assert Restorer(stand_ins).whole(escaped.upper()) == r"M\u00fcller AG"
    stand_ins.stand_in("term.customer", "Müller AG", "Müller AG")
    assert Restorer(stand_ins).whole(escaped) == r"M\u00fcller AG"
    assert Restorer(stand_ins).whole(escaped.upper()) == "Müller AG"


def test_a_value_is_never_printed() -> None:
    assert "Müller" not in repr(a_map(*EVERYTHING).entries)


def test_the_forms_of_a_word_all_read_as_that_word() -> None:
    stand_ins = StandIns(KEY)
    person(stand_ins, "Anna Müller")
    first = stand_ins.entries[0]
    written = list(forms(first, "anna MÜLLER"))
    assert len(set(written)) > 6
    assert {Restorer(stand_ins).whole(each) for each in written} == {"Anna Müller"}
