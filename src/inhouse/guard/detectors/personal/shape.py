"""What every kind of personal data is written down as: where it may stand in a text, and who reads it there."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

# How far behind a region a pattern may look: the region may be the beginning only, and what follows matters.
MARGIN = 64

FORMED = 1
"""It has the form, and the form is seldom anything else."""
CHECKED = 2
"""Its check digits are right, or its form is hardly ever anything else."""
LABELLED = 3
"""A word beside it says what it is."""
PROVEN = 4
"""A word beside it says what it is, and its check digits agree."""


class Hit(NamedTuple):
    """Something recognised: code points `start` to `end`, its plainest spelling, and how sure it is."""

    kind: str
    start: int
    end: int
    value: str
    strength: int


Reader = Callable[[str, int, int], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Place:
    """A pattern over UTF-8, without regard to ASCII case, that finds regions worth reading.

    It keeps to what RE2 and Hyperscan both understand, and is of bounded length. `dense`: nothing is read there without
    six digits that stand close together, so it is tried near such digits only.
    """

    pattern: bytes
    dense: bool = True


@dataclass(frozen=True, slots=True)
class Shape:
    """Where something may stand, and what reads it, given the text and a region."""

    places: tuple[Place, ...]
    read: Reader


def each(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Every match that begins in a region, those inside of others too. The pattern must be of bounded length."""
    stop = min(len(text), end + MARGIN)
    while start < end:
        match = pattern.search(text, start, stop)
        if match is None or match.start() >= end:
            return
        yield match
        start = match.start() + 1


def compact(piece: str) -> str:
    """The letters and digits alone, in capitals."""
    return "".join(filter(str.isalnum, piece)).upper()


def digits(piece: str) -> str:
    """The ASCII digits alone."""
    return "".join(filter("0123456789".__contains__, piece))


def strongest(hits: list[Hit]) -> Iterator[Hit]:
    """Of those that overlap, the surer and then the longer one stays. Ordered by place."""
    hits.sort(key=lambda hit: hit.start)
    group: list[Hit] = []
    reach = 0
    for hit in hits:
        if group and hit.start >= reach:
            yield from _apart(group)
            group = []
        group.append(hit)
        reach = max(reach, hit.end)
    yield from _apart(group)


def _apart(group: list[Hit]) -> list[Hit]:
    if len(group) < 2:
        return group
    kept: list[Hit] = []
    for hit in sorted(group, key=lambda hit: (-hit.strength, hit.start - hit.end, hit.start)):
        at = bisect_left(kept, hit.start, key=lambda other: other.start)
        free_left = at == 0 or kept[at - 1].end <= hit.start
        free_right = at == len(kept) or kept[at].start >= hit.end
        if free_left and free_right:
            kept.insert(at, hit)
    return kept
