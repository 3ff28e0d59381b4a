"""Puts the real words back into the arguments of a tool's call while they stream.

They are JSON: each string is a stream of words of its own, escapes are read, and what is restored is escaped. Whatever
is not restored goes on letter by letter as the model wrote it.
"""

import json
import re
from collections import deque
from typing import Final, cast

from inhouse.guard.stand_ins.json_text import escaped
from inhouse.guard.stand_ins.mapping import StandIns
from inhouse.guard.stand_ins.reader import Piece, Reader

_UNIT: Final = re.compile(r"""\\u[0-9a-fA-F]{4}|\\u(?![0-9a-fA-F]{0,3}\Z)|\\[^u]|[^\\"]+|\"""", re.DOTALL)


class Arguments:
    """The arguments of one call of a tool: JSON, in which each string is a stream of words of its own."""

    __slots__ = ("_escape", "_in_string", "_queue", "_reader", "_stand_ins", "_unknown")

    def __init__(self, stand_ins: StandIns) -> None:
        self._stand_ins = stand_ins
        self._reader = Reader(stand_ins, prose=False)
        self._in_string = False
        self._escape = ""
        self._queue: deque[tuple[str, str]] = deque()
        self._unknown = 0

    @property
    def unknown(self) -> int:
        """As of a Reader."""
        return self._unknown + self._reader.unknown

    def passes(self, text: str) -> bool:
        """As of a Reader."""
        if self._queue or self._escape or '"' in text or "\\" in text:
            return False
        return self._reader.passes(text)

    def feed(self, text: str) -> list[Piece]:
        """As of a Reader; the pieces are JSON as the model wrote it, and what is restored is escaped."""
        if self.passes(text):
            return [Piece(text)] if text else []
        text, self._escape = self._escape + text, ""
        pieces: list[Piece] = []
        position = 0
        while position < len(text):
            unit = _UNIT.match(text, position)
            if unit is None:
                self._escape = text[position:]
                break
            position = unit.end()
            self._unit(unit[0], pieces)
        return pieces

    def flush(self) -> list[Piece]:
        """As of a Reader."""
        pieces = self._raw(self._reader.flush())
        if self._escape:
            pieces.append(Piece(self._escape))
            self._escape = ""
        return pieces

    def _unit(self, raw: str, pieces: list[Piece]) -> None:
        if raw == '"':
            pieces += self._raw(self._reader.flush())
            pieces.append(Piece(raw))
            self._in_string = not self._in_string
            self._unknown += self._reader.unknown
            self._reader = Reader(self._stand_ins, prose=False)
            return
        said = _said(raw) if raw[0] == "\\" else raw
        self._queue.append((said, raw))
        pieces += self._raw(self._reader.feed(said))

    def _raw(self, read: list[Piece]) -> list[Piece]:
        """The pieces in the words of the JSON text."""
        pieces: list[Piece] = []
        for piece in read:
            raw = self._take(len(piece.text))
            original = None if piece.original is None else escaped(piece.original)
            pieces.append(Piece(raw, original, piece.stand_in))
        return pieces

    def _take(self, count: int) -> str:
        """The raw text of that many characters."""
        raw: list[str] = []
        while count:
            said, written = self._queue.popleft()
            if len(said) > count:
                # Only a run without escapes is longer than one character.
                self._queue.appendleft((said[count:], written[count:]))
                said, written = said[:count], written[:count]
            raw.append(written)
            count -= len(said)
        return "".join(raw)


def _said(escape: str) -> str:
    try:
        return cast("str", json.loads(f'"{escape}"', strict=False))
    except ValueError:
        return escape[-1]
