"""Words, their places, and what the pieces say of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.guard.detectors.names.words import Entity, Span, Word, overlaps, split, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Jean-Luc O'Neill's car", ["Jean-Luc", "O'Neill", "car"]),
        ("l'avocat d'Anne, qu'Alain aime", ["avocat", "Anne", "Alain", "aime"]),
        ("D'Angelo isst 3 Äpfel", ["D'Angelo", "isst", "3", "Äpfel"]),
        ("a_b snake_case", ["a", "b", "snake", "case"]),
        ("", []),
    ],
)
def test_hyphens_join_and_articles_part(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in split(text)] == words


def test_a_word_has_the_mean_of_its_pieces() -> None:
    (word,) = words_of("Huber", [[0, 2, 1, 100], [2, 5, 1, 50, 5, 20]])
    assert (word.person, word.is_a("city"), word.address) == (0.75, 0.1, 0.1)
    assert word.key == "huber"


def test_what_has_no_pieces_is_not_likely_anything() -> None:
    assert [word.person for word in words_of("Anna \U0001f600 Bert", [])] == [0.0, 0.0]


def test_what_only_touches_does_not_overlap() -> None:
    assert not overlaps(Span("x", 0, 3), [Entity("ORG", 3, 5)])
    assert overlaps(Span("x", 0, 4), [Word("abc", 3, 6)])


@given(st.text())
def test_words_are_pieces_of_any_text_in_order(text: str) -> None:
    places = split(text)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
