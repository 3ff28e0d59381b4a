"""uvicorn's HTTP protocol with the time and size limits that it lacks.

Without them a client can hold a connection for ever by sending nothing or one header byte a minute, can make the
server collect headers without end, and can leave an answer unread.
"""

import asyncio
from asyncio.events import TimerHandle
from collections.abc import Callable
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

import httptools
from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from inhouse.edge.asgi import Scope, offer_connection
from inhouse.edge.exchange import Exchange

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

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
    _begun = False
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
        super().data_received(data)
        # Most headers come in one piece, and need no timer. Their bytes are counted from zero when they have ended.
        if self._in_headers and (self._begun or self._header_bytes) and not self.transport.is_closing():
            if self._headers_timer is None:
                self._arm_headers_timer()
            if self._header_bytes > HEADER_BYTES:
                self.send_400_response("The headers are too large.")

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begun = True

    @override
    def on_headers_complete(self) -> None:
        self._in_headers = self._begun = False
        self._header_bytes = 0
        self._disarm_headers_timer()
        self._answer()

    def _answer(self) -> None:
        """As uvicorn does it, without what we never use (WebSockets, a limit of its own), and with our own exchange."""
        parser, scope = cast("httptools.HttpRequestParser", self.parser), self.scope
        version = parser.get_http_version()
        scope["method"] = parser.get_method().decode("ascii")
        scope["http_version"] = version
        url = httptools.parse_url(self.url)
        raw_path = url.path
        path = raw_path.decode("ascii")
        scope["path"] = unquote(path) if "%" in path else path
        scope["raw_path"] = raw_path
        scope["query_string"] = url.query or b""
        application = cast("ASGI3Application", self.app)
        exchange = Exchange(
            scope=scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=version != "1.0" and parser.should_keep_alive(),
            on_response=self.on_response_complete,
        )
        exchange.watched = self
        offer_connection(cast("Scope", scope), exchange)
        before, self.cycle = self.cycle, exchange
        # There is none before the first.
        if cast("Exchange | None", before) is None or before.response_complete:
            self._start_asgi_task(exchange, application)
        else:
            # A request that comes before the last one is answered waits.
            self.flow.pause_reading()
            self.pipeline.appendleft((exchange, application))

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
