"""The load: `python -m bench.relay.load SPEC` with a Load as JSON; prints a Heard as JSON.

Each caller has one connection and reads with a protocol of its own, so that the load costs little beside what it
loads. A token is the word " token" in whatever frame it comes, so that a relay which joins tokens is counted right.
"""

import asyncio
import json
import re
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import cast

import uvloop
from typing_extensions import override

_TOKEN = b" token"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_CUT_SECONDS = 20.0
"""Paced streams that are not whole by then count as cut."""


@dataclass(frozen=True, slots=True)
class Load:
    """What to ask. With a `pace` each caller asks once, the starts spread over `spread` seconds; else for `seconds`."""

    port: int
    model: str
    key: str | None
    callers: int
    tokens: int
    pace: int = 0
    seconds: float = 3.0
    spread: float = 2.0
    stream: bool = True
    prompt: int = 40
    says: str = "Tell me something nice about the sea. "


@dataclass(slots=True)
class Heard:
    """What came back. Times in seconds; `first` is from the request to the first token."""

    requests: int = 0
    errors: int = 0
    tokens: int = 0
    seconds: float = 0.0
    took: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)


class Caller(asyncio.Protocol):
    """One connection. `done` is set at the end of each answer."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._head = b""
        self._left: int | None = None
        self._tail = b""
        self._in_body = False
        self._asked = self._last = 0.0
        self._seen = False
        self.done: asyncio.Future[bool] | None = None
        self.transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        self._end(whole=False)

    def ask(self, request: bytes) -> asyncio.Future[bool]:
        """Send; the future tells whether the answer came whole."""
        assert self.transport is not None
        self.done = asyncio.get_running_loop().create_future()
        self._head = self._tail = b""
        self._in_body = self._seen = False
        self._asked = self._last = time.perf_counter()
        self.transport.write(request)
        return self.done

    @override
    def data_received(self, data: bytes) -> None:
        if not self._in_body:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return
            head, data = self._head[:end], self._head[end + 4 :]
            length = _LENGTH.search(head)
            self._left = int(length[1]) if length else None
            self._in_body = True
            if b" 200 " not in head[:20]:
                self._end(whole=False)
                return
        self._take(data)

    def _take(self, data: bytes) -> None:
        found = data.count(_TOKEN)
        if found:
            now = time.perf_counter()
            (self._heard.gaps if self._seen else self._heard.first).append(now - self._last)
            self._seen, self._last = True, now
            self._heard.tokens += found
        if self._left is not None:
            self._left -= len(data)
            if self._left <= 0:
                self._end(whole=True)
            return
        self._tail = (self._tail + data)[-5:]
        if self._tail == b"0\r\n\r\n":
            self._end(whole=True)

    def _end(self, *, whole: bool) -> None:
        if self.done is not None and not self.done.done():
            self._heard.took.append(time.perf_counter() - self._asked)
            self.done.set_result(whole)


def request_of(load: Load) -> bytes:
    """The bytes of one request."""
    words = f"tokens={load.tokens} pace={load.pace} "
    prompt = words + load.says * (load.prompt // len(load.says) + 1)
    body = {"model": load.model, "messages": [{"role": "user", "content": prompt[: max(load.prompt, len(words))]}]}
    if load.stream:
        body["stream"] = True
    content = json.dumps(body).encode()
    key = f"authorization: Bearer {load.key}\r\n" if load.key else ""
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:{load.port}\r\n{key}content-type: application/json\r\n"
    )
    return f"{head}content-length: {len(content)}\r\n\r\n".encode() + content


async def connect(load: Load, heard: Heard) -> Caller:
    """One more connection."""
    _, caller = await asyncio.get_running_loop().create_connection(lambda: Caller(heard), "127.0.0.1", load.port)
    return caller


async def _again_and_again(load: Load, heard: Heard, until: float) -> None:
    request = request_of(load)
    caller = await connect(load, heard)
    while time.perf_counter() < until:
        whole = await caller.ask(request)
        heard.requests += 1
        if not whole:
            heard.errors += 1
            await asyncio.sleep(0.05)
        if caller.transport is None or caller.transport.is_closing():
            caller = await connect(load, heard)


async def _once(load: Load, heard: Heard, wait: float) -> None:
    await asyncio.sleep(wait)
    caller = await connect(load, heard)
    try:
        async with asyncio.timeout(_CUT_SECONDS):
            whole = await caller.ask(request_of(load))
    except TimeoutError:
        whole = False
    heard.requests += whole
    heard.errors += not whole


async def run(load: Load) -> Heard:
    """Ask as the load says."""
    heard = Heard()
    begun = time.perf_counter()
    if load.pace:
        waits = [load.spread * number / load.callers for number in range(load.callers)]
        await asyncio.gather(*[_once(load, heard, wait) for wait in waits])
    else:
        await asyncio.gather(*[_again_and_again(load, heard, begun + load.seconds) for _ in range(load.callers)])
    heard.seconds = time.perf_counter() - begun
    return heard


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(run(Load(**json.loads(sys.argv[1])))))))
