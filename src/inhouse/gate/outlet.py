"""What the gate does with a request: forward it under its line, write the log, hand over the socket of the way in."""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import cast

from inhouse.core import clock, tasks
from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InhouseError
from inhouse.gate import log as told
from inhouse.gate.lines import Lines
from inhouse.gate.visit import Answer, Said, Visit
from inhouse.ledger.writer import Log
from inhouse.net import Client, Destinations, Entry, Limits, gated
from inhouse.net.client import Method
from inhouse.net.errors import DestinationUnknown, GateRefused

LONGEST = Limits(connect=30.0, first_byte=3600.0, idle=3600.0, header_bytes=1 << 16, body_bytes=1 << 30)
"""No request may ask for more patience than this."""
_LATER_SECONDS = 1.0
"""The gate waits a little longer than the application, so that it is the application that says what took too long."""
_BACKLOG = 1024
_LOOK_SECONDS = 0.2
_LOOKS = re.compile(r"((/[a-z0-9.-]{1,12}){0,2}/models|/slots)\Z")
_MARKS = frozenset({gated.DESTINATION, gated.LIMITS, gated.LINE, gated.KEY})
_APPLICATIONS_OWN = frozenset({"content-length"})


class Outlet:
    """The gate's socket.

    `listener` makes the socket on which people come in, for the application that asks; None where nobody may ask.
    `look` reads the table anew when a name is not in it. `house` is told to an application that was started apart from
    the gate.
    """

    def __init__(
        self,
        client: Client,
        destinations: Destinations,
        log: Log,
        name: str,
        listener: Callable[[], socket.socket] | None = None,
        house: bytes = b"",
    ) -> None:
        self._client = client
        self._destinations = destinations
        self._log = log
        self._listener = listener
        self._house = house
        self._lines = Lines(name)
        self._turn = asyncio.Lock()
        self._server: asyncio.Server | None = None
        self._looked_at = 0.0
        self.look: Callable[[], Awaitable[object]] | None = None

    async def open(self, path: str) -> None:
        """Take requests on a socket at `path`, which lies in a folder of ours alone."""
        _clear(Path(path))
        loop = asyncio.get_running_loop()
        self._server = await loop.create_unix_server(lambda: Visit(self.handle), path, backlog=_BACKLOG)

    async def close(self) -> None:
        """Take no more, and let go of the log."""
        if self._server is not None:
            self._server.close()
        await self._log.release()

    async def handle(self, said: Said, answer: Answer) -> None:
        """Answer one request; raises InhouseError."""
        place = said.headers.get(gated.DESTINATION.encode("ascii"))
        if place is not None:
            await self._forward(said, answer, gated.destination_of(place))
        elif said.method == "POST" and said.path.startswith("/log/"):
            # One at a time, and never cut short: an answer that nobody hears may have been written.
            writing = tasks.spawn(self.handle_log(said.path, said.body), name="write ahead")
            answer.whole(200, await asyncio.shield(writing))
        elif (said.method, said.path) == ("GET", "/listener"):
            answer.hand_over(self._made_listener())
        elif (said.method, said.path) == ("GET", "/house") and self._house:
            answer.whole(200, self._house)
        else:
            raise GateRefused("it is for nobody")

    async def _forward(self, said: Said, answer: Answer, name: str) -> None:
        entry = await self._found(name)
        self._check(said, entry)
        exchange = self._client.stream(
            name,
            cast("Method", said.method),
            said.path,
            headers=_headers(said),
            body=said.body,
            limits=_limits(said),
        )
        async with exchange as response:
            opened = name in self._client.opened_on_the_way()
            answer.begin(response.status, response.headers, opened=opened)
            while piece := await response.piece():
                await answer.piece(piece)
            answer.end()

    async def _found(self, name: str) -> Entry:
        if name not in self._destinations.names() and self.look is not None:
            now = clock.monotonic()
            # A command may have declared it a moment ago.
            if now - self._looked_at > _LOOK_SECONDS:
                self._looked_at = now
                with suppress(InhouseError):
                    await self.look()
        try:
            return self._destinations.find(name)
        except DestinationUnknown as unknown:
            unknown.hint = "An administrator can look on the server: inhouse gate list"
            raise

    def _check(self, said: Said, entry: Entry) -> None:
        line = said.headers.get(gated.LINE.encode("ascii"))
        if line is not None:
            self._lines.use(line, said.headers.get(gated.KEY.encode("ascii"), b""), entry.destination, said.body)
        elif not _says_nothing(said, entry):
            raise GateRefused("the ledger has no line for it")

    async def handle_log(self, path: str, body: bytes) -> bytes:
        """Do what is asked of the log; raises GateRefused, LogAway and ActsGone."""
        async with self._turn:
            match path:
                case "/log/take":
                    self._lines.forget()
                    return told.tail_told(await self._log.take())
                case "/log/append":
                    rows = told.rows_of(body)
                    self._lines.check(rows)
                    await self._log.append(rows)
                    self._lines.note(rows)
                case "/log/settle":
                    await self._log.settle(told.number_of(body))
                case "/log/release":
                    self._lines.forget()
                    await self._log.release()
                case _:
                    raise GateRefused("it is for nobody")
        return b""

    def _made_listener(self) -> socket.socket:
        if self._listener is None:
            raise GateRefused("people do not come in through this gate")
        return self._listener()


def _clear(path: Path) -> None:
    """A gate that was killed has left its socket."""
    path.unlink(missing_ok=True)


def _says_nothing(said: Said, entry: Entry) -> bool:
    """A look at a server of our own: which models it has, which slots are busy. No header, no body, no other path."""
    ours = entry.destination.destination_class is not DestinationClass.EXTERNAL
    return (
        ours and said.method == "GET" and not said.body and not _headers(said) and _LOOKS.match(said.path) is not None
    )


def _headers(said: Said) -> tuple[tuple[str, str], ...]:
    named = ((name.decode("ascii", "replace"), value.decode("latin-1")) for name, value in said.headers.items())
    return tuple(each for each in named if each[0] not in _MARKS and each[0] not in _APPLICATIONS_OWN)


def _limits(said: Said) -> Limits:
    asked = gated.limits_of(said.headers.get(gated.LIMITS.encode("ascii"), b""))
    return Limits(
        connect=min(asked.connect, LONGEST.connect),
        first_byte=min(asked.first_byte + _LATER_SECONDS, LONGEST.first_byte),
        idle=min(asked.idle + _LATER_SECONDS, LONGEST.idle),
        header_bytes=min(asked.header_bytes, LONGEST.header_bytes),
        body_bytes=min(asked.body_bytes, LONGEST.body_bytes),
    )
