import ipaddress
import re

import phonenumbers
import pytest
from stdnum import iban, luhn

from inhouse.guard.stand_ins.grammar import Draw
from inhouse.guard.stand_ins.unassigned import draw, dress, other_dresses, undress


def drawn(kind: str, value: str, number: int = 0) -> str:
    plain = draw(kind, Draw(b"k", kind, f"{value}{number}"), value)
    assert plain is not None
    return plain


@pytest.mark.parametrize("number", range(20))
@pytest.mark.parametrize(
    "value",
    [
        "DE89370400440532013000",
        "GB29NWBK60161331926819",
        "FR1420041010050500013M02606",
        "NL91ABNA0417164300",
        "IT60X0542811101000000123456",
        "ES9121000418450200051332",
        "BE68539007547034",
        "AT611904300234573201",
        "CH9300762011623852957",
        "PL61109010140000071219812874",
        "NO9386011117947",
        "MT84MALT011000012345MTLCAST001S",
    ],
)
def test_an_account_is_of_the_same_country_and_valid_at_a_bank_that_does_not_exist(value: str, number: int) -> None:
    account = drawn("personal.iban", value, number)
    assert account[:2] == value[:2]
    assert len(account) == len(value)
    assert iban.is_valid(account, check_country=False)
    assert re.match(r"[X0]{3}", account[4:7])
    assert account != value


@pytest.mark.parametrize("length", range(12, 20))
def test_a_card_is_of_the_same_length_and_valid_and_for_tests(length: int) -> None:
    card = drawn("personal.card", "4" * length)
    assert luhn.is_valid(card)
    assert len(card) == length
    assert card.startswith("400000")


@pytest.mark.parametrize("number", range(50))
def test_an_address_is_one_of_those_for_documentation(number: int) -> None:
    address = ipaddress.ip_address(drawn("personal.ip_address", "10.1.2.3", number))
    blocks = [ipaddress.ip_network(block) for block in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]
    assert any(address in block for block in blocks)
    assert ipaddress.ip_address(drawn("personal.ip_address", "fe80::1", number)) in ipaddress.ip_network(
        "2001:db8::/32"
    )


def test_a_network_keeps_its_length() -> None:
    assert drawn("personal.ip_address", "10.1.0.0/16").endswith("/16")


def test_a_mac_address_is_locally_administered() -> None:
    assert int(drawn("personal.mac_address", "A483E7123456")[:2], 16) & 0b11 == 0b10


@pytest.mark.parametrize("number", range(20))
@pytest.mark.parametrize(
    ("value", "country"),
    [
        *(("+4989123456", 49), ("+442071234567", 44), ("+33123456789", 33), ("+12125551234", 1)),
        *(("+61212345678", 61), ("+35312345678", 353), ("+41441234567", 1), ("030123456", 1)),
    ],
)
def test_a_telephone_number_is_of_the_same_country_or_else_of_the_united_states(
    value: str, country: int, number: int
) -> None:
    written = dress("personal.phone", drawn("personal.phone", value, number), "+1 2")
    parsed = phonenumbers.parse(written)
    assert parsed.country_code == country
    assert phonenumbers.is_possible_number(parsed)


def test_a_telephone_number_is_written_as_the_one_it_stands_for() -> None:
    plain = drawn("personal.phone", "+4989123456")
    digits = plain.split("|")[2].replace(" ", "")
    assert dress("personal.phone", plain, "+4989123456") == f"+49{digits}"
    assert dress("personal.phone", plain, "0049 89 123456").startswith("0049 ")
    assert dress("personal.phone", plain, "(089) 123456").replace(" ", "") == f"0{digits}"
    assert undress("personal.phone", dress("personal.phone", plain, "089 123456")) == plain
    assert undress("personal.phone", dress("personal.phone", plain, "+49 89 123456")) == plain
    assert undress("personal.phone", "+49 89 123456") is None


def test_other_clothes_of_a_number_are_the_same_digits() -> None:
    others = list(other_dresses("personal.phone", "+49 30 23125012"))
    assert len(set(others)) > 5
    assert {re.sub(r"\D", "", other) for other in others} == {"493023125012"}
    assert all(other.startswith("+") for other in others)


def test_what_is_as_long_is_grouped_as_what_it_stands_for() -> None:
    account = drawn("personal.iban", "DE89370400440532013000")
    assert dress("personal.iban", account, "DE89 3704 0044 0532 0130 00") == " ".join(re.findall(".{1,4}", account))
    assert dress("personal.iban", account, "de89370400440532013000") == account.lower()
    assert undress("personal.iban", dress("personal.iban", account, "DE89-3704 0044 0532 0130 00")) == account
    machine = drawn("personal.mac_address", "A483E7123456")
    assert dress("personal.mac_address", machine, "a4:83:e7:12:34:56") == ":".join(re.findall("..", machine.lower()))


@pytest.mark.parametrize(
    ("kind", "value"),
    [("name.person", "Anna"), ("personal.iban", "DE89"), ("personal.card", "12"), ("personal.mac_address", "12")],
)
def test_what_has_no_syntax_gets_no_value(kind: str, value: str) -> None:
    assert draw(kind, Draw(b"k", kind, value), value) is None
