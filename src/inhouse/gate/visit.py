"""One connection of the application: requests are read strictly, one after the other, and answered as they are."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

import httptools

from inhouse.core import tasks
from inhouse.core.errors import InhouseError
from inhouse.net import gated
from inhouse.net.errors import GateRefused

BODY_BYTES = 1 << 26
"""The longest body that leaves."""
HEADER_BYTES = 1 << 16
REQUEST_SECONDS = 30.0
"""From the first byte of a request to its last: the application is on this machine."""
_METHODS = (b"GET", b"POST", b"DELETE")
_NOT_PASSED = frozenset({b"connection", b"keep-alive", b"transfer-encoding", b"content-length", b"trailer", b"upgrade"})
_HIGH_WATER = 1 << 17


@dataclass(frozen=True, slots=True)
class Said:
    """A request, whole. Header names are in lower case, and each is there once."""

    method: str
    path: str
    headers: Mapping[bytes, bytes]
    body: bytes = field(repr=False)


class Answer:
    """Where the answer goes: `begin`, then `piece` after `piece`, then `end`; or `whole`; or `fail`.

    What is said at the same moment goes in one write: the application is woken once.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._said: list[bytes] = []
        self._chunked = False
        self.begun = False

    def begin(self, status: int, headers: Mapping[bytes, bytes], *, opened: bool = False) -> None:
        """Status and headers of the destination, but those that are between us and the application."""
        self.begun = True
        length = headers.get(b"content-length")
        lines = [b"HTTP/1.1 %d -" % status]
        lines += [b"%b: %b" % (name, value) for name, value in headers.items() if _is_passed(name)]
        if opened:
            lines.append(gated.OPENED + b": 1")
        self._chunked = length is None
        lines.append(b"transfer-encoding: chunked" if length is None else b"content-length: " + length)
        self._say(b"\r\n".join(lines) + b"\r\n\r\n")

    async def piece(self, data: bytes) -> None:
        """More of the body; waits while the application does not take it."""
        self._say(b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data)
        if not self._may_write.is_set():
            await self._may_write.wait()

    def end(self) -> None:
        """The body is whole."""
        if self._chunked:
            self._say(b"0\r\n\r\n")

    def whole(self, status: int, body: bytes, code: str | None = None) -> None:
        """An answer of the gate itself."""
        mark = b"" if code is None else gated.ERROR + b": " + code.encode("ascii") + b"\r\n"
        self.begun = True
        self._say(b"HTTP/1.1 %d -\r\n%bcontent-length: %d\r\n\r\n%b" % (status, mark, len(body), body))

    def hand_over(self, thing: socket.socket) -> None:
        """Answer with an open socket, and close our own handle on it."""
        pipe: socket.socket = self._transport.get_extra_info("socket")
        with thing, socket.socket(fileno=os.dup(pipe.fileno())) as here:
            socket.send_fds(here, [b"HTTP/1.1 200 -\r\ncontent-length: 0\r\n\r\n"], [thing.fileno()])
        self.begun = True

    def fail(self, error: InhouseError) -> None:
        """Say what is wrong, or break off when the answer has begun."""
        if self.begun:
            self.flush()
            self._transport.abort()
        else:
            self.whole(gated.STATUS, gated.told(error), error.code)

    def flush(self) -> None:
        """Write what was said."""
        if self._said:
            self._transport.write(b"".join(self._said))
            self._said.clear()

    def _say(self, data: bytes) -> None:
        if not self._said:
            asyncio.get_running_loop().call_soon(self.flush)
        self._said.append(data)

    def hold(self) -> None:
        """The application does not take what was written."""
        self._may_write.clear()

    def go_on(self) -> None:
        """It does again."""
        self._may_write.set()


Handle = Callable[[Said, Answer], Awaitable[None]]
"""Answers a request; raises InhouseError. It is cancelled when the application has left."""


class Visit(asyncio.Protocol):
    """One connection. `handle` answers each request."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._transport: asyncio.Transport | None = None
        self._answer: Answer | None = None
        self._busy: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._later = bytearray()
        self._begin()

    def _begin(self) -> None:
        self._parser = httptools.HttpRequestParser(self)
        self._path = b""
        self._headers: dict[bytes, bytes] = {}
        self._header_bytes = 0
        self._whole_header = False
        self._pieces: list[bytes] = []
        self._body_bytes = 0
        self._wrong: GateRefused | None = None
        if self._answer is not None:
            self._answer.begun = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The application has come."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(_HIGH_WATER)
        self._answer = Answer(self._transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The application has left: whatever is on its way for it ends."""
        self._transport = None
        self._stop_timer()
        if self._busy is not None:
            self._busy.cancel()

    def pause_writing(self) -> None:
        """It reads more slowly than the destination writes."""
        if self._answer is not None:
            self._answer.hold()

    def resume_writing(self) -> None:
        """It has caught up."""
        if self._answer is not None:
            self._answer.go_on()

    def data_received(self, data: bytes) -> None:
        """Feed the parser; what comes while a request is being answered waits, up to one request's length."""
        if self._transport is None:
            return
        if self._busy is not None:
            self._later += data
            if len(self._later) > HEADER_BYTES:
                self._transport.abort()
            return
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(REQUEST_SECONDS, self._transport.abort)
        if not self._whole_header:
            self._header_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._refuse("it asks for another protocol")
        except httptools.HttpParserError:
            self._refuse("it is not HTTP as it is understood here")
        if self._wrong is None and not self._whole_header and self._header_bytes > HEADER_BYTES:
            self._refuse("its header is too long")

    # What the parser tells.

    def on_message_begin(self) -> None:
        """Ours are sent one by one: a second one in the same piece is somebody's trick."""
        if self._busy is not None and self._transport is not None:
            self._busy.cancel()
            self._transport.abort()

    def on_url(self, url: bytes) -> None:
        """The target, perhaps in pieces."""
        self._path += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header that comes twice could be read in two ways."""
        name = name.lower()
        if name in self._headers:
            self._wrong = GateRefused("a header is there twice")
        if self._whole_header:
            self._wrong = GateRefused("a header follows the body")
        self._headers[name] = value

    def on_headers_complete(self) -> None:
        """Some requests are refused by their header alone."""
        self._whole_header = True
        if b"transfer-encoding" in self._headers:
            self._wrong = GateRefused("its length is not said")
        elif int(self._headers.get(b"content-length", b"0") or b"0") > BODY_BYTES:
            self._wrong = GateRefused("its body is too long")
        elif self._parser.get_http_version() != "1.1" or self._parser.get_method() not in _METHODS:
            self._wrong = GateRefused("it is not HTTP as it is understood here")
        if self._wrong is not None:
            self._end_with(self._wrong)

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._body_bytes += len(body)
        if self._wrong is None:
            self._pieces.append(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        if self._wrong is not None or self._answer is None or self._busy is not None:
            return
        self._stop_timer()
        said = Said(
            self._parser.get_method().decode("ascii"),
            self._path.decode("ascii", "replace"),
            self._headers,
            b"".join(self._pieces),
        )
        self._busy = tasks.spawn(self._answered(said, self._answer), name="gate")

    async def _answered(self, said: Said, answer: Answer) -> None:
        try:
            await self._handle(said, answer)
        except InhouseError as error:
            answer.fail(error)
        except ValueError:
            answer.fail(GateRefused("a header or its target cannot be sent"))
        except BaseException:
            # Whatever went wrong: the application must not take half an answer for a whole one.
            if self._transport is not None:
                self._transport.abort()
            raise
        finally:
            self._busy = None
        self._begin()
        if self._later and self._transport is not None:
            data, self._later = bytes(self._later), bytearray()
            self.data_received(data)

    def _refuse(self, what: str) -> None:
        if self._wrong is None:
            self._wrong = GateRefused(what)
            self._end_with(self._wrong)

    def _end_with(self, error: GateRefused) -> None:
        """Say what is wrong, and close: where the next request would begin is not sure."""
        if self._answer is not None and self._transport is not None and self._busy is None:
            self._answer.fail(error)
            self._answer.flush()
            self._transport.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _is_passed(name: bytes) -> bool:
    return name not in _NOT_PASSED and not name.startswith(gated.OURS.encode("ascii"))
