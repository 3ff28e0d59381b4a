"""Persons, places and organisations side by side."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.guard.detectors.names.general import is_general
from inhouse.guard.detectors.names.recognise import language, recognise


def test_a_company_with_the_name_of_a_person_is_a_company() -> None:
    text = "Stefan Hoffmann GmbH aus Landshut schreibt Anna Huber"
    assert [(span.kind, text[span.start : span.end]) for span in recognise(text, [], [])] == [
        ("name.organisation", "Stefan Hoffmann GmbH"),
        ("name.place", "Landshut"),
        ("name.person", "Anna Huber"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Who wrote the story of Stefan Hoffmann?",
        "Wer war Stefan Hoffmann?",
        "Qui a peint le portrait de Stefan Hoffmann ?",
        "¿Quién fue Stefan Hoffmann?",
        "When was Stefan Hoffmann born?",
    ],
)
def test_what_an_encyclopaedia_knows_is_general(text: str) -> None:
    assert is_general(text)
    assert recognise(text, [], []) == []


@pytest.mark.parametrize(
    "text", ["Who was our contact Stefan Hoffmann?", "Wer war mein Kollege Stefan Hoffmann?", "Call Stefan Hoffmann"]
)
def test_what_is_about_us_is_not(text: str) -> None:
    assert not is_general(text)
    assert len(recognise(text, [], [])) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The car is in the garden", "en"),
        ("Das Auto ist nicht im Garten", "de"),
        ("La voiture est dans le jardin", "fr"),
        ("El coche no es para el jardín", "es"),
        ("12345", ""),
    ],
)
def test_a_language_is_known_by_its_small_words(text: str, code: str) -> None:
    assert language(text) == code


@given(st.text(), st.text(alphabet="ÄBCdeé .,'\u2019-\n:019()\"#/", max_size=300))
def test_any_text_has_spans_in_order_and_apart(anything: str, like_words: str) -> None:
    for text in (anything, like_words):
        spans = recognise(text, [], [])
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))
