"""The way back from a text that was changed in places to the text before."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import TypeAlias

Edit: TypeAlias = tuple[int, int, str]
"""The code points from a start to an end of the text before are this text now. A bare tuple: there are many."""


def changed(text: str, edits: Sequence[Edit]) -> str:
    """The text with its edits made; they are in order and do not overlap."""
    pieces: list[str] = []
    reached = 0
    for start, end, plain in edits:
        pieces.append(text[reached:start])
        pieces.append(plain)
        reached = end
    pieces.append(text[reached:])
    return "".join(pieces)


class Step:
    """One pass over a text. Places are only computed when somebody asks, which is once something was found."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits

    @cached_property
    def _starts(self) -> list[int]:
        """Where each edit begins in the text after."""
        grown = 0
        starts: list[int] = []
        for start, end, plain in self._edits:
            starts.append(start + grown)
            grown += len(plain) - (end - start)
        return starts

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Where the code points `start` to `end` of the text after came from. Half an edit counts as the whole of it.

        What was taken out before the first and after the last of them does not belong to them.
        """
        first = self._origin(start)[0]
        return first, self._origin(end - 1)[1] if end > start else first

    def _origin(self, place: int) -> tuple[int, int]:
        """Where one code point came from."""
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return place, place + 1
        edit_start, edit_end, text = self._edits[index]
        into = place - self._starts[index]
        if into < len(text):
            return edit_start, edit_end
        origin = edit_end + into - len(text)
        return origin, origin + 1
