"""Connections that send nothing, too much, or never read."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import pytest
import uvicorn

from inhouse.edge import protocol
from inhouse.edge.asgi import Receive, Scope, Send, connection_of, respond
from inhouse.edge.protocol import LimitedProtocol

ENDED = (ConnectionResetError, asyncio.IncompleteReadError)


ENDED_WITHOUT_READERS = asyncio.Event()


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers 200, with a long body under /long; under /until-gone nothing until the client has gone."""
    if scope["path"] == "/until-gone":
        connection = connection_of(scope)
        assert connection is not None
        while not connection.has_body():
            await receive()
        gone = asyncio.Event()
        connection.watch(gone.set)
        await gone.wait()
        # Who comes late is told too.
        gone.clear()
        connection.watch(gone.set)
        await gone.wait()
        ENDED_WITHOUT_READERS.set()
        return
    await respond(send, 200, [], b"x" * (50_000_000 if scope["path"] == "/long" else 2))


@pytest.fixture
async def port() -> AsyncIterator[int]:
    config = uvicorn.Config(hello, port=0, http=LimitedProtocol, log_config=None, lifespan="off")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = server.force_exit = True
    await server.shutdown()


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def test_connections_that_send_nothing_end_and_others_are_served(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 0.3)
    async with AsyncExitStack() as stack:
        silent = [await stack.enter_async_context(connected(port)) for _ in range(500)]
        reader, writer = await stack.enter_async_context(connected(port))
        writer.write(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
        assert b"200 OK" in await reader.readline()
        for other, _ in silent:
            with pytest.raises(ENDED):
                await other.readexactly(1)


async def test_headers_that_dribble_in_end_the_connection(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 0.1)
    async with connected(port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nhost: ")
        with pytest.raises(ENDED):
            await reader.readexactly(1)


async def test_headers_without_end_are_refused(port: int) -> None:
    async with connected(port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\n" + b"x-a: " + b"a" * 70_000)
        assert b"400" in await reader.readline()


async def test_an_answer_that_nobody_reads_is_given_up(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "UNREAD_SECONDS", 0.1)
    async with connected(port) as (reader, writer):
        writer.write(b"GET /long HTTP/1.1\r\nhost: a\r\n\r\n")
        await asyncio.sleep(0.5)
        with pytest.raises(ENDED):
            await reader.readexactly(50_000_000)


async def test_a_body_that_dribbles_in_after_the_answer_ends_the_connection(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 0.1)
    async with connected(port) as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\na")
        await reader.readuntil(b"\r\n\r\nxx")
        writer.write(b"a")
        with pytest.raises(ENDED):
            await asyncio.wait_for(reader.readexactly(1), 2)


async def test_a_second_request_on_the_same_connection_is_answered(port: int) -> None:
    async with connected(port) as (reader, writer):
        for _ in range(2):
            writer.write(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
            assert b"200 OK" in await reader.readline()
            await reader.readuntil(b"\r\n\r\nxx")


async def test_the_connection_tells_of_its_body_and_its_end(port: int) -> None:
    ENDED_WITHOUT_READERS.clear()
    async with connected(port) as (_, writer):
        writer.write(b"POST /until-gone HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nab")
        await writer.drain()
        writer.write(b"cd")
        await writer.drain()
    await asyncio.wait_for(ENDED_WITHOUT_READERS.wait(), 5)
