"""The one road to a model.

    1  cleared = guard.clear(prompt, caller, destination)   fails closed; a refusal gets its line too; before the first
                                                            attempt the call reserves what it may cost (`limits`)
    2  line    = ledger.open(caller, cleared, body)         durable before anything goes: no line, no call
    3  events  = models.stream(outbound, caller)            the only exit
    4  guard.restore(events)                                stand-ins back to names
    5  ledger.close(line, usage, ending)                    always, also when the reader left

The web chat and every door come here; nothing else sends words to a model. No transaction is open while a model speaks.
If a place gives no answer the five steps are gone again for the next one, which `attempts` chooses, never one with
weaker terms; once a model has given its first event there is no second attempt.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Literal, Protocol

from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.destination import Destination
from inhouse.core.errors import InhouseError, NotFound
from inhouse.core.events import Counted, Disclosure, Event, Failed, Place, Queued, Relayed
from inhouse.core.prompt import Cleared, Prompt, PromptMessage, Role, Text, Verdict
from inhouse.gateway.attempts import Attempt, Attempts, as_fallback
from inhouse.gateway.crossing import Crossing
from inhouse.gateway.errors import AnswerCut
from inhouse.gateway.fits import check_fits
from inhouse.gateway.limits.meter import Meter
from inhouse.gateway.limits.reservation import Reservation
from inhouse.guard import GUARD_VERSION, Guard, KeptLocal, blocked_of, label_of, restore, restorer_of
from inhouse.ledger import Ledger, Line, Refusal
from inhouse.models import Model
from inhouse.models.call import Outbound
from inhouse.models.load import Standing
from inhouse.models.model import Deployment

_SERVER_ERROR = 500
_TOO_MANY = 429
_DISCLOSED: Mapping[Verdict, Literal["pass", "warn", "stand_in", "keep_local"]] = {
    Verdict.PASS: "pass",
    Verdict.WARN: "warn",
    Verdict.STAND_IN: "stand_in",
    Verdict.KEEP_LOCAL: "keep_local",
}
_TOLD_SECONDS = 1.0
"""A pause before another attempt that is longer is told to the reader as a place in the queue."""


class Catalogue(Protocol):
    """Where the road looks up a model's destinations."""

    async def find(self, model_id: str, caller: Caller) -> Model:
        """The model, if the caller may use it; raises NotFound."""
        ...

    async def here(self, caller: Caller) -> Model | None:
        """A model on this machine that is fit for work, if there is one that the caller may use."""
        ...


class Models(Protocol):
    """The exit: `models.call.Models`; in the sealed form the gate stands behind the same verbs."""

    def standing(self, deployment: Deployment) -> Standing:
        """How busy and how well a place is now."""
        ...

    def prepare(self, cleared: Cleared, deployment: Deployment) -> Outbound:
        """The bytes that will leave; raises InhouseError if the model cannot take the prompt."""
        ...

    def stream(self, outbound: Outbound, caller: Caller) -> AsyncGenerator[Event | Relayed, None]:
        """Send what was prepared and listen; raises InhouseError, also after the first event."""
        ...


class Road:
    """The road with its three gatekeepers and the catalogue that knows the destinations."""

    def __init__(
        self, catalogue: Catalogue, guard: Guard, ledger: Ledger, models: Models, meter: Meter | None = None
    ) -> None:
        """Without a meter nothing is bounded and nothing is counted."""
        self._catalogue = catalogue
        self._guard = guard
        self._ledger = ledger
        self._models = models
        self._meter = Meter() if meter is None else meter

    async def run(self, caller: Caller, prompt: Prompt) -> AsyncGenerator[Event | Relayed, None]:
        """Send a prompt to its model and give the events that come back. Use inside `aclosing`.

        Places in the queue come first, then a Disclosure with the model's first event; the last event is Finished or
        Failed. Raises InhouseError as long as the model has given no event: LimitReached, Refused, LedgerUnavailable,
        or what the model's side raised. After that an error is a Failed.
        """
        choices = await self._choices(caller, prompt)
        # Leaving this block settles, whatever the reason.
        with self._meter.reserve(caller, prompt, choices[0]) as call:
            attempts, kept_from = Attempts(choices, self._models.standing, clock.monotonic()), None
            attempt = attempts.first()
            while True:
                events = self._attempt(caller, prompt, attempt, call, kept_from)
                try:
                    async with aclosing(events):
                        async for event in events:
                            call.note(event)
                            yield event
                    return
                except InhouseError as error:
                    try:
                        attempt = attempts.after(error, clock.monotonic())
                    except KeptLocal as kept:
                        here = await self._here(caller, prompt, kept)
                        attempts, kept_from = Attempts([here], self._models.standing, clock.monotonic()), prompt.model
                        attempt = attempts.first()
                if attempt.pause > _TOLD_SECONDS:
                    yield Queued(1)
                await asyncio.sleep(attempt.pause)

    async def _attempt(
        self, caller: Caller, prompt: Prompt, attempt: Attempt, call: Reservation, kept_from: str | None
    ) -> AsyncGenerator[Event | Relayed, None]:
        """The five steps to one place; raises InhouseError as long as the model there has given no event."""
        call.ask(attempt.model)
        prompt = _addressed(prompt, attempt.model)
        check_fits(prompt, attempt.model)
        # 1
        cleared = await self._clear(caller, prompt, attempt.deployment.destination)
        outbound = self._models.prepare(cleared, attempt.deployment)
        # 2
        line = await self._ledger.open(caller, cleared, outbound.body, attempt.deployment.terms.on_record())
        call.opened(cleared.destination, line)
        # 5: leaving this block closes the line, whatever the reason
        async with Crossing(self._ledger, line) as crossing:
            # 3, and 4 around it
            sent = outbound.under(str(line), line.key.key)
            events = restore(self._models.stream(sent, caller), restorer_of(cleared))
            try:
                async with aclosing(events):
                    async for event in events:
                        if not crossing.begun and not isinstance(event, Queued):
                            crossing.begun = True
                            yield _disclosure(cleared, line, kept_from)
                        ended = crossing.note(event)
                        yield event
                        if ended:
                            return
                raise AnswerCut("The model stopped in the middle of its answer.", hint="Try again.", retry_after=1)
            except InhouseError as error:
                if not crossing.begun:
                    raise
                crossing.fail(error)
                yield _failed(error)

    async def _choices(self, caller: Caller, prompt: Prompt) -> list[Model]:
        """The chosen model, and those of its fallbacks that the caller may use."""
        chosen = await self._catalogue.find(prompt.model, caller)
        choices = [chosen]
        for other in chosen.fallback:
            try:
                model = as_fallback(await self._catalogue.find(other, caller), chosen)
            except NotFound:
                continue
            if model is not None:
                choices.append(model)
        return choices

    async def _here(self, caller: Caller, prompt: Prompt, kept: KeptLocal) -> Model:
        """The model on this machine that may have what the guard kept here; raises `kept` if there is none."""
        here = None if prompt.embed is not None else await self._catalogue.here(caller)
        if here is None:
            raise kept
        return here

    async def _clear(self, caller: Caller, prompt: Prompt, destination: Destination) -> Cleared:
        error, blocked = "guard_failed", None
        cleared: Cleared | None = None
        try:
            cleared = await self._guard.clear(prompt, caller, destination)
            return cleared
        except InhouseError as refusal:
            error, blocked = refusal.code, blocked_of(refusal)
            raise
        finally:
            # Also when the guard itself broke: an attempt is on record, and nothing has left.
            if cleared is None:
                found = () if blocked is None else tuple((each.kind, each.count) for each in blocked.findings)
                refused = Refusal(prompt, destination, self._guard.policy_hash, GUARD_VERSION, error, found)
                await self._ledger.refuse(caller, refused)


def _addressed(prompt: Prompt, model: Model) -> Prompt:
    """The prompt for this model, with the model's own instructions where it has no others: the guard reads them too."""
    if prompt.model != model.id:
        prompt = replace(prompt, model=model.id)
    own = model.profile.system_prompt
    if own is None or prompt.embed is not None or any(message.role is Role.SYSTEM for message in prompt.messages):
        return prompt
    return replace(prompt, messages=(PromptMessage(Role.SYSTEM, (Text(own),)), *prompt.messages))


def _disclosure(cleared: Cleared, line: Line, kept_from: str | None) -> Disclosure:
    place = Place(cleared.destination.name, cleared.destination.destination_class)
    removed = tuple(Counted(kind, label_of(kind), count) for kind, count in cleared.removed)
    verdict = _DISCLOSED[cleared.verdict if kept_from is None else Verdict.KEEP_LOCAL]
    return Disclosure(place, verdict, cleared.replaced, str(line), removed, kept_from)


def _failed(error: InhouseError) -> Failed:
    retryable = error.status >= _SERVER_ERROR or error.status == _TOO_MANY
    return Failed(error.code, error.message, error.hint, retryable, blocked_of(error))
