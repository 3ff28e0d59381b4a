"""`GET /v1/models` and `GET /v1/models/{id}`: what the caller may ask."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import orjson

from inhouse.core.caller import Caller
from inhouse.core.errors import NotFound
from inhouse.edge.asgi import Send, respond
from inhouse.gateway.openai.entry import Call
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

    async def answer_all(self, call: Call) -> None:
        """Answer with all models."""
        models = [_shown(model) for model in await self.offered(call.caller)]
        await _send(call.send, {"object": "list", "data": models})

    async def answer_one(self, call: Call) -> None:
        """Answer with one model; raises ModelNotFound."""
        found = next((model for model in await self.offered(call.caller) if model.id == call.name), None)
        if found is None:
            raise ModelNotFound("There is no such model.", hint="GET /v1/models lists those that you may use.")
        await _send(call.send, _shown(found))


def _shown(model: Model) -> dict[str, object]:
    profile, place = model.profile, model.destination
    return {
        "id": model.id,
        "object": "model",
        # OpenAI's clients need a time of making; ours is not known, and zero says so.
        "created": 0,
        "owned_by": "inhouse",
        "name": model.name,
        "description": model.description,
        # Two names that clients look for.
        "context_length": profile.context_tokens,
        "max_model_len": profile.context_tokens,
        "max_output_tokens": profile.answer_tokens,
        "capabilities": {
            "chat": not profile.embeds,
            "embeddings": profile.embeds,
            "tools": profile.tools,
            "images": profile.images,
            "reasoning": profile.reasoning,
            "structured_output": profile.structured,
        },
        "destination": {
            "name": place.name,
            "class": place.destination_class.value,
            "assurance": place.assurance.value,
        },
    }


async def _send(send: Send, body: dict[str, object]) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await respond(send, 200, headers, orjson.dumps(body))
