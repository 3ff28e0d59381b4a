"""One connection that speaks HTTP/1.1 (RFC 9112), one exchange after another.

Built for streams of many small pieces: what has come in since the last look is handed over joined, there is no queue,
and waiting costs one future. Time limits are watched by one timer that is moved lazily.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

import httptools

from inhouse.core.errors import InhouseError
from inhouse.net.errors import BadResponse, TimedOut, Unreachable

_HELD_BYTES = 1 << 18
"""Reading stops while this much is waiting to be taken; so a slow reader holds at most this and one read more."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one exchange may take: seconds for each step, bytes for each part.

    `first_byte` is long because a model reads the whole prompt before it says anything.
    """

    connect: float = 5.0
    first_byte: float = 180.0
    idle: float = 60.0
    header_bytes: int = 1 << 16
    body_bytes: int = 1 << 26


class Connection(asyncio.Protocol):
    """The protocol side of one connection; `Client` makes them and keeps the idle ones."""

    def __init__(self, destination: str, *, reuse: bool) -> None:
        self.destination = destination
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._deadline = 0.0
        self._seconds = 0.0
        self._reuse = reuse
        self.used = 0
        self.idle_since = 0.0
        self._quiet_bytes = 0
        self._begin(Limits())

    def _begin(self, limits: Limits) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._limits = limits
        self._pieces: list[bytes] = []
        self._held = 0
        self._header_bytes = 0
        self._quiet_bytes = 0
        self._body_bytes = 0
        self._paused = False
        self._until_end = False
        self._error: InhouseError | None = None
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.headers_done = False
        self.complete = False

    # What the transport tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Feed the parser and wake the reader."""
        if self.complete or self.used == 0:
            self.close()  # Nobody asked: RFC 9112, section 9.2, ends such a connection.
            return
        if not self.headers_done:
            self._header_bytes += len(data)
        else:
            self._quiet_bytes += len(data)  # Until some of it turns out to be body: chunk sizes, trailers.
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._fail(BadResponse(self.destination, "the answer wants to change the protocol"))
        except httptools.HttpParserError:
            self._fail(BadResponse(self.destination, "the answer is not HTTP"))
        self._check_size()
        self._wake()

    def _check_size(self) -> None:
        if not self.headers_done and self._header_bytes > self._limits.header_bytes:
            self._fail(BadResponse(self.destination, f"the header is over {self._limits.header_bytes} bytes"))
        elif self._quiet_bytes > self._limits.header_bytes:
            self._fail(BadResponse(self.destination, f"over {self._limits.header_bytes} bytes that are no body"))
        elif self._body_bytes > self._limits.body_bytes:
            self._fail(BadResponse(self.destination, f"the answer is over {self._limits.body_bytes} bytes"))
        elif self._held > _HELD_BYTES and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone; perhaps that is the end of the body."""
        self._transport = None
        self._reuse = False
        if self.headers_done and self._until_end and exc is None:
            self.complete = True  # RFC 9112, section 6.3, case 8: the end of the connection is the end of the body.
        if not self.complete and self._error is None:
            self._error = Unreachable(self.destination, "the connection broke before the answer was whole")
        self._wake()

    # What the parser tells.

    def on_message_begin(self) -> None:
        """A second answer in one exchange follows only an interim one (1xx)."""
        if self.complete:
            self._reuse = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Names are kept in lower case; of a repeated header the last value. Trailers are dropped."""
        if not self.headers_done:
            self.headers[name.lower()] = value

    def on_headers_complete(self) -> None:
        """Skip interim answers; note how the body will end."""
        self.status = self._parser.get_status_code()
        if 100 <= self.status < 200:  # RFC 9110, section 15.2
            self.headers.clear()
            return
        encoding = self.headers.get(b"content-encoding", b"identity").lower()
        if encoding != b"identity" or self.headers.get(b"transfer-encoding", b"chunked").lower() != b"chunked":
            self._fail(BadResponse(self.destination, "the answer is compressed although we did not ask for that"))
            return
        self.headers_done = True
        self._reuse = self._reuse and self._parser.should_keep_alive()
        self._until_end = b"content-length" not in self.headers and b"transfer-encoding" not in self.headers

    def on_body(self, body: bytes) -> None:
        """Keep the bytes until they are taken."""
        self._pieces.append(body)
        self._held += len(body)
        self._body_bytes += len(body)
        self._quiet_bytes = 0

    def on_message_complete(self) -> None:
        """The answer is whole, unless it was an interim one."""
        if self.headers_done:
            self.complete = True

    # What the client and the response ask for.

    def send(self, request: bytes, limits: Limits) -> None:
        """Begin an exchange."""
        self._begin(limits)
        self.used += 1
        if self._transport is None:
            self._error = Unreachable(self.destination, "the connection was closed")
        else:
            self._transport.write(request)

    async def wait_headers(self) -> None:
        """Wait for status and headers; raises TimedOut, Unreachable or BadResponse if they do not come in time.

        A header that comes byte by byte, or one interim answer after the other, does not prolong the time.
        """
        latest = self._loop.time() + self._limits.first_byte
        while not self.headers_done:
            if self._error is not None:
                raise self._error
            await self._wait(self._limits.first_byte, latest)
            if not self.headers_done and self._loop.time() >= latest:
                self._time_out()

    async def piece(self) -> bytes:
        """All of the body that has come since the last call, empty at its end; raises as `wait_headers`.

        What came before an error is handed over before the error is raised. Bytes that are no body, as sizes of chunks
        and trailers, do not prolong the time.
        """
        latest = 0.0
        while not self._pieces:
            if self._error is not None:
                raise self._error
            if self.complete:
                return b""
            latest = latest or self._loop.time() + self._limits.idle
            await self._wait(self._limits.idle, latest)
            if not (self._pieces or self.complete) and self._loop.time() >= latest:
                self._time_out()
        taken = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        self._held = 0
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return taken

    async def drain(self, seconds: float) -> None:
        """Drop what is left of the body if it ends within `seconds`; no matter if not, then nothing is reused."""
        if not self._reuse:
            return
        latest = self._loop.time() + seconds
        with suppress(InhouseError):
            while not self.complete and self._error is None:
                await self._wait(seconds, latest)
                if not self.complete and self._loop.time() >= latest:
                    self._time_out()
            await self.piece()

    @property
    def reusable(self) -> bool:
        """Whether another exchange may follow: the last one is whole and both sides keep the connection open."""
        alive = self._transport is not None and not self._transport.is_closing()
        return alive and self.complete and self._reuse and self._error is None and not self._until_end

    @property
    def silent(self) -> bool:
        """Whether no byte of an answer has come in this exchange."""
        return self._header_bytes == 0

    def rest(self) -> None:
        """Nothing is being waited for until the next exchange."""
        self.idle_since = self._loop.time()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        """End the connection at once; the other side sees it before its next write."""
        self.rest()
        if self._transport is not None:
            self._transport.abort()

    # Waiting.

    def _wait(self, seconds: float, latest: float) -> asyncio.Future[None]:
        """To be awaited: done when something has happened, at the latest when the `seconds` are up."""
        self._seconds = seconds
        self._deadline = latest
        if self._timer is not None and self._timer.when() > self._deadline:
            self._timer.cancel()
            self._timer = None
        if self._timer is None:
            self._timer = self._loop.call_at(self._deadline, self._tick)
        self._waiter = self._loop.create_future()
        return self._waiter

    def _tick(self) -> None:
        self._timer = None
        if self._waiter is None or self._waiter.done():
            return
        if self._loop.time() < self._deadline:
            self._timer = self._loop.call_at(self._deadline, self._tick)
            return
        self._time_out()
        self._wake()

    def _time_out(self) -> None:
        step = "the next part of the answer" if self.headers_done else "the beginning of the answer"
        self._fail(TimedOut(self.destination, step, self._seconds))

    def _fail(self, error: InhouseError) -> None:
        if self._error is None:
            self._error = error
        self.close()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
