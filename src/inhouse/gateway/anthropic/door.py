"""`POST /v1/messages`: one prompt down the road, its answer back in Anthropic's shape; and how long a prompt is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import orjson

from inhouse.core.caller import Caller
from inhouse.core.prompt import CommitmentKey, Notebook, Prompt, Purpose
from inhouse.edge.asgi import respond
from inhouse.gateway.anthropic.answer import Gathered, Message, Streamed
from inhouse.gateway.anthropic.body import MessagesRequest, parse
from inhouse.gateway.limits.estimate import prompt_tokens
from inhouse.gateway.openai import reply
from inhouse.gateway.openai.entry import Call
from inhouse.gateway.openai.models import ModelNotFound, Offered
from inhouse.gateway.road import Road


@dataclass(frozen=True, slots=True)
class Messages:
    """The door. `commitment_of` gives the account's key for commitments: a call here has no chat."""

    road: Road
    commitment_of: Callable[[Caller], Awaitable[CommitmentKey]]

    async def answer(self, call: Call) -> None:
        """Answer one request; raises InhouseError as long as nothing was sent, ReaderGone when nobody is there."""
        request = parse(await reply.read_body(call.receive))
        prompt = _prompt(request, await self.commitment_of(call.caller), call.notebook)
        events, message = self.road.run(call.caller, prompt), Message(prompt.model, thoughts=request.thoughts)
        if request.stream:
            await reply.stream(call, events, Streamed(message))
        else:
            await reply.whole(call, events, Gathered(message))


@dataclass(frozen=True, slots=True)
class CountTokens:
    """The door that says about how many tokens a request has. It is an estimate, from above for usual texts.

    Nothing leaves: only a model's own server could count exactly.
    """

    offered: Offered
    commitment_of: Callable[[Caller], Awaitable[CommitmentKey]]

    async def answer(self, call: Call) -> None:
        """Answer one request; raises InhouseError, ModelNotFound, ReaderGone."""
        request = parse(await reply.read_body(call.receive), counting=True)
        model = next((each for each in await self.offered(call.caller) if each.id == request.model), None)
        if model is None:
            raise ModelNotFound("There is no such model.", hint="GET /v1/models lists those that you may use.")
        tokens = prompt_tokens(_prompt(request, await self.commitment_of(call.caller), call.notebook), model)
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await respond(call.send, 200, headers, orjson.dumps({"input_tokens": tokens}))


def _prompt(request: MessagesRequest, commitment: CommitmentKey, notebook: Notebook | None = None) -> Prompt:
    return Prompt(
        model=request.model,
        messages=request.messages,
        purpose=Purpose.DOOR,
        commitment=commitment,
        notebook=notebook,
        sampling=request.sampling,
        continues=request.continues,
        tools=request.tools,
        response_format=request.response_format,
        extra=request.extra,
    )
