"""Bank account numbers by ISO 13616: a country's length, check digits by ISO 7064 mod 97-10, and its structure."""

import re
from collections.abc import Iterator
from functools import cache

from stdnum import iban as registry

from inhouse.guard.detectors.personal.shape import PROVEN, Hit, Place, Shape, compact

_LENGTHS = """
    AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27
    DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28
    IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22
    MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24
    SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
"""
LENGTHS = {entry[:2]: int(entry[2:]) for entry in _LENGTHS.split()}

# Groups, other people's separators, and one line break with the margin of a quotation.
_BETWEEN = r"[ \t._\-\u2010-\u2013]{0,2}(?:\r?\n[ \t>]{0,4})?"


@cache
def _spelled(country: str) -> re.Pattern[str]:
    characters = rf"(?:{_BETWEEN}[A-Za-z0-9]){{{LENGTHS[country] - 2}}}"
    return re.compile(rf"(?<![A-Za-z0-9])[A-Za-z]{{2}}{characters}(?![A-Za-z0-9])")


_COUNTRY = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(LENGTHS)})", re.IGNORECASE | re.ASCII)


def _read(text: str, start: int, end: int) -> Iterator[Hit]:
    for country in _COUNTRY.finditer(text, start, end + 1):
        match = _spelled(country[0].upper()).match(text, country.start())
        if match and is_iban(value := compact(match[0])):
            yield Hit("personal.iban", *match.span(), value, PROVEN)


def is_iban(value: str) -> bool:
    """Whether these ASCII letters and digits, in capitals, are an IBAN."""
    return _remainder(value[4:] + value[:4]) == 1 and registry.is_valid(value, check_country=False)


def _remainder(value: str) -> int:
    return int("".join([str(int(character, 36)) for character in value])) % 97


# Some countries' numbers are letters mostly: no digits need stand together.
_PLACE = rf"(?:\b|_)(?:{'|'.join(LENGTHS)})[ _-]?[0-9]{{2}}[ ._\r\n-]?[ ._\n-]?[A-Z0-9][A-Z0-9]"

SHAPE = Shape((Place(_PLACE.encode(), dense=False),), _read)
