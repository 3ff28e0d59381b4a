"""The client: a request to a named destination, the answer as a stream.

Nothing here follows a redirect, reads a proxy from the environment or unpacks a compressed answer. Leaving the
`async with` before the answer is whole closes the connection at once; this is how *Stop* reaches a model.
"""

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from inhouse.core.destination import DestinationClass
from inhouse.net import address, gated
from inhouse.net.address import Leads
from inhouse.net.connection import Connection, Limits
from inhouse.net.destinations import Destinations, Entry, Tcp, UnixSocket
from inhouse.net.errors import CertificateRefused, GateRefused, NameUnknown, TimedOut, Unreachable
from inhouse.net.gated import Permit
from inhouse.net.proxy import Proxy, open_tunnel
from inhouse.net.request import Method, encoded, lines_of, written
from inhouse.net.trust import Trust, issuer_unknown

Resolve = Callable[[str, int], Awaitable[list[str]]]

_REUSE_SECONDS = 2.0
"""Servers close idle connections after a few seconds (llama.cpp says 5); well before that we stop using them."""
_IDLE_CONNECTIONS = 64
_GATE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer read to its end."""

    status: int
    headers: Mapping[bytes, bytes]
    body: bytes


@dataclass(frozen=True, slots=True)
class Way:
    """Where a destination is: its endpoint, its checked addresses, and whom to believe about its certificate."""

    endpoint: Tcp
    addresses: Sequence[str]
    trust: Trust


class Response:
    """An answer that is still coming in."""

    __slots__ = ("_connection", "headers", "status")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.status: int = connection.status
        self.headers: Mapping[bytes, bytes] = connection.headers

    def piece(self) -> Coroutine[None, None, bytes]:
        """All bytes that have come since the last call, empty at the end: to be awaited.

        Raises TimedOut, Unreachable or BadResponse; what came before the trouble is handed over first.
        """
        return self._connection.piece()

    async def read(self, most: int) -> bytes:
        """The rest of the body, cut off after `most` bytes; raises as `piece`."""
        pieces: list[bytes] = []
        size = 0
        while size < most and (piece := await self._connection.piece()):
            pieces.append(piece)
            size += len(piece)
        return b"".join(pieces)[:most]

    async def drain(self, seconds: float) -> None:
        """Wait so long at most for the end of a body that has said all it has to say, to keep the connection."""
        await self._connection.drain(seconds)


class Exchange:
    """A request on its way: enter it to get the response, leave it to end it."""

    __slots__ = ("_client", "_connection", "_entry", "_gated", "_limits", "_repeatable", "_request")

    def __init__(self, client: "Client", entry: Entry, request: bytes, limits: Limits, *, repeatable: bool) -> None:
        self._client = client
        self._entry = entry
        self._request = request
        self._limits = limits
        self._repeatable = repeatable
        self._gated = client.asks_gate(entry)
        self._connection: Connection | None = None

    def under(self, permit: Permit | None) -> Self:
        """Leave under this line of the ledger: the gate wants to know it; without one there is nothing to tell."""
        if self._gated and permit is not None:
            self._request = gated.permitted(self._request, permit)
        return self

    async def __aenter__(self) -> Response:
        connection = await self._client.connection(self._entry, self._limits)
        try:
            connection = await self._send(connection)
            if self._gated:
                await self._client.hear_gate(self._entry, connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return Response(connection)

    async def _send(self, connection: Connection) -> Connection:
        """Send and wait for the headers.

        A connection from the pool may have died unseen. Only a request without effects is then sent once more: of a
        POST nobody can know whether it was processed (RFC 9110, section 9.2.2).
        """
        connection.send(self._request, self._limits)
        try:
            await connection.wait_headers()
        except Unreachable:
            if not (self._repeatable and connection.used > 1 and connection.silent):
                raise
        except BaseException:
            connection.close()
            raise
        else:
            return connection
        fresh = await self._client.connect(self._entry, self._limits)
        try:
            fresh.send(self._request, self._limits)
            await fresh.wait_headers()
        except BaseException:
            fresh.close()
            raise
        return fresh

    async def __aexit__(self, *_: object) -> None:
        if self._connection is not None:
            self._client.give_back(self._entry, self._connection)


class Client:
    """Opens connections to the destinations of the table, and to nothing else."""

    def __init__(
        self,
        destinations: Destinations,
        *,
        resolve: Resolve | None = None,
        trust: Trust | None = None,
        proxy: Proxy | None = None,
        gate: str | None = None,
    ) -> None:
        """With `gate`, the path of its socket, this is the sealed form: nothing else than that is connected to."""
        self._destinations = destinations
        self._resolve = resolve or _resolve
        self._trust = trust or Trust()
        self._proxy = proxy
        self._gate = gate
        self._opened: set[str] = set()
        self._idle: dict[str, deque[tuple[Entry, Connection]]] = {}

    async def __aenter__(self) -> Self:
        return self

    def opened_on_the_way(self) -> tuple[str, ...]:
        """The external destinations for whose certificates only the company's own authorities vouched.

        Somebody with their key opens that traffic on the way, and can read it.
        """
        by_company = self._trust.by_company() if self._gate is None else self._opened
        known = (self._destinations.find(name) for name in self._destinations.names() if name in by_company)
        return tuple(entry.destination.name for entry in known if _is_outside(entry))

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all idle connections."""
        for waiting in self._idle.values():
            for _, connection in waiting:
                connection.close()
        self._idle.clear()

    def stream(
        self,
        destination: str,
        method: Method,
        path: str,
        *,
        headers: tuple[tuple[str, str], ...] = (),
        body: bytes = b"",
        limits: Limits | None = None,
    ) -> Exchange:
        """A request, to be entered with `async with`, which gives the Response once its headers are there.

        Raises DestinationUnknown and NoCredential; entering raises AddressRefused, Unreachable, TimedOut or
        BadResponse. The credential of the destination is added here; a header that would forge it, or anything that
        does not belong on one line, is a ValueError.
        """
        entry = self._destinations.find(destination)
        limits = limits or Limits()
        if self.asks_gate(entry):
            lines = gated.marks(destination, limits)
            request = written(method, path, [*lines, *lines_of(headers)], body)
        else:
            request = encoded(entry, method, path, headers, self._destinations.credential(entry), body)
        return Exchange(self, entry, request, limits, repeatable=method == "GET")

    async def fetch(self, destination: str, path: str, *, limits: Limits | None = None) -> Whole:
        """GET `path` and read the answer to its end; raises as `stream`, BadResponse if it is too long."""
        limits = limits or Limits()
        async with self.stream(destination, "GET", path, limits=limits) as response:
            body = await response.read(limits.body_bytes + 1)
            return Whole(response.status, response.headers, body)

    def asks_gate(self, entry: Entry) -> bool:
        """Whether the way there leads through the gate; for Exchange."""
        return self._gate is not None and isinstance(entry.endpoint, Tcp)

    async def hear_gate(self, entry: Entry, connection: Connection) -> None:
        """Raise what the gate itself has answered, if it has; for Exchange."""
        code = connection.headers.get(gated.ERROR)
        if code is not None:
            raise gated.error_of(code, await Response(connection).read(_GATE_BYTES))
        opened = self._opened.add if gated.OPENED in connection.headers else self._opened.discard
        opened(entry.destination.name)

    async def connection(self, entry: Entry, limits: Limits) -> Connection:
        """An idle connection that is still good, or a new one; for Exchange."""
        waiting = self._idle.get(entry.destination.name)
        oldest = asyncio.get_running_loop().time() - _REUSE_SECONDS
        while waiting:
            opened_for, connection = waiting.pop()
            # A destination that has moved since is not spoken to where it was.
            if opened_for is entry and connection.reusable and connection.idle_since > oldest:
                return connection
            connection.close()
        return await self.connect(entry, limits)

    def give_back(self, entry: Entry, connection: Connection) -> None:
        """Keep the connection for the next request if its exchange is whole, else close it at once; for Exchange."""
        name = entry.destination.name
        waiting = self._idle.setdefault(name, deque())
        if connection.reusable and len(waiting) < _IDLE_CONNECTIONS and self._destinations.holds(entry):
            connection.rest()
            waiting.append((entry, connection))
        else:
            connection.close()

    async def connect(self, entry: Entry, limits: Limits) -> Connection:
        """A new connection to a checked address; raises AddressRefused, Unreachable or TimedOut."""
        name = entry.destination.name
        try:
            async with asyncio.timeout(limits.connect):
                match entry.endpoint:
                    case UnixSocket(path):
                        return await _connect_unix(entry, path)
                    case Tcp() if self._gate is not None:
                        return await _connect_unix(entry, self._gate)
                    case Tcp() as endpoint:
                        return await self._connect_tcp(entry, endpoint)
        except TimeoutError as error:
            raise TimedOut(name, "connecting", limits.connect) from error
        except ssl.SSLCertVerificationError as error:
            raise CertificateRefused(name, error.verify_message) from error
        except ssl.SSLError as error:
            raise Unreachable(name, f"TLS failed ({error.reason})") from error
        except OSError as error:
            raise Unreachable(name, f"nobody answers ({error.strerror or error})") from error

    async def _connect_tcp(self, entry: Entry, endpoint: Tcp) -> Connection:
        if endpoint.scheme == "http":
            return await self._open(entry, endpoint, None)
        name = entry.destination.name
        circles = self._trust.order(name)
        for circle in circles:
            try:
                connection = await self._open(entry, endpoint, self._trust.context(circle))
            except ssl.SSLCertVerificationError as error:
                if circle is circles[-1] or not issuer_unknown(error):
                    raise
            else:
                self._trust.note(name, circle)
                return connection
        raise AssertionError("the last circle returns or raises")

    async def _open(self, entry: Entry, endpoint: Tcp, tls: ssl.SSLContext | None) -> Connection:
        name = entry.destination.name
        if tls is not None and self._proxy is not None and _is_outside(entry):
            address.check_name(endpoint.host)
            connection = Connection(name, reuse=entry.reuse)
            found = await self._addresses(name, self._proxy.host, self._proxy.port)
            await open_tunnel(self._proxy, found, connection, tls, (endpoint.host, endpoint.port))
            return connection
        # 1. Resolve once. 2. Every answer must be allowed, or none is used: a name that leads to two places is a
        # trick or a mistake. 3. Connect to the checked address itself. 4. TLS checks the original name.
        addresses = await self._checked(entry, endpoint)
        trouble = OSError("the name has no address")
        for each in addresses:
            try:
                _, connection = await asyncio.get_running_loop().create_connection(
                    lambda: Connection(name, reuse=entry.reuse),
                    each,
                    endpoint.port,
                    ssl=tls,
                    server_hostname=endpoint.host if tls else None,
                )
            except ssl.SSLError:
                raise
            except OSError as error:
                trouble = error
            else:
                return connection
        raise trouble

    async def way(self, destination: str) -> Way:
        """Where it leads for what speaks no HTTP (`mail`). Raises as `stream`, and GateRefused when sealed."""
        entry = self._destinations.find(destination)
        if self._gate is not None or not isinstance(entry.endpoint, Tcp):
            raise GateRefused("only requests by HTTP pass through it")
        if self._proxy is not None and _is_outside(entry):
            raise Unreachable(destination, "only requests by HTTP go through the company's proxy", retry_after=None)
        return Way(entry.endpoint, await self._checked(entry, entry.endpoint), self._trust)

    async def _checked(self, entry: Entry, endpoint: Tcp) -> list[str]:
        addresses = await self._addresses(entry.destination.name, endpoint.host, endpoint.port)
        for each in addresses:
            address.check(each, entry.destination.destination_class, entry.leads)
        return addresses

    async def _addresses(self, destination: str, host: str, port: int) -> list[str]:
        try:
            return await self._resolve(host, port)
        except socket.gaierror as error:
            raise NameUnknown(destination, host) from error


def _is_outside(entry: Entry) -> bool:
    return entry.destination.destination_class is DestinationClass.EXTERNAL and entry.leads is Leads.BY_CLASS


async def _connect_unix(entry: Entry, path: str) -> Connection:
    _, connection = await asyncio.get_running_loop().create_unix_connection(
        lambda: Connection(entry.destination.name, reuse=entry.reuse), path
    )
    return connection


async def _resolve(host: str, port: int) -> list[str]:
    answers = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))
