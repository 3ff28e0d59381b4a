"""uvicorn's HTTP protocol with the time and size limits that it lacks.

Without them a client can hold a connection for ever by sending nothing or one header byte a minute, can make the
server collect headers without end, and can leave an answer unread.
"""

import asyncio
from asyncio.events import TimerHandle
from collections.abc import Callable
from typing import cast

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from inhouse.edge.asgi import Scope, offer_connection

HEADER_SECONDS = 20.0
"""From the connection, or from the first byte of a further request, to the end of its headers; also from an answer to
the end of a body that nobody waited for."""
HEADER_BYTES = 64 * 1024
"""All headers of one request together."""
UNREAD_SECONDS = 60.0
"""How long an answer may wait in a full buffer for its reader; a browser comes back and goes on at event N."""


class LimitedProtocol(HttpToolsProtocol):
    """HTTP/1.1 with limits: late or large headers and unread answers end the connection."""

    _headers_timer: TimerHandle | None = None
    _unread_timer: TimerHandle | None = None
    _header_bytes = 0
    _in_headers = True
    _lost = False
    _watchers: set[Callable[[], None]]

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watchers = set()
        self._arm_headers_timer()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm_headers_timer()
        self._disarm_unread_timer()
        super().connection_lost(exc)
        self._lost = True
        for tell in self._watchers:
            self.loop.call_soon(tell)
        self._watchers.clear()

    @override
    def data_received(self, data: bytes) -> None:
        if self._in_headers:
            self._header_bytes += len(data)
            if self._headers_timer is None:
                self._arm_headers_timer()
        super().data_received(data)
        if self._in_headers and self._header_bytes > HEADER_BYTES and not self.transport.is_closing():
            self.send_400_response("The headers are too large.")

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        offer_connection(cast("Scope", self.scope), self)

    @override
    def on_headers_complete(self) -> None:
        self._in_headers = False
        self._header_bytes = 0
        self._disarm_headers_timer()
        super().on_headers_complete()

    @override
    def on_message_complete(self) -> None:
        self._in_headers = True
        self._disarm_headers_timer()
        super().on_message_complete()

    @override
    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._in_headers and self._headers_timer is None:
            # Answered before the whole body came: the rest of it does not keep the connection for ever.
            self._arm_headers_timer()

    @override
    def pause_writing(self) -> None:
        self._unread_timer = self.loop.call_later(UNREAD_SECONDS, self._abort)
        super().pause_writing()

    @override
    def resume_writing(self) -> None:
        self._disarm_unread_timer()
        super().resume_writing()

    def flowing(self) -> bool:
        """Whether a send would go at once."""
        return not self.flow.write_paused

    def has_body(self) -> bool:
        """Whether the whole body has come. Where a further request has begun, the one before it came whole too."""
        return not self.cycle.more_body

    def watch(self, tell: Callable[[], None]) -> None:
        """Call `tell` when the connection is gone."""
        if self._lost:
            self.loop.call_soon(tell)
        else:
            self._watchers.add(tell)

    def unwatch(self, tell: Callable[[], None]) -> None:
        """Do not call it any more."""
        self._watchers.discard(tell)

    def _arm_headers_timer(self) -> None:
        self._headers_timer = self.loop.call_later(HEADER_SECONDS, self._abort)

    def _disarm_headers_timer(self) -> None:
        if self._headers_timer is not None:
            self._headers_timer.cancel()
            self._headers_timer = None

    def _disarm_unread_timer(self) -> None:
        if self._unread_timer is not None:
            self._unread_timer.cancel()
            self._unread_timer = None

    def _abort(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()
