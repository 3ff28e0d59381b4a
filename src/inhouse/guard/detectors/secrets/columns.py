"""Passwords and keys in a column of a table: what a browser or a password manager exports, a sheet that was pasted.

The name stands once, in the first line, and the values far below it: no rule about a name and its value sees them.
"""

import re
from collections.abc import Callable, Iterator, Sequence

import re2

from inhouse.guard.detectors.secrets.assigned import is_told_key, is_told_password
from inhouse.guard.detectors.secrets.sight import Span

_LONGEST_LINE = 4_000
_LONGEST_NAME = 40
_SENTENCE = (b".", b"?", b"!", b":")
_LOGIN_WORDS = (
    r"(?:login[ _-]?|user[ _-]?|wi-?fi[ _-]?|wlan[ _-]?)?(?:passwor[dt]|passwd|pwd|passphrase|kennwort|"
    r"mot de passe|mdp|contraseña|wachtwoord)"
)
_KEY_WORDS = r"(?:api|access|secret|auth)[ _-]?(?:key|token)|(?:client[ _-]?)?secret|token|api[ _-]?schlüssel"
TRIGGER = f"(?i)(?:^|[\n,;\t|])[ \"'`*]{{0,4}}(?:{_LOGIN_WORDS}|{_KEY_WORDS})[ \"'`*]{{0,4}}[,;\t|\r\n]"
"""Without it there are no columns."""
_HEAD = re2.compile(TRIGGER.encode())
_LOGIN_WORD = re2.compile(f"(?i)(?:{_LOGIN_WORDS})".encode())
_KEY_WORD = re2.compile(f"(?i)(?:{_KEY_WORDS})".encode())
_SEPARATORS = (b"\t", b"|", b";", b",")
_CELLS = {
    each: re.compile(rb'[ ]*(?:"(?P<quoted>[^"\n]*)"[ \r]*|(?P<bare>[^\n%b]*))(?:%b|\Z)' % ((re.escape(each),) * 2))
    for each in _SEPARATORS
}
_LINE_BETWEEN = re.compile(rb"[\s|:+-]+")


def columns(data: bytes, check: Callable[[], None] = lambda: None) -> Iterator[tuple[Span, bool]]:
    """The secrets in the columns of a text's tables, and whether each is a password; otherwise it is a key.

    `check` is asked at each line, and raises where that takes too long.
    """
    done = 0
    for head in _HEAD.finditer(data):
        check()
        if head.end() - 1 < done:
            continue
        begun = max(0, head.end() - _LONGEST_LINE)
        start = data.rfind(b"\n", begun, head.end() - 1) + 1 or begun
        end = data.find(b"\n", head.end() - 1, start + _LONGEST_LINE)
        if start < done or end < 0:
            continue
        separator = next((each for each in _SEPARATORS if data.find(each, start, end) >= 0), None)
        if separator is None:
            continue
        heads = [data[first:last].strip(b"'`* \r") for first, last in _cells(data, start, end, separator)]
        if any(len(name) > _LONGEST_NAME or name.endswith(_SENTENCE) for name in heads):
            continue
        passwords = [number for number, name in enumerate(heads) if _LOGIN_WORD.fullmatch(name)]
        keys = [number for number, name in enumerate(heads) if _KEY_WORD.fullmatch(name)]
        done = end + 1
        for cells in _rows(data, end + 1, separator, len(heads)):
            check()
            done = cells[-1][1]
            for number in (*passwords, *keys):
                span = _trimmed(data, *cells[number])
                value = data[slice(*span)].decode("utf-8", "replace")
                if is_told_password(value) if number in passwords else is_told_key(value):
                    yield span, number in passwords


def _rows(data: bytes, start: int, separator: bytes, count: int) -> Iterator[Sequence[Span]]:
    """The cells of each line from `start` on, up to one that has not as many."""
    while 0 <= start < len(data):
        end = data.find(b"\n", start, start + _LONGEST_LINE)
        if end < 0:
            end = len(data)
        if end - start > _LONGEST_LINE:
            return
        if separator != b"|" or _LINE_BETWEEN.fullmatch(data, start, end) is None:
            cells = list(_cells(data, start, end, separator))
            if len(cells) != count:
                return
            yield cells
        start = end + 1


def _cells(data: bytes, start: int, end: int, separator: bytes) -> Iterator[Span]:
    """Where the cells of a line stand, without the quotes around them."""
    while True:
        cell = _CELLS[separator].match(data, start, end)
        if cell is None:
            return
        yield cell.span(cell.lastgroup or 0)
        if cell.end() == start or data[cell.end() - 1 : cell.end()] != separator:
            return
        start = cell.end()


def _trimmed(data: bytes, start: int, end: int) -> Span:
    """A cell without the blanks and the emphasis around its value."""
    while start < end and data[start] in b" `*\r":
        start += 1
    while start < end and data[end - 1] in b" `*\r":
        end -= 1
    return start, end
