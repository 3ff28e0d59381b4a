"""Finds, in one pass over a text, the regions where patterns match.

Hyperscan reads all patterns at once. Where it has no wheel, RE2 reads them one after the other and finds the same
regions: the union of all matches of a pattern, overlapping ones joined.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

import re2

from inhouse.guard.normal import View

try:
    import hyperscan
except ImportError:  # No wheel for this architecture.
    hyperscan = None

# In UTF-8 every character has one byte that is none of these.
_CONTINUATIONS = bytes(range(0x80, 0xC0))

Span = tuple[int, int, int]
"""Pattern, first byte, byte after the last."""


class _Engine(Protocol):
    def spans(self, data: bytes) -> list[Span]: ...


class _AllAtOnce:
    def __init__(self, patterns: Sequence[bytes]) -> None:
        assert hyperscan is not None  # noqa: S101 (the caller looked)
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=list(patterns),
            ids=list(range(len(patterns))),
            flags=hyperscan.HS_FLAG_SOM_LEFTMOST | hyperscan.HS_FLAG_CASELESS,
        )
        # A scan gives up the interpreter's lock, and the database has room for one scan at a time.
        self._lock = threading.Lock()

    def spans(self, data: bytes) -> list[Span]:
        found: list[Span] = []
        add = found.append

        def note(pattern: int, start: int, end: int, _flags: int, _context: object) -> None:
            add((pattern, start, end))

        with self._lock:
            self._database.scan(data, match_event_handler=note)
        return found


class _OneByOne:
    def __init__(self, patterns: Sequence[bytes]) -> None:
        options = re2.Options()
        options.case_sensitive = False
        options.longest_match = True
        options.never_capture = True
        options.log_errors = False
        # Bytes are letters of their own for Hyperscan, so they are for RE2.
        options.encoding = re2.Options.Encoding.LATIN1
        self._patterns = [re2.compile(pattern, options) for pattern in patterns]

    def spans(self, data: bytes) -> list[Span]:
        found: list[Span] = []
        for number, pattern in enumerate(self._patterns):
            match = pattern.search(data)
            while match is not None:
                found.append((number, match.start(), match.end()))
                match = pattern.search(data, match.start() + 1)
        return found


class Regions:
    """Built once from patterns, used from any thread."""

    def __init__(self, patterns: Sequence[bytes], *, all_at_once: bool = hyperscan is not None) -> None:
        self._engine: _Engine = _AllAtOnce(patterns) if all_at_once else _OneByOne(patterns)

    def of(self, view: View) -> list[Span]:
        """For each pattern its regions, in code points of the view's text, ordered by pattern and place."""
        joined: list[Span] = []
        last, reach = -1, -1
        for pattern, start, end in sorted(self._engine.spans(view.utf8)):
            if pattern == last and start < reach:
                if end > reach:
                    reach = end
                    joined[-1] = (pattern, joined[-1][1], end)
            else:
                joined.append((pattern, start, end))
                last, reach = pattern, end
        if not joined or len(view.utf8) == len(view.text):
            return joined
        code_point = _code_points(view.utf8, joined)
        return [(pattern, code_point(start), code_point(end)) for pattern, start, end in joined]


def _code_points(data: bytes, spans: list[Span]) -> Callable[[int], int]:
    """From a byte's place to its character's. Counts the text once, however many places are asked for."""
    places: dict[int, int] = {}
    at, count = 0, 0
    for offset in sorted({offset for _, start, end in spans for offset in (start, end)}):
        count += len(data[at:offset].translate(None, _CONTINUATIONS))
        at = offset
        places[offset] = count
    return places.__getitem__
