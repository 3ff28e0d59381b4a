"""Finds, in one pass over a text, the regions where patterns match.

Most patterns need digits close together, which most of a text has not: RE2 finds where they are, and only there those
patterns are tried. Hyperscan reads all patterns at once. Where it has no wheel, RE2 reads them one after the other and finds the same
regions: the union of all matches of a pattern, overlapping ones joined.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import re2

from inhouse.guard.detectors.personal.shape import Place
from inhouse.guard.normal import View

try:
    import hyperscan
except ImportError:  # No wheel for this architecture.
    hyperscan = None

# In UTF-8 every character has one byte that is none of these.
_CONTINUATIONS = bytes(range(0x80, 0xC0))

_TOGETHER = 24

# What a neighbourhood of digits holds: a label and the words up to them, and the end of what they begin.
_BEFORE = 160
_AFTER = 64

Span = tuple[int, int, int]
"""Number of the place, first byte or code point, and the one after the last."""


class _Engine(Protocol):
    def spans(self, data: bytes) -> list[Span]: ...


class _AllAtOnce:
    def __init__(self, patterns: Sequence[tuple[int, bytes]]) -> None:
        assert hyperscan is not None  # noqa: S101 (the caller looked)
        self._databases: list[hyperscan.Database] = []
        # A few smaller databases are made in a third of the time of one, and read as quickly.
        for first in range(0, len(patterns), _TOGETHER):
            some = patterns[first : first + _TOGETHER]
            database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
            database.compile(
                expressions=[pattern for _, pattern in some],
                ids=[number for number, _ in some],
                flags=hyperscan.HS_FLAG_SOM_LEFTMOST | hyperscan.HS_FLAG_CASELESS,
            )
            self._databases.append(database)
        # A scan gives up the interpreter's lock, and a database has room for one scan at a time.
        self._lock = threading.Lock()

    def spans(self, data: bytes) -> list[Span]:
        found: list[Span] = []
        add = found.append

        def note(pattern: int, start: int, end: int, _flags: int, _context: object) -> None:
            add((pattern, start, end))

        with self._lock:
            for database in self._databases:
                database.scan(data, match_event_handler=note)
        return found


class _OneByOne:
    def __init__(self, patterns: Sequence[tuple[int, bytes]]) -> None:
        options = _options()
        options.case_sensitive = False
        options.longest_match = True
        self._patterns = [(number, re2.compile(pattern, options)) for number, pattern in patterns]

    def spans(self, data: bytes) -> list[Span]:
        found: list[Span] = []
        for number, pattern in self._patterns:
            match = pattern.search(data)
            while match is not None:
                found.append((number, match.start(), match.end()))
                match = pattern.search(data, match.start() + 1)
        return found


def _options() -> re2.Options:
    options = re2.Options()
    options.dot_nl = True
    options.never_capture = True
    options.log_errors = False
    # Bytes are letters of their own for Hyperscan, so they are for RE2.
    options.encoding = re2.Options.Encoding.LATIN1
    return options


class Regions:
    """Built once from places, used from any thread."""

    def __init__(self, places: Sequence[Place], *, all_at_once: bool = hyperscan is not None) -> None:
        engine = _AllAtOnce if all_at_once else _OneByOne
        numbered = list(enumerate(places))
        self._anywhere: _Engine = engine([(number, place.pattern) for number, place in numbered if not place.dense])
        self._dense: _Engine = engine([(number, place.pattern) for number, place in numbered if place.dense])
        self._digits = re2.compile(rb"[0-9](?:[^0-9]{0,2}[0-9]){5,}", _options())

    def of(self, view: View) -> list[Span]:
        """For each place its regions, in code points of the view's text, ordered by number of the place and offset."""
        data = view.utf8
        spans = self._anywhere.spans(data)
        for first, last in self._windows(data):
            spans.extend(
                (number, first + start, first + end) for number, start, end in self._dense.spans(data[first:last])
            )
        joined = _joined(spans)
        if not joined or len(data) == len(view.text):
            return joined
        code_point = _code_points(data, joined)
        return [(number, code_point(start), code_point(end)) for number, start, end in joined]

    def _windows(self, data: bytes) -> Iterator[tuple[int, int]]:
        """The neighbourhoods of digits that stand close together."""
        first, last = 0, 0
        for match in self._digits.finditer(data):
            start, end = match.span()
            if start - _BEFORE > last:
                if last:
                    yield first, last
                first = start - _BEFORE
            last = end + _AFTER
        if last:
            yield first, last


def _joined(spans: list[Span]) -> list[Span]:
    """Matches of one pattern that overlap are one region."""
    joined: list[Span] = []
    last, reach = -1, -1
    for number, start, end in sorted(spans):
        if number != last or start >= reach:
            joined.append((number, start, end))
            last, reach = number, end
        elif end > reach:
            reach = end
            joined[-1] = (number, joined[-1][1], end)
    return joined


def _code_points(data: bytes, spans: list[Span]) -> Callable[[int], int]:
    """From a byte's place to its character's. Counts the text once, however many places are asked for."""
    places: dict[int, int] = {}
    at, count = 0, 0
    for offset in sorted({offset for _, start, end in spans for offset in (start, end)}):
        count += len(data[at:offset].translate(None, _CONTINUATIONS))
        at = offset
        places[offset] = count
    return places.__getitem__
