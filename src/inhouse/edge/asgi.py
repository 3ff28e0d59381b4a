"""The three shapes of ASGI (specification 3.0) that we use, as types, and what our server tells beyond it."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_CONNECTION = "inhouse.connection"


class Connection(Protocol):
    """What our own server tells of the connection under a request: an extension of ASGI of our own."""

    def flowing(self) -> bool:
        """Whether a send would go at once, without any wait."""
        ...

    def has_body(self) -> bool:
        """Whether the whole body has come, so that `receive` gives it without any wait."""
        ...

    def pour(self, piece: bytes) -> bool:
        """Write more of a body that has begun, at once; False where it has to be sent."""
        ...

    def watch(self, tell: Callable[[], None]) -> None:
        """Call `tell` when the connection is gone; at once, but not before this returns, if it is gone already."""
        ...

    def unwatch(self, tell: Callable[[], None]) -> None:
        """Do not call it any more."""
        ...


def offer_connection(scope: Scope, connection: Connection) -> None:
    """Let the application ask the connection itself."""
    scope["extensions"] = {_CONNECTION: connection}


def connection_of(scope: Scope) -> Connection | None:
    """The connection under the request; None where another server than ours serves it."""
    found: Connection | None = scope.get("extensions", {}).get(_CONNECTION)
    return found


def header(scope: Scope, name: bytes) -> bytes | None:
    """The first header of that (lower-case) name."""
    for key, value in scope["headers"]:
        if key == name:
            found: bytes = value
            return found
    return None


def over_tls(scope: Scope) -> bool:
    """Whether the browser speaks TLS, to us or to a proxy before us.

    Known from a trusted proxy or from the public address (`edge.front`). Where neither is set, a changing request tells
    by its Origin, which the rim has compared with the host; other requests then say False.
    """
    return scope["scheme"] == "https" or (header(scope, b"origin") or b"").startswith(b"https://")


async def respond(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    """Send one whole response."""
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [*headers, (b"content-length", str(len(body)).encode())],
        }
    )
    await send({"type": "http.response.body", "body": body})
