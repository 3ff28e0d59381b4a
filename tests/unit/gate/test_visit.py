import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from inhouse.gate import Answer, Said, Visit, visit
from inhouse.net.errors import GateRefused


class Seen(Visit):
    ended = asyncio.Event()

    def __init__(self, handle: visit.Handle) -> None:
        super().__init__(handle)
        Seen.ended = asyncio.Event()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        Seen.ended.set()


@asynccontextmanager
async def door(handle: visit.Handle) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    with tempfile.TemporaryDirectory(prefix="ih-") as folder:
        path = str(Path(folder) / "s")
        server = await asyncio.get_running_loop().create_unix_server(lambda: Seen(handle), path)
        reader, writer = await asyncio.open_unix_connection(path)
        yield reader, writer
        writer.close()
        server.close()
        async with asyncio.timeout(5):
            await Seen.ended.wait()


async def echo(said: Said, answer: Answer) -> None:
    answer.whole(200, said.body)


async def test_requests_follow_each_other_on_a_connection() -> None:
    async with door(echo) as (reader, writer):
        for word in (b"one", b"two"):
            writer.write(b"POST /x HTTP/1.1\r\ncontent-length: 3\r\n\r\n" + word)
            assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 200 -\r\ncontent-length: 3\r\n\r\n"
            assert await reader.readexactly(3) == word


async def test_a_request_that_comes_in_pieces_is_whole() -> None:
    async with door(echo) as (reader, writer):
        for byte in b"POST /x HTTP/1.1\r\ncontent-length: 3\r\n\r\none":
            writer.write(bytes((byte,)))
            await writer.drain()
        assert (await reader.readuntil(b"one")).endswith(b"one")


async def test_a_request_that_comes_too_slowly_ends_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "REQUEST_SECONDS", 0.1)
    async with door(echo) as (reader, writer):
        writer.write(b"POST /x HTTP/1.1\r\ncontent-length: 300\r\n\r\none")
        assert await _rest(reader) == b""


async def test_a_header_that_does_not_end_is_refused() -> None:
    async with door(echo) as (reader, writer):
        writer.write(b"POST /x HTTP/1.1\r\nx: " + b"a" * (visit.HEADER_BYTES + 10))
        assert b"gate-error: gate_refused" in await _rest(reader)


async def test_a_body_that_is_too_long_is_refused_by_what_it_says_of_itself() -> None:
    async with door(echo) as (reader, writer):
        writer.write(b"POST /x HTTP/1.1\r\ncontent-length: %d\r\n\r\n" % (visit.BODY_BYTES + 1))
        assert b"too long" in await _rest(reader)


async def test_what_is_wrong_is_told_with_its_code_and_the_connection_goes_on() -> None:
    async def refuse(said: Said, answer: Answer) -> None:
        raise GateRefused("it is Sunday")

    async with door(refuse) as (reader, writer):
        for _ in range(2):
            writer.write(b"GET /x HTTP/1.1\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            assert b"502" in head
            assert b"gate-error: gate_refused" in head
            await reader.readuntil(b"}")


async def test_whoever_leaves_is_not_answered_any_more() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def wait(said: Said, answer: Answer) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with door(wait) as (_, writer):
        writer.write(b"GET /x HTTP/1.1\r\n\r\n")
        await begun.wait()
        writer.close()
        async with asyncio.timeout(5):
            await ended.wait()


async def test_a_reader_that_does_not_take_the_answer_holds_it_up() -> None:
    pieces = 0

    async def endless(said: Said, answer: Answer) -> None:
        nonlocal pieces
        answer.begin(200, {})
        while True:
            await answer.piece(b"x" * 65_536)
            pieces += 1
            await asyncio.sleep(0)

    async with door(endless) as (_, writer):
        writer.write(b"GET /x HTTP/1.1\r\n\r\n")
        before = -1
        async with asyncio.timeout(10):
            while pieces != before:
                before = pieces
                await asyncio.sleep(0.1)
        assert pieces < 500


async def _rest(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(-1)
    except ConnectionResetError:
        return b""
