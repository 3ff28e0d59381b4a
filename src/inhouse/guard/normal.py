"""A text as detectors read it: plain, with the way back to the text as it was given."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class View:
    """One reading of a text. `exact`: a piece of it is a piece of the original, not of something that wraps it."""

    text: str
    exact: bool = True

    @cached_property
    def utf8(self) -> bytes:
        """The text as bytes, for engines that read bytes; half surrogate pairs become question marks."""
        return self.text.encode("utf-8", "replace")

    def at(self, offset: int) -> int:
        """The code point that begins at this byte of `utf8`."""
        return offset if len(self.utf8) == len(self.text) else len(self.utf8[:offset].decode("utf-8", "ignore"))

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where the code points `start` to `end` came from in the text as it was given."""
        return start, end


def views(text: str) -> list[View]:
    """Every reading of a text that detectors should see; the first is the text itself, made plain."""
    return [View(text)]
