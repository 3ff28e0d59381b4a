"""What must hold of the entries of one log, one after the other: their form, their order, what closes what."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final, cast

from inhouse.ledger.kinds import KINDS, OPEN, OUTCOME

_ENTRY_VERSION: Final = 1
_LARGEST: Final = 2**53
_TIME = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]\.[0-9]{6}Z")
# Two spellings of one value are never both right (RFC 8785): keys sorted, no spaces, text as it is.
_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode


class Lines:
    """Takes the entries of the log with that origin in order, and says what is wrong with each."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._number = 0
        self._open: set[int] = set()
        self.times: tuple[str, str] = ("", "")
        self.kinds: dict[str, int] = {}

    @property
    def open_lines(self) -> int:
        """How many lines nothing has closed yet."""
        return len(self._open)

    def take(self, entry: bytes) -> list[str]:
        """The next entry; gives what is wrong with it, in words."""
        self._number += 1
        fields = _fields_of(entry)
        if fields is None:
            return ["is not in canonical form"]
        wrong = self._place(fields)
        kind = fields.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            return [*wrong, "is about nothing that an entry can be about"]
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if kind == OPEN:
            self._open.add(self._number)
            wrong += _open_line(fields)
        elif kind == OUTCOME:
            wrong += self._close(fields.get("closes"))
        return wrong

    def _place(self, fields: dict[str, Any]) -> list[str]:
        wrong: list[str] = []
        if fields.get("v") != _ENTRY_VERSION:
            wrong.append("has a version that is not known")
        if fields.get("seq") != self._number:
            wrong.append(f"has the number {fields.get('seq')}")
        if f"inhouse/{fields.get('tenant')}/{fields.get('log')}" != self._origin:
            wrong.append("belongs to another log")
        time = fields.get("time")
        if not isinstance(time, str) or _TIME.fullmatch(time) is None:
            wrong.append("has no time")
        else:
            if time < self.times[1]:
                wrong.append("is older than the entry before it")
            self.times = (self.times[0] or time, time)
        return wrong

    def _close(self, closes: object) -> list[str]:
        if isinstance(closes, int) and closes in self._open:
            self._open.remove(closes)
            return []
        return [f"closes the entry {closes}, which is no open line before it, or was closed already"]


def _open_line(fields: dict[str, Any]) -> list[str]:
    """What is missing of what was to leave: where it went, how much, and what it is committed to."""
    size, commit = fields.get("bytes"), fields.get("commit", 0)
    place = isinstance(fields.get("destination"), str)
    committed = commit is None or isinstance(commit, str)
    return [] if place and committed and isinstance(size, int) and size >= 0 else ["does not say what went where"]


def _fields_of(entry: bytes) -> dict[str, Any] | None:
    """The fields of an entry, None when its bytes are not the one spelling of permitted values."""
    try:
        fields = cast("object", _decode(entry.decode()))
        if not isinstance(fields, dict) or _encode(fields).encode() != entry:
            return None
        found = cast("dict[str, Any]", fields)
        return found if _all_permitted(found.values()) else None
    except (ValueError, RecursionError):
        return None


def _all_permitted(values: Iterable[object]) -> bool:
    # Most values are text or nothing; this is most of the time that a log takes.
    for value in values:
        kind = type(value)
        if kind is str or value is None:
            continue
        if kind is int:
            if not -_LARGEST < cast("int", value) < _LARGEST:
                return False
        elif kind is dict:
            if not _all_permitted(cast("dict[str, object]", value).values()):
                return False
        elif kind is not list or not _all_permitted(cast("list[object]", value)):
            return False
    return True
