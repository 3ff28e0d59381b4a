"""Listening: the socket, and uvicorn on it with our limits."""

import asyncio
import errno
import signal
import socket
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from ipaddress import ip_address

import uvicorn
from typing_extensions import override

from inhouse.core import tasks
from inhouse.core.errors import Conflict, InhouseError
from inhouse.edge.asgi import App
from inhouse.edge.certificate import Certificate
from inhouse.edge.protocol import LimitedProtocol

_BACKLOG = 2048
_IDLE_SECONDS = 75
"""How long a connection is kept after an answer. Reverse proxies and balancers of clouds keep theirs for 60, clients
for 5 to 15: no request meets a connection that we are just closing."""
_STOP_SECONDS = 3
"""How long open requests may take to end when the server stops; running answers are kept by then."""
_CUT_SECONDS = 3
"""How long requests that were cut after that may take to clear up."""


Listener = socket.socket
"""A socket on which people come in."""


class PortTaken(Conflict):
    """Somebody else listens on the port."""

    code = "port_taken"


class AddressRefused(InhouseError):
    """The machine does not let us listen there."""

    code = "cannot_listen"


class Exposed(InhouseError):
    """Listening to other machines without TLS: whatever people write could be read on the way."""

    code = "listening_exposed"


def check_exposure(host: str, *, tls: bool, proxies: bool) -> None:
    """Refuse to listen beyond this machine without TLS of ours or of a proxy that we know; raises Exposed."""
    if ip_address(host).is_loopback or tls or proxies:
        return
    raise Exposed(
        f"Listening on {host} without TLS is refused: passwords and chats could be read on the way.",
        hint="Add INHOUSE_TLS_CERT_FILE=/path/certificate.pem and INHOUSE_TLS_KEY_FILE=/path/key.pem, or, behind a "
        "proxy with TLS, INHOUSE_TRUSTED_PROXIES=10.0.0.5 (the proxy's address as Inhouse sees it), or listen on this "
        "machine only: INHOUSE_HOST=127.0.0.1",
    )


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens; raises PortTaken or AddressRefused."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"Port {port} on {host} is taken.", hint=f"Stop what listens there, or set INHOUSE_PORT={port + 1}."
            ) from None
        raise AddressRefused(
            f"This machine does not let us listen on {host} port {port}: {error.strerror}.",
            hint="Set INHOUSE_HOST and INHOUSE_PORT to an address of this machine and a free port above 1023.",
        ) from None
    return listener


async def listen(
    app: App,
    listener: socket.socket,
    on_ready: Callable[[], None],
    on_stop: Callable[[], Awaitable[None]],
    certificate: Certificate | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, then let open requests end. `on_stop` ends what they would wait for.

    With a certificate TLS is spoken, and nothing else.
    """
    config = uvicorn.Config(
        app,
        http=LimitedProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        backlog=_BACKLOG,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_STOP_SECONDS,
        # Forwarded headers are for `edge.front`, which knows whom to believe.
        proxy_headers=False,
        ssl_context_factory=None if certificate is None else lambda _config, _usual: certificate.context,
    )
    server = _Server(config, on_ready, on_stop)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.handle_exit, number, None)
    fresh = None if certificate is None else tasks.spawn(certificate.keep_fresh(), name="renew the certificate")
    try:
        await server.serve([listener])
    finally:
        if fresh is not None:
            fresh.cancel()


class _Server(uvicorn.Server):
    """uvicorn's server, which tells when it takes requests and leaves it to its caller how the process ends."""

    def __init__(
        self, config: uvicorn.Config, on_ready: Callable[[], None], on_stop: Callable[[], Awaitable[None]]
    ) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._on_stop = on_stop

    @override
    @contextmanager
    def capture_signals(self) -> Generator[None]:
        # uvicorn would raise the signal again when it has stopped, before our children are stopped.
        yield

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            asyncio.get_running_loop().call_soon(self._on_ready)

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._on_stop()
        await super().shutdown(sockets)
        # Requests that were cut still close what they have opened, such as their lines in the ledger.
        if cut := set(self.server_state.tasks):
            await asyncio.wait(cut, timeout=_CUT_SECONDS)
