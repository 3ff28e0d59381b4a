import pytest

from inhouse.guard.detectors.personal.countries.english import is_driver_number, is_insurance_number
from tests.personal_data import found, values

COUNTRIES = frozenset({"gb", "ie", "us", "ca", "au", "nz", "in", "za"})


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("AB123456C", "social_security_number", "AB123456C"),
        ("National Insurance number AB 12 34 56 C", "social_security_number", "AB123456C"),
        ("NHS number 943 476 5919", "health_number", "9434765919"),
        ("UTR 1955839661", "tax_id", "1955839661"),
        ("MORGA657054SM9IJ", "driving_licence", "MORGA657054SM9IJ"),
        ("PPS number 6433435OA", "national_id", "6433435OA"),
        ("536-90-4399", "social_security_number", "536904399"),
        ("SSN: 536904399", "social_security_number", "536904399"),
        ("ITIN 912-90-3456", "tax_id", "912903456"),
        ("EIN 91-1144442", "tax_id", "911144442"),
        ("1EG4-TE5-MK73", "health_number", "1EG4TE5MK73"),
        ("social insurance number 123-456-782", "social_security_number", "123456782"),
        ("TFN 123 456 782", "tax_id", "123456782"),
        ("ABN 83 914 571 673", "company_number", "83914571673"),
        ("IRD 49-098-576", "tax_id", "49098576"),
        ("2341 2341 2346", "national_id", "234123412346"),
        ("PAN ACUPA7085R", "tax_id", "ACUPA7085R"),
        ("ID 7503305044089", "national_id", "7503305044089"),
    ],
)
def test_numbers_are_found(text: str, kind: str, value: str) -> None:
    assert values(text, kind, COUNTRIES) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "QQ123456C",
        "GB123456A",
        "000-12-3456",
        "666-12-3456",
        "900-12-3456",
        "943 476 5919 NZD",
        "1955839661",
        "536904399",
        "911144442",
        "order 536-90-4399",
        "943-476-5918",
    ],
)
def test_numbers_that_are_never_given_and_bare_ones_are_none(text: str) -> None:
    assert [kind for kind, _ in found(text, COUNTRIES) if kind != "phone"] == []


def test_prefixes_that_are_never_given() -> None:
    assert is_insurance_number("AB123456C")
    assert not is_insurance_number("ZZ123456C")


def test_driver_numbers_hold_a_birthday() -> None:
    assert is_driver_number("MORGA657054SM9IJ")
    assert not is_driver_number("MORGA699994SM9IJ")
