"""The scanner: all detectors over all readings of a text, and one list of findings about the text as it was given.

1  what was found in this very text before                       a long chat is not read again at every turn
2  every reading of the text (`normal`), every detector          one that breaks is a finding: could not inspect
3  back to places in the text as it was given
4  of pieces that overlap one stays: the surer detector, then the longer piece; of a name the rest stays too, and of two
   secrets nothing is left
"""

import asyncio
import hashlib
import secrets
from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from inhouse.guard.finding import Detector, Family, Finding
from inhouse.guard.normal import View, views

CANNOT_INSPECT: Final = "unreadable.detector"
"""The kind of finding that stands for a text that a detector could not look into."""

_REMEMBERED_TEXTS = 20_000
_REMEMBERED_FROM = 200
"""Shorter texts are read again faster than they are looked up."""
_IN_A_THREAD_FROM = 20_000
"""From so many code points on a scan would hold the event loop for longer than anybody should wait."""
_BROKEN = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
_SURENESS: Final = {Family.SECRET: 0, Family.PERSONAL: 1, Family.TERM: 1, Family.NAME: 2}
"""Which of two overlapping findings stays: the lower. The families left out are about the whole text."""


class Scanner:
    """Looks for everything that its detectors know. The same text always gives the same findings."""

    def __init__(self, detectors: Sequence[Detector]) -> None:
        self._detectors = tuple(detectors)
        self._key = secrets.token_bytes(32)
        self._known: OrderedDict[bytes, tuple[Finding, ...]] = OrderedDict()

    async def scan_all(self, texts: Sequence[str]) -> list[tuple[Finding, ...]]:
        """What is found in each text; where much of them is new, it is read in a thread."""
        names = [None if len(text) < _REMEMBERED_FROM else self._name(text) for text in texts]
        found = [None if name is None else self._recall(name) for name in names]
        fresh = [at for at, known in enumerate(found) if known is None]
        if sum(len(texts[at]) for at in fresh) < _IN_A_THREAD_FROM:
            read = [self._scan(texts[at]) for at in fresh]
        else:
            read = await asyncio.to_thread(lambda: [self._scan(texts[at]) for at in fresh])
        for at, findings in zip(fresh, read, strict=True):
            found[at] = findings
            if (name := names[at]) is not None:
                self._remember(name, findings)
        return [findings or () for findings in found]

    def scan(self, text: str) -> tuple[Finding, ...]:
        """What is found in a text, in its order, without overlaps but for what is about the whole text."""
        if len(text) < _REMEMBERED_FROM:
            return self._scan(text)
        name = self._name(text)
        known = self._recall(name)
        if known is None:
            known = self._scan(text)
            self._remember(name, known)
        return known

    def _scan(self, text: str) -> tuple[Finding, ...]:
        return settled(each for view in views(text) for each in self._read(text, view))

    def _read(self, text: str, view: View) -> Iterator[Finding]:
        if not view.whole:
            yield Finding(CANNOT_INSPECT, 0, len(text), "", "reading", exact=False)
        for detector in self._detectors:
            try:
                for found in detector.find(view):
                    start, end = view.origin(found.start, found.end)
                    yield Finding(found.kind, start, end, found.value, detector.name, view.exact)
            except _BROKEN:
                yield Finding(CANNOT_INSPECT, 0, len(text), "", detector.name, exact=False)

    def _name(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=self._key).digest()

    def _recall(self, name: bytes) -> tuple[Finding, ...] | None:
        known = self._known.get(name)
        if known is not None:
            self._known.move_to_end(name)
        return known

    def _remember(self, name: bytes, found: tuple[Finding, ...]) -> None:
        self._known[name] = found
        if len(self._known) > _REMEMBERED_TEXTS:
            self._known.popitem(last=False)


def settled(found: Iterator[Finding] | Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without overlaps, in the order of the text; those about the whole text come first."""
    whole: list[Finding] = []
    pieces: list[Finding] = []
    for finding in dict.fromkeys(found):
        (pieces if finding.family in _SURENESS else whole).append(finding)
    if len(pieces) > 1:
        pieces = _apart(pieces)
    return (*whole, *pieces)


def _united(pieces: list[Finding]) -> Iterator[Finding]:
    """Secrets that overlap as one: half of one that is left behind could be as good as the whole."""
    before: Finding | None = None
    for piece in sorted(pieces, key=lambda one: (one.start, -one.end, one.kind, one.detector)):
        if before is None or piece.start >= before.end:
            if before is not None:
                yield before
            before = piece
        else:
            longer = piece if piece.end - piece.start > before.end - before.start else before
            exact = before.exact and piece.exact
            before = replace(longer, start=before.start, end=max(before.end, piece.end), exact=exact)
    if before is not None:
        yield before


def _apart(pieces: list[Finding]) -> list[Finding]:
    secret = [piece for piece in pieces if piece.family is Family.SECRET]
    if len(secret) > 1:
        pieces = [*_united(secret), *(piece for piece in pieces if piece.family is not Family.SECRET)]
    pieces.sort(key=lambda one: (_SURENESS[one.family], one.start - one.end, one.start, one.kind, one.detector))
    taken: list[tuple[int, int]] = []
    kept: list[Finding] = []
    for piece in pieces:
        for free in _free(piece, taken):
            insort(taken, (free.start, free.end))
            kept.append(free)
    kept.sort(key=lambda one: one.start)
    return kept


def _free(piece: Finding, taken: list[tuple[int, int]]) -> list[Finding]:
    """What of a piece no surer one has taken: all or nothing, but of a name what is left of it."""
    first = bisect_left(taken, (piece.start, -1))
    if first and taken[first - 1][1] > piece.start:
        first -= 1
    last = first
    while last < len(taken) and taken[last][0] < piece.end:
        last += 1
    if first == last:
        return [piece]
    if piece.family is not Family.NAME:
        return []
    literal = len(piece.value) == piece.end - piece.start
    free: list[Finding] = []
    start = piece.start
    for begin, end in (*taken[first:last], (piece.end, piece.end)):
        value = piece.value[start - piece.start : begin - piece.start] if literal else piece.value
        if begin > start and any(letter.isalnum() for letter in value):
            free.append(replace(piece, start=start, end=begin, value=value.strip()))
        start = max(start, end)
    return free
