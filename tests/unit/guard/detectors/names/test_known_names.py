"""The lists that lie beside the code."""

import pytest

from inhouse.guard.detectors.names.known_names import (
    BRANDS,
    FIGURES,
    GIVEN,
    PLACES,
    SMALL_WORDS,
    SURNAMES,
    WORDS,
    is_figure,
    is_known_place,
    is_place,
    may_be_figure,
    plain,
)


def test_the_lists_are_there_and_hold_what_they_say() -> None:
    sizes = [len(each) for each in (GIVEN.sure, SURNAMES.sure, FIGURES, PLACES, WORDS, BRANDS)]
    assert all(size > 400 for size in sizes)
    assert set(SMALL_WORDS) == {"en", "de", "fr", "es"}
    assert not GIVEN.sure & GIVEN.doubtful


@pytest.mark.parametrize("name", ["Goethe", "goethe", "Marie Curie", "Vincent van Gogh", "Napoléon", "Angela Merkel"])
def test_public_figures_are_known_by_how_they_are_called(name: str) -> None:
    assert is_figure(name)


@pytest.mark.parametrize("name", ["Wagner", "Maria", "Anna Huber", "Fischer", "James"])
def test_a_name_that_many_bear_is_nobody_whom_everybody_knows(name: str) -> None:
    assert not is_figure(name)


def test_a_surname_may_be_that_of_a_figure() -> None:
    assert may_be_figure("Wagner")
    assert not may_be_figure("Huberbauer")


def test_places_are_known_or_just_places() -> None:
    assert is_known_place("münchen")
    assert not is_known_place("Dingolfing")
    assert is_place("Dingolfing")


def test_names_are_compared_without_case_accents_and_gaps() -> None:
    assert plain(" José\u00a0 García ") == "jose garcia"
    assert plain("O\u2019Neill") == "o'neill"
