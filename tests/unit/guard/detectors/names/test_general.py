"""What asks for general knowledge, and what is about somebody of ours."""

import pytest

from inhouse.guard.detectors.names.general import asks, is_general, may_name_figures


@pytest.mark.parametrize(
    "text",
    [
        "Who wrote Faust?",
        "Wer malte das Bild?",
        "Wann hat Schiller Geburtstag?",
        "Qui a écrit ce roman ?",
        "¿Quién inventó la radio?",
    ],
)
def test_an_encyclopaedia_is_asked_for_who_did_something(text: str) -> None:
    assert is_general(text)
    assert may_name_figures(text)


@pytest.mark.parametrize("text", ["Who wrote our contract?", "Wer malte mein Haus?", "x" * 400 + " Who wrote Faust?"])
def test_what_speaks_of_us_or_is_long_is_something_else(text: str) -> None:
    assert not is_general(text)
    assert not may_name_figures(text)


def test_some_beginnings_ask_to_know() -> None:
    assert asks("Explain the law")
    assert asks("¿Qué es la ley?")
    assert not asks("Send the law")
