"""Sentences with the names in them, written by hand, and how well a detector finds them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from inhouse.guard.finding import Found

FOLDER = Path(__file__).with_name("samples")
LANGUAGES = ("en", "de", "fr", "es")
_KINDS = {"p": "name.person", "l": "name.place", "o": "name.organisation"}
_MARKED = re.compile(r"\[\[(?P<letter>[plo]):(?P<name>.*?)\]\]", re.DOTALL)


@dataclass(frozen=True)
class Marked:
    """A name that stands in a sample."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Sample:
    text: str
    names: tuple[Marked, ...]


@dataclass
class Tally:
    """What was found of one kind; `wrong` are names that overlap none of this kind."""

    there: int = 0
    found: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list[str])
    wrong: list[str] = field(default_factory=list[str])

    @property
    def recall(self) -> float:
        return self.found / self.there

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.wrong))


def lines(name: str) -> list[str]:
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    return [line.replace("\\n", "\n") for line in text.splitlines() if line and not line.startswith("#")]


def samples(language: str) -> list[Sample]:
    return [_read(line) for line in lines(language)]


def _read(line: str) -> Sample:
    text, names, at = "", list[Marked](), 0
    for match in _MARKED.finditer(line):
        text += line[at : match.start()]
        names.append(Marked(_KINDS[match["letter"]], len(text), len(text) + len(match["name"])))
        text += match["name"]
        at = match.end()
    return Sample(text + line[at:], tuple(names))


def tally(kind: str, pairs: Iterator[tuple[Sample, Sequence[Found]]]) -> Tally:
    """By overlap: a name counts as found when a piece of its kind touches it."""
    count = Tally()
    for sample, found in pairs:
        ours = [each for each in found if each.kind == kind]
        theirs = [each for each in sample.names if each.kind == kind]
        for name in theirs:
            count.there += 1
            if any(each.start < name.end and name.start < each.end for each in ours):
                count.found += 1
            else:
                count.missed.append(sample.text[name.start : name.end])
        for each in ours:
            if any(each.start < name.end and name.start < each.end for name in theirs):
                count.right += 1
            else:
                count.wrong.append(sample.text[each.start : each.end])
    return count
