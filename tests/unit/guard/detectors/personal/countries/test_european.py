import pytest

from inhouse.guard.detectors.personal.countries.european import COUNTRIES
from tests.personal_data import found, values


@pytest.mark.parametrize(
    ("country", "text", "kind", "value"),
    [
        ("it", "RSSMRA85T10A562S", "tax_id", "RSSMRA85T10A562S"),
        ("it", "codice fiscale: rss mra 85t10 a562s", "tax_id", "RSSMRA85T10A562S"),
        ("nl", "BSN 1112.22.333", "national_id", "111222333"),
        ("se", "880320-0016", "national_id", "8803200016"),
        ("dk", "CPR 211062-5629", "national_id", "2110625629"),
        ("no", "15108695088", "national_id", "15108695088"),
        ("fi", "131052-308T", "national_id", "131052308T"),
        ("is", "kennitala 450401-3150", "national_id", "4504013150"),
        ("pl", "PESEL 44051401359", "national_id", "44051401359"),
        ("pl", "NIP 856-734-62-15", "tax_id", "8567346215"),
        ("pl", "REGON 192598184", "company_number", "192598184"),
        ("cz", "710319/2745", "national_id", "7103192745"),
        ("sk", "rodné číslo 7103192745", "national_id", "7103192745"),
        ("ro", "CNP 1630615123457", "national_id", "1630615123457"),
        ("bg", "EGN 8032056031", "national_id", "8032056031"),
        ("gr", "AMKA 01013099997", "social_security_number", "01013099997"),
        ("hr", "OIB 33392005961", "national_id", "33392005961"),
        ("si", "EMŠO 0101006500006", "national_id", "0101006500006"),
        ("lt", "asmens kodas 33309240064", "national_id", "33309240064"),
        ("ee", "isikukood 36805280109", "national_id", "36805280109"),
        ("tr", "17291716060", "national_id", "17291716060"),
        ("ua", "РНОКПП 1759013776", "tax_id", "1759013776"),
    ],
)
def test_numbers_are_found_where_their_country_is_switched_on(country: str, text: str, kind: str, value: str) -> None:
    assert values(text, kind, frozenset({country})) == [value]
    assert values(text, kind, frozenset()) == []


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("it", "RSSMRA85T10A562T"),
        ("nl", "111222333"),
        ("se", "880320-0017"),
        ("dk", "211062-5629"),
        ("pl", "44051401359"),
        ("cz", "7103192745"),
        ("no", "15108695089"),
    ],
)
def test_wrong_check_digits_and_bare_numbers_are_none(country: str, text: str) -> None:
    assert found(text, frozenset({country})) == []


def test_every_country_has_numbers() -> None:
    assert all(COUNTRIES.values())
