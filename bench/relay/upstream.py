"""A model server that costs next to nothing: `python -m bench.relay.upstream PORT`.

The prompt says what to answer: `tokens=100 pace=20` are 100 tokens, one every 20 ms, each a write of its own. With a
pace of 0 they are written at once, still each by itself. All paced streams share one clock of twenty phases, so that
2,000 of them cost no 100,000 timers a second.
"""

import asyncio
import os
import re
import sys
from collections.abc import Callable
from typing import cast

import uvloop
from typing_extensions import override

_FRAME = b'{"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1700000000,"model":"fast",'
_ASKED = re.compile(rb"tokens=(\d+) pace=(\d+)")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_STREAMED = re.compile(rb'"stream": *true')
_USAGE = b'"usage":{"prompt_tokens":10,"completion_tokens":%d,"total_tokens":%d}'


def _chunk(data: bytes) -> bytes:
    event = b"data: " + data + b"\n\n"
    return b"%x\r\n%s\r\n" % (len(event), event)


def _piece(delta: bytes, reason: bytes = b"null") -> bytes:
    choice = b'"choices":[{"index":0,"delta":%s,"logprobs":null,"finish_reason":%s}],"usage":null}' % (delta, reason)
    return _chunk(_FRAME + choice)


_OPENING = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
_TOKEN = _piece(b'{"content":" token"}')


def _ending(tokens: int) -> bytes:
    usage = _chunk(_FRAME + b'"choices":[],' + _USAGE % (tokens, tokens + 10) + b"}")
    return _piece(b"{}", b'"stop"') + usage + _chunk(b"[DONE]") + b"0\r\n\r\n"


def _whole(tokens: int) -> bytes:
    text = b" token" * tokens
    message = b'{"role":"assistant","content":"%s","refusal":null}' % text
    choice = b'"choices":[{"index":0,"message":%s,"logprobs":null,"finish_reason":"stop"}],' % message
    body = _FRAME.replace(b".chunk", b"") + choice + _USAGE % (tokens, tokens + 10) + b"}"
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)


class Clock:
    """Calls each stream once every period; streams are spread over twenty phases."""

    def __init__(self, loop: asyncio.AbstractEventLoop, milliseconds: int) -> None:
        self._loop = loop
        self._step = milliseconds / 20_000
        self._phases: list[set[Callable[[], bool]]] = [set() for _ in range(20)]
        self._at = 0
        self._next = loop.time()
        self._tick()

    def add(self, stream: Callable[[], bool]) -> None:
        """Call `stream` from now on, until it says False."""
        self._phases[(self._at - 1) % 20].add(stream)

    def _tick(self) -> None:
        phase = self._phases[self._at % 20]
        phase -= {stream for stream in phase if not stream()}
        self._at += 1
        self._next += self._step
        self._loop.call_at(self._next, self._tick)


class Server(asyncio.Protocol):
    """One connection, requests one after the other."""

    clocks: dict[int, Clock]

    def __init__(self, clocks: dict[int, Clock]) -> None:
        self.clocks = clocks
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._descriptor = -1

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._descriptor = transport.get_extra_info("socket").fileno()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self._buffer, 0, end)
        size = end + 4 + (int(length[1]) if length else 0)
        if len(self._buffer) >= size:
            request, self._buffer = self._buffer[:size], self._buffer[size:]
            self._answer(request)

    def _answer(self, request: bytes) -> None:
        assert self._transport is not None
        asked = _ASKED.search(request)
        tokens, pace = (int(asked[1]), int(asked[2])) if asked else (1, 0)
        if _STREAMED.search(request) is None:
            self._transport.write(_whole(tokens))
            return
        self._transport.write(_OPENING + _piece(b'{"role":"assistant","content":""}'))
        if not pace:
            for _ in range(tokens):
                self._transport.write(_TOKEN)
            self._transport.write(_ending(tokens))
            return
        self._pace(tokens, pace)

    def _send(self, data: bytes) -> None:
        """Write past the loop's transport, which would cost twice as much; it takes what the socket does not."""
        assert self._transport is not None
        try:
            sent = os.write(self._descriptor, data) if not self._transport.get_write_buffer_size() else 0
        except (BlockingIOError, OSError):
            sent = 0
        if sent < len(data):
            self._transport.write(data[sent:])

    def _pace(self, tokens: int, pace: int) -> None:
        left = [tokens]

        def go_on() -> bool:
            if self._transport is None:
                return False
            left[0] -= 1
            if left[0] < 0:
                self._transport.write(_ending(tokens))
                return False
            self._send(_TOKEN)
            return True

        if pace not in self.clocks:
            self.clocks[pace] = Clock(asyncio.get_running_loop(), pace)
        self.clocks[pace].add(go_on)


async def serve(port: int) -> None:
    """Serve until the process is ended."""
    clocks: dict[int, Clock] = {}
    server = await asyncio.get_running_loop().create_server(lambda: Server(clocks), "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
