"""Names that the form of a text announces, without a model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.guard.detectors.names.salutations import find


def names(text: str) -> list[str]:
    return sorted({text[span.start : span.end] for span in find(text)})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Herr König kommt am Montag.", "König"),
        ("Sehr geehrte Frau Dr. Groß,", "Groß"),
        ("Frau von der Aue-Lind ruft an", "von der Aue-Lind"),
        ("I met Mr. J. Price yesterday", "J. Price"),
        ("Mme Petit est absente", "Petit"),
        ("M. Blanc arrive", "Blanc"),
        ("El Sr. Blanco de Sevilla llama", "Blanco"),
        ("doña Luz Castaño firmó", "Luz Castaño"),
        ("Dear Will,\nthanks", "Will"),
        ("Hallo Xyvra!", "Xyvra"),
        ("Chère Océane,\nbonjour", "Océane"),
        ("Hola Luz:\n", "Luz"),
        ("Kind regards,\n\nHope Marsh", "Hope Marsh"),
        ("Mit freundlichen Grüßen\nWolf Sommer\nVertrieb", "Wolf Sommer"),
        ("Patient: Rose Winter, 1981", "Rose Winter"),
        ("Sommer, Rolf: krank", "Sommer, Rolf"),
        ("Frag Rose, ob sie kommt", "Rose"),
    ],
)
def test_a_title_a_greeting_a_closing_and_a_field_announce_a_name(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Herr Präsident, meine Damen",
        "Mr President said",
        "Hallo zusammen,",
        "Dear Sir or Madam,",
        "Dear Team,",
        "Viele Grüße\nEuer Vorstand",
        "Best regards\nThe IT Team",
        "Madame la Directrice",
        "Name: Product",
        "MS Word and M 5 screws",
        "",
    ],
)
def test_what_only_looks_like_it_announces_nobody(text: str) -> None:
    assert names(text) == []


def test_two_may_be_greeted() -> None:
    assert names("Dear Anna and Paul,\n") == ["Anna", "Paul"]


@given(st.text())
def test_it_never_raises(text: str) -> None:
    assert all(0 <= span.start < span.end <= len(text) for span in find(text))
