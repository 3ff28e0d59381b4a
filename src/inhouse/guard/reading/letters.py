"""Characters that look like others, or like nothing, brought to one form."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import re2

from inhouse.guard.reading.offsets import Edit

_NO_BREAK = "\u00a0"
"""The only one of these signs in Latin-1."""
_SAME_LENGTH = {
    _NO_BREAK: " ",
    "\u2007": " ",
    "\u2009": " ",
    "\u200a": " ",
    "\u202f": " ",
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2212": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201a": "'",
    "\u201b": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
    "\u201f": '"',
    "\u2026": ".",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u2122": " ",
    "\u3000": " ",
    "\u3002": ".",
}
"""What word processors put for the signs of a keyboard. One for one, so no place moves."""
_DIGIT_LEADS = (b"\xd9", b"\xdb", b"\xdf", b"\xe0")
_TYPED_LEADS = (b"\xc2", b"\xe2", b"\xe3")
"""How digits of other scripts begin in UTF-8, and what else has a sign on a keyboard."""
_FULL_WIDTH = re.compile("[\uff01-\uff5e]+")
_HALF_WIDTH = {sign: sign - 0xFEE0 for sign in range(0xFF01, 0xFF5F)}
_DIGIT = re.compile("[" + "".join(chr(sign) for sign in range(0x660, 0x1000) if chr(sign).isdecimal()) + "]")
"""Digits of Arabic, Persian and the scripts of India, Thailand, Laos and Tibet."""
_INVISIBLE = {
    b"\xc2": "\u00ad",
    b"\xcd": "\u034f",
    b"\xd8": "\u061c",
    b"\xe1": "\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f",
    b"\xe2": "".join(map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)))),
    b"\xe3": "\u3164",
    b"\xef": "".join(map(chr, (*range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0, *range(0xFFF9, 0xFFFC)))),
    b"\xf0\x9d\x85": "".join(map(chr, range(0x1D173, 0x1D17B))),
}
"""What no reader sees, by how it begins in UTF-8: a text without that has none of them."""
_UNSEEN = re2.compile("".join(_INVISIBLE.values()).join("[]").encode())
_TAG_LEAD = b"\xf3\xa0"
_TAGS = re.compile("[\U000e0000-\U000e0fff]+")
_HIDDEN = re.compile("[\U000e0020-\U000e007e]+")
_HIDDEN_BASE = 0xE0000
_MAY_CHANGE = re.compile(
    "[\u00a0\u00a8\u00af\u00b4\u00b5\u00b8\u0132\u0133\u013f\u0140\u0149\u017f\u01c4-\u01cc\u01f1-\u01f3"
    "\u02d8-\u02dd\u0300-\u0387\u03d0-\u03f9\u0483-\u0487\u0587-\u1fff\u2000-\u2012\u2017\u2024-\u2037\u203c-\u205f"
    "\u20a8\u20d0-\u214f\u2160-\u217f\u2189\u222c-\u2230\u2329-\u232a\u2460-\u24ea\u2a0c\u2a74-\u2a76\u2adc"
    "\u2c7c-\u2d7f\u2de0-\u2dff\u2e9f-\u2fd5\u3000\u302a-\u303a\u3099-\u309f\u30ff\u3131-\u33ff\ua620-\uabff\uf900-\uffff"
    "\U000101fd-\U0001f251\U0001fbf0-\U0001fbf9\U0002f800-\U0002fa1d]+"
)
"""Characters that NFKC may change (UAX 15), and then some: what it says is only where to look."""
_JOINS = re.compile(
    "[\u1161-\u1175\u11a8-\u11c2\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf"
    "\u102e\u1b35\uff9e\uff9f\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930]"
)
"""What makes one character with the one before, and is no combining mark."""
_LONGEST = 31
"""So many marks belong to one character (UAX 15, stream-safe text); ordering more takes the square of the time."""
_BLOCK = 4096
_ASCII = re.compile("[\x00-\x7f]")
_MEANT = ("<super>", "<sub>", "<fraction>")
"""These mean something: the 1 of a footnote does not belong to the number before it."""


def same_length(text: str, utf8: bytes) -> str:
    """The text with typographic signs as a keyboard writes them; no code point moves."""
    digits = any(lead in utf8 for lead in _DIGIT_LEADS)
    wide = b"\xef" in utf8
    if not digits and not wide and not any(lead in utf8 for lead in _TYPED_LEADS):
        return text
    # Piece by piece: one character beyond Latin-1 makes a whole text slow to search, and most pieces have none.
    pieces = [_typed(text[start : start + _BLOCK], digits=digits, wide=wide) for start in range(0, len(text), _BLOCK)]
    plain = "".join(pieces)
    return text if plain == text else plain


def _typed(piece: str, *, digits: bool, wide: bool) -> str:
    if piece.isascii():
        return piece
    try:
        piece.encode("latin-1")
    except UnicodeEncodeError:
        piece = _DIGIT.sub(_ascii_digit, piece) if digits else piece
        piece = _FULL_WIDTH.sub(_half_width, piece) if wide else piece
        for sign, plain in _SAME_LENGTH.items():
            piece = piece.replace(sign, plain)
        return piece
    return piece.replace(_NO_BREAK, " ")


def invisible(text: str, utf8: bytes) -> list[Edit]:
    """Zero-width and direction signs, soft hyphens, variation selectors, tags: all taken out."""
    edits = [edit for sign in _present(text, utf8) for edit in _each(text, sign)]
    if _TAG_LEAD[0] in utf8 and _TAG_LEAD in utf8:
        edits += [(match.start(), match.end(), "") for match in _TAGS.finditer(text)]
    return sorted(edits)


def _present(text: str, utf8: bytes) -> list[str]:
    """The signs that are there: to look for each by itself is ten times as fast as to look for all at once."""
    if _UNSEEN.search(utf8) is None:
        return []
    return [sign for lead, signs in _INVISIBLE.items() if lead in utf8 for sign in signs if sign in text]


def _each(text: str, sign: str) -> Iterator[Edit]:
    place = text.find(sign)
    while place >= 0:
        yield place, place + 1, ""
        place = text.find(sign, place + 1)


def hidden(text: str, utf8: bytes) -> list[Edit]:
    """Words written in tag characters: unseen by people, read by models."""
    if _TAG_LEAD[0] not in utf8 or _TAG_LEAD not in utf8:
        return []
    return [
        (match.start(), match.end(), "".join(chr(ord(sign) - _HIDDEN_BASE) for sign in match[0]))
        for match in _HIDDEN.finditer(text)
    ]


def composed(text: str) -> list[Edit]:
    """Compatible and decomposed forms to the plain one (NFKC), but for what means something else; digits to 0-9."""
    edits: list[Edit] = []
    start = 0
    while start < len(text):
        # A block ends before a character of ASCII: nothing that belongs together is cut.
        boundary = _ASCII.search(text, start + _BLOCK)
        end = boundary.start() if boundary else len(text)
        block = text[start:end]
        if not block.isascii() and not unicodedata.is_normalized("NFKC", block):
            for match in _MAY_CHANGE.finditer(text, start, end):
                edits += _run(text, *match.span())
        start = end
    return edits


def _run(text: str, start: int, end: int) -> Iterator[Edit]:
    """What changes in a run of characters that may."""
    if start and _joins(text[start]):
        start -= 1
    while start < end:
        after = start + 1
        while after < end and after - start < _LONGEST and _joins(text[after]):
            after += 1
        written = text[start:after]
        plain = _plain(written)
        if plain != written:
            yield start, after, plain
        start = after


def _half_width(match: re.Match[str]) -> str:
    return match[0].translate(_HALF_WIDTH)


def _ascii_digit(match: re.Match[str]) -> str:
    return str(unicodedata.decimal(match[0]))


@lru_cache(maxsize=4096)
def _joins(sign: str) -> bool:
    return unicodedata.combining(sign) != 0 or _JOINS.match(sign) is not None


@lru_cache(maxsize=4096)
def _plain(written: str) -> str:
    if unicodedata.decomposition(written[0]).startswith(_MEANT):
        return written
    if len(written) == 1 and unicodedata.category(written) == "Nd":
        return str(unicodedata.decimal(written))
    return unicodedata.normalize("NFKC", written)
