"""The doors as one bare ASGI application: a table of entries under `/v1`, the same under Azure's addresses.

    /v1/chat/completions, /v1/embeddings, /v1/models, /v1/models/{id}, ...             the entries
    /openai/v1/...                                                                     the same, as Azure has them now
    /openai/deployments/{model}/chat/completions|embeddings?api-version=2024-10-21     as Azure had them before

A door takes API keys only. A cookie would let any website call it from a signed-in person's browser.
"""

import re
from collections.abc import Awaitable, Callable
from math import ceil
from typing import Final
from urllib.parse import parse_qs

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import InhouseError, SignInNeeded, TooLarge
from inhouse.edge.asgi import Receive, Scope, Send, respond
from inhouse.gateway.access import check_door
from inhouse.gateway.limits.standing import Telling, answering
from inhouse.gateway.openai.delivery import ReaderGone
from inhouse.gateway.openai.entry import Call, Entry, Found, Table
from inhouse.gateway.openai.errors import CHALLENGE, KeyNeeded, NoSuchDoor, WrongMethod, WrongValue, body_of
from inhouse.gateway.openai.running import Running

PREFIXES: Final = ("/v1/", "/openai/")
"""What every door's address begins with."""

_AZURE = "/openai/"
_AZURE_NEW = "/openai/v1"
_DEPLOYMENTS = "/openai/deployments/"
_DEPLOYED = ("/chat/completions", "/embeddings")
_API_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(-preview)?|v1|latest|preview")


class Doors:
    """All doors. `resolve` finds the caller of a request by its key, or None."""

    def __init__(self, resolve: Callable[[Scope], Awaitable[Caller | None]], entries: tuple[Entry, ...]) -> None:
        self._resolve = resolve
        self._table = Table(entries)
        self._running = Running(resolve)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; every refusal in its clients' shape, every answer with what is left of its limits."""
        telling = Telling(send)
        answering.set(telling)
        refusal = body_of
        try:
            found = self._find(scope["path"])
            entry = None if found is None else found.methods.get(scope["method"])
            refusal = body_of if entry is None else entry.refusal
            caller = await self._caller(scope)
            if found is None:
                raise NoSuchDoor("There is no such endpoint here.", hint="GET /v1/models shows whether a key works.")
            if entry is None:
                raise WrongMethod(f"This endpoint takes {' and '.join(found.methods)} only.")
            _check_version(scope)
            check_door(caller, entry.door)
            await entry.answer(Call(caller, scope, receive, telling, self._running, found.name))
        except ReaderGone:
            return
        except InhouseError as error:
            await respond(telling, error.status, _headers(error), refusal(error))

    def _find(self, path: str) -> Found | None:
        if path.startswith("/v1/"):
            return self._table.find(path.removeprefix("/v1"))
        if path.startswith(f"{_AZURE_NEW}/"):
            return self._table.find(path.removeprefix(_AZURE_NEW))
        ending = next((each for each in _DEPLOYED if path.endswith(each)), None)
        if ending is None or not path.startswith(_DEPLOYMENTS):
            return None
        found, name = self._table.find(ending), path[len(_DEPLOYMENTS) : -len(ending)]
        return None if found is None or not name else Found(found.methods, name)

    async def _caller(self, scope: Scope) -> Caller:
        caller = await self._resolve(scope)
        if caller is None or caller.kind is not CallerKind.KEY:
            raise KeyNeeded(
                "No API key that is known here was sent.", hint="Send the header 'Authorization: Bearer ih_...'."
            )
        return caller


def _check_version(scope: Scope) -> None:
    """Azure's clients name the version of the interface they were written for: any that looks like one is taken."""
    query: bytes = scope.get("query_string", b"")
    if not query or not scope["path"].startswith(_AZURE):
        return
    asked = parse_qs(query.decode("latin-1"), keep_blank_values=True).get("api-version", [])
    if any(_API_VERSION.fullmatch(version) is None for version in asked):
        raise WrongValue("api-version", "'api-version' must be a date as in 2024-10-21, or v1, preview, latest.")


def _headers(error: InhouseError) -> list[tuple[bytes, bytes]]:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    if isinstance(error, SignInNeeded):
        headers.append(CHALLENGE)
    if isinstance(error, TooLarge):
        # The rest of the body is still on its way; we do not want to read it.
        headers.append((b"connection", b"close"))
    if error.retry_after is not None:
        headers.append((b"retry-after", str(max(1, ceil(error.retry_after))).encode()))
    return headers
