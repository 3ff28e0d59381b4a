"""Finds, in one pass over a text, the regions where patterns match.

Most patterns need digits close together, which most of a text has not: only where they are those patterns are tried.
Both engines find the same regions: the union of all matches of a pattern, overlapping ones joined.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from inhouse.guard.detectors.personal.one_by_one import Numbered, OneByOne, Span
from inhouse.guard.detectors.personal.shape import Place
from inhouse.guard.normal import View

try:
    from inhouse.guard.detectors.personal.all_at_once import AllAtOnce
except ImportError:  # Hyperscan has no wheel for this machine.
    AllAtOnce = None

# What a neighbourhood of digits holds: a label and the words up to them, and the end of what they begin.
_BEFORE = 160
_AFTER = 64
# Between neighbourhoods that are read as one text: no pattern of digits goes across it.
_APART = b"\n\0\n"

# Six digits, at most two other bytes between them; a text in which they are all alike is searched twice as quickly.
_ALIKE = bytes(ord("0" if chr(byte) in "0123456789" else ".") for byte in range(256))
_CLOSE_DIGITS = re.compile(rb"0(?:\.{0,2}+0){5,}+")

# In UTF-8 every character has one byte that is none of these.
_CONTINUATIONS = bytes(range(0x80, 0xC0))


class _Engine(Protocol):
    def spans(self, data: bytes) -> list[Span]: ...


_QUICKEST: Callable[[Sequence[Numbered]], _Engine] = AllAtOnce or OneByOne


class Regions:
    """Built once from places, used from any thread."""

    def __init__(self, places: Sequence[Place], engine: Callable[[Sequence[Numbered]], _Engine] = _QUICKEST) -> None:
        numbered = list(enumerate(places))
        self._anywhere: _Engine = engine([(number, place.pattern) for number, place in numbered if not place.dense])
        self._dense: _Engine = engine([(number, place.pattern) for number, place in numbered if place.dense])

    def of(self, view: View) -> list[Span]:
        """For each place its regions, in code points of the view's text, ordered by number of the place and offset."""
        data = view.utf8
        joined = _joined([*self._anywhere.spans(data), *self._near_digits(data)])
        if not joined or len(data) == len(view.text):
            return joined
        code_point = _code_points(data, joined)
        return [(number, code_point(start), code_point(end)) for number, start, end in joined]

    def _near_digits(self, data: bytes) -> Iterator[Span]:
        """Where the dense patterns match. All neighbourhoods are read at once: to begin a pass costs more than they."""
        windows = list(self._windows(data))
        if not windows:
            return
        begun = [0]
        moved: list[int] = []
        for first, last in windows:
            moved.append(first - begun[-1])
            begun.append(begun[-1] + last - first + len(_APART))
        for number, start, end in self._dense.spans(_APART.join([data[first:last] for first, last in windows])):
            by = moved[bisect_right(begun, start) - 1]
            yield number, start + by, end + by

    @staticmethod
    def _windows(data: bytes) -> Iterator[tuple[int, int]]:
        """The neighbourhoods of digits that stand close together."""
        first, last = 0, 0
        for match in _CLOSE_DIGITS.finditer(data.translate(_ALIKE)):
            start, end = match.span()
            if start - _BEFORE > last:
                if last:
                    yield first, last
                first = start - _BEFORE
            last = end + _AFTER
        if last:
            yield first, min(last, len(data))


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
