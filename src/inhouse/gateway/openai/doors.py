"""The OpenAI-shaped doors as one bare ASGI application for everything under `/v1/`.

    GET  /v1/models              models.py
    GET  /v1/models/{id}         models.py
    POST /v1/chat/completions    chat_completions.py

A door takes API keys only. A cookie would let any website call it from a signed-in person's browser.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from inhouse.core.caller import Caller, CallerKind, Door
from inhouse.core.errors import InhouseError, SignInNeeded, TooLarge
from inhouse.edge.asgi import Receive, Scope, Send, respond
from inhouse.gateway.access import check_door
from inhouse.gateway.openai.chat_completions import ChatCompletions
from inhouse.gateway.openai.delivery import ReaderGone
from inhouse.gateway.openai.errors import CHALLENGE, KeyNeeded, NoSuchDoor, WrongMethod, body_of
from inhouse.gateway.openai.models import ModelList

PREFIX = "/v1/"
_MODEL = "/v1/models/"


@dataclass(frozen=True, slots=True)
class Doors:
    """All OpenAI-shaped doors. `resolve` turns a request's headers into its caller, or None."""

    resolve: Callable[[Scope], Awaitable[Caller | None]]
    models: ModelList
    chat_completions: ChatCompletions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; every refusal in OpenAI's shape."""
        try:
            caller = await self._caller(scope)
            await self._dispatch(scope, caller, receive, send)
        except ReaderGone:
            return
        except InhouseError as error:
            await respond(send, error.status, _headers(error), body_of(error))

    async def _caller(self, scope: Scope) -> Caller:
        caller = await self.resolve(scope)
        if caller is None or caller.kind is not CallerKind.KEY:
            raise KeyNeeded(
                "No API key that is known here was sent.", hint="Send the header 'Authorization: Bearer ih_...'."
            )
        return caller

    async def _dispatch(self, scope: Scope, caller: Caller, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path == "/v1/chat/completions":
            _take(scope, "POST")
            check_door(caller, Door.CHAT)
            await self.chat_completions.answer(caller, receive, send)
        elif path == "/v1/models":
            _take(scope, "GET")
            check_door(caller, Door.MODELS)
            await self.models.answer_all(caller, send)
        elif path.startswith(_MODEL):
            _take(scope, "GET")
            check_door(caller, Door.MODELS)
            await self.models.answer_one(caller, path.removeprefix(_MODEL), send)
        else:
            raise NoSuchDoor("There is no such endpoint here.", hint="There are /v1/chat/completions and /v1/models.")


def _take(scope: Scope, method: str) -> None:
    if scope["method"] != method:
        raise WrongMethod(f"This endpoint takes {method} only.")


def _headers(error: InhouseError) -> list[tuple[bytes, bytes]]:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    if isinstance(error, SignInNeeded):
        headers.append(CHALLENGE)
    if isinstance(error, TooLarge):
        # The rest of the body is still on its way; we do not want to read it.
        headers.append((b"connection", b"close"))
    if error.retry_after is not None:
        headers.append((b"retry-after", str(max(1, round(error.retry_after))).encode()))
    return headers
