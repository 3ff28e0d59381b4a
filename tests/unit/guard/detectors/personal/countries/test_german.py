import pytest

from inhouse.guard.detectors.personal.countries.german import (
    is_document_number,
    is_health_insurance_number,
    is_pension_number,
)
from tests.personal_data import found, values

COUNTRIES = frozenset({"de", "at", "ch", "li"})


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("86095742719", "tax_id", "86095742719"),
        ("Steuer-ID: 86 095 742 719", "tax_id", "86095742719"),
        ("meine Steueridentifikationsnummer lautet 86 095 742 719", "tax_id", "86095742719"),
        ("St.-Nr. 181/815/08155", "tax_id", "18181508155"),
        ("Steuernummer 4151081508156", "tax_id", "4151081508156"),
        ("15070649C103", "social_security_number", "15070649C103"),
        ("SV-Nummer 65 170839 J 003", "social_security_number", "65170839J003"),
        ("Krankenversicherung A123 456 780", "health_number", "A123456780"),
        ("Personalausweis T220001293", "identity_document", "T220001293"),
        ("Österreich: SVNR 1237 010180", "social_security_number", "1237010180"),
        ("1237 010180", "social_security_number", "1237010180"),
        ("Steuernummer 59-119/9013", "tax_id", "591199013"),
        ("AHV-Nr. 756.9217.0769.85", "social_security_number", "7569217076985"),
        ("7569217076985", "social_security_number", "7569217076985"),
        ("UID CHE-100.155.212", "company_number", "CHE100155212"),
        ("PEID 00001234567", "national_id", "00001234567"),
    ],
)
def test_numbers_are_found(text: str, kind: str, value: str) -> None:
    assert values(text, kind, COUNTRIES) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "86095742718",
        "Bestellnummer 86095742719",
        "Rechnung 181/815/08155",
        "15070649C104",
        "756.9217.0769.86",
        "1237010180",
        "Steuernummer fehlt, Betrag 1.234.567,89",
        "4006381333931",
    ],
)
def test_wrong_check_digits_and_other_numbers_are_none(text: str) -> None:
    assert found(text, COUNTRIES) == []


def test_pension_numbers_have_a_birthday_and_a_check_digit() -> None:
    assert is_pension_number("15070649C103")
    assert not is_pension_number("15070649C102")
    assert not is_pension_number("15071349C103")
    assert not is_pension_number("15320649C103")


def test_documents_have_a_check_digit_where_it_is_written() -> None:
    assert is_document_number("T220001293")
    assert not is_document_number("T220001294")
    assert is_document_number("T22000129")
    assert not is_document_number("CFGHJKLMN")


def test_health_insurance_numbers_have_a_check_digit() -> None:
    assert is_health_insurance_number("A123456780")
    assert not is_health_insurance_number("A123456781")
