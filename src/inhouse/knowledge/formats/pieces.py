"""Text cut into portions of a bounded size. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from inhouse.knowledge.document import PORTION_BYTES, Place, Portion, Unit

_LABEL = 80


def portions(place: Place, text: str) -> Iterator[Portion]:
    """The text of one page, slide or section: one portion, or several when it is long. Nothing for no text."""
    for number, piece in enumerate(_cut(text.strip()), 1):
        yield Portion(replace(place, label=label_of(place.label), piece=number), piece)


def rows(lines: Iterable[str], unit: Unit, number: int = 0, label: str = "") -> Iterator[Portion]:
    """Lines or rows gathered into portions, each with the numbers of its first and last line. Blank ones count."""
    gathered: list[str] = []
    size = first = 0
    for at, line in enumerate(lines, 1):
        weight = len(line.encode("utf-8", "replace")) + 1
        if gathered and size + weight > PORTION_BYTES:
            yield from _gathered(Place(unit, number, label_of(label), first, at - 1), gathered)
            gathered, size = [], 0
        if not gathered:
            first = at
        gathered.append(line)
        size += weight
    if gathered:
        yield from _gathered(Place(unit, number, label_of(label), first, first + len(gathered) - 1), gathered)


def label_of(text: str) -> str:
    """A heading or name as a label: one line, not too long, nothing that changes the direction of writing."""
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in text[:1000]).split())
    return words if len(words) <= _LABEL else words[: _LABEL - 1] + "…"


def _gathered(place: Place, lines: list[str]) -> Iterator[Portion]:
    text = "\n".join(lines)
    if not text.strip():
        return
    for number, piece in enumerate(_cut(text), 1):
        yield Portion(replace(place, piece=number), piece)


def _cut(text: str) -> Iterator[str]:
    """Pieces of at most PORTION_BYTES, cut at a line's or a word's end where one is near."""
    start = 0
    while start < len(text):
        end = _end(text, start)
        piece = text[start:end]
        if piece.strip():
            yield piece
        start = end


def _end(text: str, start: int) -> int:
    end = min(len(text), start + PORTION_BYTES)
    while len(text[start:end].encode("utf-8", "replace")) > PORTION_BYTES:
        end = start + (end - start) * 3 // 4
    if end == len(text):
        return end
    half = start + (end - start) // 2
    for stop in ("\n", " "):
        at = text.rfind(stop, half, end)
        if at > 0:
            return at + 1
    return end
