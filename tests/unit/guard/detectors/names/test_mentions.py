"""Who was named in full is known by a part of the name."""

from inhouse.guard.detectors.names.mentions import mentioned
from inhouse.guard.detectors.names.words import Span


def found(texts: list[str], name: str, kind: str = "name.person") -> list[list[str]]:
    spans = [[Span(kind, at, at + len(name))] if (at := text.find(name)) >= 0 else [] for text in texts]
    return [
        [text[span.start : span.end] for span in each]
        for text, each in zip(texts, mentioned(texts, spans), strict=True)
    ]


def test_a_part_of_the_name_is_found_in_every_text() -> None:
    texts = ["Xyvra Qumbel called.", "Then Qumbel left, and Xyvra's car, Qumbels Hut."]
    assert found(texts, "Xyvra Qumbel") == [["Xyvra Qumbel"], ["Qumbel", "Xyvra", "Qumbels"]]


def test_parts_that_are_words_are_not() -> None:
    assert found(["Will Price called. Will the Price rise?"], "Will Price") == [["Will Price"]]


def test_a_word_without_a_capital_is_not() -> None:
    assert found(["Xyvra Qumbel called, and a qumbel fell."], "Xyvra Qumbel") == [["Xyvra Qumbel"]]


def test_only_persons_have_parts() -> None:
    assert found(["Qumbel Works sent it to Qumbel"], "Qumbel Works", "name.organisation") == [["Qumbel Works"]]
