"""Ways of writing a character by other characters: entities, percent-encoding, escapes of program text, mail."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import unescape

from inhouse.guard.reading.offsets import Edit

SIGNS = "\\&%"
"""No escape begins without one of these."""

_UTF8 = (
    r"{0}(?:[0-7][0-9A-Fa-f]|[CcDd][0-9A-Fa-f]{0}[89ABab][0-9A-Fa-f]|[Ee][0-9A-Fa-f](?:{0}[89ABab][0-9A-Fa-f]){{2}}"
    r"|[Ff][0-7](?:{0}[89ABab][0-9A-Fa-f]){{3}}|[C-Fc-f][0-9A-Fa-f])"
)
"""One character as hexadecimal bytes, in UTF-8 or else in Latin-1."""
_BACKSLASH = re.compile(
    r"\\(?:u[Dd][89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}"
    r"|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|[nrt!-$'-/:-@\[-`{-~])"
)
"""Not `\\&` and `\\%`: what may begin another escape is left to it."""
_ENTITY = re.compile(r"&(?:#[0-9]{1,7};?|#[Xx][0-9A-Fa-f]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};)")
_PERCENT = re.compile(_UTF8.format("%"))
_DRIVE = re.compile(r":\\[^\s\"'<>|*?]+")
_SHARE = re.compile(r"\\\\[A-Za-z0-9._$-]+\\[^\s\"'<>|*?]+")
"""Windows paths: their backslashes separate folders, `\\n` in `K:\\nordwind` is no line break."""
_LETTERS = {"n": "\n", "r": "\r", "t": "\t"}
_MAIL_SIGN = re.compile(r"=(?:3D|20\r?\n|[CDE][0-9A-F]=[89AB][0-9A-F]|[C-F][0-9A-F][a-z])|=\r?\n")
_CERTAIN = ("3D", "20")
_AROUND = 300
"""So many characters around such a sign are read anew: what belongs to it is near."""
_MAIL_LINE = 55
"""A line that mail software broke has at most 76 characters, and hardly fewer than this."""
_MAIL_BREAK = re.compile(r"=\r?\n")
_MAIL_ESCAPE = re.compile(_UTF8.format("="))
_LOWEST = 0x20
_UNKNOWN = "\ufffd"


def escapes(text: str) -> list[Edit]:
    """Every character that is written by others, one level deep."""
    edits = _edits(text, _BACKSLASH, _decoded) if "\\" in text else []
    if "&" in text or "%" in text:
        edits = sorted(edits + _edits(text, _ENTITY, _decoded) + _edits(text, _PERCENT, _bytes))
    paths = _paths(text)
    return list(_outside(paths, edits)) if paths else edits


def nested(edits: list[Edit]) -> bool:
    """Whether what came out may be an escape once more: `%2540` is `%40` is `@`."""
    return any(plain in SIGNS for _, _, plain in edits)


def mail_parts(text: str) -> list[tuple[int, int]]:
    """Where a text looks like quoted-printable (RFC 2045, 6.7), with what stands around it."""
    parts: list[tuple[int, int]] = []
    for match in _MAIL_SIGN.finditer(text):
        place = match.start()
        if not _is_mail_sign(text, place, match[0][1:2]):
            continue
        start, end = max(0, place - _AROUND), min(len(text), match.end() + _AROUND)
        if parts and start <= parts[-1][1]:
            start = parts.pop()[0]
        parts.append((start, end))
    return parts


def _is_mail_sign(text: str, place: int, after: str) -> bool:
    """Whether the sign at this place is none of a program: behind a long line, or within a word."""
    if after in "\r\n":
        return place >= _MAIL_LINE and "\n" not in text[place - _MAIL_LINE : place]
    return (
        text[place + 1 : place + 3] in _CERTAIN
        or text[place + 3 : place + 4] == "="
        or text[place - 1 : place].isalpha()
    )


def mail_breaks(text: str) -> list[Edit]:
    """The line breaks that quoted-printable put in."""
    return [(match.start(), match.end(), "") for match in _MAIL_BREAK.finditer(text)]


def mail_escapes(text: str) -> list[Edit]:
    """The characters that quoted-printable wrote as bytes."""
    return _edits(text, _MAIL_ESCAPE, _bytes)


def _edits(text: str, pattern: re.Pattern[str], decoded: Callable[[str], str]) -> list[Edit]:
    return [
        (match.start(), match.end(), plain)
        for match in pattern.finditer(text)
        if (plain := decoded(written := match[0])) != written
    ]


def _paths(text: str) -> list[tuple[int, int]]:
    """Where Windows paths stand, in order."""
    if "\\" not in text:
        return []
    drives = [match.span() for match in _DRIVE.finditer(text) if _is_drive(text, match.start())]
    shares = [match.span() for match in _SHARE.finditer(text) if text[match.start() - 1 : match.start()] != "\\"]
    return sorted(drives + shares)


def _is_drive(text: str, colon: int) -> bool:
    """Whether one letter stands alone before a colon."""
    return text[max(0, colon - 1) : colon].isalpha() and not text[max(0, colon - 2) : max(0, colon - 1)].isalpha()


def _outside(spans: list[tuple[int, int]], edits: list[Edit]) -> Iterator[Edit]:
    """The edits without line breaks and tabs that are the first letter of a folder."""
    at = 0
    for edit in edits:
        while at < len(spans) and spans[at][1] <= edit[0]:
            at += 1
        if at < len(spans) and spans[at][0] <= edit[0] and edit[2] in _LETTERS.values():
            continue
        yield edit


@lru_cache(maxsize=4096)
def _decoded(written: str) -> str:
    """The character, or the same again where this is no escape after all."""
    plain = unescape(written) if written[0] == "&" else _program_text(written[1:])
    sensible = 0 < len(plain) <= 2 and plain != _UNKNOWN and (plain >= " " or plain in "\t\n\r")
    return plain if sensible else written


def _program_text(code: str) -> str:
    """What follows a backslash: JSON (RFC 8259, 7), and what C, Python, JavaScript, shells and Markdown add."""
    if code in _LETTERS:
        return _LETTERS[code]
    if len(code) == 1:
        return code
    numbers = [int(part.strip("{}"), 16) for part in re.split(r"\\?[uUx]", code) if part]
    if len(numbers) == 2:
        return (numbers[0].to_bytes(2, "big") + numbers[1].to_bytes(2, "big")).decode("utf-16-be")
    return chr(numbers[0]) if numbers[0] <= 0x10FFFF else ""


@lru_cache(maxsize=4096)
def _bytes(written: str) -> str:
    """One character from hexadecimal bytes, each behind a sign."""
    encoded = bytes.fromhex(written.replace(written[0], ""))
    if encoded[0] < _LOWEST and encoded not in b"\t\n\r":
        return written
    try:
        return encoded.decode()
    except UnicodeDecodeError:
        return encoded.decode("latin-1") if len(encoded) == 1 and encoded not in b"\xd7\xf7" else written
