"""Between the road and one reader: who has gone is noticed, who is slow does not hold the road."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, cast

from inhouse.core import tasks
from inhouse.core.errors import InhouseError
from inhouse.edge.asgi import Connection, Receive, Send

BUFFER_BYTES = 1024 * 1024
"""How far the road may be ahead of its reader: more than a usual answer, so that slow readers free the model early."""
SEND_SECONDS = 30.0
"""How long one piece may take to be taken; whoever takes nothing for that long is cut."""
BEAT_SECONDS = 10.0
"""After so much silence the reader gets a comment, so that nothing between us takes the connection for dead."""
BEAT = b": waiting\n\n"

T = TypeVar("T")


class ReaderGone(Exception):
    """The reader has closed the connection, or takes nothing: there is nobody to answer."""


async def while_connected(receive: Receive, work: Coroutine[Any, Any, T], connection: Connection | None = None) -> T:
    """Do the work as long as the client is there; raises what it raises, or ReaderGone.

    The work has ended when this returns, also when it was cut short: the model is closed, the line in the ledger too.
    Who has gone is told by the connection, or where there is none that can tell by `receive`.
    """
    working = cast("asyncio.Task[Any]", asyncio.current_task())
    before, gone = working.cancelling(), False

    def leave() -> None:
        nonlocal gone
        if not gone:
            gone = True
            working.cancel()

    watching = None
    if connection is None:
        watching = tasks.spawn(_disconnected(receive, leave), "door watch")
    else:
        connection.watch(leave)
    try:
        return await work
    except (asyncio.CancelledError, InhouseError):
        if gone and working.uncancel() <= before:
            raise ReaderGone from None
        raise
    finally:
        if watching is not None:
            watching.cancel()
        elif connection is not None:
            connection.unwatch(leave)


async def _disconnected(receive: Receive, tell: Callable[[], None]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    tell()


class Outflow:
    """Bytes on their way to one reader.

    What `put` hands in goes at once while the `connection` takes more, and then no send waits; else, and where nobody
    can tell, `run` sends it, several pieces in one send. The head is sent with the first piece, or after a silence:
    until then `opened` is False and an error can still have a status of its own.
    """

    __slots__ = (
        "_busy", "_connection", "_cut", "_drained", "_ended", "_filled", "_heard", "_pieces", "_send", "_size",
        "headers", "opened",
    )  # fmt: skip

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]], connection: Connection | None = None) -> None:
        self._send = send
        self._connection = connection
        self._busy = False
        self._heard = False
        self.headers = headers
        self.opened = False
        self._pieces: list[bytes] = []
        self._size = 0
        self._filled = asyncio.Event()
        self._drained = asyncio.Event()
        self._ended = False
        self._cut = False

    def pour(self, piece: bytes) -> bool:
        """Hand in bytes that go at once, and say so; False where they have to be `put`."""
        connection = self._connection
        if connection is None or not self.opened or self._busy or self._pieces or self._cut:
            return False
        if not connection.pour(piece):
            return False
        self._heard = True
        return True

    async def put(self, piece: bytes) -> None:
        """Hand in bytes; waits while the buffer is full; raises ReaderGone when the reader takes nothing."""
        while self._size >= BUFFER_BYTES and not self._cut:
            self._drained.clear()
            await self._drained.wait()
        if self._cut:
            raise ReaderGone
        if self.pour(piece):
            return
        if self._connection is not None and not self._busy and not self._pieces and self._connection.flowing():
            self._heard = True
            await self._deliver(piece)
            return
        self._pieces.append(piece)
        self._size += len(piece)
        self._filled.set()

    def forget(self) -> None:
        """Drop what waits for a slow reader, who may not hear it any more."""
        self._size -= sum(map(len, self._pieces))
        self._pieces.clear()
        self._drained.set()

    def end(self) -> None:
        """Nothing more comes."""
        self._ended = True
        self._filled.set()

    async def run(self) -> None:
        """Send until the end; gives up on a reader who takes nothing for SEND_SECONDS."""
        try:
            while self._pieces or not self._ended:
                await self._next()
            async with asyncio.timeout(SEND_SECONDS):
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            self._cut = True
            self._drained.set()

    async def _next(self) -> None:
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                await self._filled.wait()
        except TimeoutError:
            if self._heard:
                self._heard = False
                return
            piece = BEAT
        else:
            piece = b"".join(self._pieces)
            self._pieces.clear()
            self._filled.clear()
            if not piece:
                return
        self._busy = True
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._deliver(piece)
        finally:
            self._busy = False
        if piece is not BEAT:
            self._size -= len(piece)
            self._drained.set()

    async def _deliver(self, piece: bytes) -> None:
        if not self.opened:
            self.opened = True
            await self._send({"type": "http.response.start", "status": 200, "headers": self.headers})
        await self._send({"type": "http.response.body", "body": piece, "more_body": True})
