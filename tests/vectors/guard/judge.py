"""Compares what was found with what was marked, and counts."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tests.vectors.guard.cases import Case, Mark

_COVERED = 0.9
"""A secret or a number of which a tenth is left is still one that nobody can use."""
_COVERED_NAME = 0.5
_COVERED_LABEL = 0.01
"""A mark of confidentiality is about the whole text; which of its words were taken for it is all the same."""
_JUDGED = {
    "secrets": {"secret"},
    "personal": {"secret", "personal", "label"},
    "hidden": {"secret", "personal"},
    "names": {"secret", "name"},
    "labels": {"secret", "label"},
    "terms": {"secret", "term", "label"},
    "near_misses": {"secret", "personal", "term", "label"},
}
_ALL = {"secret", "personal", "name", "term", "label"}
_NATIONAL = {
    f"personal.{one}"
    for one in (
        "national_id", "tax_id", "social_security_number", "vat_number", "health_number", "insurance_number",
        "company_number",
    )
}  # fmt: skip
_DOCUMENTS = {f"personal.{one}" for one in ("passport", "identity_document", "driving_licence")}


class Piece(Protocol):
    """What a finding must have to be judged."""

    @property
    def kind(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def group(kind: str) -> str:
    """Kinds of one group stand for each other."""
    family = kind.partition(".")[0]
    if family in {"secret", "label", "term"}:
        return family
    if kind in _NATIONAL:
        return "national"
    return "document" if kind in _DOCUMENTS else kind


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case: which marks were found and missed, which findings are right and false."""

    case: Case
    found: tuple[Mark, ...]
    missed: tuple[Mark, ...]
    right: tuple[Piece, ...]
    false: tuple[Piece, ...]


@dataclass(slots=True)
class Tally:
    """Counts of one kind: marks found and missed, findings right and false."""

    found: int = 0
    missed: int = 0
    right: int = 0
    false: int = 0

    @property
    def recall(self) -> float:
        """Which share of what is there was found; 1 where nothing is there."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def precision(self) -> float:
        """Which share of what was found is there; 1 where nothing was found."""
        return self.right / (self.right + self.false) if self.right + self.false else 1.0


@dataclass(slots=True)
class Report:
    """The outcomes of many cases."""

    outcomes: list[Outcome] = field(default_factory=list[Outcome])

    def tallies(self, by: Callable[[str], str]) -> dict[str, Tally]:
        """The counts of each kind, or of what `by` makes of it."""
        made: dict[str, Tally] = {}
        for outcome in self.outcomes:
            for mark in outcome.found:
                made.setdefault(by(mark.kind), Tally()).found += 1
            for mark in outcome.missed:
                made.setdefault(by(mark.kind), Tally()).missed += 1
            for piece in outcome.right:
                made.setdefault(by(piece.kind), Tally()).right += 1
            for piece in outcome.false:
                made.setdefault(by(piece.kind), Tally()).false += 1
        return made

    def tally(self, family: str) -> Tally:
        """The counts of one family."""
        return self.tallies(lambda kind: kind.partition(".")[0]).get(family, Tally())

    def lines(self) -> list[str]:
        """Every miss and every false finding, in words."""
        told: list[str] = []
        for outcome in self.outcomes:
            text, name = outcome.case.text, outcome.case.id
            told += [f"missed {one.kind} in {name}: {text[one.start : one.end]!r}" for one in outcome.missed]
            told += [f"false {one.kind} in {name}: {text[one.start : one.end]!r}" for one in outcome.false]
        return told

    def classes(self) -> Counter[str]:
        """Misses and false findings by kind and place, without any text."""
        counted: Counter[str] = Counter()
        for outcome in self.outcomes:
            place = place_of(outcome.case)
            counted.update(f"missed {one.kind} in {place}" for one in outcome.missed)
            counted.update(f"false {one.kind} in {place}" for one in outcome.false)
        return counted


def place_of(case: Case) -> str:
    """Where a case comes from, without its number."""
    parts = [part for part in case.id.split("-") if not part.isdigit()]
    return f"{case.set}/{case.lang}/{'-'.join(parts[1:]) or parts[0]}"


def families(case: Case) -> set[str]:
    """The families in which a finding without a mark counts as false."""
    return next((known for name, known in _JUDGED.items() if case.set.startswith(name)), _ALL)


def judged(case: Case, pieces: Sequence[Piece]) -> Outcome:
    """What of a case was found."""
    found: list[Mark] = []
    missed: list[Mark] = []
    for mark in case.marks:
        if not mark.maybe:
            (found if _covered(mark, pieces) else missed).append(mark)
    right: list[Piece] = []
    false: list[Piece] = []
    for piece in pieces:
        if any(group(piece.kind) == group(mark.kind) and _overlap(piece, mark) for mark in case.marks):
            right.append(piece)
        elif piece.kind.partition(".")[0] in families(case):
            false.append(piece)
    return Outcome(case, tuple(found), tuple(missed), tuple(right), tuple(false))


def report(cases: Iterable[Case], scan: Callable[[str], Sequence[Piece]]) -> Report:
    """Judge many cases."""
    return Report([judged(case, scan(case.text)) for case in cases])


def _overlap(one: Piece, other: Piece) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _covered(mark: Mark, pieces: Sequence[Piece]) -> bool:
    """Whether findings of its kind hide a mark; several may share it."""
    share = {"name": _COVERED_NAME, "label": _COVERED_LABEL}.get(mark.family, _COVERED)
    hidden = sum(_overlap(piece, mark) for piece in pieces if group(piece.kind) == group(mark.kind))
    return hidden >= share * (mark.end - mark.start)
