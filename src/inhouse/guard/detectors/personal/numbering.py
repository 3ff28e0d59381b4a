"""Which digits are a phone number, by libphonenumber's plan of numbers, without its slow reading of free text."""

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberType, ValidationResult
from phonenumbers.phonenumberutil import COUNTRY_CODE_TO_REGION_CODE

SHORTEST = 6
"""Digits of the shortest number, with its country's."""

LONGEST = 17
"""Digits of the longest number, with its way out of the country."""

_GROUP = re.compile(r"[0-9]+")
_ZERO_TO_DROP = re.compile(r"\( ?0 ?\)")


def cuts(piece: str, least: int) -> Iterator[tuple[int, str]]:
    """A run of groups of digits, and the run without its last ones: where it ends, and its digits. Longest first.

    A zero in brackets, written between the country and the rest, is not dialled and left out.
    """
    ends: list[tuple[int, str]] = []
    dropped = _ZERO_TO_DROP.search(piece) if piece.startswith(("+", "00", "(+")) else None
    taken = ""
    for group in _GROUP.finditer(piece):
        if dropped is None or not dropped.start() <= group.start() < dropped.end():
            taken += group[0]
        if len(taken) > LONGEST:
            break
        ends.append((group.end(), taken))
    yield from ((end, taken) for end, taken in reversed(ends) if len(taken) >= least)


def international(plain: str) -> PhoneNumber | None:
    """The number of these digits, which begin with a country's; None if its length is no number's there."""
    if len(plain) < SHORTEST:
        return None
    for length in (1, 2, 3):
        code = int(plain[:length])
        if code in COUNTRY_CODE_TO_REGION_CODE:
            rest = plain[length:]
            number = _number(code, rest)
            if rest.startswith("0") and not (number and is_valid(number)):
                number = _number(code, rest[1:])
            return number
    return None


def national(plain: str, region: str) -> PhoneNumber | None:
    """The valid number that somebody in a region (ISO 3166, capitals) dials by these digits."""
    metadata = PhoneMetadata.metadata_for_region(region)
    if metadata is None:
        return None
    code = phonenumbers.country_code_for_region(region)
    trunk = metadata.national_prefix
    if trunk and plain.startswith(trunk):
        plain = plain[len(trunk) :]
    elif trunk == "0":
        return None
    number = _number(code, plain)
    return number if number and phonenumbers.is_valid_number(number) else None


def is_valid(number: PhoneNumber) -> bool:
    """The plan has such a number."""
    return phonenumbers.is_valid_number(number)


def is_mobile(number: PhoneNumber) -> bool:
    """The number is a mobile phone's and cannot be another's."""
    return phonenumbers.number_type(number) == PhoneNumberType.MOBILE


def e164(number: PhoneNumber) -> str:
    """The one spelling of a number (ITU-T E.164)."""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _number(code: int, rest: str) -> PhoneNumber | None:
    if not rest or len(rest) > LONGEST:
        return None
    zeros = len(rest) - len(rest.lstrip("0"))
    number = PhoneNumber(
        country_code=code,
        national_number=int(rest),
        italian_leading_zero=True if zeros else None,
        number_of_leading_zeros=zeros if zeros > 1 else None,
    )
    possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    return number if possible else None
