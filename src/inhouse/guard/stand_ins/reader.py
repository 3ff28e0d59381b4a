"""Reads one stream of words, and puts the real words back where stand-ins stand.

It is read once. What cannot be a part of a stand-in goes on at once; only a possible begin of one is held back. What
was restored is never read again, so a name that looks like a stand-in stays.
"""

from dataclasses import dataclass
from typing import Final

from inhouse.guard.stand_ins.mapping import Entry, StandIns
from inhouse.guard.stand_ins.spotter import Hit
from inhouse.guard.stand_ins.surroundings import Surroundings, told

_UNREAD_PIECES: Final = 1024
"""So many pieces wait until their surroundings are read: nobody asks before a stand-in comes."""
_LONGEST_LINE: Final = 65_536


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer as the model wrote it, and what it stands for if it is a stand-in of this conversation."""

    text: str
    original: str | None = None
    stand_in: str | None = None

    @property
    def shown(self) -> str:
        """What the reader reads."""
        return self.text if self.original is None else self.original


class Reader:
    """One stream of words. `prose`: Markdown and HTML are respected, not only addresses."""

    __slots__ = ("_held", "_last", "_stand_ins", "_surroundings", "_trigger", "_unread", "unknown")

    def __init__(self, stand_ins: StandIns, *, prose: bool) -> None:
        self._stand_ins = stand_ins
        self._trigger = stand_ins.spotter.trigger.search
        self._surroundings = Surroundings(prose=prose)
        self._held = ""
        self._last = ""
        self._unread: list[str] = []
        self.unknown = 0
        """Words that look like stand-ins and are none of this map. They stay."""

    @property
    def held(self) -> int:
        """How many characters are held back."""
        return len(self._held)

    def passes(self, text: str) -> bool:
        """Whether a piece goes on as it is; then it counts as read."""
        if self._held or self._trigger(text) is not None:
            return False
        if text:
            self._unread.append(text)
            if len(self._unread) > _UNREAD_PIECES:
                self._read_lines()
        return True

    def feed(self, text: str) -> list[Piece]:
        """What goes on now that `text` has come."""
        if self.passes(text):
            return [Piece(text)] if text else []
        return self._read(self._held + text, final=False)

    def flush(self) -> list[Piece]:
        """What was held back; nothing comes any more."""
        return self._read(self._held, final=True) if self._held else []

    def _read(self, text: str, *, final: bool) -> list[Piece]:
        pieces: list[Piece] = []
        done, position, self._held = 0, 0, ""
        before = self._unread[-1][-1] if self._unread else self._last
        while (hit := self._stand_ins.spotter.find(text, position, before, final=final)) is not None:
            if hit.owner is None and not hit.cut:
                self.unknown += 1
                position, before = hit.start + 1, text[hit.start]
                continue
            self._pass(text[done : hit.start], pieces)
            done = position = hit.start
            restores = None if hit.cut or hit.owner is None else self._restores(text[hit.start :], hit, final=final)
            if restores is None:
                self._held = text[hit.start :]
                return pieces
            done = position = hit.end
            written = text[hit.start : hit.end]
            if restores and hit.owner is not None:
                pieces += self._restored(written, hit.owner)
                self._surroundings.advance(written)
                # A stand-in ends where it ends: digits after it are no part of it.
                self._last = before = ""
            else:
                self._pass(written, pieces)
                before = written[-1]
        self._pass(text[done:], pieces)
        return pieces

    def _pass(self, text: str, pieces: list[Piece]) -> None:
        if text:
            pieces.append(Piece(text))
            self._unread.append(text)

    def _restored(self, written: str, entry: Entry) -> list[Piece]:
        name = Piece(written, self._stand_ins.spelled(entry, written), entry.stand_in)
        stars = written.count("*")
        if not stars:
            return [name]
        # Half of what makes words bold stands inside: it goes to the side where its other half is missing.
        half = Piece("", "*" * stars)
        return [name, half] if self._last == "*" else [half, name]

    def _restores(self, rest: str, hit: Hit[Entry], *, final: bool) -> bool | None:
        """Whether a stand-in, with which `rest` begins, is restored where it stands; None if that is not clear yet."""
        read = "".join(self._unread)
        self._unread.clear()
        self._surroundings.advance(read)
        self._last = read[-1] if read else self._last
        if not self._surroundings.protected:
            return True
        # It is if the whole address, or tag, left with the prompt: what comes back tells nobody anything.
        run, end = self._surroundings.run, self._surroundings.end(rest)
        if end is not None or final:
            return told(run + rest[:end]) in self._stand_ins.echoes
        begun = told(run + rest)
        return None if any(echo.startswith(begun) for echo in self._stand_ins.echoes) else False

    def _read_lines(self) -> None:
        """Read the surroundings of what has passed, up to the last line's end."""
        text = "".join(self._unread)
        cut = text.rfind("\n") + 1
        if not cut and len(text) > _LONGEST_LINE:
            cut = len(text)
        self._surroundings.advance(text[:cut])
        self._last = text[cut - 1] if cut else self._last
        self._unread[:] = [text[cut:]] if cut < len(text) else []
