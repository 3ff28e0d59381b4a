"""A tiny HTTP client for measuring: the same few lines of work on every side that is compared."""

import asyncio
import re
import time
from dataclasses import dataclass
from typing import Any, Self

import orjson

_LENGTH = re.compile(rb"content-length: *(\d+)")


@dataclass(frozen=True, slots=True)
class Server:
    """Where requests go: a port on loopback or the path of a Unix socket, with the headers that each request gets."""

    place: int | str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """A streamed answer. `first` (0 if nothing was said) and `last` are moments of `time.perf_counter`."""

    first: float
    last: float
    tokens: int
    text: str
    end: str


class Connection:
    """One connection to a server: one request after the other."""

    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in server.headers)
        self._reader = reader
        self._writer = writer
        self._chunked = False
        self._left = 0

    @classmethod
    async def open(cls, server: Server) -> Self:
        """Connect; raises OSError."""
        if isinstance(server.place, int):
            return cls(server, *await asyncio.open_connection("127.0.0.1", server.place))
        return cls(server, *await asyncio.open_unix_connection(server.place))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def ask(self, method: str, path: str, body: object = None) -> int:
        """Send a request and wait for the head of its answer; gives the status."""
        content = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        head = f"{method} {path} HTTP/1.1\r\nhost: localhost\r\n{self._headers}"
        head += f"content-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n"
        self._writer.write(head.encode() + content)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = _LENGTH.search(answer)
        self._chunked = b"transfer-encoding: chunked" in answer
        self._left = int(length[1]) if length else 0
        return int(answer[9:12])

    async def piece(self) -> bytes:
        """The next piece of the body, empty at its end."""
        if not self._chunked:
            rest, self._left = await self._reader.readexactly(self._left), 0
            return rest
        size = int((await self._reader.readline()).split(b";")[0], 16)
        data = await self._reader.readexactly(size + 2)
        self._chunked = size > 0
        return data[:-2]

    async def whole(self) -> bytes:
        """The rest of the body."""
        pieces: list[bytes] = []
        while piece := await self.piece():
            pieces.append(piece)
        return b"".join(pieces)

    async def listen(self) -> Heard:
        """Read a stream of events, ours or OpenAI's, to its end."""
        first, tokens, texts, end, rest = 0.0, 0, list[str](), "", b""
        while piece := await self.piece():
            now = time.perf_counter()
            *blocks, rest = (rest + piece).split(b"\n\n")
            for event in map(_event, blocks):
                text = _text(event)
                if text:
                    first = first or now
                    texts.append(text)
                tokens = _tokens(event) or tokens
                end = _end(event) or end
        return Heard(first, time.perf_counter(), tokens, "".join(texts), end)


async def fetch(server: Server, method: str, path: str, body: object = None) -> tuple[int, bytes]:
    """One request on a connection of its own."""
    async with await Connection.open(server) as connection:
        return await connection.ask(method, path, body), await connection.whole()


def _event(block: bytes) -> dict[str, Any]:
    data = next((line[6:] for line in block.split(b"\n") if line.startswith(b"data: ")), b"")
    return orjson.loads(data) if data.startswith(b"{") else {}


def _choice(event: dict[str, Any]) -> dict[str, Any]:
    return (event.get("choices") or [{}])[0]


def _text(event: dict[str, Any]) -> str:
    if event.get("type") == "text_delta":
        return event["text"]
    return _choice(event).get("delta", {}).get("content") or ""


def _tokens(event: dict[str, Any]) -> int:
    counted = event if event.get("type") == "usage" else event.get("usage") or {}
    return counted.get("completion_tokens", 0)


def _end(event: dict[str, Any]) -> str:
    if event.get("type") in {"finished", "failed"}:
        return event.get("reason") or event["code"]
    return _choice(event).get("finish_reason") or ""
