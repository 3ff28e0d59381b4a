"""Puts stand-ins into the texts of a prompt.

1  everything that was found gets its stand-in, whole names before their parts
2  what is known of this conversation is looked for in all texts, also where no detector saw it
3  text that looks like a stand-in of this map, and is none, gets a stand-in too: nobody's name comes of it
4  the texts are written; what stands where nothing may change is named, and the prompt must not leave so

In JSON text spans are positions of the raw text; stand-ins are plain ASCII without quotes, so they need no escaping.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ahocorasick_rs import AhoCorasick, MatchKind

from inhouse.core.prompt import Placed, Spot
from inhouse.guard.finding import Finding
from inhouse.guard.stand_ins.grammar import WORD, fold, kind_of, removed
from inhouse.guard.stand_ins.json_text import ascii_escaped, unescaped, value_spans
from inhouse.guard.stand_ins.mapping import Entry, StandIns
from inhouse.guard.stand_ins.names import ALSO_WORDS
from inhouse.guard.stand_ins.surroundings import protected_runs

Thing = tuple[str, str]
"""Kind and value of a finding."""

_BENT = re.compile(r"(?:['\u2019]?s|es|n|en|ns|e|er|ern|a|em|om|u)(?![^\W_])")
_HALVES = re.compile("[\ud800-\udfff]")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_-]")
_WITHOUT_SPACES = 0x2E80
"""From here on scripts are written without spaces between words."""
_SHORTEST, _SHORTEST_NUMBER = 3, 4
"""What is shorter is only replaced where it was found: "12" is everywhere."""
_LETTERS_KIND = "personal.other"
"""A kind whose stand-ins are words."""
_LONGEST_BEGIN = 24
"""No word of the grammar is longer, however it is spaced."""


@dataclass(frozen=True, slots=True)
class Swap:
    """A finding that must not leave as it is. With a `label` it is removed for good and reads `[label removed]`."""

    finding: Finding
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Stuck:
    """Something to be replaced stands in the text with this number, where nothing may change."""

    text: int
    kind: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Removed:
    """So many things with this label were removed."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Replaced:
    """The texts as they may leave, if nothing is `stuck`. `replaced` counts things, not how often they occur."""

    texts: tuple[str, ...]
    replaced: int = 0
    removed: tuple[Removed, ...] = ()
    stuck: tuple[Stuck, ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    """The characters `start` to `end` become `text`."""

    start: int
    end: int
    text: str
    thing: Thing
    label: str | None = None
    literal: bool = False


def replace(
    stand_ins: StandIns, placed: Sequence[Placed], swaps: Sequence[Sequence[Swap]], keep: Collection[Thing] = ()
) -> Replaced:
    """The texts with stand-ins; `swaps` are the findings of each text, `keep` is what leaves as it is all the same."""
    texts = [each.text for each in placed]
    if not any(swaps) and not len(stand_ins):
        return Replaced(tuple(texts))
    kept = {(kind, fold(value)) for kind, value in keep}
    spans: list[list[_Span]] = [[] for _ in texts]
    # 1
    for number, swap in _in_order(swaps):
        spans[number].append(_swapped(stand_ins, placed[number], swap))
    # 2
    known = _Known(stand_ins, kept, [span for each in spans for span in each if span.label is not None])
    for number, each in enumerate(placed):
        spans[number] = _without_overlaps(stand_ins, each, [*spans[number], *known.find(each)])
    # 3: where no stand-in leaves, none comes back
    reversible = any(span.label is None for each in spans for span in each)
    for number, each in enumerate(placed if reversible else ()):
        found = sorted([*spans[number], *_look_alikes(stand_ins, each, spans[number])], key=_start)
        spans[number] = _apart(stand_ins, each, found)
    # 4
    written = [_written(number, each, spans[number]) for number, each in enumerate(placed)]
    stand_ins.echoes |= {run for text, used, _ in written if used for run in _echoes(stand_ins, text)}
    return Replaced(
        tuple(text for text, _, _ in written),
        len({span.thing for _, used, _ in written for span in used if span.label is None and not span.literal}),
        _counted(span for _, used, _ in written for span in used),
        tuple(stuck for _, _, each in written for stuck in each),
    )


def _start(span: _Span) -> int:
    return span.start


def _in_order(swaps: Sequence[Sequence[Swap]]) -> list[tuple[int, Swap]]:
    """Longer names first: "Smith" is a part of "John Smith" wherever the two stand."""
    every = [(number, swap) for number, each in enumerate(swaps) for swap in each]
    return sorted(every, key=lambda pair: -len(pair[1].finding.value.split()))


def _swapped(stand_ins: StandIns, placed: Placed, swap: Swap) -> _Span:
    finding = swap.finding
    spelling = placed.text[finding.start : finding.end]
    if swap.label is not None:
        return _Span(finding.start, finding.end, removed(swap.label), (finding.kind, finding.value), swap.label)
    if placed.spot is Spot.JSON:
        spelling = unescaped(spelling)
    text = stand_ins.of(finding, spelling)
    return _Span(finding.start, finding.end, text, (finding.kind, fold(finding.value)))


class _Known:
    """Looks for everything that is known of the conversation."""

    def __init__(self, stand_ins: StandIns, kept: Collection[Thing], secrets: Sequence[_Span]) -> None:
        self._stand_ins = stand_ins
        self._meant: dict[str, tuple[Thing, str] | _Span] = {}
        kept_words = {word for _, value in kept for word in value.split()}
        parts = (part for part in stand_ins.parts if part.value not in kept_words)
        for entry in (*stand_ins.entries, *parts):
            if entry.thing not in kept and not entry.value.startswith("="):
                for spelling in _spellings(entry):
                    self._meant.setdefault(spelling, (entry.thing, spelling))
                    if not spelling.isascii():
                        self._meant.setdefault(ascii_escaped(spelling), (entry.thing, spelling))
        for secret in secrets:
            if len(secret.thing[1]) >= _SHORTEST:
                self._meant.setdefault(secret.thing[1], secret)
        self._patterns = list(self._meant)
        self._automaton = AhoCorasick(map(_whole_pairs, self._patterns), matchkind=MatchKind.Standard)

    def find(self, placed: Placed) -> Iterator[_Span]:
        """Where something known stands in a text."""
        text = placed.text
        for pattern, start, end in self._automaton.find_matches_as_indexes(_whole_pairs(text), overlapping=True):
            meant = self._meant[self._patterns[pattern]]
            if _in_escape(placed, start):
                continue
            if isinstance(meant, _Span):
                yield _Span(start, end, meant.text, meant.thing, meant.label)
            elif _is_whole(text, start, end, bends=meant[0][0].startswith(("name.", "term."))):
                (kind, value), spelling = meant
                yield _Span(start, end, self._stand_ins.stand_in(kind, value, spelling), (kind, value))


def _whole_pairs(text: str) -> str:
    """The text as the automaton takes it: without halves of surrogate pairs."""
    return text if text.isascii() else _HALVES.sub("\ufffd", text)


def _spellings(entry: Entry) -> Iterator[str]:
    """What of an entry is looked for everywhere."""
    spelling = entry.spelling
    if len(spelling) < (_SHORTEST_NUMBER if spelling.isdigit() else _SHORTEST):
        return
    if not entry.kind.startswith("name."):
        yield spelling
        return
    if spelling.casefold() in ALSO_WORDS or spelling[0].islower():
        return
    yield spelling
    yield spelling.upper()


def _is_whole(text: str, start: int, end: int, *, bends: bool) -> bool:
    """Whether the piece is words of its own, not a part of longer ones."""
    begins = start == 0 or not (_joins(text[start - 1]) and _joins(text[start]))
    ends = end == len(text) or not (_joins(text[end - 1]) and _joins(text[end]))
    return begins and (ends or (bends and _BENT.match(text, end) is not None))


def _joins(character: str) -> bool:
    return character.isalnum() and ord(character) < _WITHOUT_SPACES


def _look_alikes(stand_ins: StandIns, placed: Placed, taken: Sequence[_Span]) -> Iterator[_Span]:
    text, position = placed.text, 0
    while (hit := stand_ins.spotter.find(text, position)) is not None:
        position = hit.end
        if any(span.start < hit.end and hit.start < span.end for span in taken) or _in_escape(placed, hit.start):
            continue
        spelling = text[hit.start : hit.end]
        spelling = unescaped(spelling) if placed.spot is Spot.JSON else spelling
        word = WORD.match(spelling)
        kind = hit.owner.kind if hit.owner is not None else kind_of("" if word is None else word[1])
        yield _Span(hit.start, hit.end, stand_ins.literal(kind, spelling), (kind, spelling), literal=True)


def _apart(stand_ins: StandIns, placed: Placed, spans: Sequence[_Span]) -> list[_Span]:
    """Where what is left before a stand-in would make another one with its begin, one stands for both."""
    chosen: list[_Span] = []
    for span in spans:
        before = _before(placed, chosen, span.start)
        after = placed.text[span.end : span.end + 1]
        if span.label is None and _in_number(before, span.text, after):
            span = _literally(stand_ins, placed, _LETTERS_KIND, span.start, span.end)  # noqa: PLW2901 (a wider one)
        while span.label is None and (begin := _merges(stand_ins, before, span.text)) is not None:
            start = span.start - (len(before) - begin)
            if chosen and start < chosen[-1].end:
                start = chosen.pop().start
            span = _literally(stand_ins, placed, span.thing[0], start, span.end)  # noqa: PLW2901 (as above)
            before = _before(placed, chosen, start)
        chosen.append(span)
    return chosen


def _before(placed: Placed, chosen: Sequence[_Span], start: int) -> str:
    """The last characters that are written before `start`."""
    written, done = (chosen[-1].text, chosen[-1].end) if chosen else ("", 0)
    return (written + placed.text[done:start])[-_LONGEST_BEGIN:]


def _merges(stand_ins: StandIns, before: str, stand_in: str) -> int | None:
    """Where in `before` a stand-in begins that ends within the one that follows."""
    position = 0
    while (hit := stand_ins.spotter.find(before + stand_in, position)) is not None and hit.start < len(before):
        if hit.end > len(before):
            return hit.start
        position = hit.end
    return None


def _in_escape(placed: Placed, start: int) -> bool:
    """Whether in JSON the character before is half of an escape: its letter is not the first one of a name."""
    backslashes = 0
    while placed.spot is Spot.JSON and start > backslashes and placed.text[start - backslashes - 1] == "\\":
        backslashes += 1
    return backslashes % 2 == 1


def _without_overlaps(stand_ins: StandIns, placed: Placed, spans: Sequence[_Span]) -> list[_Span]:
    """In order, the longer of two first. Two of which none holds the other become one: nothing of them stays."""
    chosen: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not chosen or span.start >= chosen[-1].end:
            chosen.append(span)
        elif span.end > chosen[-1].end:
            chosen.append(_joined(stand_ins, placed, chosen.pop(), span))
    return chosen


def _joined(stand_ins: StandIns, placed: Placed, first: _Span, second: _Span) -> _Span:
    for each in (first, second):
        if each.label is not None:
            return _Span(first.start, second.end, each.text, each.thing, each.label)
    return _literally(stand_ins, placed, first.thing[0], first.start, second.end)


def _literally(stand_ins: StandIns, placed: Placed, kind: str, start: int, end: int) -> _Span:
    """A piece of a text as it is written, whatever it is."""
    spelling = placed.text[start:end]
    spelling = unescaped(spelling) if placed.spot is Spot.JSON else spelling
    return _Span(start, end, stand_ins.literal(kind, spelling), (kind, spelling))


def _in_number(before: str, stand_in: str, after: str) -> bool:
    """Whether digits stand right beside those of a number, which would make another number of it."""
    begins = before[-1:].isdigit() and stand_in[:1].isdigit()
    return begins or (after.isdigit() and stand_in[-1:].isdigit() and WORD.match(stand_in) is None)


def _written(number: int, placed: Placed, spans: Sequence[_Span]) -> tuple[str, list[_Span], list[Stuck]]:
    """A text with its spans replaced, the spans that were, and what could not be."""
    text = placed.text
    allowed = _allowed(placed) if spans else []
    used, stuck = list[_Span](), list[Stuck]()
    for span in spans:
        if any(start <= span.start and span.end <= end for start, end in allowed):
            used.append(span)
        elif not span.literal:
            stuck.append(Stuck(number, *span.thing))
    if not used:
        return text, used, stuck
    pieces = [text[: used[0].start], used[0].text]
    for before, span in pairwise(used):
        pieces += (text[before.end : span.start], span.text)
    pieces.append(text[used[-1].end :])
    joined = "".join(pieces)
    return (_NOT_IN_NAME.sub("-", joined) if placed.spot is Spot.NAME else joined), used, stuck


def _allowed(placed: Placed) -> list[tuple[int, int]]:
    """Where a text may change."""
    if placed.spot is Spot.FIXED:
        return []
    values = value_spans(placed.text) if placed.spot is Spot.JSON else None
    return [(0, len(placed.text))] if values is None else values


def _echoes(stand_ins: StandIns, text: str) -> Iterator[str]:
    for run in protected_runs(text, prose=True):
        if stand_ins.spotter.find(run) is not None:
            yield run
            # As a tool's argument is read, where a quote ends an address.
            yield from protected_runs(run, prose=False)


def _counted(spans: Iterator[_Span]) -> tuple[Removed, ...]:
    different = {(span.thing, span.label) for span in spans if span.label is not None}
    counts = Counter((kind, label) for (kind, _), label in different)
    return tuple(Removed(kind, label, count) for (kind, label), count in sorted(counts.items()))
