"""Companies by how their names begin and end."""

import pytest

from inhouse.guard.detectors.names.organisations import find
from inhouse.guard.detectors.names.words import Entity


def organisations(text: str, *entities: Entity) -> list[str]:
    return [text[span.start : span.end] for span in find(text, entities)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The contract with Acme Robotics Ltd ends", "Acme Robotics Ltd"),
        ("Unsere Huber & Sohn GmbH & Co. KG liefert", "Huber & Sohn GmbH & Co. KG"),
        ("La Menuiserie Pemberthy SARL répond", "Menuiserie Pemberthy SARL"),
        ("de Carpintería Pombal S.L. ayer", "Carpintería Pombal S.L."),
        ("chez Groupe Vauban depuis", "Groupe Vauban"),
        ("bei den Stadtwerken und Stadtwerke Rosental", "Stadtwerke Rosental"),
        ("nos presentó a Enriqueta Boix de Seguros Calloset S.A. ayer", "Seguros Calloset S.A."),
    ],
)
def test_a_legal_form_or_a_beginning_tells_a_company(text: str, name: str) -> None:
    assert organisations(text) == [name]


@pytest.mark.parametrize("text", ["Was ist eine GmbH?", "The Ltd is new", "La SARL ou la SAS", "Groupe Renault vend"])
def test_a_form_alone_is_no_company(text: str) -> None:
    assert organisations(text) == []


def test_the_english_model_counts_with_a_word_of_companies() -> None:
    text = "We met Northwind Traders and World Bank"
    found = organisations(text, Entity("ORG", 7, 24), Entity("ORG", 29, 39))
    assert found == ["Northwind Traders"]
