"""A text as detectors read it: plain, with the way back to the text as it was given."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from inhouse.guard.reading import escapes, letters
from inhouse.guard.reading.fold import folded
from inhouse.guard.reading.offsets import Edit, Step, changed
from inhouse.guard.reading.wrapped import Unwrapping

__all__ = ["View", "folded", "plain_letters", "views"]

_CONTINUING = bytes(range(0x80, 0xC0))
"""The bytes of UTF-8 that do not begin a character."""
_STRIDE = 4096
_BETWEEN = "\n\0\n"
"""Between pieces that do not belong together: nothing is found across it."""


@dataclass(frozen=True)
class View:
    """One reading of a text. `exact`: a piece of it is a piece of the original, not of something that wraps it.

    `whole` is False where a limit cut something off that nobody looked into.
    """

    text: str
    exact: bool = True
    steps: tuple[Step, ...] = ()
    whole: bool = True

    @cached_property
    def utf8(self) -> bytes:
        """The text as bytes, for engines that read bytes; half surrogate pairs become question marks."""
        return self.text.encode("utf-8", "replace")

    def at(self, offset: int) -> int:
        """The code point that begins at this byte of `utf8`."""
        if len(self.utf8) == len(self.text):
            return offset
        block = offset // _STRIDE
        rest = self.utf8[block * _STRIDE : offset]
        return self._begun[block] + len(rest.translate(None, _CONTINUING))

    @cached_property
    def _begun(self) -> list[int]:
        """How many code points begin before each block of bytes."""
        begun = [0]
        for start in range(0, len(self.utf8), _STRIDE):
            begun.append(begun[-1] + len(self.utf8[start : start + _STRIDE].translate(None, _CONTINUING)))
        return begun

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where the code points `start` to `end` came from in the text as it was given."""
        for step in reversed(self.steps):
            start, end = step.back(start, end)
        return start, end


def views(text: str) -> list[View]:
    """Every reading of a text that detectors should see; the first is the text itself, made plain.

    Then, where there is such a thing: what mail software encoded, what is hidden in tag characters, and what is
    inside base64, hexadecimal digits and gzip. There are never more than these four.
    """
    given = View(text)
    first = _plain(given)
    found = [first]
    if "=" in text and (parts := escapes.mail_parts(text)):
        mail = _edited(given, _gaps(parts, len(text)))
        found.append(_plain(_changed(_changed(mail, escapes.mail_breaks), escapes.mail_escapes)))
    if not text.isascii():
        found.extend(_hidden(given))
    found.extend(_wrapped(first))
    return found


def plain_letters(text: str) -> str:
    """A text with every sign in its plain form, its escapes left as they are: for words to compare a view with."""
    return _lettered(View(text)).text


def _plain(view: View) -> View:
    """The view with every character written as itself.

    1 escapes, once more where they were nested     2 signs of word processors     3 what nobody sees     4 NFKC
    """
    if any(sign in view.text for sign in escapes.SIGNS):
        edits = escapes.escapes(view.text)
        view = _edited(view, edits)
        if escapes.nested(edits):
            view = _changed(view, escapes.escapes)
    return _lettered(view)


def _lettered(view: View) -> View:
    """The view with every sign in its plain form; steps 2 to 4 of the above."""
    if view.text.isascii():
        return view
    if (text := letters.same_length(view.text, view.utf8)) is not view.text:
        view = View(text, view.exact, view.steps)
    view = _edited(view, letters.invisible(view.text, view.utf8))
    if not unicodedata.is_normalized("NFKC", view.text):
        view = _changed(view, letters.composed)
    return view


def _hidden(view: View) -> list[View]:
    """What tag characters say, if there are any."""
    edits = letters.hidden(view.text, view.utf8)
    return [_only(view, edits)] if edits else []


def _wrapped(view: View) -> list[View]:
    """What is inside of encoded pieces, one after the other in one view."""
    found = Unwrapping(view.text)
    if not found.edits:
        return []
    plain = [(start, end, _plain(View(inside)).text) for start, end, inside in found.edits]
    return [_only(view, plain, whole=found.whole)]


def _only(view: View, edits: Sequence[Edit], *, whole: bool = True) -> View:
    """A view of what the edits say and of nothing else."""
    alone: list[Edit] = []
    reached = 0
    for edit in edits:
        alone += (reached, edit[0], _BETWEEN), edit
        reached = edit[1]
    alone.append((reached, len(view.text), _BETWEEN))
    return View(changed(view.text, alone), exact=False, steps=(*view.steps, Step(alone)), whole=whole)


def _gaps(parts: Sequence[tuple[int, int]], length: int) -> list[Edit]:
    """Everything but the parts, taken out."""
    starts = [0, *(end for _, end in parts)]
    ends = [*(start for start, _ in parts), length]
    return [(start, end, _BETWEEN) for start, end in zip(starts, ends, strict=True) if start < end]


def _changed(view: View, edits: Callable[[str], list[Edit]]) -> View:
    return _edited(view, edits(view.text))


def _edited(view: View, edits: Sequence[Edit]) -> View:
    if not edits:
        return view
    return View(changed(view.text, edits), view.exact, (*view.steps, Step(edits)), view.whole)
