"""Numbers that a state gives to a person or a firm: a form, check digits, and the words that stand beside it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from inhouse.guard.detectors.personal.context import SOMETHING_ELSE, Words
from inhouse.guard.detectors.personal.shape import CHECKED, PROVEN, Hit, Place, Shape, compact, each

# What may stand between the groups of a number, written `_` in `Identity.form`.
_BETWEEN = r"[ .\-/\u2010-\u2013]?"
_BYTES_BETWEEN = r"(?:[ .\-/]|\xe2\x80[\x90-\x93])?"


@dataclass(frozen=True)
class Identity:
    """One kind of number of one country.

    `form`: a bounded pattern, `_` is an optional separator. `is_right`: its check digits are.
    `words`: names of the number, patterns over small letters. `alone`: it is believed without a word beside it:
    always, where it is written in groups, or never.
    """

    name: str
    kind: str
    form: str
    is_right: Callable[[str], bool] = field(repr=False)
    words: tuple[str, ...]
    alone: bool | None = False
    """True: always. None: written in groups. False: never."""
    dense: bool = True
    """It has six digits that stand close together."""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        form = self.form.replace("_", _BETWEEN)
        return re.compile(rf"(?<![\w])(?<!\w[.@/])(?<!\d[-,:])(?:{form})(?![\w]|[./,:-]\d|@)", re.IGNORECASE)

    @cached_property
    def _words(self) -> Words:
        return Words(*self.words)

    def shape(self) -> Shape:
        """Where it may stand."""
        return Shape(
            (Place(rf"\b(?:{self.form.replace('_', _BYTES_BETWEEN)})\b".encode(), dense=self.dense),), self._read
        )

    def _read(self, text: str, start: int, end: int) -> Iterator[Hit]:
        for match in each(self._pattern, text, start, end):
            believed = self._is_believed(match[0])
            # Check digits cost more than words: where a word is needed anyway, it is asked for first.
            if not believed and not self._words.beside(text, *match.span()):
                continue
            value = compact(match[0])
            if not value.isascii() or len(set(value)) < 3 or not self.is_right(value):
                continue
            if not believed or self._words.beside(text, *match.span()):
                yield Hit(self.kind, *match.span(), value, PROVEN)
            elif not SOMETHING_ELSE.before(text, match.start()):
                yield Hit(self.kind, *match.span(), value, CHECKED)

    def _is_believed(self, piece: str) -> bool:
        """Small letters are more often a part of a program's name for something."""
        if self.alone is False or piece != piece.upper():
            return False
        return self.alone is True or not piece.isalnum()
