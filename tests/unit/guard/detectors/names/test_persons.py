"""How words become persons, with words as a model might have spoken of them."""

import pytest

from inhouse.guard.detectors.names.persons import figures, find
from inhouse.guard.detectors.names.words import Entity
from tests.unit.guard.detectors.names.spoken import words


def persons(text: str, *entities: Entity, language: str = "en", **likely: str) -> list[str]:
    return [text[span.start : span.end] for span in find(text, words(text, **likely), entities, language)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We asked Xyvra Qumbel again", "Xyvra Qumbel"),
        ("We asked Xyvra von der Qumbel again", "Xyvra von der Qumbel"),
        ("We asked Xyvra J. Qumbel again", "Xyvra J. Qumbel"),
    ],
)
def test_likely_words_are_joined_to_a_name(text: str, name: str) -> None:
    assert persons(text, given="Xyvra", surname="Qumbel") == [name]


def test_usual_names_need_no_model() -> None:
    assert persons("We asked Stefan Hoffmann again") == ["Stefan Hoffmann"]


def test_a_name_that_no_list_has_belongs_to_the_given_name_beside_it() -> None:
    assert persons("We asked Stefan Qumbel again") == ["Stefan Qumbel"]
    assert persons("Wir haben Stefan Schrauben gegeben", language="de") == ["Stefan"]


def test_a_given_name_that_is_a_word_counts_beside_a_surname() -> None:
    assert persons("So Will Taylor called", surname="Taylor") == ["Will Taylor"]


@pytest.mark.parametrize(
    "text",
    [
        "We read Goethe again",
        "We read Thomas Mann again",
        "Alzheimer's disease and the Nobel prize",
        "Project Anna starts in May",
        "St. Stefan is a church",
        "anna.stefan() and stefan_id",
        "see Stefan.java and @Stefan",
        "Claude and Jenkins are tools",
        "On Monday the Team meets",
        "iPhone and McSomething42",
    ],
)
def test_what_everybody_knows_and_what_is_code_is_nobody(text: str) -> None:
    assert persons(text) == []


def test_a_place_is_no_person_although_people_are_called_so() -> None:
    assert persons("We met in Frankreich", surname="Frankreich") == []


def test_the_english_model_helps_with_what_the_lists_do_not_have() -> None:
    text = "We asked Kaspar Xyv again"
    assert persons(text, Entity("PERSON", 9, 19), given="Kaspar") == ["Kaspar Xyv"]


def test_a_public_figure_is_found_as_it_is_called() -> None:
    text = "Hegel und Johann Wolfgang von Goethes Briefe"
    assert [text[span.start : span.end] for span in figures(text, words(text))] == [
        "Hegel",
        "Johann Wolfgang von Goethes",
    ]


def test_a_name_that_others_have_is_a_figure_only_where_one_asks() -> None:
    assert persons("Will Smith moved to York", surname="Smith") == ["Will Smith"]
    assert persons("In which films did Will Smith play?", surname="Smith") == []


def test_a_new_line_ends_a_name() -> None:
    assert persons("Stefan\nHoffmann", surname="Hoffmann") == ["Stefan", "Hoffmann"]
