import pytest

from inhouse.guard.detectors.personal.countries.spanish import is_affiliation_number
from tests.personal_data import found, values

COUNTRIES = frozenset({"es", "pt", "mx", "br", "ar", "cl", "co"})


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("12345678Z", "national_id", "12345678Z"),
        ("DNI: 12.345.678-Z", "national_id", "12345678Z"),
        ("mi dni es 12345678z", "national_id", "12345678Z"),
        ("X-1234567-L", "national_id", "X1234567L"),
        ("CIF A58818501", "company_number", "A58818501"),
        ("NIF B-58378431", "company_number", "B58378431"),
        ("Seguridad Social 28/12345678/40", "social_security_number", "281234567840"),
        ("CCC 1234-1234-16 1234567890", "account_number", "12341234161234567890"),
        ("NIF 501 964 843", "tax_id", "501964843"),
        ("BOXW310820HNERXN09", "national_id", "BOXW310820HNERXN09"),
        ("RFC VACE-460910-SX6", "tax_id", "VACE460910SX6"),
        ("390.533.447-05", "tax_id", "39053344705"),
        ("CNPJ 16.727.230/0001-97", "company_number", "16727230000197"),
        ("CUIT 20-05536168-2", "tax_id", "20055361682"),
        ("RUT 76086428-5", "national_id", "760864285"),
        ("NIT 213.123.432-1", "tax_id", "2131234321"),
    ],
)
def test_numbers_are_found(text: str, kind: str, value: str) -> None:
    assert values(text, kind, COUNTRIES) == [value]


@pytest.mark.parametrize(
    "text", ["12345678A", "X1234567A", "pedido 12345678Z", "A58818501", "281234567840", "39053344705", "12345678z"]
)
def test_wrong_letters_and_bare_numbers_are_none(text: str) -> None:
    assert found(text, COUNTRIES) == []


def test_affiliation_numbers_are_remainders() -> None:
    assert is_affiliation_number("281234567840")
    assert not is_affiliation_number("281234567841")
    assert not is_affiliation_number("991234567840")
