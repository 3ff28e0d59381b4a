"""Dates of birth: a date shortly after a word that says so, in English, German, French, Spanish, Italian and Dutch.

Dates before 1900 belong to history and are no findings.
"""

import re
from collections.abc import Iterator
from datetime import date

from inhouse.core import clock
from inhouse.guard.detectors.personal.context import caseless
from inhouse.guard.detectors.personal.shape import LABELLED, Hit, Place, Shape

_EARLIEST = 1900

_LABEL = (
    r"\b(?:born|date of birth|birth[ _-]?dates?|birth[ _-]?days?|d\.?o\.?b\b|date_?of_?birth|year of birth|"
    r"geboren|geburtsdatum|geburtstag|geb\b|geburtsdat|"
    r"naissance|date[ _]?naissance|anniversaire|"
    r"nacid[oa]|nací|nació|nacimiento|f\. ?nac|f\.n\.|fec(?:ha)?\.?(?: de)? ?nac\b|ddn\b|cumpleaños|"
    r"nat[oa] (?:il|a|ad)\b|nascita|nascid[oa]|nascimento|geboren op|geboortedatum)"
)

# `né`, `née`, `né(e)`, in small letters or capitals.
_NE = rb"\bn\xc3[\xa9\x89](?:e|\(e\))?[ ,]"

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier janv enero ene gennaio januari",
            "february feb februar février fevrier févr fevr febrero febbraio februari",
            "march mar märz maerz mrz mars marzo maart",
            "april apr avril avr abril abr aprile",
            "may mai mayo maggio mei",
            "june jun juni juin junio giugno",
            "july jul juli juillet juil julio luglio",
            "august aug août aout agosto ago augustus",
            "september sept sep septembre septiembre setiembre settembre",
            "october oct oktober okt octobre octubre ottobre",
            "november nov novembre noviembre",
            "december dec dezember dez décembre decembre déc diciembre dic dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = "(?:19|20)[0-9]{2}"
_DAY = "[0-9]{1,2}"
_DATE = re.compile(
    r"(?<!\d)(?:"
    rf"(?P<y1>{_YEAR})(?P<s1>[-./])(?P<m1>{_DAY})(?P=s1)(?P<d1>{_DAY})"
    rf"|(?P<d2>{_DAY})(?P<s2> ?[-./] ?)(?P<m2>{_DAY})(?P=s2)(?P<y2>(?:19|20)?[0-9]{{2}})"
    rf"|(?P<d3>{_DAY})(?:\.|st|nd|rd|th|er|º|°)? ?(?:of |de |d')?(?P<m3>{_MONTH})\.?,? ?(?:del? )?(?P<y3>{_YEAR})"
    rf"|(?P<m4>{_MONTH})\.? (?P<d4>{_DAY})(?:st|nd|rd|th)?,? (?P<y4>{_YEAR})"
    rf"|(?P<d5>{_DAY})-(?P<m5>{_MONTH})-(?P<y5>{_YEAR})"
    rf"|(?P<y6>{_YEAR})(?P<m6>0[1-9]|1[0-2])(?P<d6>[0-3][0-9])"
    r")(?=T[0-9]{2}:|(?!\w|[-/]\d))",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(rf"{_YEAR}|[0-9][ ./-]{{1,3}}[0-9]{{2}}(?!\d)")
_REACH = 40
# A sentence's end, or another date's word, stands between: the date is about something else.
_ENDS = re.compile(
    r"\n\s{0,8}\n|[!?;]|\w\w\w\. (?=[A-ZÄÖÜÉ][a-z])"
    r"|(?i:\b(?:until|bis|jusqu|hasta|died|gestorben|mort|expires|gültig)\b)"
)
_AFTER_ITS_DATE = re.compile("geboren", re.IGNORECASE)


def _read(text: str, start: int, end: int) -> Iterator[Hit]:
    # Most such words stand beside no number, and to look for a month's name takes longer.
    match = _DATE.search(text, end, end + _REACH + 28) if _ANY_YEAR.search(text, end, end + _REACH + 28) else None
    if match is None and _AFTER_ITS_DATE.match(text, start):
        # The verb ends the sentence: `am 12.05.1980 in Bonn geboren`.
        match = next(_DATE.finditer(text, max(0, start - _REACH), start), None)
        between = (match.end(), start) if match else (0, 0)
    else:
        between = (end, match.start()) if match else (0, 0)
    if match is None or between[1] - between[0] > _REACH or _ENDS.search(text, *between):
        return
    value = _day(match)
    if value is not None:
        yield Hit("personal.date_of_birth", *match.span(), value, LABELLED)


def _read_star(text: str, start: int, end: int) -> Iterator[Hit]:
    """In German a star before a date is a birth: `Anna Berg (* 12.05.1980)`."""
    match = _DATE.match(text, start + (2 if text[start + 1 : start + 2] == " " else 1), end + 16)
    value = _day(match) if match else None
    before = text[max(0, start - 2) : start].rstrip()
    if match and value is not None and not before[-1:].isdigit():
        yield Hit("personal.date_of_birth", *match.span(), value, LABELLED)


def _day(match: re.Match[str]) -> str | None:
    """The day as ISO 8601 writes it; None for none of this or the last century."""
    year_text, month_text, day_text = next(
        (match[f"y{form}"], match[f"m{form}"], match[f"d{form}"]) for form in range(1, 7) if match[f"y{form}"]
    )
    this_year = clock.now().year
    year = int(year_text)
    if len(year_text) == 2:
        year += 2000 if 2000 + year <= this_year else 1900
    month = int(month_text) if month_text.isdigit() else _MONTHS[month_text.lower()]
    day = int(day_text)
    if month > 12 and match["m2"]:
        month, day = day, month
    try:
        moment = date(year, month, day)
    except ValueError:
        return None
    return moment.isoformat() if _EARLIEST <= year <= this_year else None


SHAPES = (
    Shape((Place(caseless(_LABEL), dense=False), Place(_NE, dense=False)), _read),
    Shape((Place(rb"\* ?[0-3]?[0-9]\.(?: ?[01]?[0-9]\.| [A-Z])", dense=False),), _read_star),
)
