"""`POST /v1/chat/completions`: one prompt down the road, its answer back in OpenAI's shape.

A call through a door belongs to its request: when the client goes, the model stops.
"""

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass

from inhouse.core import tasks
from inhouse.core.caller import Caller
from inhouse.core.errors import InhouseError
from inhouse.core.events import Disclosure
from inhouse.core.prompt import CommitmentKey, Prompt, Purpose
from inhouse.edge import event_stream
from inhouse.edge.asgi import Receive, Send, respond
from inhouse.gateway.openai.answer import DONE, Chunks, Frame, Whole
from inhouse.gateway.openai.body import ChatRequest, parse
from inhouse.gateway.openai.delivery import Outflow, ReaderGone, while_connected
from inhouse.gateway.openai.errors import body_of
from inhouse.gateway.road import Road

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class ChatCompletions:
    """The door. `commitment_of` gives the account's key for commitments: a call here has no chat."""

    road: Road
    commitment_of: Callable[[Caller], Awaitable[CommitmentKey]]

    async def answer(self, caller: Caller, receive: Receive, send: Send, model: str | None = None) -> None:
        """Answer one request; raises InhouseError as long as nothing was sent, ReaderGone when nobody is there.

        `model` is the one that the address names, where it names one.
        """
        request = parse(await read_body(receive), model)
        prompt = Prompt(
            model=request.model,
            messages=request.messages,
            purpose=Purpose.DOOR,
            commitment=await self.commitment_of(caller),
            sampling=request.sampling,
            tools=request.tools,
            response_format=request.response_format,
            extra=request.extra,
        )
        if request.stream:
            await while_connected(receive, self._stream(caller, prompt, request, send))
            return
        headers, body = await while_connected(receive, self._whole(caller, prompt))
        await respond(send, 200, [(b"content-type", b"application/json"), *headers], body)

    async def _whole(self, caller: Caller, prompt: Prompt) -> tuple[Headers, bytes]:
        whole = Whole(Frame(prompt.model))
        headers: Headers = [(b"cache-control", b"no-store")]
        events = self.road.run(caller, prompt)
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Disclosure):
                    headers += _told(event)
                whole.fold(event)
        return headers, whole.encode()

    async def _stream(self, caller: Caller, prompt: Prompt, request: ChatRequest, send: Send) -> None:
        outflow = Outflow(send, list(event_stream.HEADERS))
        sending = tasks.spawn(outflow.run(), "door stream")
        try:
            await self._pump(caller, prompt, Chunks(Frame(prompt.model), include_usage=request.include_usage), outflow)
            outflow.end()
            await sending
        finally:
            sending.cancel()

    async def _pump(self, caller: Caller, prompt: Prompt, chunks: Chunks, outflow: Outflow) -> None:
        """From the road into the outflow; an error becomes a status if nothing was sent, else the last chunk."""
        try:
            events = self.road.run(caller, prompt)
            async with aclosing(events):
                async for event in events:
                    if isinstance(event, Disclosure):
                        outflow.headers += _told(event)
                    elif piece := chunks.encode(event):
                        await outflow.put(piece)
            # The line is closed now.
            await outflow.put(DONE)
        except InhouseError as error:
            if not outflow.opened:
                raise
            await outflow.put(b"data: " + body_of(error) + b"\n\n")


async def read_body(receive: Receive) -> bytes:
    """The whole body; raises ReaderGone if the client leaves before its end. The rim limits its size and its time."""
    pieces: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ReaderGone
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(pieces)


def _told(disclosure: Disclosure) -> Headers:
    place = disclosure.destination
    return [
        (b"x-inhouse-line", disclosure.line.encode("ascii", "replace")),
        (b"x-inhouse-destination", f"{place.name}; {place.destination_class.value}".encode("ascii", "replace")),
    ]
