"""One request and its answer on uvicorn's protocol: what it writes, and what we can ask it besides.

uvicorn writes the head of every answer anew and sends each piece of a body through all that stand around it. Here lines
of a head that come again are written once, and whoever streams may hand further pieces straight to the connection.
"""

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol, cast

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

if TYPE_CHECKING:
    from uvicorn._types import ASGISendEvent

_WRONG_NAME = re.compile(rb"""[\x00-\x1f\x7f()<>@,;:\[\]={} \t\\"]""")
_WRONG_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_OFTEN: Final = frozenset(
    {
        b"content-type", b"cache-control", b"content-security-policy", b"x-content-type-options", b"referrer-policy",
        b"x-frame-options", b"cross-origin-opener-policy", b"cross-origin-resource-policy", b"permissions-policy",
        b"strict-transport-security", b"x-inhouse-destination", b"x-inhouse-guard", b"x-accel-buffering", b"vary",
    }
)  # fmt: skip
"""Headers with few values, which say nothing to this connection."""
_KNOWN: Final[dict[tuple[bytes, bytes], bytes]] = {}
"""Lines of such headers, as they are sent."""
_MOST_KNOWN: Final = 512
_COPIED: Final = 64 * 1024
"""Longer bodies are not copied behind their heads."""
_WITHOUT_BODY: Final = frozenset({204, 304})

Headers = list[tuple[bytes, bytes]]
Tell = Callable[[], None]


class Watched(Protocol):
    """The connection under an exchange, which tells when it is gone."""

    def watch(self, tell: Tell) -> None:
        """Call `tell` when the connection is gone."""
        ...

    def unwatch(self, tell: Tell) -> None:
        """Do not call it any more."""
        ...


class Exchange(RequestResponseCycle):
    """The request and its answer; what `edge.asgi.Connection` promises."""

    watched: Watched
    _head = b""

    def flowing(self) -> bool:
        """Whether a send would go at once."""
        return not self.flow.write_paused

    def has_body(self) -> bool:
        """Whether the whole body has come."""
        return not self.more_body

    def watch(self, tell: Tell) -> None:
        """Call `tell` when the connection is gone."""
        self.watched.watch(tell)

    def unwatch(self, tell: Tell) -> None:
        """Do not call it any more."""
        self.watched.unwatch(tell)

    def pour(self, piece: bytes) -> bool:
        """Write more of a body that has begun, at once; False where it has to be sent."""
        if not self.chunked_encoding or self.flow.write_paused or self.disconnected or self.response_complete:
            return False
        if self._head:
            self._write_head()
        self.transport.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        return True

    @override
    async def send(self, message: "ASGISendEvent") -> None:
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        if message["type"] == "http.response.start" and not self.response_started:
            self._begin(message["status"], cast("Headers", message.get("headers", ())))
        elif message["type"] == "http.response.body" and self._head and self.scope["method"] != "HEAD":
            # Most bodies follow their heads at once: one write wakes the reader once.
            self._first(message.get("body", b""))
            if not message.get("more_body", False):
                await super().send({"type": "http.response.body", "body": b"", "more_body": False})
        else:
            self._write_head()
            await super().send(message)

    def _first(self, body: bytes) -> None:
        """Write the head with the beginning of the body; raises RuntimeError where it is longer than was said."""
        head, self._head = self._head, b""
        if self.chunked_encoding:
            self.transport.write(b"%b%x\r\n%b\r\n" % (head, len(body), body) if body else head)
            return
        if len(body) > self.expected_content_length:
            raise RuntimeError("The body is longer than its head says.")
        self.expected_content_length -= len(body)
        if len(body) > _COPIED:
            self.transport.write(head)
            self.transport.write(body)
        else:
            self.transport.write(head + body)

    def _write_head(self) -> None:
        if self._head and not self.transport.is_closing():
            self.transport.write(self._head)
            self._head = b""

    def _begin(self, status: int, headers: Headers) -> None:
        """Write the head of the answer (RFC 9112, section 4); raises RuntimeError for a header that is none."""
        self.response_started = True
        self.waiting_for_100_continue = False
        closes = False
        lines = [STATUS_LINE[status]]
        for given, value in (*self.default_headers, *headers):
            if (known := _KNOWN.get((given, value))) is not None:
                lines.append(known)
                continue
            name = given.lower()
            lines.append(_line(name, value))
            if name in _OFTEN and len(_KNOWN) < _MOST_KNOWN:
                _KNOWN[given, value] = lines[-1]
            elif name == b"content-length" and self.chunked_encoding is None:
                self.expected_content_length, self.chunked_encoding = int(value), False
            elif name == b"transfer-encoding" and value.lower() == b"chunked":
                self.expected_content_length, self.chunked_encoding = 0, True
            elif name == b"connection" and b"close" in value.lower():
                closes, self.keep_alive = True, False
        if not self.keep_alive and not closes:
            lines.append(b"connection: close\r\n")
        if self.chunked_encoding is None and self.scope["method"] != "HEAD" and status not in _WITHOUT_BODY:
            self.chunked_encoding = True
            lines.append(b"transfer-encoding: chunked\r\n")
        lines.append(b"\r\n")
        self._head = b"".join(lines)
        asyncio.get_running_loop().call_soon(self._write_head)


def _line(name: bytes, value: bytes) -> bytes:
    if _WRONG_NAME.search(name) or _WRONG_VALUE.search(value):
        raise RuntimeError("This header cannot be sent.")
    return name + b": " + value + b"\r\n"
