"""`POST /v1/chat/completions`: one prompt down the road, its answer back in OpenAI's shape."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from inhouse.core.caller import Caller
from inhouse.core.prompt import CommitmentKey, Prompt, Purpose
from inhouse.gateway.openai import reply
from inhouse.gateway.openai.answer import Chunks, Frame, Whole
from inhouse.gateway.openai.body import parse
from inhouse.gateway.openai.entry import Call
from inhouse.gateway.road import Road


@dataclass(frozen=True, slots=True)
class ChatCompletions:
    """The door. `commitment_of` gives the account's key for commitments: a call here has no chat."""

    road: Road
    commitment_of: Callable[[Caller], Awaitable[CommitmentKey]]

    async def answer(self, call: Call) -> None:
        """Answer one request; raises InhouseError as long as nothing was sent, ReaderGone when nobody is there."""
        request = parse(await reply.read_body(call.receive), call.name)
        prompt = Prompt(
            model=request.model,
            messages=request.messages,
            purpose=Purpose.DOOR,
            commitment=await self.commitment_of(call.caller),
            notebook=call.notebook,
            sampling=request.sampling,
            tools=request.tools,
            response_format=request.response_format,
            extra=request.extra,
        )
        events, frame = self.road.run(call.caller, prompt), Frame(prompt.model)
        if request.stream:
            await reply.stream(call, events, Chunks(frame, include_usage=request.include_usage))
        else:
            await reply.whole(call, events, Whole(frame))
