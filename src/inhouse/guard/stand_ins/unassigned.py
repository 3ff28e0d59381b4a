"""Values with a right syntax that belong to nobody, so that a schema accepts them and nobody is called or paid.

What                Where the value comes from
IP address          documentation blocks: RFC 5737 (IPv4), RFC 3849 (IPv6)
MAC address         locally administered: the second bit of the first octet (IEEE 802, section 8.4)
IBAN                same country and length, right check digits (ISO 13616), a bank code of zeros or `XXXX`, which no
                    register of banks assigns; the check digits within a country's own part are left wrong on purpose
Card                IIN 400000, which payment processors keep for tests, with a right Luhn digit (ISO/IEC 7812-1)
Telephone           numbers that a regulator keeps for films and books, see `_RANGES`; for other countries those of +1

Everything here is plain ASCII.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inhouse.guard.stand_ins.grammar import Draw


@dataclass(frozen=True, slots=True)
class _Range:
    """Telephone numbers: country code, what is dialled before `stem` within the country, and how many digits follow."""

    country: str
    trunk: str
    stem: str
    digits: int


_RANGES = (
    # Bundesnetzagentur, Mitteilung 148/2021: "Rufnummern für Medienproduktionen".
    *(_Range("49", "0", stem, 3) for stem in ("30 23125", "69 90009", "40 66969", "221 4710", "89 99998")),
    # Ofcom: telephone numbers for use in TV and radio drama.
    *(_Range("44", "0", stem, 3) for stem in ("20 7946 0", "113 496 0", "161 496 0", "1632 960", "7700 900")),
    # Arcep, décision 2018-0881 (plan de numérotation): numéros pour œuvres audiovisuelles.
    *(_Range("33", "0", stem, 4) for stem in ("1 99 00 ", "2 61 91 ", "3 53 01 ", "4 65 71 ", "5 36 49 ", "6 39 98 ")),
    # ACMA: phone numbers for use in TV shows, films and creative works.
    *(_Range("61", "0", stem, 4) for stem in ("2 5550 ", "2 7010 ", "3 5550 ", "7 5550 ", "8 5550 ")),
    # ComReg, numbering conventions: 020 91X XXXX for drama.
    _Range("353", "0", "20 91", 5),
    # North American Numbering Plan: 555-0100 to 555-0199 are fictitious in every area.
    *(_Range("1", "", f"{area} 555 01", 2) for area in range(202, 210)),
    *(_Range("1", "", f"{area} 555 01", 2) for area in (212, 214, 303, 305, 312, 404, 415, 512, 602, 617, 702, 808)),
)
_ELSEWHERE = "1"
_COUNTRIES = tuple(sorted({each.country for each in _RANGES}, key=len, reverse=True))

# How many characters of the national part say which bank it is, where it is not 5; ISO 13616 registry.
_BANK = {"DE": 8, "PL": 8, "BR": 8, "HU": 7, "IT": 6, "SM": 6, "BE": 3, "LU": 3, "FI": 6, "NL": 4, "NO": 4, "DK": 4}
_BANK_USUAL = 5

_DIGIT_GROUPS = re.compile(r"\D+")


def draw(kind: str, numbers: Draw, value: str) -> str | None:
    """A value of this kind in its plain form; None where the kind has no syntax, or the value is of another form."""
    maker = _MAKERS.get(kind)
    return None if maker is None else maker(numbers, value)


def dress(kind: str, plain: str, spelling: str) -> str:
    """The plain form, written as the spelling is written: the same groups, the same case, national or international."""
    if kind == "personal.phone":
        return _phone_as(plain, spelling)
    letters = sum(character.isalnum() for character in spelling)
    if kind not in _SAME_LENGTH or letters != len(plain) or not spelling.isascii():
        return plain
    if any(character.islower() for character in spelling):
        plain = plain.lower()
    characters = iter(plain)
    return "".join(next(characters) if character.isalnum() else character for character in spelling)


def undress(kind: str, dressed: str) -> str | None:
    """The plain form of what `dress` gave."""
    if kind == "personal.phone":
        digits = re.sub(r"\D", "", dressed)
        for each in _RANGES:
            stem = each.stem.replace(" ", "")
            for begin in (each.country + stem, f"00{each.country}{stem}", each.trunk + stem):
                if digits.startswith(begin) and len(digits) == len(begin) + each.digits:
                    return f"+{each.country}|{each.trunk}|{each.stem}{digits[len(begin) :]}"
        return None
    return "".join(filter(str.isalnum, dressed)).upper() if kind in _SAME_LENGTH else None


def other_dresses(kind: str, dressed: str) -> Iterator[str]:
    """The same value in other clothes, for other spellings."""
    if kind == "personal.phone":
        parts = _DIGIT_GROUPS.split(dressed.removeprefix("+"))
        plus = "+" if dressed.startswith("+") else ""
        yield from (plus + between.join(parts) for between in (" ", "-", "", ".", "/", " - "))
        yield from (f"{plus}{parts[0]} {between.join(parts[1:])}" for between in ("-", "", ".", "/"))


def _iban(numbers: Draw, value: str) -> str | None:
    compact = "".join(character for character in value if character.isalnum()).upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}", compact):
        return None
    country, national = compact[:2], compact[4:]
    bank = _BANK.get(country, _BANK_USUAL)
    said = "".join("X" if character.isalpha() else "0" for character in national[:bank])
    account = zip(national[bank:], numbers.digits(len(national) - bank), strict=True)
    national = said + "".join("X" if character.isalpha() else digit for character, digit in account)
    rest = int("".join(str(int(character, 36)) for character in f"{national}{country}00")) % 97
    return f"{country}{98 - rest:02d}{national}"


def _card(numbers: Draw, value: str) -> str | None:
    length = sum(character.isdigit() for character in value)
    if not 12 <= length <= 19:
        return None
    digits = "400000" + numbers.digits(length - 7)
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return digits + str(-sum(number // 10 + number % 10 for number in doubled) % 10)


def _ip_address(numbers: Draw, value: str) -> str:
    _, slash, length = value.partition("/")
    if ":" in value:
        words = [f"{1 + numbers.below(0xFFFF):x}" for _ in range(3)]
        return f"2001:db8:{words[0]}:{words[1]}::{words[2]}{slash}{length}"
    block = ("192.0.2", "198.51.100", "203.0.113")[numbers.below(3)]
    # Three digits each, so that no address is the begin of another.
    return f"{block}.{100 + numbers.below(155)}{slash}{length}"


def _mac_address(numbers: Draw, value: str) -> str | None:
    if sum(character.isalnum() for character in value) != 12:
        return None
    return f"02{numbers.below(16**10):010X}"


def _phone(numbers: Draw, value: str) -> str:
    """As `+country|trunk|number in groups`, which `_phone_as` writes."""
    digits = re.sub(r"\D", "", value).removeprefix("00")
    spoken = value.lstrip().startswith(("+", "00"))
    country = next((code for code in _COUNTRIES if spoken and digits.startswith(code)), _ELSEWHERE)
    ranges = [each for each in _RANGES if each.country == country]
    chosen = ranges[numbers.below(len(ranges))]
    return f"+{chosen.country}|{chosen.trunk}|{chosen.stem}{numbers.digits(chosen.digits)}"


def _phone_as(plain: str, spelling: str) -> str:
    country, trunk, number = plain.split("|")
    start = spelling.lstrip(" (")
    if start.startswith("+"):
        written = f"{country} {number}"
    elif start.startswith("00"):
        written = f"00{country.removeprefix('+')} {number}"
    else:
        written = f"{trunk}{number}"
    return written if re.search(r"\d\D+\d", spelling) else written.replace(" ", "")


_MAKERS: dict[str, Callable[[Draw, str], str | None]] = {
    "personal.iban": _iban,
    "personal.card": _card,
    "personal.ip_address": _ip_address,
    "personal.mac_address": _mac_address,
    "personal.phone": _phone,
}
_SAME_LENGTH = frozenset({"personal.iban", "personal.card", "personal.mac_address"})
