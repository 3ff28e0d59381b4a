"""What an answer looks like on the wire, over a real socket."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvicorn

from inhouse.edge.asgi import Receive, Scope, Send, connection_of, respond
from inhouse.edge.protocol import LimitedProtocol

BROKEN: list[str] = []
LATE = asyncio.Event()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers by its path."""
    del receive
    match scope["path"]:
        case "/wrong value" | "/wrong-name":
            wrong = (b"x-a", b"a\r\nb: c") if scope["path"] == "/wrong value" else (b"x a", b"b")
            try:
                await respond(send, 200, [wrong], b"hi")
            except RuntimeError as error:
                BROKEN.append(str(error))
        case "/nothing":
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        case "/last":
            await respond(send, 200, [(b"connection", b"close")], b"hi")
        case "/late":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
            await LATE.wait()
            await send({"type": "http.response.body", "body": b"hi"})
        case "/long":
            await respond(send, 200, [], b"x" * 200_000)
        case "/more":
            try:
                await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
                await send({"type": "http.response.body", "body": b"hi"})
            except RuntimeError as error:
                BROKEN.append(str(error))
        case "/stream":
            connection = connection_of(scope)
            assert connection is not None
            assert not connection.pour(b"before the head nothing can be poured")
            await send({"type": "http.response.start", "status": 200, "headers": [(b"Content-Type", b"a/b")]})
            await send({"type": "http.response.body", "body": b"one", "more_body": True})
            assert connection.pour(b"two")
            await send({"type": "http.response.body", "body": b"three"})
            assert not connection.pour(b"after the end nothing can be poured")
        case _:
            await respond(send, 200, [(b"content-type", b"a/b")], scope["path"].encode() + scope["query_string"])


@pytest.fixture
async def port() -> AsyncIterator[int]:
    config = uvicorn.Config(application, port=0, http=LimitedProtocol, log_config=None, lifespan="off")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = server.force_exit = True
    await server.shutdown()


async def ask(port: int, *requests: bytes) -> bytes:
    """Everything that is answered to requests in one write, the last of which ends the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"".join(requests))
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer


def get(path: str, *, version: str = "1.1", method: str = "GET", last: bool = True) -> bytes:
    close = "connection: close\r\n" if last else ""
    return f"{method} {path} HTTP/{version}\r\nhost: a\r\n{close}\r\n".encode()


async def test_an_answer_has_a_head_and_a_body(port: int) -> None:
    head, _, body = (await ask(port, get("/a%20b?c=d"))).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert head.split(b"\r\n")[-3:] == [b"content-type: a/b", b"content-length: 7", b"connection: close"]
    assert body == b"/a bc=d"


async def test_pieces_that_are_sent_and_poured_come_in_their_order(port: int) -> None:
    head, _, body = (await ask(port, get("/stream"))).partition(b"\r\n\r\n")
    assert b"\r\ncontent-type: a/b\r\n" in head
    assert b"\r\ntransfer-encoding: chunked" in head
    assert body == b"3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n"


async def test_a_head_does_not_wait_for_its_body(port: int) -> None:
    LATE.clear()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(get("/late"))
    assert b"200 OK" in await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    LATE.set()
    assert await asyncio.wait_for(reader.read(), 5) == b"hi"
    writer.close()


async def test_a_long_body_comes_whole(port: int) -> None:
    assert (await ask(port, get("/long"))).endswith(b"\r\n\r\n" + b"x" * 200_000)


async def test_a_body_that_is_longer_than_its_head_says_is_not_sent(port: int) -> None:
    BROKEN.clear()
    assert b"hi" not in await ask(port, get("/more"))
    assert BROKEN == ["The body is longer than its head says."]


async def test_requests_that_come_together_are_answered_one_after_the_other(port: int) -> None:
    answer = await ask(port, get("/stream", last=False), get("/b", last=False), get("/c"))
    assert answer.index(b"three\r\n0\r\n\r\n") < answer.index(b"\r\n\r\n/b") < answer.index(b"\r\n\r\n/c")


async def test_a_head_alone_is_answered_without_a_body(port: int) -> None:
    answer = await ask(port, get("/a", method="HEAD"))
    assert b"content-length: 2\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")
    assert (await ask(port, get("/nothing"))).startswith(b"HTTP/1.1 204 No Content\r\n")
    assert b"transfer-encoding" not in await ask(port, get("/nothing"))


async def test_the_connection_ends_where_client_or_answer_say_so(port: int) -> None:
    assert b"connection: close\r\n" in await ask(port, get("/last", last=False))
    assert (await ask(port, get("/a", version="1.0", last=False))).count(b"connection: close") == 1


@pytest.mark.parametrize("path", ["/wrong%20value", "/wrong-name"])
async def test_a_header_that_would_be_two_is_not_sent(port: int, path: str) -> None:
    BROKEN.clear()
    answer = await ask(port, get(path))
    assert BROKEN == ["This header cannot be sent."]
    assert b"b: c" not in answer
    assert b"x a" not in answer
