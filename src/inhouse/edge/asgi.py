"""The three shapes of ASGI (specification 3.0) that we use, as types."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


_FLOWING = "inhouse.flowing"


def let_flow(scope: Scope, takes_more: Callable[[], bool]) -> None:
    """Tell the application how to ask whether the connection takes more now: an extension of ASGI of our own."""
    scope["extensions"] = {_FLOWING: takes_more}


def flowing(scope: Scope) -> Callable[[], bool] | None:
    """Asks whether a send would go at once, without any wait; None where nobody can tell."""
    found: Callable[[], bool] | None = scope.get("extensions", {}).get(_FLOWING)
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
