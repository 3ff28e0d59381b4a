import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from inhouse.core.errors import InhouseError
from inhouse.net.client import Client, Response
from inhouse.net.connection import _HELD_BYTES, Limits
from inhouse.net.destinations import Destinations, loopback
from inhouse.net.errors import BadResponse, TimedOut, Unreachable

Speak = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def answered(speak: Speak, limits: Limits | None = None) -> AsyncIterator[Response]:
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        try:
            await speak(writer)
            await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()
            ended.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    table = Destinations()
    table.declare(loopback("there", server.sockets[0].getsockname()[1]))
    async with server, Client(table) as client, client.stream("there", "GET", "/", limits=limits) as response:
        yield response
    await ended.wait()


def says(*raw: bytes) -> Speak:
    async def speak(writer: asyncio.StreamWriter) -> None:
        for piece in raw:
            writer.write(piece)
            await writer.drain()

    return speak


async def read(raw: bytes, limits: Limits | None = None) -> tuple[int, bytes]:
    async with answered(says(raw), limits) as response:
        return response.status, await response.read(1 << 20)


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nh\r\n1\r\ni\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\nhi",
        b"HTTP/1.0 200 OK\r\n\r\nhi",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi",
        b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi",
    ],
)
async def test_every_way_to_frame_a_body_is_read(raw: bytes) -> None:
    assert await read(raw) == (200, b"hi")


async def test_an_empty_body_ends_at_once() -> None:
    assert await read(b"HTTP/1.1 204 No Content\r\n\r\n") == (204, b"")


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"<html>", BadResponse),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nhi", BadResponse),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", BadResponse),
        (b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\nhi", BadResponse),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", BadResponse),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", BadResponse),
        (b"HTTP/1.1 103 Early\r\nlink: x\r\n\r\n", Unreachable),
        (b"HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n", BadResponse),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nhi", Unreachable),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n", Unreachable),
        (b"HTTP/1.1 200 OK\r\nx: ", Unreachable),
        (b"", Unreachable),
    ],
)
async def test_what_is_no_sound_answer_is_an_error_of_ours(raw: bytes, error: type[InhouseError]) -> None:
    with pytest.raises(error):
        await read(raw)


async def test_headers_and_body_have_limits() -> None:
    limits = Limits(header_bytes=1000, body_bytes=1000)
    with pytest.raises(BadResponse, match="header"):
        await read(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 2000, limits)
    with pytest.raises(BadResponse, match="answer is over"):
        await read(b"HTTP/1.1 200 OK\r\n\r\n" + b"y" * 2000, limits)


async def test_many_small_chunks_come_joined() -> None:
    chunks = b"1\r\nx\r\n" * 100_000
    async with answered(
        says(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", chunks, b"0\r\n\r\n")
    ) as response:
        pieces = 0
        size = 0
        while piece := await response.piece():
            pieces += 1
            size += len(piece)
    assert size == 100_000
    assert pieces < 1_000


async def test_a_slow_reader_holds_little() -> None:
    written = 0

    async def speak(writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(1000):
            writer.write(b"x" * 65536)
            await writer.drain()
            written += 65536

    async with answered(speak) as response:
        connection = response._connection
        while not connection._paused:
            await asyncio.sleep(0)
        assert connection._held <= _HELD_BYTES + (1 << 18)
        size = 0
        while piece := await response.piece():
            size += len(piece)
    assert size == 1000 * 65536


async def test_bytes_after_the_answer_end_the_connection() -> None:
    async with answered(says(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\n\r\n")) as response:
        with suppress(InhouseError):
            assert await response.read(100) == b"hi"
        assert not response._connection.reusable


async def test_a_compressed_answer_is_refused_before_any_of_it_is_handed_over() -> None:
    raw = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n\x1f\x8b"
    with pytest.raises(BadResponse, match="compressed although we did not ask"):
        await read(raw)


async def endless(writer: asyncio.StreamWriter, first: bytes, again: bytes) -> None:
    writer.write(first)
    while True:
        writer.write(again)
        await writer.drain()


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (b"HTTP/1.1 200 OK\r\nx: ", b"y" * 4096),
        (b"HTTP/1.1 200 OK\r\n", b"x: y\r\n" * 512),
        (b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 128),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2;", b"x" * 4096),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n", b"x: y\r\n" * 512),
    ],
)
async def test_what_has_no_end_and_is_no_body_is_cut(first: bytes, again: bytes) -> None:
    async def speak(writer: asyncio.StreamWriter) -> None:
        await endless(writer, first, again)

    with pytest.raises(BadResponse, match="over 65536 bytes"):
        async with answered(speak) as response:
            await response.read(1 << 20)


async def test_a_header_that_comes_byte_by_byte_does_not_prolong_the_time() -> None:
    async def speak(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"x: y\r\n")
            await writer.drain()
            await asyncio.sleep(0)

    with pytest.raises(TimedOut, match="beginning of the answer"):
        async with answered(speak, Limits(first_byte=0.05, header_bytes=1 << 24)):
            pass


@pytest.mark.parametrize("again", [b"x", b"x: y\r\n"], ids=["in the size of a chunk", "in trailers"])
async def test_signs_of_life_that_are_no_body_do_not_prolong_the_time_either(again: bytes) -> None:
    async def speak(writer: asyncio.StreamWriter) -> None:
        start = b"2;" if again == b"x" else b"0\r\n"
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n" + start)
        while True:
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(0.001)

    async with asyncio.timeout(10), answered(speak, Limits(idle=0.1, header_bytes=1 << 20)) as response:
        assert await response.piece() == b"hi"
        with pytest.raises(TimedOut, match="next part of the answer"):
            await response.piece()


async def test_what_goes_on_behind_the_end_is_not_waited_for() -> None:
    async def speak(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n")
        while True:
            writer.write(b"1\r\n!\r\n")
            await writer.drain()
            await asyncio.sleep(0.001)

    async with answered(speak) as response:
        assert (await response.piece()).startswith(b"hi")
        async with asyncio.timeout(3):
            await response.drain(0.3)


async def test_a_trailer_is_dropped() -> None:
    raw = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nstatus: 500\r\n\r\n"
    async with answered(says(raw)) as response:
        assert await response.read(1 << 20) == b"hi"
        assert b"status" not in response.headers
