import pytest

from inhouse.guard.detectors.personal.vat import is_vat_number
from tests.personal_data import found, values


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("DE136695976", "DE136695976"),
        ("USt-IdNr. DE 136 695 976", "DE136695976"),
        ("ATU13585627", "ATU13585627"),
        ("FR 40 303 265 045", "FR40303265045"),
        ("ESB58378431", "ESB58378431"),
        ("GB980780684", "GB980780684"),
        ("IT00743110157", "IT00743110157"),
        ("NL004495445B01", "NL004495445B01"),
        ("BE 0403.019.261", "BE0403019261"),
        ("CHE-100.155.212 MWST", "CHE100155212MWST"),
        ("VAT no. DK13585628", "DK13585628"),
        ("PL 856-734-62-15", "PL8567346215"),
        ("SE123456789701", "SE123456789701"),
    ],
)
def test_numbers_with_right_check_digits_are_found(text: str, number: str) -> None:
    assert values(text, "vat_number") == [number]


@pytest.mark.parametrize(
    "text", ["DE123456789", "FR00 123 456 789", "DK13585628", "it 12345678901", "at 12345678", "de 2024 123 456 789 0"]
)
def test_wrong_check_digits_and_words_before_numbers_are_none(text: str) -> None:
    assert found(text) == []


def test_check_digits_are_the_countrys() -> None:
    assert is_vat_number("DE", "DE136695976")
    assert not is_vat_number("DE", "DE136695977")
