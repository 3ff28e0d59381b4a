"""A company's proxy for tests: answers CONNECT on loopback, and leads every name to one port.

async with Proxy(upstream.port) as proxy:
    client = Client(table, proxy=proxy.settings())
    ...
    assert proxy.asked == ["models.example.com:443"]
"""

import asyncio
import base64
from dataclasses import dataclass, field
from typing import Self

from inhouse import net


@dataclass
class Proxy:
    """Leads to `port`. `login` must be sent where it is set; `says` replaces what it says to CONNECT."""

    port: int
    login: str | None = None
    says: bytes | None = None
    asked: list[str] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)

    def settings(self, login: str | None = None) -> net.Proxy:
        """What somebody writes into the settings to use it."""
        return net.Proxy("127.0.0.1", self.at, login)

    async def __aenter__(self) -> Self:
        self._busy: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.at: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in tuple(self._busy):
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            await self._tunnel(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._busy.discard(task)
            writer.close()

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        self.asked.append(head.split(b" ")[1].decode())
        wanted = None if self.login is None else b"Basic " + base64.b64encode(self.login.encode())
        if wanted is not None and wanted not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n")
            return
        if self.says is not None:
            writer.write(self.says)
            await writer.drain()
            await reader.read()
            return
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pump(reader, there_writer), _pump(there_reader, writer))


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while piece := await source.read(1 << 16):
            sink.write(piece)
            await sink.drain()
    except ConnectionError:
        pass
    finally:
        sink.close()
