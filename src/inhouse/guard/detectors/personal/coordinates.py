"""Places on the earth to about ten metres: pairs of decimal degrees, degrees with minutes, and keys of a record."""

import re
from collections.abc import Iterator

from inhouse.guard.detectors.personal.context import Words, caseless
from inhouse.guard.detectors.personal.shape import CHECKED, LABELLED, Hit, Place, Shape, each

_MINUS_SIGN = "\N{MINUS SIGN}"
_MINUS = f"-{_MINUS_SIGN}"
_DEGREES = r"[-+\u2212]?[0-9]{1,3}\.[0-9]{4,15}"
_COMMA_DEGREES = r"[-+\u2212]?[0-9]{1,3},[0-9]{4,15}"
_PAIR = re.compile(
    rf"(?<![\w.+\-\u2212])(?<![\d\]][,;])(?<![\d\]][,;] )(?P<first>{_DEGREES})°?(?P<north> ?[NSns])?[\s]?[,;/|\s][\s]?"
    rf"(?P<second>{_DEGREES})°?(?P<east> ?[EWOewo])?(?!\w|[.,]\d|[,;] ?-?\d)"
)
_COMMA_PAIR = re.compile(
    rf"(?<![\w.,+\-\u2212])(?P<first>{_COMMA_DEGREES})°?(?P<north> ?[NSns])?[\s]?[;/|\s][\s]?"
    rf"(?P<second>{_COMMA_DEGREES})°?(?P<east> ?[EWOewo])?(?!\w|[.,;]\d)"
)
_PRIME, _QUOTE = "\N{PRIME}", "\N{RIGHT SINGLE QUOTATION MARK}"
_ARC = (
    rf"[0-9]{{1,3}} ?° ?[0-9]{{1,2}} ?['{_PRIME}{_QUOTE}] ?"
    rf"(?:[0-9]{{1,2}}(?:[.,][0-9]{{1,6}})? ?(?:[\"″”]|''|{_PRIME}{_PRIME}) ?)?"
)
_MINUTES = re.compile(rf"(?<!\w)({_ARC})([NSns])[\s]?[,;/]?[\s]?({_ARC})([EWOewo])(?!\w)")
_KEYS = re.compile(
    rf"(?:lat|breite)\w{{0,10}}[\"']?\s?[:=]\s?[\"']?(?P<first>{_DEGREES})[\"']?\s{{0,12}}[,;&|]?\s{{0,12}}[\"']?\w{{0,8}}"
    rf"(?:lon|lng|länge|laenge)\w{{0,10}}[\"']?\s?[:=]\s?[\"']?(?P<second>{_DEGREES})(?!\w|\.\d)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")

_PLACE_WORD = Words(
    r"\blat",
    r"\bl(?:on|ng)",
    r"\bgps",
    r"\bgeo",
    r"coord",
    r"koordinat",
    r"standort",
    r"position",
    r"location",
    r"ubicaci",
    r"emplacement",
    r"maps",
    r"point\(",
    r"wgs",
    r"treffpunkt",
    r"adress",
    r"site\b",
)


def _read_pair(text: str, start: int, end: int) -> Iterator[Hit]:
    for match in each(_PAIR, text, max(0, start - 1), end):
        labelled = bool(match["north"] and match["east"]) or _PLACE_WORD.beside(text, *match.span())
        # Without a word beside it, a pair must be as fine as a map's (a metre), and not two shares of one.
        fine = min(len(match["first"].partition(".")[2]), len(match["second"].partition(".")[2])) >= 5
        listed = text[match.start() - 1 : match.start()] == "["
        if labelled or (
            fine and not listed and "," in match[0] and max(_size(match["first"]), _size(match["second"])) >= 5
        ):
            yield from _hit(match, LABELLED if labelled else CHECKED)


def _read_comma_pair(text: str, start: int, end: int) -> Iterator[Hit]:
    for match in each(_COMMA_PAIR, text, max(0, start - 1), end):
        if (match["north"] and match["east"]) or _PLACE_WORD.beside(text, *match.span()):
            yield from _hit(match, LABELLED)


def _read_keys(text: str, start: int, end: int) -> Iterator[Hit]:
    for match in _KEYS.finditer(text, start, end + 24):
        if _size(match["first"]) <= 90 and _size(match["second"]) <= 180:
            value = f"{_plain(match['first'])},{_plain(match['second'])}"
            yield Hit("personal.coordinates", match.start("first"), match.end("second"), value, LABELLED)


def _read_minutes(text: str, start: int, end: int) -> Iterator[Hit]:
    for match in _MINUTES.finditer(text, max(0, start - 3), end + 40):
        latitude, longitude = _decimal(match[1], match[2]), _decimal(match[3], match[4])
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            yield Hit("personal.coordinates", *match.span(), f"{latitude:.6f},{longitude:.6f}", CHECKED)


def _hit(match: re.Match[str], strength: int) -> Iterator[Hit]:
    if _size(match["first"]) > 90 or _size(match["second"]) > 180:
        return
    first = _plain(match["first"], match["north"] or "")
    second = _plain(match["second"], match["east"] or "")
    yield Hit("personal.coordinates", *match.span(), f"{first},{second}", strength)


def _size(degrees: str) -> float:
    return float(degrees.lstrip("+" + _MINUS).replace(",", "."))


def _plain(degrees: str, side: str = "") -> str:
    turned = degrees[0] in _MINUS or side.strip().upper() in {"S", "W"}
    size = degrees.lstrip("+" + _MINUS).replace(",", ".").rstrip("0")
    return f"-{size}" if turned else size


def _decimal(arc: str, side: str) -> float:
    parts = [float(part.replace(",", ".")) for part in _NUMBER.findall(arc)]
    degrees = sum(part / 60**place for place, part in enumerate(parts))
    return -degrees if side.upper() in {"S", "W"} else degrees


_SIDE = r"(?:°| ?[NS]|° ?[NS])?\s?"
_PLACE = rf"\b[0-9]{{1,3}}\.[0-9]{{4,15}}{_SIDE}[,;/|\s]\s?(?:[-+]|{_MINUS_SIGN})?[0-9]{{1,3}}\.[0-9]{{4,15}}"
_COMMA_PLACE = rf"\b[0-9]{{1,3}},[0-9]{{4,15}}{_SIDE}[;/|\s]\s?(?:[-+]|{_MINUS_SIGN})?[0-9]{{1,3}},[0-9]{{4,15}}"
_KEY = r"[a-z_]{0,10}[\"']?\s?[:=]\s?[\"']?[-+]?[0-9]{1,3}\.[0-9]{4,15}"
_KEY_PLACE = rf"(?:lat|breite){_KEY}[\"']?\s{{0,12}}[,;&|]?\s{{0,12}}[\"']?[a-z_]{{0,8}}(?:lon|lng|länge|laenge){_KEY}"
# Bytes of the marks for minutes and seconds are letters of a class here, which finds more, not less.
_MINUTES_PLACE = rf"[0-9]{{1,3}} ?° ?[0-9]{{1,2}} ?(?:'|{_PRIME}|{_QUOTE})[0-9\"″”'{_PRIME}{_QUOTE}., ]{{0,24}}[NS]"

SHAPES = (
    Shape((Place(caseless(_PLACE)),), _read_pair),
    Shape((Place(caseless(_COMMA_PLACE)),), _read_comma_pair),
    Shape((Place(caseless(_KEY_PLACE)),), _read_keys),
    Shape((Place(caseless(_MINUTES_PLACE)),), _read_minutes),
)
