"""A text as words with what the two models say of each. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from inhouse.guard.detectors.names.known_names import plain

LABELS = ("given", "surname", "building", "street", "secondary", "city", "state", "zip")
"""What the token model is asked about; `models_process.LABELS` has its own names for them, in the same order."""

_WORD = re.compile(r"[^\W_]+(?:[-\u2010\u2011'\u2019][^\W_]+)*")
# l'avocat, d'Anna, qu'Anne: what is cut off is no part of a name. D'Angelo keeps its capital.
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|lorsqu|puisqu)['\u2019](?=\w)|(?:[LJCMNST]|Qu)['\u2019](?=[A-ZÀ-Þ])")
_POSSESSIVE = re.compile(r"['\u2019]s?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word, its place in the text in code points, and how likely each of LABELS is (0 to 1)."""

    text: str = field(repr=False)
    start: int
    end: int
    likely: tuple[float, ...] = (0.0,) * len(LABELS)
    key: str = field(init=False, repr=False)
    """As the lists of known words have it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", plain(self.text))

    def is_a(self, *labels: str) -> float:
        """How likely it is one of these."""
        return sum(self.likely[LABELS.index(label)] for label in labels)

    @property
    def person(self) -> float:
        """How likely it is a part of a person's name."""
        return self.likely[0] + self.likely[1]

    @property
    def address(self) -> float:
        """How likely it is a part of an address."""
        return sum(self.likely[2:])

    @property
    def capital(self) -> bool:
        """Whether it begins like a name."""
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Entity:
    """A piece that the English model recognised: PERSON, GPE, LOC, FAC or ORG."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text and its kind."""

    kind: str
    start: int
    end: int


def words_of(text: str, pieces: Iterable[Sequence[int]]) -> list[Word]:
    """The words of a text; each has the mean of its pieces (start, end, then label and percent in turn)."""
    likely: dict[int, list[Sequence[int]]] = {}
    for piece in pieces:
        likely.setdefault(piece[0], []).append(piece)
    words: list[Word] = []
    for start, end in split(text):
        own = [piece for at in range(start, end) for piece in likely.get(at, ())]
        sums = [0.0] * len(LABELS)
        for piece in own:
            for label, percent in zip(piece[2::2], piece[3::2], strict=True):
                sums[label] += percent / 100
        words.append(Word(text[start:end], start, end, tuple(each / max(len(own), 1) for each in sums)))
    return words


def split(text: str) -> list[tuple[int, int]]:
    """Where the words of a text are: hyphens join, an elided article and a possessive are no part."""
    places: list[tuple[int, int]] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        elided = _ELISION.match(text, start, end)
        if elided is not None:
            start = elided.end()
        possessive = _POSSESSIVE.search(text[start:end])
        if possessive is not None:
            end -= len(possessive[0])
        if end > start:
            places.append((start, end))
    return places


def overlaps(span: Span | Entity | Word, others: Iterable[Span | Entity | Word]) -> bool:
    """Whether it shares a character with one of the others."""
    return any(span.start < each.end and each.start < span.end for each in others)
