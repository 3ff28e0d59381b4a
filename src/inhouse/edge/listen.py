"""Listening: the socket, and uvicorn on it with our limits."""

import asyncio
import errno
import signal
import socket
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager

import uvicorn
from typing_extensions import override

from inhouse.core.errors import Conflict, InhouseError
from inhouse.edge.asgi import App
from inhouse.edge.protocol import LimitedProtocol

_BACKLOG = 2048
_STOP_SECONDS = 3
"""How long open requests may take to end when the server stops; running answers are kept by then."""


class PortTaken(Conflict):
    """Somebody else listens on the port."""

    code = "port_taken"


class AddressRefused(InhouseError):
    """The machine does not let us listen there."""

    code = "cannot_listen"


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
    app: App, listener: socket.socket, on_ready: Callable[[], None], on_stop: Callable[[], Awaitable[None]]
) -> None:
    """Serve until SIGINT or SIGTERM, then let open requests end. `on_stop` ends what they would wait for."""
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
        timeout_graceful_shutdown=_STOP_SECONDS,
        # We look at forwarded headers nowhere; whoever sends them says nothing to us.
        proxy_headers=False,
    )
    server = _Server(config, on_ready, on_stop)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.handle_exit, number, None)
    await server.serve([listener])


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
