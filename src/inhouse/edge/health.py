"""`/healthz`: the process is alive. `/readyz`: what it stands on is ready. Both are told to anybody and say no more."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import orjson

from inhouse.edge.asgi import Receive, Scope, Send, respond

READY = "ready"
OFF = "off"
PATHS = frozenset({"/healthz", "/readyz"})

Check = Callable[[], Awaitable[str]]
"""Says `ready`, `off` (switched off on purpose, which is fine), or in one word what is the matter."""


@dataclass(frozen=True, slots=True)
class Health:
    """The two addresses that load balancers and scripts ask."""

    checks: Mapping[str, Check]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer either address."""
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        if scope["path"] == "/healthz":
            await respond(send, 200, headers, b'{"status":"alive"}')
            return
        found = await self.look()
        if not found["ready"]:
            headers.append((b"retry-after", b"2"))
        await respond(send, 200 if found["ready"] else 503, headers, orjson.dumps(found))

    async def look(self) -> dict[str, str | bool]:
        """What each check says, and whether all are well."""
        said = {name: await check() for name, check in self.checks.items()}
        return {**said, "ready": all(word in (READY, OFF) for word in said.values())}
