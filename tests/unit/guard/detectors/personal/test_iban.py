import pytest
from stdnum import numdb

from inhouse.guard.detectors.personal.iban import LENGTHS, is_iban
from tests.personal_data import found, pieces, values

GERMAN = "DE89370400440532013000"


@pytest.mark.parametrize(
    "spelled",
    [
        GERMAN,
        "DE89 3704 0044 0532 0130 00",
        "DE89-3704-0044-0532-0130-00",
        "DE89_3704_0044_0532_0130_00",
        "DE 89 3704 0044 0532 0130 00",
        "de89 3704 0044 0532 0130 00",
        "DE89 3704 0044\n0532 0130 00",
        "DE89 3704 0044\r\n> 0532 0130 00",
    ],
)
def test_every_way_to_write_an_iban_is_the_same_iban(spelled: str) -> None:
    text = f"Bitte auf {spelled}, danke."
    assert found(text) == [("iban", GERMAN)]
    assert pieces(text) == [spelled]


@pytest.mark.parametrize(
    "iban",
    [
        "GB29NWBK60161331926819",
        "FR1420041010050500013M02606",
        "ES9121000418450200051332",
        "CH9300762011623852957",
        "AT611904300234573201",
        "NL91ABNA0417164300",
        "NO9386011117947",
        "MT84MALT011000012345MTLCAST001S",
        "RU0304452522540817810538091310419",
    ],
)
def test_ibans_of_many_countries_are_found(iban: str) -> None:
    assert values(f"IBAN:{iban}", "iban") == [iban]


@pytest.mark.parametrize(
    "text",
    [
        "DE89 3704 0044 0532 0130 01",
        "DE00 0000 0000 0000 0000 00",
        "XX89 3704 0044 0532 0130 00",
        "DE893704004405320130001",
        "ADE89370400440532013000",
        "DE89 3704 0044",
        "ad12cdef0123456789abcdef01234567",
    ],
)
def test_wrong_check_digits_lengths_and_countries_are_no_ibans(text: str) -> None:
    assert values(text, "iban") == []


def test_what_follows_an_iban_is_not_part_of_it() -> None:
    assert pieces(f"{GERMAN} BIC unbekannt") == [GERMAN]


def test_the_lengths_are_those_of_the_register() -> None:
    register = numdb.get("iban")
    for country, length in LENGTHS.items():
        structure = register.info(f"{country}00")[0][1]["bban"]
        fields = [
            part.split("!")[0] for part in structure.replace("n", " ").replace("a", " ").replace("c", " ").split()
        ]
        assert 4 + sum(int(field) for field in fields) == length


def test_check_digits_decide() -> None:
    assert is_iban(GERMAN)
    assert not is_iban(GERMAN[:-1] + "1")


def test_underscores_around_an_iban_are_emphasis_or_the_rest_of_a_file_name() -> None:
    assert pieces(f"_{GERMAN}_ and payment_{GERMAN}_2026.pdf") == [GERMAN, GERMAN]
