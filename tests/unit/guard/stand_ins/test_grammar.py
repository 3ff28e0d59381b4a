import re

import pytest

from inhouse.guard.stand_ins.grammar import (
    DIGITS,
    LETTERS,
    PREFIXES,
    WORD,
    Draw,
    fold,
    is_code,
    kind_of,
    prefix_of,
    removed,
)


def test_the_same_key_kind_and_value_draw_the_same_code() -> None:
    assert Draw(b"k", "name.person", "anna").code() == Draw(b"k", "name.person", "anna").code()


@pytest.mark.parametrize(
    "other", [(b"o", "name.person", "anna"), (b"k", "name.place", "anna"), (b"k", "name.person", "bob")]
)
def test_another_key_kind_or_value_draws_another(other: tuple[bytes, str, str]) -> None:
    assert Draw(*other).code() != Draw(b"k", "name.person", "anna").code()


def test_another_attempt_draws_another() -> None:
    assert len({Draw(b"k", "name.person", "anna", attempt).code() for attempt in range(50)}) > 45


def test_a_code_is_no_word_and_has_nothing_that_is_taken_for_something_else() -> None:
    codes = [Draw(b"k", "name.person", str(number)).code() for number in range(2000)]
    assert all(re.fullmatch(rf"[{LETTERS}][{LETTERS}{DIGITS}]{{3}}", code) for code in codes)
    assert all(is_code(code) for code in codes)
    assert set("AEIOUYLSZ01568").isdisjoint("".join(codes))
    assert len(set(codes)) > 1950


def test_digits_are_as_many_as_were_asked_for() -> None:
    assert len(Draw(b"k", "kind", "value").digits(25)) == 25


@pytest.mark.parametrize(
    ("kind", "prefix"),
    [
        ("name.person", "Person"),
        ("name.organisation", "Org"),
        ("name.place", "Place"),
        ("term.project", "Project"),
        ("term.other", "Term"),
        ("term.anything", "Term"),
        ("personal.social_security_number", "Number"),
        ("personal.date_of_birth", "Birthday"),
        ("something.else", "Term"),
    ],
)
def test_a_word_tells_what_kind_of_thing_it_stands_for(kind: str, prefix: str) -> None:
    assert prefix_of(kind) == prefix


def test_no_word_begins_with_another_one() -> None:
    assert not [(one, two) for one in PREFIXES for two in PREFIXES if one != two and one.lower() in two.lower()]


def test_a_prefix_leads_back_to_a_kind_whose_words_begin_so() -> None:
    kinds = {prefix: kind_of(prefix.upper()) for prefix in PREFIXES if prefix not in {"Given", "Surname"}}
    assert {prefix: prefix_of(kind) for prefix, kind in kinds.items()} == {prefix: prefix for prefix in kinds}
    assert kind_of("Surname") == "name.person"


@pytest.mark.parametrize(
    "spelling",
    [
        *("Anna Müller", "ANNA MÜLLER", "anna  müller", "Anna\nMüller", "Anna-Müller"),
        *("Anna Müller's", "Anna Mu\u0308ller\u2019s"),
    ],
)
def test_spellings_of_one_thing_are_folded_to_one_value(spelling: str) -> None:
    assert fold(spelling) == "anna müller"


@pytest.mark.parametrize(
    "written",
    [
        *("PersonQ7K2", "PERSONQ7K2", "personq7k2", "Person Q7K2", "Person-Q7K2", "Person_Q7K2", r"Person\_Q7K2"),
        *("Person\nQ7K2", "Person**Q7K2", "PersonQ7 K2", "Person\u00adQ7K2", "Person\u200bQ7K2", "Person\u2011Q7K2"),
    ],
)
def test_a_word_is_read_however_a_model_writes_it(written: str) -> None:
    match = WORD.fullmatch(written)
    assert match is not None
    assert [group.lower() for group in match.groups()] == ["person", "q", "7", "k", "2"]


def test_what_was_removed_reads_as_its_label_and_cannot_break_what_is_around_it() -> None:
    assert removed("AWS access key") == "[AWS access key removed]"
    assert removed('a]"\\\n') == "[a removed]"
