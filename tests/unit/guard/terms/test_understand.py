"""Lists of terms as people have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.guard.detectors.terms import Term
from inhouse.guard.terms.understand import Understood, category_of, decoded, term_key, understand


def terms(found: Understood) -> list[tuple[str, str]]:
    return [(entry.term.text, entry.term.category) for entry in found.entries]


def test_one_term_in_each_line() -> None:
    found = understand("Nordwind Logistik\n\n  Müller & Söhne  \r\nAcme, Inc.\n", "customer")
    assert terms(found) == [
        ("Nordwind Logistik", "customer"),
        ("Müller & Söhne", "customer"),
        ("Acme, Inc.", "customer"),
    ]
    assert found.delimiter == ""
    assert [entry.line for entry in found.entries] == [1, 3, 4]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_category_may_follow(sign: str) -> None:
    found = understand(f"Nordwind{sign}customer\nProjekt Falke{sign}Projekte\nOrion\n")
    assert terms(found) == [("Nordwind", "customer"), ("Projekt Falke", "project"), ("Orion", "other")]
    assert found.delimiter == sign


def test_a_heading_says_what_the_columns_are() -> None:
    found = understand("Kategorie;Nr;Begriff;Bemerkung\nKunde;17;Nordwind;seit 2019\nProjekt;4;Falke;geheim")
    assert terms(found) == [("Nordwind", "customer"), ("Falke", "project")]
    assert [entry.note for entry in found.entries] == ["seit 2019", "geheim"]
    assert list(found.columns) == ["category", "", "term", "note"]


def test_a_heading_over_one_column_is_no_term() -> None:
    assert terms(understand("Name\nNordwind")) == [("Nordwind", "other")]


def test_cells_may_be_quoted() -> None:
    assert terms(understand('term,category\n"Acme, Inc.",customer\n"He said ""hi""",other')) == [
        ("Acme, Inc.", "customer"),
        ('He said "hi"', "other"),
    ]


def test_names_with_commas_are_no_columns() -> None:
    assert terms(understand("Schmidt, Hans\nNordwind, Anna\nFalke, Bernd"))[0] == ("Schmidt, Hans", "other")


def test_own_categories_that_come_again_are_columns() -> None:
    text = "".join(f"Gebäude{number},Standort Süd\n" for number in range(8))
    assert set(terms(understand(text))) == {(f"Gebäude{number}", "standort_sud") for number in range(8)}


def test_what_would_be_found_everywhere_is_refused_with_its_line() -> None:
    text = "Nordwind\nthe\nProjekt\nx\nab\n1234\n!!!\nof the\nNORDWIND\nIT\n" + "x" * 201
    found = understand(text)
    assert terms(found) == [("Nordwind", "other")]
    assert [problem.line for problem in found.problems] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert "ordinary" in found.problems[0].reason
    assert "line 1" in found.problems[7].reason


def test_short_names_in_capitals_are_found_as_they_are_written() -> None:
    assert [entry.term for entry in understand("SAP\nVW\n3M").entries] == [
        Term("SAP", "other", exact=True),
        Term("VW", "other", exact=True),
        Term("3M", "other", exact=True),
    ]


def test_a_column_can_ask_for_the_exact_spelling() -> None:
    found = understand("term,category,note,exact\nFalke,project,,yes\nOrion,project,,no")
    assert [entry.term.exact for entry in found.entries] == [True, False]


def test_terms_of_scripts_without_blanks_may_be_short() -> None:
    assert terms(understand("阿里")) == [("阿里", "other")]


@pytest.mark.parametrize(
    "content",
    [
        "Müller;Kunde".encode(),
        b"\xef\xbb\xbf" + "Müller;Kunde".encode(),
        "\ufeffMüller;Kunde".encode("utf-16-le"),
        "\ufeffMüller;Kunde".encode("utf-16-be"),
        "Müller;Kunde".encode("latin-1"),
        ("Müller;Kunde\nGrün & Söhne;Kunde\n" * 50).encode("cp1252"),
    ],
)
def test_every_common_encoding_is_read(content: bytes) -> None:
    assert terms(understand(decoded(content)))[0] == ("Müller", "customer")


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("Kunden", "customer"),
        ("Clients", "customer"),
        ("My Own!", "my_own"),
        ("  ", ""),
        ("Straße", "strase"),
        ("!", ""),
    ],
)
def test_a_category_is_a_word_of_a_kind(name: str, category: str) -> None:
    assert category_of(name) == category


def test_spellings_that_are_found_as_one_have_one_key() -> None:
    assert term_key(Term("Projekt-Falke", "a")) == term_key(Term("projekt falke", "b"))
    assert term_key(Term("SAP", "a", exact=True)) != term_key(Term("Sap", "a", exact=True))


@given(st.text(st.characters(), max_size=300))
def test_no_list_raises(text: str) -> None:
    for entry in understand(text).entries:
        assert entry.key
        assert entry.term.category


@given(st.binary(max_size=300))
def test_no_file_raises(content: bytes) -> None:
    understand(decoded(content))
