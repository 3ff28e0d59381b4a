"""A pretend model provider for `inhouse demo`: it answers with the words that it was sent, and remembers them."""

import asyncio
from types import TracebackType
from typing import Final, Self

import orjson

_LONGEST: Final = 64 * 1024


class PretendProvider:
    """Listens on loopback while the block lasts. `received` is what reached it, word for word."""

    def __init__(self) -> None:
        self.received: list[str] = []
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        if self._server is None:
            raise RuntimeError("the provider was not opened")
        return int(self._server.sockets[0].getsockname()[1])

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0, limit=_LONGEST)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        del kind, error, trace
        if self._server is not None:
            self._server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if not lengths:
            # Somebody asks what there is.
            writer.write(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            writer.close()
            return
        body = orjson.loads(await reader.readexactly(int(lengths[0].partition(b":")[2])))
        said = str(body["messages"][-1]["content"])
        self.received.append(said)
        pieces = [f"Certainly. You wrote: {said}"[start : start + 7] for start in range(0, len(said) + 22, 7)]
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
        for piece in pieces:
            writer.write(_event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}))
        writer.write(_event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}))
        writer.write(b"data: [DONE]\n\n")
        await writer.drain()
        writer.close()


def _event(fields: dict[str, object]) -> bytes:
    chunk = {"id": "pretend", "object": "chat.completion.chunk", "created": 0, "model": "pretend", **fields}
    return b"data: " + orjson.dumps(chunk) + b"\n\n"
