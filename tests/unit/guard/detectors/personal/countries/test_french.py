import pytest

from inhouse.guard.detectors.personal.countries.french import is_luxembourgish, is_register_number
from tests.personal_data import found, values

COUNTRIES = frozenset({"fr", "be", "lu"})


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("255081416802538", "social_security_number", "255081416802538"),
        ("numéro de sécurité sociale : 2 55 08 14 168 025 38", "social_security_number", "255081416802538"),
        ("2 95 10 99 126 111 93", "social_security_number", "295109912611193"),
        ("NIR 253072A07300443", "social_security_number", "253072A07300443"),
        ("30 23 217 600 053", "tax_id", "3023217600053"),
        ("numéro fiscal 3023217600053", "tax_id", "3023217600053"),
        ("732 829 320 00074", "company_number", "73282932000074"),
        ("SIRET : 73282932000074", "company_number", "73282932000074"),
        ("SIREN 552 008 443", "company_number", "552008443"),
        ("85.07.30-033 28", "national_id", "85073003328"),
        ("Rijksregisternummer 85073003328", "national_id", "85073003328"),
        ("Numéro national : 85073003328", "national_id", "85073003328"),
        ("matricule national 1985031212307", "national_id", "1985031212307"),
    ],
)
def test_numbers_are_found(text: str, kind: str, value: str) -> None:
    assert values(text, kind, COUNTRIES) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "255081416802539",
        "3023217600053",
        "73282932000074",
        "552 008 443",
        "1528324448098",
        "85.07.30-033 29",
        "552008443",
    ],
)
def test_wrong_check_digits_and_bare_numbers_are_none(text: str) -> None:
    assert found(text, COUNTRIES) == []


def test_belgian_numbers_are_residents_or_not() -> None:
    assert is_register_number("85073003328")
    assert is_register_number("98472899765")
    assert not is_register_number("85073003329")


def test_luxembourgish_numbers_have_a_birthday_and_two_check_digits() -> None:
    assert is_luxembourgish("1985031212307")
    assert not is_luxembourgish("1985031212308")
    assert not is_luxembourgish("1985991212307")
