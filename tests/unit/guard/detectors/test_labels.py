"""Marks of confidentiality on a document."""

# ruff: noqa: RUF001 (typographic signs are what documents hold)

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.guard.detectors.labels import Labels, kind_of, kinds, kinds_on_document, marks_of
from inhouse.guard.normal import View, views

LABELS = Labels()


def kinds_in(text: str) -> list[str]:
    return [found.kind for view in views(text) for found in LABELS.find(view)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Confidential", "label.confidential"),
        ("CONFIDENTIAL", "label.confidential"),
        ("# Confidential", "label.confidential"),
        ("**Strictly confidential**", "label.secret"),
        ("--- STRICTLY CONFIDENTIAL ---", "label.secret"),
        ("[Confidential]", "label.confidential"),
        ("Private & Confidential", "label.confidential"),
        ("Internal use only", "label.internal"),
        ("For internal use only.", "label.internal"),
        ("INTERNAL", "label.internal"),
        ("TOP SECRET", "label.secret"),
        ("Vertraulich", "label.confidential"),
        ("STRENG VERTRAULICH!", "label.secret"),
        ("Persönlich / Vertraulich", "label.confidential"),
        ("Nur für den internen Gebrauch", "label.internal"),
        ("NUR FUR DEN INTERNEN GEBRAUCH", "label.internal"),
        ("VS-NfD", "label.confidential"),
        ("VS – NUR FÜR DEN DIENSTGEBRAUCH", "label.confidential"),
        ("GEHEIM", "label.secret"),
        ("TLP:RED", "label.secret"),
        ("TLP: AMBER", "label.confidential"),
        ("TLP:AMBER+STRICT", "label.confidential"),
        ("TLP:GREEN", "label.internal"),
        ("Confidentiel", "label.confidential"),
        ("DIFFUSION RESTREINTE", "label.confidential"),
        ("Strictement confidentiel", "label.secret"),
        ("À usage interne", "label.internal"),
        ("Réservé à l’usage interne", "label.internal"),
        ("Confidencial", "label.confidential"),
        ("Uso interno", "label.internal"),
        ("Estrictamente confidencial", "label.secret"),
        ("Acme Robotics Confidential", "label.confidential"),
        ("// ACME CONFIDENTIAL", "label.confidential"),
        ("Acme GmbH | Vertraulich | Seite 3 von 9", "label.confidential"),
        ("Confidential                         Page 3 of 12", "label.confidential"),
        ("Quarterly report – Strictly Confidential – 2026", "label.secret"),
        ("Acme Robotics — minutes of the board on the third of May — STRICTLY CONFIDENTIAL", "label.secret"),
        ("Acme Robotics • minutes of the board on the third of May • Confidential", "label.confidential"),
        ("* * * * * STRENG VERTRAULICH * * * * *", "label.secret"),
        ("Vertraulich Seite 3/9", "label.confidential"),
        ("© 2026 Acme · Confidential", "label.confidential"),
        ("Classification: Confidential", "label.confidential"),
        ("Classification: internal", "label.internal"),
        ("Einstufung: Vertraulich (C3)", "label.confidential"),
        ("**Classification:** Restricted", "label.confidential"),
        ("Vertraulichkeitsstufe: intern", "label.internal"),
        ("Sensitivity: Company-Confidential", "label.confidential"),
        ("Subject: [Confidential] figures of the third quarter", "label.confidential"),
        ("Betreff: VERTRAULICH - Gehaltsliste", "label.confidential"),
        ("AW: Betreff: Vertraulich: Gehaltsliste", "label.confidential"),
        ("Vertraulich: Gehaltsliste 2026", "label.confidential"),
        ("Figures of the third quarter (Confidential)", "label.confidential"),
    ],
)
def test_a_mark_on_a_line_of_its_own_is_found(line: str, kind: str) -> None:
    assert set(kinds_in(f"Please sum this up:\n\n{line}\n\nThe plan is to grow.")) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "This is confidential, so please keep it to yourself.",
        "Please treat this as strictly confidential.",
        "Is the report confidential or internal?",
        "This e-mail is confidential and may be privileged.",
        "Der Bericht ist vertraulich.",
        "Bitte behandle das vertraulich und schreibe einen Entwurf",
        "What does TLP:RED mean?",
        "What is the difference between confidential and secret documents?",
        "1. Confidential Information",
        "## Confidentiality",
        "Vertraulichkeit",
        "Not confidential",
        "Nicht vertraulich",
        "Keep Confidential",
        '{"confidential": true, "internal": false}',
        'classification = "confidential"',
        "confidential: bool = False",
        "Confidential: true",
        '"classification": "internal",',
        "    CONFIDENTIAL = 'confidential'",
        "# internal use only",
        "    # Internal use only.",
        "// For internal use only",
        '    """Internal use only."""',
        "kind: Secret",
        "Secret",
        "secret",
        "Internal",
        "Intern",
        "INTERNAL: the worker stopped",
        "internal",
        "confidential",
        "Public | Internal | Confidential | Secret",
        "Internal / Confidential / Secret",
        "- Confidential",
        "1. Confidential",
        "International Business",
        "Internet",
        "The report (Confidential) was sent to the board of the company",
        "Les informations confidentielles ne sont pas partagées.",
        "El documento es confidencial y no se comparte.",
        "Sekretariat",
    ],
)
def test_a_word_in_a_sentence_in_a_program_or_in_a_list_is_no_mark(text: str) -> None:
    assert kinds_in(f"Please sum this up:\n\n{text}\n\nThe plan is to grow.") == []


def test_levels_one_below_the_other_are_an_explanation() -> None:
    assert kinds_in("Our levels are\nPublic\nInternal use only\nConfidential\nStrictly confidential\n") == []


def test_the_place_is_the_mark() -> None:
    text = "Grüße\n\n** Streng vertraulich ** \nText"
    (found,) = LABELS.find(View(text))
    assert text[found.start : found.end].strip("* ") == "Streng vertraulich"
    assert found.value == "streng vertraulich"


def test_two_marks_of_a_line_are_both_found() -> None:
    assert [mark.kind for mark in marks_of("Confidential - Internal use only")] == [
        "label.confidential",
        "label.internal",
    ]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Confidential", "label.confidential"),
        ("Highly Confidential\\All Employees", "label.secret"),
        ("Confidential - Finance", "label.confidential"),
        ("Acme Confidential", "label.confidential"),
        ("Streng vertraulich", "label.secret"),
        ("Vertraulich", "label.confidential"),
        ("Intern", "label.internal"),
        ("Internal", "label.internal"),
        ("C2", "label.internal"),
        ("Secret", "label.secret"),
        ("Public", None),
        ("Öffentlich", None),
        ("General", None),
        ("Personal", None),
        ("Non-Business", None),
        ("", None),
    ],
)
def test_the_name_of_a_label_in_a_file_says_how_strong_it_is(label: str, kind: str | None) -> None:
    assert kind_of(label) == kind


def test_every_kind_has_a_name() -> None:
    assert {kind for kind, _ in kinds()} == {"label.internal", "label.confidential", "label.secret"}


@given(st.text(st.characters(), max_size=200))
def test_no_text_raises(text: str) -> None:
    list(LABELS.find(View(text)))
    list(LABELS.find(View(f"Confidential {text}\nvertraulich: {text}")))
    kind_of(text)


@pytest.mark.parametrize(
    "piece", ["confidential ", "confidential\n", "Confidential\n", "(", "tlp:", "- Intern\n", "   ", "1"]
)
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = perf_counter()
    list(LABELS.find(View(text)))
    assert perf_counter() - began < 20


def test_a_mark_on_a_document_has_its_kind() -> None:
    assert kinds_on_document("Confidential\\Finance", is_label=True) == {"label.confidential"}
    assert kinds_on_document("Public", is_label=True) == frozenset()
    assert kinds_on_document("Acme | VS – NUR FÜR DEN DIENSTGEBRAUCH | Seite 1", is_label=False) == {
        "label.confidential"
    }
    assert kinds_on_document("This is confidential, he said", is_label=False) == frozenset()
