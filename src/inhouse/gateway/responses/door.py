"""`POST /v1/responses`: one prompt down the road, its answer back as a response; and the responses that are kept."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass

import orjson

from inhouse.core.caller import Caller
from inhouse.core.errors import NotFound
from inhouse.core.events import Disclosure, Event, Finished, Place, Relayed
from inhouse.core.prompt import CommitmentKey, Notebook, Prompt, PromptMessage, Purpose, Role, Text
from inhouse.edge.asgi import Send, respond
from inhouse.gateway.openai import reply
from inhouse.gateway.openai.entry import Call
from inhouse.gateway.openai.fields import Json
from inhouse.gateway.responses.answer import Gathered, Response, Streamed
from inhouse.gateway.responses.body import ResponsesRequest, parse
from inhouse.gateway.responses.items import messages_of
from inhouse.gateway.responses.kept import Conversation, Kept
from inhouse.gateway.road import Road


@dataclass(frozen=True, slots=True)
class Responses:
    """The door. `commitment_of` gives the account's key for commitments: a call here has no chat."""

    road: Road
    kept: Kept
    commitment_of: Callable[[Caller], Awaitable[CommitmentKey]]

    async def answer(self, call: Call) -> None:
        """Answer one request; raises InhouseError as long as nothing was sent, ReaderGone when nobody is there."""
        request = parse(await reply.read_body(call.receive))
        if request.store:
            self.kept.may_keep(call.caller)
        items = request.items
        if request.previous is not None:
            items = [*(await self.kept.find(call.caller, request.previous)).whole, *items]
        prompt = _prompt(request, items, await self.commitment_of(call.caller), call.notebook)
        response = Response(prompt.model, request.told)
        events = self.road.run(call.caller, prompt)
        if request.store:
            events = self._keeping(call.caller, events, response, items)
        if request.stream:
            await reply.stream(call, events, Streamed(response))
        else:
            await reply.whole(call, events, Gathered(response))

    async def show(self, call: Call) -> None:
        """Answer with a response that was kept; raises ResponseUnknown."""
        await _send(call.send, (await self.kept.find(call.caller, _name(call))).response)

    async def delete(self, call: Call) -> None:
        """Destroy a response that was kept; raises ResponseUnknown."""
        name = _name(call)
        await self.kept.delete(call.caller, name)
        await _send(call.send, {"id": name, "object": "response", "deleted": True})

    async def _keeping(
        self, caller: Caller, events: AsyncGenerator[Event | Relayed, None], response: Response, items: list[Json]
    ) -> AsyncGenerator[Event | Relayed, None]:
        """The same events; the response is kept before its reader hears that it is whole."""
        place: Place | None = None
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Disclosure):
                    place = event.destination
                if isinstance(event, Finished):
                    whole = response.at_the_end(event)
                    await self.kept.keep(caller, response.identity, Conversation(whole, items), place)
                yield event


def _prompt(
    request: ResponsesRequest, items: list[Json], commitment: CommitmentKey, notebook: Notebook | None = None
) -> Prompt:
    said = messages_of(items)
    if request.instructions is not None:
        said = (PromptMessage(Role.SYSTEM, (Text(request.instructions),)), *said)
    return Prompt(
        model=request.model,
        messages=said,
        purpose=Purpose.DOOR,
        commitment=commitment,
        notebook=notebook,
        sampling=request.sampling,
        tools=request.tools,
        response_format=request.response_format,
    )


def _name(call: Call) -> str:
    if call.name is None:
        raise NotFound("There is no such response here.")
    return call.name


async def _send(send: Send, body: Json) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await respond(send, 200, headers, orjson.dumps(body))
