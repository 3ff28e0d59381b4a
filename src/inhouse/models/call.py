"""The call: what was cleared becomes bytes, the bytes go to the model, its answer comes back as events.

Only the road calls this.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import orjson

from inhouse.core import clock, tasks
from inhouse.core.caller import Caller
from inhouse.core.destination import Destination
from inhouse.core.errors import InhouseError, InvalidRequest
from inhouse.core.events import Event, Finished, Queued, Relayed, TextDelta, Usage
from inhouse.core.prompt import Cleared
from inhouse.models.breaker import Breaker
from inhouse.models.errors import (
    AnswerBroken,
    BadAnswer,
    ModelUnavailable,
    ServerTrouble,
    UpstreamBusy,
)
from inhouse.models.json_values import a_list, an_object
from inhouse.models.load import Loads, PlaceState, Standing
from inhouse.models.model import Deployment, Model
from inhouse.models.patience import Patience, usual
from inhouse.models.queue import Ticket
from inhouse.models.repetition import Repetition
from inhouse.models.wires import Incoming, Sent, Wire, wire_of
from inhouse.models.wires.refusals import code_of
from inhouse.net import Client, Exchange, Limits, Permit, Response
from inhouse.net.errors import (
    AddressRefused,
    BadResponse,
    CertificateRefused,
    DestinationUnknown,
    NoCredential,
    ProxyRefused,
    TimedOut,
    Unreachable,
)

_ERROR_BYTES = 1 << 16
_ERROR_SECONDS = 5.0
"""So long at most we read what a server says besides an error status."""
_RESTS_SECONDS = 1.0
"""So long others go before a place that is busy and does not say for how long."""
_LONGEST_DATE = 64
_LONGEST_WAIT = 3600.0
_MAY_DO_BETTER = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
_SLOTS = "/slots"
_SLOTS_LIMITS = Limits(connect=1.0, first_byte=10.0, idle=2.0, body_bytes=1 << 20)
_POLL_SECONDS = 0.02
_DRAIN_SECONDS = 0.1
_SETTLE_SECONDS = 30.0
"""So long at most a slot that still reads a prompt counts as busy after its reader has left."""
_AGAIN = "Try again in a moment."
_GO_ON = "Continue, or ask again."
_ASK_ADMINISTRATOR = "An administrator can test this model, and see there what is wrong."


@dataclass(frozen=True, slots=True)
class Outbound:
    """What will leave, to one of a model's places."""

    sent: Sent
    model: Model
    deployment: Deployment
    permit: Permit | None = None

    def under(self, line: str, key: bytes) -> "Outbound":
        """The same, with the ledger's line under which it leaves and the key of that line's commitment."""
        return Outbound(self.sent, self.model, self.deployment, Permit(line, key))

    @property
    def destination(self) -> Destination:
        """Where it goes."""
        return self.deployment.destination

    @property
    def body(self) -> bytes:
        """The bytes that the ledger commits to."""
        return self.sent.body

    @property
    def wire(self) -> Wire:
        """How its place is spoken to."""
        return wire_of(self.model, self.deployment)

    @property
    def patience(self) -> Patience:
        """How long we wait for it."""
        return self.model.profile.patience or usual(self.destination.destination_class)


class Models:
    """The exit of the road. `known` looks a model up by its id in memory; raises ModelUnknown.

    `awake` holds the engine of a local model awake for the time of a call.
    """

    def __init__(
        self,
        client: Client,
        known: Callable[[str], Model],
        awake: Callable[[Model], AbstractAsyncContextManager[None]] | None = None,
    ) -> None:
        self._client = client
        self._known = known
        self._awake = awake or _always_awake
        self._loads = Loads()

    def queued(self) -> tuple[int, int]:
        """How many calls wait and how many run, at all destinations."""
        return self._loads.queued()

    def places(self) -> list[PlaceState]:
        """How every place stands that was called since the start."""
        return self._loads.places()

    def standing(self, deployment: Deployment) -> Standing:
        """How busy and how well a place is now."""
        return self._loads.standing(deployment)

    def prepare(self, cleared: Cleared, deployment: Deployment) -> Outbound:
        """The bytes that will leave; raises ModelUnknown, or ModelUnavailable if the model has moved since."""
        model = self._known(cleared.prompt.model)
        if deployment not in model.deployments or deployment.destination != cleared.destination:
            raise ModelUnavailable(f"{model.name} has just been changed.", hint="Ask again.", retry_after=1)
        return Outbound(wire_of(model, deployment).encode(cleared.prompt, model, deployment), model, deployment)

    async def stream(self, outbound: Outbound, caller: Caller) -> AsyncGenerator[Event | Relayed, None]:
        """Send what was prepared and give the answer's events, the last one Finished or Failed. Use in `aclosing`.

        Before the first word only Queued events come. Trouble is raised, before the first word and after it:
        PromptTooLong, ModelUnavailable, UpstreamBusy, UpstreamRefused, BadAnswer, QueueFull. Leaving closes the
        connection to the model at once.
        """
        ticket = self._loads.queue(outbound.model, outbound.deployment).enter(caller.person)
        whole = False
        try:
            if not ticket.served:
                waiting = ticket.wait()
                async with aclosing(waiting):
                    async for place in waiting:
                        yield Queued(place)
            # One generator and not several: every word passes through each on its way to the reader.
            trial = _Trial(self._loads.breaker(outbound.deployment), outbound.model)
            async with self._awake(outbound.model), trial, self._exchange(outbound) as response:
                await _check(response, outbound)
                hearing = _Hearing(response, outbound, trial.began)
                while events := await hearing.next():
                    trial.answered()
                    for event in events:
                        yield event
            whole = True
        finally:
            self._leave(outbound, ticket, whole=whole)

    def _exchange(self, outbound: Outbound) -> Exchange:
        sent = outbound.sent
        exchange = self._client.stream(
            outbound.destination.name,
            "POST",
            sent.path,
            headers=sent.headers,
            body=sent.body,
            limits=outbound.patience.limits(),
        )
        return exchange.under(outbound.permit)

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
        queue = self._loads.queue(outbound.model, outbound.deployment)
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


def _always_awake(_model: Model) -> AbstractAsyncContextManager[None]:
    return nullcontext()


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
        raise await _refusal(response, outbound)
    kind = response.headers.get(b"content-type", b"").split(b";")[0].strip().lower()
    if kind != outbound.sent.answers:
        raise BadAnswer(
            f"{model.name}: what its server sends is not an answer.",
            hint="Ask an administrator whether a model's server really listens there.",
        )


async def _refusal(response: Response, outbound: Outbound) -> InhouseError:
    body = b""
    # What is said besides the status helps to explain it; the status alone is enough.
    with suppress(InhouseError, TimeoutError):
        async with asyncio.timeout(_ERROR_SECONDS):
            body = await response.read(_ERROR_BYTES)
    later = _seconds(response.headers.get(b"retry-after"))
    error = outbound.wire.refusal(response.status, body, later, outbound.model)
    if isinstance(error, ServerTrouble):
        error.cause = f"status_{response.status}"
        error.said = code_of(body)
        error.wait = later
        error.transient = response.status in _MAY_DO_BETTER and error.retry_after is not None
    return error


class _Trial:
    """What one call teaches of its place: `async with`. Trouble leaves it in the words of who asked the model."""

    __slots__ = ("_breaker", "_model", "_said", "began")

    def __init__(self, breaker: Breaker, model: Model) -> None:
        self._breaker = breaker
        self._model = model
        self._said = False
        self.began = clock.monotonic()

    def answered(self) -> None:
        """The model has said something."""
        if not self._said:
            self._said = True
            self._breaker.answered()

    async def __aenter__(self) -> Self:
        self.began = clock.monotonic()
        self._breaker.begin(self.began)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if isinstance(error, InhouseError):
                trouble = _broken_off(error, self._model) if self._said else _explained(error, self._model)
                trouble.hint = trouble.hint or (_GO_ON if self._said else _AGAIN)
                _learn(self._breaker, trouble)
                raise trouble from error
        finally:
            self._breaker.left()


class _Hearing:
    """An answer as it is heard, one read after the other."""

    __slots__ = ("_answer", "_began", "_heard", "_latest", "_name", "_over", "_patience", "_repetition", "_response")

    def __init__(self, response: Response, outbound: Outbound, began: float) -> None:
        self._response = response
        self._answer: Incoming = outbound.wire.answer(outbound.sent.choices)
        self._name = outbound.destination.name
        self._patience = outbound.patience
        self._began = began
        self._latest = began + self._patience.total
        self._repetition = Repetition() if outbound.model.profile.cut_loops else None
        self._heard = self._over = False

    async def next(self) -> Sequence[Event | Relayed]:
        """The events of the next read, at the end the last ones, then none; raises what is wrong."""
        while not self._over:
            if not self._answer.done and (piece := await (self._response.piece() if self._heard else self._early())):
                if self._heard and clock.monotonic() > self._latest:
                    raise TimedOut(self._name, "the whole answer", self._patience.total)
                if events := self._answer.feed(piece):
                    self._heard = True
                    return events if self._repetition is None else self._cut(events, self._repetition)
                continue
            self._over = True
            await self._response.drain(_DRAIN_SECONDS)
            return self._answer.end()
        return ()

    async def _early(self) -> bytes:
        """What comes before the first events; comments and other signs of life do not prolong the time for them."""
        first = self._patience.first
        try:
            async with asyncio.timeout(max(0.0, self._began + first - clock.monotonic())):
                return await self._response.piece()
        except TimeoutError as error:
            raise TimedOut(self._name, "the first word", first) from error

    def _cut(self, events: Sequence[Event | Relayed], repetition: Repetition) -> Sequence[Event | Relayed]:
        """The events up to where the model says the same again and again, and then the end."""
        for number, event in enumerate(events, 1):
            if isinstance(event, TextDelta) and repetition.hear(event.text):
                self._over = True
                usage = Usage(self._answer.prompt_tokens, self._answer.pieces)
                return [*events[:number], usage, Finished("loop")]
        return events


def _seconds(retry_after: bytes | None) -> float | None:
    """Retry-After (RFC 9110, section 10.2.3) in seconds from now, at most an hour; None if it cannot be understood."""
    if retry_after is None or len(retry_after) > _LONGEST_DATE:
        return None
    if retry_after.isdigit():
        return min(float(retry_after), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(retry_after.decode("ascii", "replace"))
    except ValueError:
        return None
    seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - clock.now()).total_seconds()
    return min(max(0.0, seconds), _LONGEST_WAIT)


def _learn(breaker: Breaker, trouble: InhouseError) -> None:
    """What the breaker hears: a server that refuses one request is well, and one that is busy is not broken."""
    match trouble:
        case InvalidRequest():
            breaker.answered()
        case UpstreamBusy():
            breaker.rest(_RESTS_SECONDS if trouble.wait is None else trouble.wait, clock.monotonic())
        case _:
            breaker.failed(clock.monotonic())


def _explained(error: InhouseError, model: Model) -> InhouseError:
    """Trouble before the first word, in the words of who asked a model; what is known of places stays with us."""
    if isinstance(error, ServerTrouble):
        return error
    told: ModelUnavailable | BadAnswer
    match error:
        case TimedOut():
            told = ModelUnavailable(f"{model.name} takes too long.", hint=_AGAIN, retry_after=error.retry_after)
        case CertificateRefused() | ProxyRefused() | AddressRefused() | DestinationUnknown() | NoCredential():
            told = ModelUnavailable(f"{model.name} cannot be reached.", hint=_ASK_ADMINISTRATOR)
        case Unreachable():
            told = ModelUnavailable(f"{model.name} is away.", hint=_AGAIN, retry_after=error.retry_after)
        case BadResponse():
            told = BadAnswer(f"{model.name}: what its server sends is not an answer.", hint=_ASK_ADMINISTRATOR)
        case _:
            return error
    told.cause = error.code
    told.transient = error.retry_after is not None and isinstance(told, ModelUnavailable)
    return told


def _broken_off(error: InhouseError, model: Model) -> InhouseError:
    """Trouble after the first word: the words so far are kept."""
    match error:
        case TimedOut():
            told = AnswerBroken(f"{model.name} fell silent in the middle of its answer.", hint=_GO_ON, retry_after=1)
        case Unreachable() | BadResponse():
            told = AnswerBroken(f"The answer of {model.name} broke off in the middle.", hint=_GO_ON, retry_after=1)
        case _:
            return error
    told.cause = error.code
    return told
