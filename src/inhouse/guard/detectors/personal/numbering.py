"""Which digits are a phone number, by libphonenumber's plan of numbers, without its slow reading of free text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from phonenumbers import PhoneMetadata
from phonenumbers.phonenumberutil import COUNTRY_CODE_TO_REGION_CODE, country_code_for_region

SHORTEST = 6
"""Digits of the shortest number, with its country's."""

LONGEST = 17
"""Digits of the longest number, with its way out of the country."""

_GROUP = re.compile(r"[0-9]+")
_ZERO_TO_DROP = re.compile(r"\( ?0 ?\)")


class Number(NamedTuple):
    """A number that has a right length in its country: the country's digits, and what is dialled inside."""

    code: int
    rest: str

    @property
    def e164(self) -> str:
        """The one spelling of a number (ITU-T E.164)."""
        return f"+{self.code}{self.rest}"

    @property
    def is_valid(self) -> bool:
        """The plan has such a number."""
        return _plan(self.code).valid.fullmatch(self.rest) is not None

    @property
    def is_mobile(self) -> bool:
        """It is a mobile phone's and cannot be another's."""
        plan = _plan(self.code)
        return plan.mobile.fullmatch(self.rest) is not None and plan.fixed.fullmatch(self.rest) is None


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


def international(plain: str) -> Number | None:
    """The number of these digits, which begin with a country's; None if its length is no number's there."""
    if len(plain) < SHORTEST:
        return None
    for length in (1, 2, 3):
        code = int(plain[:length])
        if code in COUNTRY_CODE_TO_REGION_CODE:
            number = _number(code, plain[length:])
            if plain[length] == "0" and not (number and number.is_valid):
                number = _number(code, plain[length + 1 :])
            return number
    return None


def national(plain: str, region: str) -> Number | None:
    """The valid number that somebody in a region (ISO 3166, capitals) dials by these digits."""
    code, trunk = _region(region)
    if trunk and plain.startswith(trunk):
        plain = plain[len(trunk) :]
    elif trunk == "0":
        return None
    number = _number(code, plain) if code else None
    return number if number and number.is_valid else None


def _number(code: int, rest: str) -> Number | None:
    return Number(code, rest) if len(rest) in _plan(code).lengths else None


@dataclass(frozen=True, slots=True)
class _Plan:
    lengths: frozenset[int]
    valid: re.Pattern[str]
    fixed: re.Pattern[str]
    mobile: re.Pattern[str]


@cache
def _plan(code: int) -> _Plan:
    """All regions of a country's digits as one."""
    regions = [
        metadata
        for region in COUNTRY_CODE_TO_REGION_CODE[code]
        if (metadata := PhoneMetadata.metadata_for_region_or_calling_code(code, region)) is not None
    ]
    fixed = [metadata.fixed_line for metadata in regions]
    mobile = [metadata.mobile for metadata in regions]
    others = [
        kind
        for metadata in regions
        for kind in (
            metadata.toll_free,
            metadata.premium_rate,
            metadata.shared_cost,
            metadata.personal_number,
            metadata.voip,
            metadata.pager,
            metadata.uan,
            metadata.voicemail,
        )
    ]
    general = regions[0].general_desc
    return _Plan(
        frozenset(general.possible_length if general else ()),
        _any_of([kind.national_number_pattern for kind in (*fixed, *mobile, *others) if kind]),
        _any_of([kind.national_number_pattern for kind in fixed if kind]),
        _any_of([kind.national_number_pattern for kind in mobile if kind]),
    )


def _any_of(patterns: list[str | None]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns if pattern) or r"(?!)")


@cache
def _region(region: str) -> tuple[int, str]:
    """A region's digits, and those that people there dial before a number; 0 if there is no such region."""
    metadata = PhoneMetadata.metadata_for_region(region)
    return (country_code_for_region(region), metadata.national_prefix or "") if metadata else (0, "")
