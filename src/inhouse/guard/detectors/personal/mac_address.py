"""Hardware addresses (EUI-48 of IEEE 802), as aa:bb:cc:dd:ee:ff, aa-bb-cc-dd-ee-ff and aabb.ccdd.eeff.

No findings: all zeros, all ones, multicast prefixes of RFC 1112 and RFC 2464, and documentation (RFC 7042).
"""

import re
from collections.abc import Iterator

from inhouse.guard.detectors.personal.context import Words
from inhouse.guard.detectors.personal.shape import CHECKED, LABELLED, Hit, Place, Shape, compact, each

_PAIR = "[0-9A-Fa-f]{2}"
_FOUR = "[0-9A-Fa-f]{4}"
_FORMS = (rf"{_PAIR}(?::{_PAIR}){{5}}", rf"{_PAIR}(?:-{_PAIR}){{5}}", rf"{_FOUR}\.{_FOUR}\.{_FOUR}")
_PATTERN = re.compile(rf"(?<![\w.])(?<!\w[:-])(?:{'|'.join(_FORMS)})(?![\w]|[.:-]\w)")
_NOBODYS = ("000000000000", "FFFFFFFFFFFF", "00005E0053", "01005E", "3333", "0180C2")
_MAC = Words(
    r"\bmac", r"hardware", r"ethernet", r"\bwlan", r"wi-?fi", r"bluetooth", r"physi", r"\barp\b", r"\bnic\b", r"dhcp"
)


def _read(text: str, start: int, end: int) -> Iterator[Hit]:
    for match in each(_PATTERN, text, start, end):
        value = compact(match[0])
        if value.startswith(_NOBODYS):
            continue
        labelled = _MAC.beside(text, match.start(), match.end())
        # Six pairs of digits are a moment or a number; colons between them are still an address mostly.
        if labelled or ":" in match[0] or not value.isdigit():
            yield Hit("personal.mac_address", *match.span(), value, LABELLED if labelled else CHECKED)


SHAPE = Shape(tuple(Place(rf"\b{form}\b".encode(), dense=False) for form in _FORMS), _read)
