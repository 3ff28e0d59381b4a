"""A client's visit to an ASGI application: it can stay, read slowly, and leave."""

import asyncio
from typing import Any, Self

import orjson

from inhouse.edge.asgi import App, Message, Scope
from tests.asgi import scope_of


class Visit:
    """One request. `await visit.done()` waits for the end of the answer; `leave()` closes the connection."""

    def __init__(self, app: App, method: str, path: str, *, key: str | None = "ih_good", body: bytes = b"") -> None:
        self.sent: list[Message] = []
        self.reading = asyncio.Event()
        self.reading.set()
        self._left = asyncio.Event()
        self._incoming: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        headers = {"host": "127.0.0.1:8800"} | ({"authorization": f"Bearer {key}"} if key else {})
        self._app = app
        self._scope: Scope = scope_of(method, path, headers)
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def asks(cls, app: App, **fields: object) -> Self:
        """A chat completion request with these fields besides the usual ones."""
        body = {"model": "demo", "messages": [{"role": "user", "content": "hello"}], **fields}
        return cls(app, "POST", "/v1/chat/completions", body=orjson.dumps(body)).start()

    def saying(self, name: str, value: str) -> Self:
        """A further header of the request."""
        self._scope["headers"].append((name.encode(), value.encode()))
        return self

    def start(self) -> Self:
        """Send the request."""
        self._task = asyncio.create_task(self._run())
        return self

    def with_body(self, *messages: Message) -> Self:
        """Other messages of the request's body."""
        self._incoming = list(messages)
        return self

    def leave(self) -> None:
        """Close the connection."""
        self._left.set()

    async def done(self) -> Self:
        """Wait for the end of the answer."""
        assert self._task is not None
        await self._task
        return self

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.sent[0]["status"]

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer."""
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def body(self) -> bytes:
        """All that came of the body."""
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    @property
    def json(self) -> dict[str, Any]:
        """The body as JSON."""
        return orjson.loads(self.body)

    @property
    def complete(self) -> bool:
        """Whether the answer came to its end."""
        return bool(self.sent) and self.sent[-1].get("more_body", False) is False and len(self.sent) > 1

    async def _run(self) -> None:
        await self._app(self._scope, self._receive, self._send)

    async def _receive(self) -> Message:
        if self._incoming:
            return self._incoming.pop(0)
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        await self.reading.wait()
        self.sent.append(message)
