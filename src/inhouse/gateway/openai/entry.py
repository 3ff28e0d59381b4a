"""One door: which requests come to it, and who answers them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from inhouse.core.caller import Caller, Door
from inhouse.core.errors import InhouseError
from inhouse.core.prompt import Notebook, Prompt
from inhouse.edge.asgi import Receive, Scope, Send, header
from inhouse.gateway.openai.errors import body_of
from inhouse.gateway.openai.running import Running
from inhouse.guard import EVERYTHING_ASKED


class _SaysSend:
    """The notebook of a caller who says beforehand that what the guard asks about may go."""

    decisions: Mapping[str, str] = MappingProxyType({EVERYTHING_ASKED: "not_sensitive"})

    async def read(self) -> bytes | None:
        return None

    async def write(self, notes: bytes) -> None:
        del notes

    async def sent(self, prompt: Prompt) -> None:
        del prompt


SAYS_SEND: Final[Notebook] = _SaysSend()


@dataclass(frozen=True, slots=True)
class Call:
    """One request at a door, from a caller who may enter. `name` is what the address has in its `{name}`.

    Answers are given under `running`, so that they end with their key.
    """

    caller: Caller
    scope: Scope
    receive: Receive
    send: Send
    running: Running
    name: str | None = None

    @property
    def notebook(self) -> Notebook | None:
        """What the caller says about whatever the guard would ask a person; nothing is remembered between calls."""
        return SAYS_SEND if header(self.scope, b"x-inhouse-guard") == b"send" else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in the table of doors.

    `path` follows `/v1` (or `/openai/v1`); it may have one `{name}`, which may hold slashes. `answer` raises
    InhouseError as long as nothing was sent, and ReaderGone when nobody is there. `refusal` writes an error in the
    shape that the door's clients know.
    """

    method: str
    path: str
    door: Door
    answer: Callable[[Call], Awaitable[None]]
    refusal: Callable[[InhouseError], bytes] = body_of


@dataclass(frozen=True, slots=True)
class Found:
    """All methods of one address, and the name in it."""

    methods: dict[str, Entry]
    name: str | None = None


class Table:
    """Entries by address."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self._fixed: dict[str, dict[str, Entry]] = {}
        self._named: dict[tuple[str, str], dict[str, Entry]] = {}
        for entry in entries:
            before, brace, after = entry.path.partition("{name}")
            if brace:
                self._named.setdefault((before, after), {})[entry.method] = entry
            else:
                self._fixed.setdefault(before, {})[entry.method] = entry

    def find(self, path: str) -> Found | None:
        """What lies at an address; of several that could be meant, the one with the longest ending."""
        if (methods := self._fixed.get(path)) is not None:
            return Found(methods)
        fitting = [
            (len(after), before, after)
            for before, after in self._named
            if path.startswith(before) and path.endswith(after) and len(path) > len(before) + len(after)
        ]
        if not fitting:
            return None
        _, before, after = max(fitting)
        return Found(self._named[before, after], path[len(before) : len(path) - len(after)])
