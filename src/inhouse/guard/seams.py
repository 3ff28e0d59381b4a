"""What stands across the seams of a message: the texts of one message are written to the wire as one.

A key whose halves are two parts is whole again when it leaves. So where two texts meet, what is near the seam is read
once more as one text. What is found across a seam is cut out of each part: no part holds the thing itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from inhouse.core.prompt import Image, PromptMessage, Text
from inhouse.guard.finding import Family, Finding

_NEAR = 400
"""So many characters on each side of a seam are read again."""
_ABOUT_THE_WHOLE = frozenset({Family.LABEL, Family.UNREADABLE})


@dataclass(frozen=True, slots=True)
class _Piece:
    """The characters from `start` of the text with the number `at` stand at `place` of a seam's text."""

    at: int
    start: int
    place: int
    length: int


@dataclass(frozen=True, slots=True)
class Seam:
    """Texts that meet, as one: their ends and beginnings, and in between whole texts if they are short."""

    text: str
    pieces: tuple[_Piece, ...]

    def across(self, found: Sequence[Finding]) -> Iterator[tuple[int, Finding]]:
        """What of the findings in `text` stands in more than one part: its piece in each, with the part's number."""
        for finding in found:
            touched = [each for each in self.pieces if _meet(each, finding)]
            if len(touched) < 2 or finding.family in _ABOUT_THE_WHOLE:
                continue
            for piece in touched:
                start = max(0, finding.start - piece.place) + piece.start
                end = min(piece.length, finding.end - piece.place) + piece.start
                yield piece.at, replace(finding, start=start, end=end, exact=False)


def _meet(piece: _Piece, finding: Finding) -> bool:
    return finding.start < piece.place + piece.length and piece.place < finding.end


def seams(messages: Sequence[PromptMessage]) -> list[Seam]:
    """Wherever texts of a message meet; the numbers of the texts are those in `Prompt.placed`."""
    number = 0
    found: list[Seam] = []
    for message in messages:
        meeting: list[tuple[int, str]] = []
        for at, text in _texts(message, number):
            if text is not None:
                meeting.append((at, text))
            elif meeting:
                found += _seams(meeting)
                meeting = []
        found += _seams(meeting)
        number += sum(1 for _ in message.placed())
    return found


def _texts(message: PromptMessage, number: int) -> Iterator[tuple[int, str | None]]:
    """The texts of a message with their numbers; None where a picture keeps two of them apart."""
    number += message.name is not None
    for part in message.parts:
        if isinstance(part, Text):
            # An empty text keeps nothing apart.
            if part.text:
                yield number, part.text
        elif isinstance(part, Image):
            yield number, None
        number += sum(1 for _ in PromptMessage(message.role, (part,)).placed())


def _seams(meeting: Sequence[tuple[int, str]]) -> Iterator[Seam]:
    pieces: list[_Piece] = []
    text = ""
    for (at, before), (following, after) in pairwise(meeting):
        whole = bool(pieces) and len(before) <= 2 * _NEAR
        if not whole:
            if pieces:
                yield Seam(text, tuple(pieces))
            start = max(0, len(before) - _NEAR)
            pieces, text = [_Piece(at, start, 0, len(before) - start)], before[start:]
        else:
            # The text between two seams that are near each other is read in whole.
            head = pieces.pop()
            text = text[: head.place] + before
            pieces.append(_Piece(at, 0, head.place, len(before)))
        head_of_next = after[:_NEAR]
        pieces.append(_Piece(following, 0, len(text), len(head_of_next)))
        text += head_of_next
    if pieces:
        yield Seam(text, tuple(pieces))
