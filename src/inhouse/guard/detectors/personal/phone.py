"""Phone numbers: international ones everywhere, national ones of countries that are switched on.

The plan of numbers is libphonenumber's. A number that the plan does not know counts where a word beside it says phone.
"""

import re
from collections.abc import Iterator

from phonenumbers import SUPPORTED_REGIONS, country_code_for_region

from inhouse.guard.detectors.personal.context import SOMETHING_ELSE, Words, caseless
from inhouse.guard.detectors.personal.numbering import Number, cuts, international, national
from inhouse.guard.detectors.personal.shape import CHECKED, FORMED, LABELLED, Hit, Place, Shape, digits, each

_BETWEEN = r"[ \t().\-/\u2010-\u2013]{0,3}"
# No piece of a decimal number, of a time, of an amount, of a name.
_NOT_AFTER = r"(?!\w)(?!\.\d|,\d|[-_/][A-Za-z])"
_NO_AMOUNT = r"(?!:\d| ?[€$£%]| ?(?:EUR|USD|CHF|GBP)\b)"
_INTERNATIONAL = re.compile(
    rf"(?<![\w+.])(?:\+|(?<![/\\-])(?<!\d )00 ?)(?=[1-9(]){_BETWEEN}[1-9](?:{_BETWEEN}[0-9]){{6,24}}+{_NOT_AFTER}"
)
_NATIONAL = re.compile(
    r"(?<![\w#+$€£_/\\-])(?<!\d[.,:/])(?<!\d )"
    rf"\(?0[1-9](?:{_BETWEEN}[0-9]){{6,24}}+{_NOT_AFTER}{_NO_AMOUNT}"
)
_NORTH_AMERICAN = re.compile(
    r"(?<![\w#$=_/\\.-])(?<!\d )(?:1[ .-])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[.\-/ ])"
    r"[0-9]{3}[.\- ][0-9]{4}(?!\w|[.,-]\d| \d)"
)
_WITHOUT_TRUNK = re.compile(
    rf"(?<![\w#$€£=_/\\.+-])(?<!\d[, ])[2-9](?:[ .\-]?[0-9]){{7,9}}(?![.:-]\d| ?\d){_NOT_AFTER}{_NO_AMOUNT}"
)
_LABELLED = re.compile(
    r"[^\w+(]{0,12}(?:[^\W\d]{1,12}[^\w+(]{1,4}){0,3}"
    rf"(\(?\+?\(?[0-9](?:{_BETWEEN}[0-9]){{4,24}}+){_NOT_AFTER}"
)
_DATE = re.compile(
    r"(?:[0-3]?\d[./-][01]?\d[./-](?:19|20)\d\d|(?:19|20)\d\d[./-][01]?\d[./-][0-3]?\d"
    r"|(?:19|20)\d\d[ -](?:19|20)\d\d|[0-3]\d\.[01]\d\.\d\d(?!\.\d\d\.\d\d))(?!\d)"
)

_LABEL = (
    r"(?:\btel\b|telefon|\bfon\b|phone|\bmobile?\b|\bmob\b|\bcell\b|cellular|\bhandy|fax|whatsapp|\bsms\b|hotline|"
    r"rufnummer|durchwahl|téléphone|\btél\b|portable|móvil|\bmóv\b|teléfono|\btlfn?|celular|cellulare|telefoon|"
    r"\bcall\b|anrufen|erreichbar|appele[rz]|llam[ae]|joignable|dial|number is|número es|numéro est|nummer ist)"
)
_PHONE = Words(
    r"\btel\b",
    r"telefon",
    r"\bfon\b",
    r"phone",
    r"\bmobile?\b",
    r"\bcell",
    r"handy",
    r"fax",
    r"whatsapp",
    r"\bsms\b",
    r"hotline",
    r"rufnummer",
    r"(?:meine|deine|ihre|seine|my|your|his|her|mi|su|mon|ma|son|sa) (?:nummer|number|numero)",
    r"durchwahl",
    r"\bcall",
    r"anruf",
    r"erreich",
    r"appel",
    r"joign",
    r"portable",
    r"llam",
    r"tel[ée]",
    r"t[ée]l\b",
    r"m[óo]vil",
    r"\btlf",
    r"celular",
    r"cellul",
    r"contact",
    r"kontakt",
    r"dial",
)

# Countries whose national numbers begin with no zero: their form.
_NO_TRUNK = {
    "es": re.compile("[6-9][0-9]{8}"),
    "pt": re.compile("[29][0-9]{8}"),
    "pl": re.compile("[2-8][0-9]{8}"),
    "cz": re.compile("[2-7][0-9]{8}"),
    "dk": re.compile("[2-9][0-9]{7}"),
    "no": re.compile("[2-9][0-9]{7}"),
    "it": re.compile("3[0-9]{8,9}"),
}
_NORTH_AMERICA = ("us", "ca")
_ONLY_WITHOUT_TRUNK = (frozenset(_NO_TRUNK) | frozenset(_NORTH_AMERICA)) - {"it"}
_ORDER = ("de", "at", "gb")
_GROUP = re.compile("[0-9]+")
# How people in those countries group them.
_GROUPS = frozenset({"3-3-3", "3-2-2-2", "2-3-2-2", "2-2-2-2", "3-2-3", "3-3-4", "1-3-3-4", "3-7", "3-6", "2-3-4"})
# Countries by how people there group the digits after a zero.
_WRITTEN = (
    (33, re.compile(r"0[1-9](?:[ .\-][0-9]{2}){4}")),
    (
        44,
        re.compile(
            r"\(?0[0-9]{4}\)? [0-9]{3} ?[0-9]{3}|\(?02[0-9]\)? [0-9]{4} ?[0-9]{4}|\(?01[0-9]1\)? [0-9]{3} [0-9]{4}"
        ),
    ),
)

KIND = "personal.phone"


class Phones:
    """Knows the national ways of writing of some countries, by their ISO 3166 codes in small letters."""

    def __init__(self, countries: frozenset[str]) -> None:
        # Where a number is valid in several, the plans that say much about their numbers' form come last.
        known = sorted((code for code in countries if code.upper() in SUPPORTED_REGIONS), key=_rank)
        self._with_trunk = [code.upper() for code in known if code not in _ONLY_WITHOUT_TRUNK]
        self._without_trunk = {code.upper(): _NO_TRUNK[code] for code in known if code in _NO_TRUNK}
        self._north_american = any(code in countries for code in _NORTH_AMERICA)
        self._all = [code.upper() for code in known]
        self._codes = frozenset(country_code_for_region(region) for region in self._all)

    def shapes(self) -> list[Shape]:
        """Where to look for phone numbers."""
        shapes = [
            Shape((Place(_INTERNATIONAL_PLACE),), self._international),
            Shape((Place(caseless(_LABEL)),), self._labelled),
        ]
        if self._with_trunk:
            shapes.append(Shape((Place(_NATIONAL_PLACE),), self._national))
        if self._north_american:
            shapes.append(Shape((Place(_NORTH_AMERICAN_PLACE),), self._american))
        if self._without_trunk:
            shapes.append(Shape((Place(_WITHOUT_TRUNK_PLACE),), self._short))
        return shapes

    def _international(self, text: str, start: int, end: int) -> Iterator[Hit]:
        for match in each(_INTERNATIONAL, text, start, end):
            first, piece = match.start(), match[0]
            numbers = [
                (length, taken, number)
                for length, taken in cuts(piece, 7)
                if (number := international(taken.lstrip("0"))) is not None
            ]
            for length, taken, number in numbers:
                if number.is_valid:
                    labelled = _PHONE.before(text, first)
                    # Numbers that begin with two zeros are often something else.
                    written = length > len(taken) or number.code in self._codes
                    if labelled or piece[0] == "+" or (written and not SOMETHING_ELSE.before(text, first)):
                        yield Hit(KIND, first, first + length, number.e164, LABELLED if labelled else CHECKED)
                    break
            else:
                yield from self._unknown(text, first, piece, numbers)

    def _unknown(self, text: str, first: int, piece: str, numbers: list[tuple[int, str, Number]]) -> Iterator[Hit]:
        """Of numbers that have a right length and are not in the plan, the longest that is written as one."""
        for length, taken, number in numbers:
            grouped = piece[0] == "+" and length > len(taken) + 1 and taken[2] != "0"
            if _PHONE.before(text, first):
                yield Hit(KIND, first, first + length, number.e164, LABELLED)
                return
            if grouped:
                yield Hit(KIND, first, first + length, number.e164, FORMED)
                return

    def _national(self, text: str, start: int, end: int) -> Iterator[Hit]:
        for match in each(_NATIONAL, text, start, end):
            if _DATE.match(match[0]) or SOMETHING_ELSE.before(text, match.start()):
                continue
            for length, plain in cuts(match[0], 8):
                number = _known(plain, self._with_trunk, match[0][:length])
                if number is None:
                    continue
                labelled = _PHONE.before(text, match.start())
                written = length > len(plain) >= 9 or (len(plain) >= 10 and number.is_mobile)
                if labelled or (written and not _is_a_list(match[0], length, number)):
                    # A bracket that opens and is not closed stood round the number.
                    opened = match[0][0] == "(" and ")" not in match[0][:length]
                    strength = LABELLED if labelled else FORMED
                    yield Hit(KIND, match.start() + opened, match.start() + length, number.e164, strength)
                break

    def _american(self, text: str, start: int, end: int) -> Iterator[Hit]:
        for match in each(_NORTH_AMERICAN, text, max(0, start - 2), end):
            number = international("1" + digits(match[0])[-10:])
            labelled = _PHONE.before(text, match.start())
            if number is None or (not labelled and SOMETHING_ELSE.before(text, match.start())):
                continue
            # Invented numbers, as (555) 123-4567, are in no plan.
            invented = match[0][0] == "(" or match[0].startswith("555")
            if labelled or invented or number.is_valid:
                yield Hit(KIND, *match.span(), number.e164, LABELLED if labelled else FORMED)

    def _short(self, text: str, start: int, end: int) -> Iterator[Hit]:
        for match in each(_WITHOUT_TRUNK, text, start, end):
            plain = digits(match[0])
            number = _known(plain, [region for region, own in self._without_trunk.items() if own.fullmatch(plain)])
            if number is None or _DATE.match(match[0]) or SOMETHING_ELSE.before(text, match.start()):
                continue
            labelled = _PHONE.before(text, match.start())
            if labelled or _is_grouped(match[0]):
                yield Hit(KIND, *match.span(), number.e164, LABELLED if labelled else FORMED)

    def _labelled(self, text: str, start: int, end: int) -> Iterator[Hit]:
        match = _LABELLED.match(text, end, end + 80)
        if match is None or _DATE.match(match[1]):
            return
        first, piece = match.start(1), match[1]
        # What begins with a plus or a zero and is in the plan, other shapes have found.
        dialled = piece[0] in "+(0"
        for length, plain in cuts(piece, 5):
            number = None if dialled else _known(plain, self._all, piece[:length]) or _with_country(piece[:length])
            if number is not None and (length == len(plain) or _is_grouped(piece[:length])):
                yield Hit(KIND, first, first + length, number.e164, LABELLED)
                return
            if _looks_dialled(piece[:length], plain) and not SOMETHING_ELSE.before(text, first):
                yield Hit(KIND, first, first + length, plain, FORMED)
                return


def _known(plain: str, regions: list[str], piece: str = "") -> Number | None:
    """The number in one of these regions: where the digits are grouped, or a mobile phone's, or the first region's."""
    numbers = [number for region in regions if (number := national(plain, region)) is not None]
    if len(numbers) < 2:
        return numbers[0] if numbers else None
    code = next((code for code, form in _WRITTEN if form.fullmatch(piece)), 0)
    return next(
        (number for number in numbers if number.code == code),
        next((number for number in numbers if number.is_mobile), numbers[0]),
    )


def _with_country(piece: str) -> Number | None:
    """The number of digits that begin with a country's, written together and without their plus sign."""
    number = international(piece) if len(piece) >= 10 and piece.isdigit() and piece[0] != "0" else None
    return number if number is not None and number.is_valid else None


def _rank(code: str) -> tuple[int, str]:
    return (_ORDER.index(code) if code in _ORDER else 3, code)


def _is_grouped(piece: str) -> bool:
    return "-".join(str(len(group)) for group in _GROUP.findall(piece)) in _GROUPS


def _is_a_list(run: str, length: int, number: Number) -> bool:
    """Pairs of digits that go on, or that no Frenchman would dial: hours, codes, numbers of a draw."""
    pairs = all(len(group) == 2 for group in _GROUP.findall(run))
    return pairs and (number.code != 33 or length < len(run))


def _looks_dialled(piece: str, plain: str) -> bool:
    """Of a number after the word phone that no plan knows: it begins as one, or is grouped as one."""
    return 7 <= len(plain) <= 15 and (piece[0] in "0(+" or "-" in piece)


# Seven digits are enough to look closer. The bytes of dashes are letters of a class here, which finds more, not less.
_BYTES_BETWEEN = rb"[ \t().\-/\xe2\x80\x90-\x93]{0,5}"
_INTERNATIONAL_PLACE = rb"(?:\+|\b00 ?)" + _BYTES_BETWEEN + rb"[1-9](?:" + _BYTES_BETWEEN + rb"[0-9]){6}"
_NATIONAL_PLACE = rb"(?:\b0|\(0)[1-9](?:" + _BYTES_BETWEEN + rb"[0-9]){6}"
_NORTH_AMERICAN_PLACE = rb"(?:\b[2-9][0-9]{2}[.\-/ ]|\([2-9][0-9]{2}\) ?)[0-9]{3}[.\- ][0-9]{4}\b"
_WITHOUT_TRUNK_PLACE = rb"\b[2-9](?:[ .\-]?[0-9]){7,9}\b"
