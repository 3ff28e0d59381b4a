import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.guard.detectors.personal import COUNTRIES, Personal, kinds
from inhouse.guard.finding import Detector
from inhouse.guard.normal import View
from tests.personal_data import EVERYWHERE, HERE, detector, found

LETTER = """Sehr geehrte Frau Berg,

Ihre IBAN DE89 3704 0044 0532 0130 00 und Ihre Karte 4539 5787 6362 1486 sind notiert. Sie erreichen uns unter
+49 30 901820 oder service@firma.de. Geburtsdatum: 12.05.1980, Steuer-ID 86 095 742 719, Server 10.20.30.40.
"""

# Pieces of what is looked for, so that random texts come close to it.
NEAR = """
@ . + 00 0171 +49 ( ) - / : :: , ; ' " * # ° DE89 3704 0044 4539 5787 6362 1486 86 095 742 719 fe80 2a02 aa bb a@b.de
tel IBAN geboren né DOB BIC passport Steuer-ID Kontonummer lat lng 48.137154 11.576124 12.05.1980 Mai 1980-05-12
X 12345678 Z C01X00T47 (at) [dot] K ß é İ 😀
"""
# Letters and digits of other scripts that Python takes for ours, and what no text should hold.
STRANGE = (
    "\N{LATIN SMALL LETTER LONG S}\N{KELVIN SIGN}\N{ARABIC-INDIC DIGIT THREE}\N{FULLWIDTH DIGIT ONE}\u2011\u200b\ud800"
)
CRUMBS = st.sampled_from([*NEAR.split(), *STRANGE, "\t", "\n", "\r\n", "\n\n", " "])


def test_it_is_a_detector_and_says_what_it_finds() -> None:
    reader: Detector = Personal(frozenset())
    assert reader.name == "personal"
    named = dict(kinds())
    assert {f"personal.{kind}" for kind, _ in found(LETTER)} <= set(named)
    assert all(kind.startswith("personal.") and label for kind, label in kinds())


def test_a_letter_is_read_whole() -> None:
    assert found(LETTER) == [
        ("iban", "DE89370400440532013000"),
        ("card", "4539578763621486"),
        ("phone", "+4930901820"),
        ("email", "service@firma.de"),
        ("date_of_birth", "1980-05-12"),
        ("tax_id", "86095742719"),
        ("ip_address", "10.20.30.40"),
    ]


def test_a_signature_is_told_apart() -> None:
    signature = """T +49 89 1234567-0 | M +49 171 1234567
USt-IdNr.: DE136695976 | HRB 12345 | Steuernummer: 143/123/45678
IBAN DE89 3704 0044 0532 0130 00 | BIC COBADEFFXXX"""
    assert found(signature) == [
        ("phone", "+498912345670"),
        ("phone", "+491711234567"),
        ("vat_number", "DE136695976"),
        ("tax_id", "14312345678"),
        ("iban", "DE89370400440532013000"),
        ("bic", "COBADEFFXXX"),
    ]


def test_the_places_are_right_among_other_letters() -> None:
    for before in ("ä€😀", "\n\n", "x" * 500):
        view = View(f"{before} {LETTER}")
        pieces = [view.text[piece.start : piece.end] for piece in detector().find(view)]
        assert pieces[0] == "DE89 3704 0044 0532 0130 00"
        assert pieces[-1] == "10.20.30.40"


def test_countries_may_be_written_in_capitals_and_unknown_ones_change_nothing() -> None:
    assert found("86095742719", frozenset({"DE", "xx"})) == [("tax_id", "86095742719")]


def test_every_country_can_be_switched_on_together() -> None:
    assert set(COUNTRIES) >= {"de", "fr", "es", "it", "at", "ch", "nl", "be", "gb", "us", "pl", "pt", "se", "dk", "ie"}
    assert ("iban", "DE89370400440532013000") in found(LETTER, EVERYWHERE)


@pytest.mark.parametrize(
    "text",
    [
        "550e8400-e29b-41d4-a716-446655440000",
        "d41d8cd98f00b204e9800998ecf8427e",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "ISBN 978-3-16-148410-0",
        "9783161484100",
        "Invoice 2024/05/000123",
        "Ticket #8843920",
        "1715509425123",
        "20240512102345",
        "0x7ffee4b2a1c0",
        "Sendungsnummer 00340434161094042557",
        "UPS 1Z999AA10123456784",
        "HRB 123456 B",
        "for i in range(1000000000):",
        "SELECT * FROM t WHERE id = 123456789012",
        "100 000 000 000",
        "A4 B5 C6",
        "rgb(255, 255, 255)",
        "IMG_20240512_102345.jpg",
    ],
)
def test_ordinary_numbers_are_nothing(text: str) -> None:
    assert found(text) == []
    assert found(text, EVERYWHERE) == []


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(CRUMBS, max_size=40).map(" ".join), st.lists(CRUMBS, max_size=40).map("".join)))
def test_no_text_makes_it_fail_and_every_place_is_in_the_text(text: str) -> None:
    for countries in (HERE, EVERYWHERE):
        last = 0
        for piece in detector(countries).find(View(text)):
            assert last <= piece.start < piece.end <= len(text)
            assert piece.value
            last = piece.end


HARD = [
    "@",
    "a@",
    "a.",
    "a@a.",
    "a-",
    "0",
    "1",
    "1 ",
    "0 ",
    "12 ",
    "1234 ",
    "+1 ",
    "+49 ",
    "(0",
    "00 ",
    "1.",
    "1.1.1.1.",
    "10.20.30.40 ",
    "a:",
    "::",
    "2a02:",
    "aa:",
    "aa-",
    "DE89",
    "DE89 ",
    "ES 1234 ",
    "1.23456,",
    "11.23456, ",
    "11,23456; ",
    "11°11'",
    "lat=11.12345 ",
    "born ",
    "born 1 ",
    "né le 12 ",
    "* 12. ",
    "geboren 12.05.1980 ",
    "tel 0171 1234567 ",
    "tel ",
    "employee id ",
    "account no 1",
    "BIC ",
    "passport A1",
    "(at) ",
    "a(at)",
    "é1",
    "😀12345678Z ",
    "\n",
    "86 095 742 719 ",
    "X1",
    "AB 12 34 56 C ",
]


@pytest.mark.parametrize(
    "text",
    [
        "Ausweis \N{KELVIN SIGN}01X00T47",
        "15070649\N{KELVIN SIGN}103",
        "DOB \N{ARABIC-INDIC DIGIT ONE}2/\N{ARABIC-INDIC DIGIT ONE}/1980",
        "DE89 3704 0044 0532 0130 0\N{ARABIC-INDIC DIGIT ONE}",
        "Tel. \N{ARABIC-INDIC DIGIT ONE}71 1234567",
    ],
)
def test_letters_and_digits_of_other_scripts_are_not_taken_for_ours(text: str) -> None:
    assert [kind for kind, _ in found(text) if kind != "phone"] == []


def seconds(text: str) -> float:
    view = View(text)
    began = time.process_time()
    for _ in detector().find(view):
        pass
    return time.process_time() - began


@pytest.mark.parametrize("crumb", HARD)
def test_ten_times_the_text_takes_about_ten_times_as_long(crumb: str) -> None:
    short, long = crumb * (5_000 // len(crumb)), crumb * (50_000 // len(crumb))
    once = min(seconds(short) for _ in range(3))
    # Twice of slack for a busy machine; a quadratic rule takes a hundred times as long.
    assert min(seconds(long) for _ in range(2)) < 25 * once + 0.02
