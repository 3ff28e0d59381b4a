"""The call: what was cleared becomes bytes, the bytes go to the model, its answer comes back as events.

Only the road calls this.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

import orjson

from inhouse.core import clock, tasks
from inhouse.core.caller import Caller
from inhouse.core.destination import Destination
from inhouse.core.errors import InhouseError, TooMany, Unavailable
from inhouse.core.events import Event, Failed, Finished, Queued, TextDelta, Usage
from inhouse.core.prompt import Cleared
from inhouse.models.errors import BadAnswer, ModelUnavailable
from inhouse.models.json_values import a_list, an_object
from inhouse.models.model import Deployment, Model
from inhouse.models.queue import Queue, Ticket
from inhouse.models.repetition import Repetition
from inhouse.models.wires import WIRES, Incoming, Sent
from inhouse.net import Client, Limits, Response
from inhouse.net.errors import TimedOut, Unreachable

_ERROR_BYTES = 1 << 16
_SLOTS = "/slots"
_SLOTS_LIMITS = Limits(connect=1.0, first_byte=10.0, idle=2.0, body_bytes=1 << 20)
_POLL_SECONDS = 0.02
_DRAIN_SECONDS = 0.1
_SETTLE_SECONDS = 30.0
"""So long at most a slot that still reads a prompt counts as busy after its reader has left."""


@dataclass(frozen=True, slots=True)
class Outbound:
    """What will leave, to one of a model's places."""

    sent: Sent
    model: Model
    deployment: Deployment

    @property
    def destination(self) -> Destination:
        """Where it goes."""
        return self.deployment.destination

    @property
    def body(self) -> bytes:
        """The bytes that the ledger commits to."""
        return self.sent.body


class Models:
    """The exit of the road. `known` looks a model up by its id in memory; raises ModelUnknown."""

    def __init__(self, client: Client, known: Callable[[str], Model]) -> None:
        self._client = client
        self._known = known
        self._queues: dict[str, Queue] = {}

    def queued(self) -> tuple[int, int]:
        """How many calls wait and how many run, at all destinations."""
        return sum(each.waiting for each in self._queues.values()), sum(each.running for each in self._queues.values())

    def prepare(self, cleared: Cleared) -> Outbound:
        """The bytes that will leave; raises ModelUnknown, or ModelUnavailable if the model has moved since."""
        model = self._known(cleared.prompt.model)
        deployment = next((each for each in model.deployments if each.destination == cleared.destination), None)
        if deployment is None:
            raise ModelUnavailable(f"{model.name} has just been changed.", hint="Ask again.", retry_after=1)
        return Outbound(WIRES[deployment.wire].encode(cleared.prompt, model, deployment), model, deployment)

    async def stream(self, outbound: Outbound, caller: Caller) -> AsyncGenerator[Event, None]:
        """Send what was prepared and give the answer's events, the last one Finished or Failed. Use in `aclosing`.

        Before the first word only Queued events come, and trouble is raised: PromptTooLong, ModelUnavailable,
        UpstreamBusy, UpstreamRefused, BadAnswer, QueueFull. After it trouble is a Failed. Leaving closes the connection
        to the model at once.
        """
        ticket = self._queue(outbound).enter(caller.person)
        whole = False
        try:
            waiting = ticket.wait()
            async with aclosing(waiting):
                async for place in waiting:
                    yield Queued(place)
            answering = self._answer(outbound)
            async with aclosing(answering):
                async for event in answering:
                    yield event
            whole = True
        finally:
            self._leave(outbound, ticket, whole=whole)

    async def _answer(self, outbound: Outbound) -> AsyncGenerator[Event, None]:
        said = False
        try:
            sent = outbound.sent
            exchange = self._client.stream(
                outbound.destination.name, "POST", sent.path, headers=sent.headers, body=sent.body
            )
            async with exchange as response:
                await _check(response, outbound)
                answering = _events(response, WIRES[outbound.deployment.wire].answer(), outbound.model)
                async with aclosing(answering):
                    async for event in answering:
                        said = True
                        yield event
        except InhouseError as error:
            trouble = _explained(error, outbound.model)
            if not said:
                raise trouble from error
            retryable = isinstance(trouble, Unavailable | TooMany)
            yield Failed(trouble.code, trouble.message, trouble.hint, retryable=retryable)

    def _queue(self, outbound: Outbound) -> Queue:
        at_once = outbound.model.profile.at_once
        queue = self._queues.setdefault(outbound.destination.name, Queue(at_once))
        queue.resize(at_once)
        return queue

    def _leave(self, outbound: Outbound, ticket: Ticket, *, whole: bool) -> None:
        """Give the place back; after an answer that was cut, only when the server has noticed."""
        if whole or not ticket.served or not outbound.model.profile.quirks.slots:
            ticket.leave()
        else:
            tasks.spawn(self._settle(outbound, ticket), name="settle")

    async def _settle(self, outbound: Outbound, ticket: Ticket) -> None:
        """Keep the place until the server has a slot free again.

        A server that reads a prompt notices only between two portions of it that the reader has left.
        """
        queue = self._queues[outbound.destination.name]
        latest = clock.monotonic() + _SETTLE_SECONDS
        try:
            while clock.monotonic() < latest:
                answer = await self._client.fetch(outbound.destination.name, _SLOTS, limits=_SLOTS_LIMITS)
                if answer.status != 200 or _busy(answer.body) < queue.running:
                    return
                await asyncio.sleep(_POLL_SECONDS)
        except InhouseError:
            return
        finally:
            ticket.leave()


def _busy(body: bytes) -> int:
    """How many slots are busy; 0 if that cannot be told."""
    try:
        slots = a_list(orjson.loads(body))
    except orjson.JSONDecodeError:
        return 0
    return sum(an_object(slot).get("is_processing") is True for slot in slots)


async def _check(response: Response, outbound: Outbound) -> None:
    """Let an event stream pass; raises what any other answer means."""
    model = outbound.model
    if response.status != 200:
        later = _seconds(response.headers.get(b"retry-after"))
        body = await response.read(_ERROR_BYTES)
        raise WIRES[outbound.deployment.wire].refusal(response.status, body, later, model)
    kind = response.headers.get(b"content-type", b"").split(b";")[0].strip().lower()
    if kind != b"text/event-stream":
        raise BadAnswer(
            f"{model.name}: what its server sends is not a stream of events.",
            hint="Ask an administrator whether a model's server really listens there.",
        )


async def _events(response: Response, answer: Incoming, model: Model) -> AsyncGenerator[Event, None]:
    repetition = Repetition() if model.profile.cut_loops else None
    while not answer.done and (piece := await response.piece()):
        for event in answer.feed(piece):
            yield event
            if repetition is not None and isinstance(event, TextDelta) and repetition.hear(event.text):
                yield Usage(answer.prompt_tokens, answer.pieces)
                yield Finished("loop")
                return
    await response.drain(_DRAIN_SECONDS)
    for event in answer.end():
        yield event


def _seconds(retry_after: bytes | None) -> float | None:
    """Retry-After in seconds (RFC 9110, section 10.2.3), at most an hour; a date is not honoured."""
    if retry_after is None or not retry_after.isdigit() or len(retry_after) > 5:
        return None
    return min(float(retry_after), 3600.0)


def _explained(error: InhouseError, model: Model) -> InhouseError:
    """Trouble on the way there, in the words of who asked a model."""
    if isinstance(error, TimedOut | Unreachable):
        what = "takes too long" if isinstance(error, TimedOut) else "is away"
        return ModelUnavailable(f"{model.name} {what}.", hint="Try again in a moment.", retry_after=error.retry_after)
    return error
