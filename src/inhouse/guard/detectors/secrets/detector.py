"""Finds secrets in a text.

1  all rules at once say where they could hold                     else nothing there
2  a rule's own expression finds the exact piece nearby            else nothing there
3  the rule's judge decides: form, checksum, chance, context       else none
4  what stands in a column that is called so is one too (`columns`)
5  of rules that see the same piece, the most particular names it
"""

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from inhouse.guard.detectors.secrets.candidates import CLOSE, Candidates, Keywords
from inhouse.guard.detectors.secrets.columns import columns
from inhouse.guard.detectors.secrets.judges import judge
from inhouse.guard.detectors.secrets.rules import ASSIGNED, RUN_SIGNS, Rule, rules
from inhouse.guard.detectors.secrets.sight import Sight
from inhouse.guard.finding import Found
from inhouse.guard.normal import View

try:
    from inhouse.guard.detectors.secrets.expressions import Expressions
except ImportError:  # hyperscan has no wheel for this machine
    _fastest: Callable[[Sequence[Rule]], Candidates] = Keywords
else:
    _fastest = Expressions


_USUAL_SECONDS = 3.0
"""What a text may take besides its length: the first of all prepares the expressions."""
_SECONDS_A_BYTE = 2e-6
_RUN_SIGN = b"a"
_RUNS = bytes(_RUN_SIGN[0] if sign in RUN_SIGNS else ord(" ") for sign in range(256))
"""A text in which the signs of keys are all alike: whether so many stand together is found without an expression."""
_CLOCK_EVERY = 64
"""So many judgements are made between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Bytes `start` to `end`, as `rule` sees them."""

    start: int
    end: int
    rule: Rule


class Secrets:
    """The detector of secrets. Keep one, and let it warm up in a thread: until then it is as right, and slower."""

    name = "secrets"

    def __init__(self, of: Sequence[Rule] | None = None, look: Candidates | None = None) -> None:
        self.rules = rules() if of is None else of
        self._look = look or Keywords(self.rules)
        named = {rule.id: rule for rule in rules()}
        self._of_columns = {True: named["password"], False: named["api_key"]}

    def warm(self, look: Candidates | None = None) -> None:
        """Takes the fastest first look of this machine: `look`, or one that it builds (seconds, others may go on).

        The rules that ordinary text makes one look at are prepared too. The others are when first needed: that takes a
        millisecond or two for each, and all of them together hold 18 MB.
        """
        self._look = look or _fastest(self.rules)
        for rule in self.rules:
            if rule.rank >= ASSIGNED:
                rule.expression.search(b"")

    def kinds(self) -> list[tuple[str, str]]:
        """Every kind that it can find, with an English label."""
        return sorted({rule.kind: rule.label for rule in self.rules}.items())

    def find(self, view: View) -> Iterator[Found]:
        """The secrets of a view, in their order; no two overlap.

        Raises TooMuchToJudge for a text that is nothing but what might be secrets: it could hold a server for minutes.
        """
        data = view.utf8
        places = self._look.places(data)
        headed = places.pop(len(self.rules), None)
        effort = _Effort(_USUAL_SECONDS + _SECONDS_A_BYTE * len(data))
        runs = data.translate(_RUNS) if places else b""
        pieces = [
            piece for number in places for piece in _pieces(self.rules[number], data, runs, places[number], effort)
        ]
        below = columns(data, effort.check) if headed else ()
        pieces += [_Piece(*_whole(data, *span), self._of_columns[password]) for span, password in below]
        kept = _undisputed(pieces)
        for piece in kept:
            start, end = view.at(piece.start), view.at(piece.end)
            yield Found(piece.rule.kind, start, end, view.text[start:end])


class TooMuchToJudge(ValueError):
    """A text takes longer to judge than ordinary text ever does."""


class _Effort:
    """The time of this thread that a text may take, from the time on when many of its pieces were judged.

    The clock of a thread takes as long as a small judgement: ordinary texts never look at it.
    """

    __slots__ = ("_judged", "_latest", "_seconds")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._latest = 0.0
        self._judged = 0

    def check(self) -> None:
        self._judged += 1
        if self._judged % _CLOCK_EVERY:
            return
        now = time.thread_time()
        self._latest = self._latest or now + self._seconds
        if now > self._latest:
            raise TooMuchToJudge


def _pieces(rule: Rule, data: bytes, runs: bytes, offsets: Iterable[int], effort: _Effort) -> Iterator[_Piece]:
    for start, end in _windows(rule.reach, offsets):
        if runs.find(_RUN_SIGN * rule.run, start, end) < 0:
            continue
        for match in rule.expression.finditer(data, start, min(end, len(data))):
            effort.check()
            span = judge(Sight(rule, data, match))
            if span:
                yield _Piece(*_whole(data, *span), rule)
            if rule.rank >= ASSIGNED and match.end() >= end - rule.reach:
                # Names are their rule's triggers: the next one would have a place of its own.
                break


def _windows(reach: int, offsets: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The stretches of a text that lie within reach of an offset; they do not overlap, so each byte is read once."""
    start = end = 0
    for offset in offsets:
        if offset - reach > end:
            if end:
                yield start, end
            start = offset - reach
        end = offset + reach + CLOSE
    if end:
        yield max(start, 0), end


def _whole(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The same piece without half characters: a bound of an expression can fall into one."""
    while start < end and data[start] & 0xC0 == 0x80:
        start += 1
    while end < len(data) and data[end] & 0xC0 == 0x80:
        end += 1
    return start, end


def _undisputed(pieces: list[_Piece]) -> list[_Piece]:
    """The most particular pieces, and of equals the longest; what overlaps one of them has its name already."""
    kept: list[_Piece] = []
    for piece in sorted(pieces, key=lambda each: (each.rule.rank, each.start - each.end, each.start, each.rule.id)):
        place = bisect_left(kept, piece.start, key=lambda each: each.start)
        free_before = place == 0 or kept[place - 1].end <= piece.start
        if free_before and (place == len(kept) or piece.end <= kept[place].start):
            kept.insert(place, piece)
    return kept
