"""Calls an ASGI application in memory, as a server would."""

from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from inhouse.edge.asgi import App, Message, Scope


@dataclass(frozen=True)
class Reply:
    """What the application answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, object]:
        """The body as JSON."""
        return orjson.loads(self.body)


def scope_of(method: str, path: str, headers: dict[str, str]) -> Scope:
    """A scope for one HTTP request from this machine."""
    plain, _, query = path.partition("?")
    return {
        "type": "http",
        "method": method,
        "path": plain,
        "raw_path": plain.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 40000),
        "server": ("127.0.0.1", 8800),
        "scheme": "http",
    }


async def call(
    app: App,
    method: str,
    path: str,
    *,
    headers: dict[str, str] | None = None,
    chunks: Iterable[bytes] = (b"",),
) -> Reply:
    """Send one request, its body in the given chunks, and collect the answer."""
    pieces = list(chunks)
    sent: list[Message] = []

    async def receive() -> Message:
        if not pieces:
            return {"type": "http.disconnect"}
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope_of(method, path, {"host": "127.0.0.1:8800"} | (headers or {})), receive, send)
    start = sent[0]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return Reply(start["status"], found, body)
