"""Addresses as one piece, and when a town is a finding."""

import pytest

from inhouse.guard.detectors.names.places import find
from inhouse.guard.detectors.names.words import Span
from tests.unit.guard.detectors.names.spoken import words


def places(text: str, person: str = "", **likely: str) -> list[str]:
    start = text.find(person)
    persons = [Span("name.person", start, start + len(person))] if person else []
    return [text[span.start : span.end] for span in find(text, words(text, **likely), [], persons)]


def test_the_parts_of_an_address_are_one_place() -> None:
    text = "Send it to Rathausstraße 12, 80331 München, please"
    assert places(text, zip="80331", city="München") == ["Rathausstraße 12, 80331 München"]


def test_an_address_over_two_lines_is_one_place_and_the_name_above_is_none() -> None:
    text = "Anna Huber\n44 Juniper Bend Road\nFlagstaff, AZ 86001\nThanks"
    assert places(text, "Anna Huber", city="Flagstaff") == ["44 Juniper Bend Road\nFlagstaff, AZ 86001"]


def test_an_address_reaches_to_the_ends_of_its_line() -> None:
    assert places("\nRathausstraße 12 / EG\nDanke", building="12") == ["Rathausstraße 12 / EG"]


def test_a_street_that_only_the_model_knows_needs_its_number() -> None:
    assert places("See the Qumbelxyv 7 there", street="Qumbelxyv", building="7") == ["Qumbelxyv 7"]
    assert places("See the Qumbelxyv there", street="Qumbelxyv") == []


@pytest.mark.parametrize("text", ["Paris is the capital of France", "Flights to Berlin are late", "Wetter in Köln?"])
def test_a_place_that_everybody_knows_says_nothing_alone(text: str) -> None:
    assert places(text, city="Paris Berlin Köln") == []


def test_beside_a_person_it_is_a_finding() -> None:
    assert places("Anna Huber moved to Berlin", "Anna Huber") == ["Berlin"]


def test_where_somebody_lives_or_works_it_is_a_finding() -> None:
    assert places("Our branch in Berlin closes") == ["Berlin"]


def test_a_place_that_not_everybody_knows_is_a_finding_but_not_in_a_question() -> None:
    assert places("The samples from Xyvraheim were late", city="Xyvraheim") == ["Xyvraheim"]
    assert places("How far is Xyvraheim from here", city="Xyvraheim") == []
    assert places("Is it far to Xyvraheim?", city="Xyvraheim") == []


def test_a_word_that_is_a_town_as_well_needs_the_model() -> None:
    assert places("Anna Huber wants to go Reading", "Anna Huber") == []
    assert places("Anna Huber lives in Reading", "Anna Huber", city="Reading") == ["Reading"]


def test_a_town_of_two_words_is_whole() -> None:
    assert places("Anna Huber aus Bad Homburg", "Anna Huber") == ["Bad Homburg"]
    assert places("Anna Huber of New Xyvra", "Anna Huber", city="Xyvra") == ["New Xyvra"]
