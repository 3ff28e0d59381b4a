"""`GET /v1/models` and `GET /v1/models/{id}`: what the caller may ask."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import orjson

from inhouse.core.caller import Caller
from inhouse.core.errors import NotFound
from inhouse.edge.asgi import Send, respond
from inhouse.models import Model

Offered = Callable[[Caller], Awaitable[tuple[Model, ...]]]
"""The models that a caller may use, the default first: `models.Catalogue.offered`."""


class ModelNotFound(NotFound):
    """There is no such model for this caller."""

    code = "model_not_found"


@dataclass(frozen=True, slots=True)
class ModelList:
    """The door."""

    offered: Offered

    async def answer_all(self, caller: Caller, send: Send) -> None:
        """Answer with all models."""
        models = [_shown(model) for model in await self.offered(caller)]
        await _send(send, {"object": "list", "data": models})

    async def answer_one(self, caller: Caller, identity: str, send: Send) -> None:
        """Answer with one model; raises ModelNotFound."""
        found = next((model for model in await self.offered(caller) if model.id == identity), None)
        if found is None:
            raise ModelNotFound("There is no such model.", hint="GET /v1/models lists those that you may use.")
        await _send(send, _shown(found))


def _shown(model: Model) -> dict[str, object]:
    # OpenAI's clients need a time of making; ours is not known, and zero says so.
    return {"id": model.id, "object": "model", "created": 0, "owned_by": "inhouse"}


async def _send(send: Send, body: dict[str, object]) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await respond(send, 200, headers, orjson.dumps(body))
