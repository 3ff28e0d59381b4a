"""Letters that are the same to a reader."""

# ruff: noqa: RUF001 (letters that look alike are what is tested)

import sys
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.guard.reading.fold import folded, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ACME", "acme"),
        ("Müller", "MULLER"),
        ("Société Générale", "societe generale"),
        ("Асме", "acme"),
        ("АСМЕ", "acme"),
        ("ΑΒΕ", "abe"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("Москва", "МОСКВА"),
        ("Αθήνα", "ΑΘΉΝΑ"),
        ("Ёлка", "елка"),
    ],
)
def test_two_spellings_fold_to_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_scripts_without_such_forms_stay() -> None:
    assert folded("東京が 한국 עברית") == "東京が 한국 עברית"


@given(st.text(st.characters(), max_size=200))
def test_no_place_moves_and_nothing_raises(text: str) -> None:
    assert len(folded(text)) == len(text)


def test_far_apart_blocks_fold_alike() -> None:
    text = "Müller € " * 3000
    assert folded(text) == "muller € " * 3000


@given(st.text(st.sampled_from("aÄß .—–→€…•ŁñЖ東─\n") | st.characters(), max_size=200))
def test_words_are_the_folded_letters_with_blanks_between(text: str) -> None:
    assert words_of(text) == "".join(letter if letter.isalnum() else " " for letter in folded(text))


def test_a_text_of_many_signs_is_read_as_one_of_few() -> None:
    assert words_of("─a" * 5_000) == " a" * 5_000
    assert words_of("a — b" * 5_000) == "a   b" * 5_000


def test_a_text_of_all_characters_of_all_scripts_is_not_remembered() -> None:
    text = "".join(map(chr, range(0x30000)))
    tracemalloc.start()
    first = words_of(text)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held - sys.getsizeof(first) < 12_000_000
    assert words_of(text) == first
