"""Words of the company, in every spelling that people use."""

from collections.abc import Sequence
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.guard.detectors.terms import Dictionary, Term, spellings_of
from inhouse.guard.normal import View, views

# ruff: noqa: RUF001 (letters that look alike are what is tested)


def pieces(text: str, *terms: Term | str) -> list[tuple[str, str]]:
    """What is found, as it stands in the text, and the term that it is."""
    dictionary = Dictionary([term if isinstance(term, Term) else Term(term, "customer") for term in terms])
    found: list[tuple[str, str]] = []
    for view in views(text):
        for one in dictionary.find(view):
            start, end = view.origin(one.start, one.end)
            found.append((text[start:end], one.value))
    return found


@pytest.mark.parametrize(
    ("term", "text", "piece"),
    [
        ("Nordwind", "we met Nordwind today", "Nordwind"),
        ("Nordwind", "we met NORDWIND", "NORDWIND"),
        ("Nordwind", "nordwind", "nordwind"),
        ("Nordwind", "(Nordwind)", "Nordwind"),
        ("Nordwind", "Nordwind's offer", "Nordwind"),
        ("Nordwind", "Nordwinds Angebot", "Nordwind"),
        ("Nordwind", "Nordwind-Vertrag", "Nordwind"),
        ("Nordwind", "info_nordwind_2024.docx", "nordwind"),
        ("Nordwind", "Nord\u00adwind", "Nord\u00adwind"),
        ("Nordwind", "N\u200bordwind", "N\u200bordwind"),
        ("Nordwind", "Nоrdwind", "Nоrdwind"),
        ("Falke", "die Falken fliegen", "Falke"),
        ("Projekt Falke", "Projekt Falke", "Projekt Falke"),
        ("Projekt Falke", "Projekt-Falke", "Projekt-Falke"),
        ("Projekt Falke", "ProjektFalke", "ProjektFalke"),
        ("Projekt Falke", "PROJEKT_FALKE", "PROJEKT_FALKE"),
        ("Projekt Falke", "das Projekt  Falke", "Projekt  Falke"),
        ("Projekt Falke", "das Projekt\nFalke", "Projekt\nFalke"),
        ("Projekt Falke", "das Projekt\r\n    Falkes Ziel", "Projekt\r\n    Falke"),
        ("Projekt Falke", "Projekt „Falke“", "Projekt „Falke"),
        ("NorthStar", "North Star", "North Star"),
        ("North-Star", "northstar", "northstar"),
        ("Müller Maschinen", "Mueller Maschinen", "Mueller Maschinen"),
        ("Müller Maschinen", "MULLER MASCHINEN", "MULLER MASCHINEN"),
        ("Mueller Maschinen", "Müller Maschinen", "Müller Maschinen"),
        ("Großmann", "GROSSMANN", "GROSSMANN"),
        ("Grossmann", "Großmann", "Großmann"),
        ("Société Étoile", "SOCIETE ETOILE", "SOCIETE ETOILE"),
        ("Nordwind Logistik GmbH & Co. KG", "Nordwind Logistik liefert", "Nordwind Logistik"),
        ("Nordwind Logistik GmbH & Co. KG", "Nordwind Logistik GmbH & Co KG", "Nordwind Logistik GmbH & Co KG"),
        ("Nordwind AG", "bei Nordwind", "Nordwind"),
        ("Müller & Söhne", "Müller & Söhne", "Müller & Söhne"),
        ("R&D Plan", "r&d plan", "r&d plan"),
        ("Dr. Ötker", "Dr. Ötker", "Dr. Ötker"),
        ("阿里巴巴", "我们和阿里巴巴合作", "阿里巴巴"),
        ("Газпром", "компания ГАЗПРОМ", "ГАЗПРОМ"),
        ("X-7 Bravo", "der X7 Bravo", "X7 Bravo"),
    ],
)
def test_a_term_is_found_as_people_write_it(term: str, text: str, piece: str) -> None:
    spelled = [term, "X7 Bravo"] if "X7" in text else [term]
    assert [found for found, _ in pieces(f"So: {text} !", *spelled)] == [piece]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("Sana", "Susana reads"),
        ("Sana", "Sanatorium"),
        ("Falke", "Falkenstein"),
        ("Hans", "Herr Hansen"),
        ("Projekt Falke", "Das ist das Projekt. Falke ist ein Vogel."),
        ("Projekt Falke", "das Projekt\n\nFalke"),
        ("Projekt Falke", "Projekte von Falke"),
        ("Mueller", "Muller"),
        ("Nordwind AG", "der nordwind weht"),
        ("R&D Plan", "r d plan"),
        ("Nordwind", "Nord wind"),
    ],
)
def test_what_is_a_part_of_another_word_or_other_words_is_not(term: str, text: str) -> None:
    assert pieces(text, term) == []


def test_every_spelling_has_the_value_of_the_term() -> None:
    text = "Projekt Falke, projekt-falke, PROJEKTFALKE"
    assert {value for _, value in pieces(text, "Projekt Falke")} == {"Projekt Falke"}


def test_the_category_is_in_the_kind() -> None:
    (found,) = Dictionary([Term("Falke", "project")]).find(View("Falke"))
    assert found.kind == "term.project"


def test_an_exact_term_is_found_as_it_is_written_only() -> None:
    sap = Term("SAP", "product", exact=True)
    assert [piece for piece, _ in pieces("SAP, sap, Sap, SAPs, SAP-System, ESAP", sap)] == ["SAP"] * 3


def test_the_longest_term_is_found() -> None:
    terms = ["Acme", "Acme Nord", "Acme Nord Handel"]
    assert [piece for piece, _ in pieces("Acme Nord Handel, Acme Nord, Acme, Acme Nordpol", *terms)] == [
        "Acme Nord Handel",
        "Acme Nord",
        "Acme",
        "Acme",
    ]


def test_a_term_inside_of_one_that_is_not_there_is_found() -> None:
    terms = ["Alpha Beta Gamma", "Beta", "Gammastrahl Delta"]
    assert [piece for piece, _ in pieces("Alpha Beta Gammastrahl Delta", *terms)] == ["Beta", "Gammastrahl Delta"]


def test_places_are_right_between_many_blanks() -> None:
    text = "\n\n  - (Falke) ... ; \n  \t Falke   ,  ´Falke`"
    assert [piece for piece, _ in pieces(text, "Falke")] == ["Falke"] * 3


@pytest.mark.parametrize("noise", [" ", "é ", "Ж "])
@pytest.mark.parametrize("before", range(4086, 4102))
def test_blanks_are_one_across_the_ends_of_blocks(noise: str, before: int) -> None:
    text = f"{noise * (before // len(noise))}.Nordwind   \n  Alpha, {noise * 4100}Nordwind  Alpha"
    found = [piece for piece, _ in pieces(text, "Nordwind Alpha")]
    assert found == ["Nordwind   \n  Alpha", "Nordwind  Alpha"]


def test_many_terms_are_found_in_several_parts() -> None:
    terms = [Term(f"Kunde{number:06}", "customer") for number in range(61_000)]
    dictionary = Dictionary(terms)
    assert len(dictionary) == 61_000
    assert [found.value for found in dictionary.find(View("kunde000000 und Kunde060999"))] == [
        "Kunde000000",
        "Kunde060999",
    ]
    again = Dictionary([*terms, Term("Neu", "customer")], dictionary)
    assert again.parts[0] is dictionary.parts[0]
    assert len(list(again.find(View("Neu")))) == 1


def test_no_terms_find_nothing() -> None:
    assert list(Dictionary([]).find(View("anything"))) == []
    assert list(Dictionary([Term("...", "customer")]).find(View("anything ..."))) == []


_WORDS = ["acme", "nord", "acme nord", "nord acme", "müller", "mueller", "a b", "阿里", "sap ag", "ab"]


@given(st.lists(st.sampled_from(_WORDS), max_size=6), st.text(st.characters(), max_size=80))
def test_nothing_raises_and_places_are_in_the_text(terms: Sequence[str], noise: str) -> None:
    text = noise.join(["", *terms, ""])
    for found in Dictionary([Term(term, "other") for term in terms]).find(View(text)):
        assert 0 <= found.start < found.end <= len(text)


@given(st.text(st.characters(), max_size=40))
def test_any_term_can_be_built(text: str) -> None:
    for exact in (True, False):
        list(spellings_of(Term(text, "other", exact)))
        list(Dictionary([Term(text, "other", exact)]).find(View(f"x {text} y")))


@given(st.lists(st.sampled_from(["Falke ", "falke", " ", "\n", "ä", "-", "x", "Nord", "€ "]), max_size=30))
def test_every_piece_is_the_term(parts: Sequence[str]) -> None:
    for piece, value in pieces("".join(parts), "Falke", "Nord Falke", "Falke Nord"):
        assert "".join(filter(str.isalpha, piece)).lower() == value.replace(" ", "").lower()


@pytest.mark.parametrize("piece", ["alpha ", "alpha beta ", "alpha  beta gamm ", ". ", "é ", "alphax ", "阿里"])
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    dictionary = Dictionary(
        [Term(term, "other") for term in ("alpha beta gamma", "alpha beta", "beta", "阿里巴", "alphax")]
    )
    view = View(piece * (1_000_000 // len(piece)))
    began = perf_counter()
    for _ in dictionary.find(view):
        pass
    assert perf_counter() - began < 20
