"""Portions hold the whole text, and do not move when it grows."""

from hypothesis import given
from hypothesis import strategies as st

from inhouse.guard.detectors.names.portions import portions

TEXTS = st.lists(st.sampled_from(["word ", "A sentence. ", "\n\n", "\n", "x" * 300, "Anna "]), max_size=60).map("".join)


@given(TEXTS)
def test_portions_are_the_text_without_a_gap(text: str) -> None:
    found = list(portions(text))
    assert "".join(text[start:end] for start, end in found) == text
    assert all(0 < end - start <= 1400 for start, end in found)


def test_an_empty_line_ends_a_portion_that_is_long_enough() -> None:
    text = "a sentence of words. " * 30 + "\n\n" + "more. " * 30
    assert [text[start:end][:5] for start, end in portions(text)] == ["a sen", "more."]


def test_a_text_that_grows_keeps_its_portions_but_the_last() -> None:
    text = "a sentence of words. \n" * 200
    before, after = list(portions(text)), list(portions(text + "one more. \n" * 50))
    assert after[: len(before) - 1] == before[:-1]
