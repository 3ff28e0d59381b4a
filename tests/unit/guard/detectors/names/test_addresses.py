"""Streets and postcodes by their form."""

import pytest

from inhouse.guard.detectors.names.addresses import postcodes, streets


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("wohnt Rathausstraße 12, dort", "Rathausstraße 12"),
        ("in der Hauptstr. 5a steht", "Hauptstr. 5a"),
        ("Am Alten Markt 3", "Am Alten Markt 3"),
        ("Friedrich-Ebert-Allee 17", "Friedrich-Ebert-Allee 17"),
        ("au 12 bis rue des Lilas", "12 bis rue des Lilas"),
        ("44, avenue du Général Leclerc", "44, avenue du Général Leclerc"),
        ("en la Calle Mayor 4, 3º B", "Calle Mayor 4, 3º B"),
        ("Avenida de los Naranjos, 112", "Avenida de los Naranjos, 112"),
        ("at 221B Baker Street, London", "221B Baker Street"),
        ("to 4410 Juniper Bend Road", "4410 Juniper Bend Road"),
        ("Flat 6, 112 Harrow Road", "Flat 6, 112 Harrow Road"),
    ],
)
def test_a_street_with_its_number_is_found(text: str, street: str) -> None:
    assert street in [text[span.start : span.end] for span in streets(text)]


@pytest.mark.parametrize(
    "text", ["Am Montag 3 Stunden", "Im Jahr 2020", "Auf Seite 12", "Version 12 Street", "the rue 12", "Kapitel 3"]
)
def test_a_number_beside_a_word_is_no_street(text: str) -> None:
    assert list(streets(text)) == []


def test_postcodes_that_need_no_street() -> None:
    text = "London NW1 6XE and Flagstaff, AZ 86001"
    assert [text[span.start : span.end] for span in postcodes(text)] == ["NW1 6XE", "AZ 86001"]
