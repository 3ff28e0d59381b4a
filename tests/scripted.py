"""A scripted model server for tests: real HTTP on loopback or a Unix socket, the OpenAI wire, answers set by the test.

    async with Upstream() as upstream:
        upstream.will(words("Hello", " there"))              # the next answer; without one it says "ok"
        gate = Gate()
        upstream.will(words("one", gate, "two"))             # says "two" only after gate.open()
        upstream.will(failure(429, "slow down"), broken(b"data: {"))
        destinations.declare(upstream.entry("scripted"))     # for `net`
        rows.append(upstream.port)                           # or registered like any model server on loopback
        ...
        assert upstream.requests[0].json["stream"] is True   # the bytes it saw
        await upstream.left()                                # until a client has closed in the middle of an answer

No sleeps: what has to wait waits for a Gate.
"""

import asyncio
import socket
import ssl
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import orjson

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.net import Entry, UnixSocket, loopback


class Gate:
    """A point at which an answer waits. `reached` tells the test that it has come there."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self.reached = asyncio.Event()

    def open(self) -> None:
        self._open.set()

    async def pass_through(self) -> None:
        self.reached.set()
        await self._open.wait()


class Cut:
    """The server closes the connection here; as the first step, without any answer."""


class Reset:
    """The server resets the connection here, so that what it has sent may be lost too."""


@dataclass(frozen=True)
class Endless:
    """The server sends this again and again until the client goes away."""

    piece: bytes


@dataclass(frozen=True)
class Silence:
    """The server says nothing for so long; for ever unless told otherwise."""

    seconds: float = 3600.0


Step = bytes | Gate | Cut | Reset | Endless | Silence


@dataclass(frozen=True)
class Answer:
    """Status, headers and what follows; `framed` sends each piece of bytes as an HTTP chunk.

    `head` is sent in place of status and headers, as it is.
    """

    steps: tuple[Step, ...]
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("content-type", "text/event-stream"),)
    framed: bool = True
    head: bytes | None = None


@dataclass(frozen=True)
class Seen:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return orjson.loads(self.body)


def chunk(**choice: object) -> bytes:
    """One event of the OpenAI wire: chunk(delta={"content": "x"}) or chunk(delta={}, finish_reason="stop")."""
    return event({"object": "chat.completion.chunk", "choices": [{"index": 0, "finish_reason": None, **choice}]})


def event(value: object) -> bytes:
    return b"data: " + orjson.dumps(value) + b"\n\n"


DONE = b"data: [DONE]\n\n"


def words(
    *texts: str | Step, reasoning: str = "", finish: str = "stop", usage: tuple[int, int] | None = (7, 3)
) -> Answer:
    """A good answer, one event for each text; Gates and Cuts may stand between."""
    steps: list[Step] = [chunk(delta={"role": "assistant", "content": None})]
    if reasoning:
        steps.append(chunk(delta={"reasoning_content": reasoning}))
    steps += [chunk(delta={"content": text}) if isinstance(text, str) else text for text in texts]
    steps.append(chunk(delta={}, finish_reason=finish))
    if usage is not None:
        counted = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
        steps.append(event({"choices": [], "usage": counted}))
    return Answer((*steps, DONE))


def failure(status: int, message: str = "no", kind: str = "server_error", **more: object) -> Answer:
    """An error of the OpenAI shape."""
    body = orjson.dumps({"error": {"code": status, "message": message, "type": kind, **more}})
    return Answer((body,), status=status, headers=(("content-type", "application/json"),))


def prompt_too_long(tokens: int, context: int) -> Answer:
    """What llama.cpp says to a prompt that can never fit."""
    return failure(
        400, "the request exceeds the context size", "exceed_context_size_error", n_prompt_tokens=tokens, n_ctx=context
    )


def document(body: bytes, content_type: str = "text/html", status: int = 200) -> Answer:
    """Something that is no stream of events."""
    return Answer((body,), status=status, headers=(("content-type", content_type),))


def broken(*raw: Step) -> Answer:
    """Bytes as they are, each in its own chunk."""
    return Answer(raw)


@dataclass
class Upstream:
    """The server; see the module's docstring. With `socket` it listens on that path instead of a port.

    `rule` answers chat requests for which nothing was set. With `tls` it speaks TLS. `gets` only read.
    """

    models: tuple[str, ...] = ("scripted",)
    rule: Callable[[Seen], Answer] | None = None
    socket: Path | None = None
    requests: list[Seen] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    tls: ssl.SSLContext | None = None
    gets: list[Seen] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._answers: deque[Answer] = deque()
        self._documents: dict[str, deque[Answer]] = {}
        self._left = asyncio.Semaphore(0)
        self._arrived = asyncio.Condition()
        self._busy: set[asyncio.Task[None]] = set()

    def will(self, *answers: Answer) -> None:
        """Answer the next chat requests so, in this order."""
        self._answers.extend(answers)

    def forget(self) -> None:
        """Drop the answers that were set and nobody asked for."""
        self._answers.clear()

    def on(self, path: str, *answers: Answer) -> None:
        """Answer GET requests for `path` so, in this order; the last one again and again."""
        self._documents[path] = deque(answers)

    async def left(self) -> None:
        """Wait until one more client has gone away before its answer was whole."""
        await self._left.acquire()

    async def asked(self, count: int) -> None:
        """Wait until `count` chat requests have come in altogether."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: len(self.requests) >= count)

    def entry(self, name: str, *, reuse: bool = True, credential: str | None = None) -> Entry:
        """This server as a line in the table of destinations."""
        if self.socket is None:
            return loopback(name, self.port, credential)
        destination = Destination(name, DestinationClass.LOCAL, Assurance.ENFORCED)
        return Entry(destination, UnixSocket(str(self.socket)), credential=credential, reuse=reuse)

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        if self.socket is None:
            self._server = await loop.create_server(self._protocol, "127.0.0.1", self.port, ssl=self.tls)
            self.port = self._server.sockets[0].getsockname()[1]
        else:
            self._server = await loop.create_unix_server(self._protocol, str(self.socket))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in tuple(self._busy):
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)

    def _protocol(self) -> asyncio.StreamReaderProtocol:
        return asyncio.StreamReaderProtocol(_Reader(), self._serve)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        assert isinstance(reader, _Reader)
        self._busy.add(task)
        self.connections += 1
        try:
            while (seen := await _request(reader)) is not None:
                if not await self._respond(seen, reader.gone, writer):
                    break
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._busy.discard(task)
            writer.close()

    async def _respond(self, seen: Seen, gone: asyncio.Event, writer: asyncio.StreamWriter) -> bool:
        """Answer; False ends the connection."""
        if seen.method == "GET":
            self.gets.append(seen)
            answer = self._document(seen.path)
        else:
            async with self._arrived:
                self.requests.append(seen)
                self._arrived.notify_all()
            answer = self._next(seen)
        speaking = asyncio.ensure_future(_speak(answer, writer))
        leaving = asyncio.ensure_future(gone.wait())
        try:
            await asyncio.wait({speaking, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if speaking.done() and not isinstance(speaking.exception(), ConnectionError):
                return speaking.result() and seen.headers.get("connection") != "close"
            self._left.release()
            return False
        finally:
            speaking.cancel()
            leaving.cancel()

    def _next(self, seen: Seen) -> Answer:
        if self._answers:
            return self._answers.popleft()
        return words("ok") if self.rule is None else self.rule(seen)

    def _document(self, path: str) -> Answer:
        if answers := self._documents.get(path):
            return answers.popleft() if len(answers) > 1 else answers[0]
        if path != "/v1/models":
            return failure(404)
        body = orjson.dumps({"object": "list", "data": [{"id": name, "object": "model"} for name in self.models]})
        return document(body, "application/json")


class _Reader(asyncio.StreamReader):
    """Tells when the other side has gone, also while nobody reads."""

    def __init__(self) -> None:
        super().__init__()
        self.gone = asyncio.Event()

    def feed_eof(self) -> None:
        super().feed_eof()
        self.gone.set()

    def set_exception(self, exc: Exception) -> None:
        super().set_exception(exc)
        self.gone.set()


async def _request(reader: asyncio.StreamReader) -> Seen | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Seen(method, path, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


async def _speak(answer: Answer, writer: asyncio.StreamWriter) -> bool:
    if answer.steps and isinstance(answer.steps[0], Cut):
        return False
    lines = [f"HTTP/1.1 {answer.status} Scripted", *(f"{name}: {value}" for name, value in answer.headers)]
    if answer.framed:
        lines.append("transfer-encoding: chunked")
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" if answer.head is None else answer.head)
    for step in answer.steps:
        if not await _take(step, answer, writer):
            return False
    if answer.framed:
        writer.write(b"0\r\n\r\n")
    await writer.drain()
    return answer.framed


async def _take(step: Step, answer: Answer, writer: asyncio.StreamWriter) -> bool:
    """Take one step; False ends the connection."""
    match step:
        case bytes():
            await _write(step, answer, writer)
        case Gate():
            await step.pass_through()
        case Silence(seconds):
            await asyncio.sleep(seconds)
        case Endless(piece):
            while True:
                await _write(piece, answer, writer)
        case Reset():
            linger = struct.pack("ii", 1, 0)  # on, and for no time: close(2) then resets
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
            return False
        case Cut():
            return False
    return True


async def _write(piece: bytes, answer: Answer, writer: asyncio.StreamWriter) -> None:
    writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if answer.framed else piece)
    await writer.drain()
