"""The company's proxy: a tunnel (CONNECT, RFC 9110, section 9.3.6) to an external destination.

The proxy is told in the settings and nowhere else; the environment is not looked at. It looks up the destination's
name, so we cannot check the address behind it: only names of the outside world are asked for (`address.check_name`),
and where they lead is for whoever runs the proxy to declare. TLS is spoken through the tunnel with the destination.
"""

import asyncio
import base64
import re
import ssl
from dataclasses import dataclass, field
from typing import cast

from inhouse.net.connection import Connection
from inhouse.net.errors import BadResponse, ProxyRefused

_HEADER_BYTES = 1 << 14
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r]")


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where the proxy is, and `user:password` if it wants them."""

    host: str
    port: int
    login: str | None = field(default=None, repr=False)


async def open_tunnel(
    proxy: Proxy, addresses: list[str], connection: Connection, tls: ssl.SSLContext, target: tuple[str, int]
) -> None:
    """Connect through the proxy, at one of its addresses, to the target and speak TLS for its name on `connection`.

    Raises ProxyRefused, BadResponse, ssl.SSLError and OSError.
    """
    loop = asyncio.get_running_loop()
    host, port = target
    transport, answer = await _first(addresses, proxy.port, connection.destination)
    try:
        transport.write(_request(proxy, host, port))
        await answer.good()
        # `connection` is not told of the transport by start_tls: it is no new connection to asyncio.
        secured = await loop.start_tls(transport, connection, tls, server_hostname=host)
    except BaseException:
        transport.abort()
        raise
    if secured is None:
        raise OSError("the proxy closed the tunnel")
    connection.connection_made(secured)


async def _first(addresses: list[str], port: int, destination: str) -> tuple[asyncio.Transport, "_Answer"]:
    trouble = OSError("the proxy's name has no address")
    for each in addresses:
        try:
            return await asyncio.get_running_loop().create_connection(lambda: _Answer(destination), each, port)
        except OSError as error:
            trouble = OSError(error.errno, f"the proxy: {error.strerror or type(error).__name__}")
    raise trouble


def _request(proxy: Proxy, host: str, port: int) -> bytes:
    lines = [f"CONNECT {host}:{port} HTTP/1.1", f"host: {host}:{port}"]
    if proxy.login is not None:
        lines.append(f"proxy-authorization: Basic {base64.b64encode(proxy.login.encode()).decode('ascii')}")
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n"


class _Answer(asyncio.Protocol):
    """What the proxy says to CONNECT: a header, and after a good one nothing before we speak."""

    def __init__(self, destination: str) -> None:
        self._destination = destination
        self._read = bytearray()
        self._transport: asyncio.Transport | None = None
        self.status: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def good(self) -> None:
        """Wait for the proxy's word; raises ProxyRefused if it is not a good one, BadResponse if it is none."""
        status = await self.status
        if not 200 <= status < 300:
            raise ProxyRefused(self._destination, status)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection to the proxy stands."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Wait for the whole header; only its first line is of interest."""
        self._read += data
        if self.status.done():
            return
        header, end, rest = bytes(self._read[: _HEADER_BYTES + 1]).partition(b"\r\n\r\n")
        found = _STATUS.match(header + b"\r")
        if found is None and (end or len(header) > 16):
            self._refuse("what the proxy says is not HTTP")
        elif not end:
            if len(self._read) > _HEADER_BYTES:
                self._refuse("the proxy's answer is too long")
        elif found is not None and rest and found[1].startswith(b"2"):
            self._refuse("something speaks in the tunnel before we do")
        elif found is not None:
            self.status.set_result(int(found[1]))

    def connection_lost(self, exc: Exception | None) -> None:
        """The proxy has gone; if it owes us an answer, that is the answer."""
        if not self.status.done():
            self.status.set_exception(ConnectionResetError("the proxy closed the connection"))

    def _refuse(self, what: str) -> None:
        if self._transport is not None:
            self._transport.abort()
        self.status.set_exception(BadResponse(self._destination, what))
