"""The one road to a model.

    1  cleared = guard.clear(prompt, caller, destination)   fails closed; a refusal gets its line too
    2  line    = ledger.open(caller, cleared, body)         durable before anything goes: no line, no call
    3  events  = models.stream(outbound, caller)            the only exit
    4  guard.restore(events)                                stand-ins back to names
    5  ledger.close(line, usage, ending)                    always, also when the reader left

The web chat and every door come here; nothing else sends words to a model. No transaction is open while a model speaks.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from inhouse.core.caller import Caller
from inhouse.core.destination import Destination
from inhouse.core.errors import InhouseError
from inhouse.core.events import Disclosure, Event, Failed, Place, Queued
from inhouse.core.prompt import Cleared, Prompt
from inhouse.gateway.crossing import Crossing
from inhouse.gateway.errors import AnswerCut
from inhouse.guard import GUARD_VERSION, Guard, restore
from inhouse.ledger import Ledger, Line, Refusal
from inhouse.models import Model
from inhouse.models.call import Outbound

_SERVER_ERROR = 500
_TOO_MANY = 429


class Catalogue(Protocol):
    """Where the road looks up a model's destination."""

    async def find(self, model_id: str, caller: Caller) -> Model:
        """The model, if the caller may use it; raises NotFound."""
        ...


class Models(Protocol):
    """The exit: `models.call.Models`; in the sealed form the gate stands behind the same two verbs."""

    def prepare(self, cleared: Cleared) -> Outbound:
        """The bytes that will leave; raises InhouseError if the model cannot take the prompt."""
        ...

    def stream(self, outbound: Outbound, caller: Caller) -> AsyncGenerator[Event, None]:
        """Send what was prepared and listen; raises InhouseError."""
        ...


class Road:
    """The road with its three gatekeepers and the catalogue that knows the destinations."""

    def __init__(self, catalogue: Catalogue, guard: Guard, ledger: Ledger, models: Models) -> None:
        self._catalogue = catalogue
        self._guard = guard
        self._ledger = ledger
        self._models = models

    async def run(self, caller: Caller, prompt: Prompt) -> AsyncGenerator[Event, None]:
        """Send a prompt to its model and give the events that come back. Use inside `aclosing`.

        Places in the queue come first, then a Disclosure with the model's first event; the last event is Finished or
        Failed. Raises InhouseError as long as the model has given no event: Refused, LedgerUnavailable, or what the
        model's side raised. After that an error is a Failed.
        """
        model = await self._catalogue.find(prompt.model, caller)
        # 1
        cleared = await self._clear(caller, prompt, model.deployments[0].destination)
        outbound = self._models.prepare(cleared)
        # 2
        line = await self._ledger.open(caller, cleared, outbound.body)
        # 5: leaving this block closes the line, whatever the reason
        async with Crossing(self._ledger, line) as crossing:
            # 3, and 4 around it
            events = restore(self._models.stream(outbound, caller))
            crossed = _cross(crossing, _disclosure(cleared, line), events)
            async with aclosing(crossed):
                async for event in crossed:
                    yield event

    async def _clear(self, caller: Caller, prompt: Prompt, destination: Destination) -> Cleared:
        error = "guard_failed"
        cleared: Cleared | None = None
        try:
            cleared = await self._guard.clear(prompt, caller, destination)
            return cleared
        except InhouseError as refusal:
            error = refusal.code
            raise
        finally:
            # Also when the guard itself broke: an attempt is on record, and nothing has left.
            if cleared is None:
                refused = Refusal(prompt, destination, self._guard.policy_hash, GUARD_VERSION, error)
                await self._ledger.refuse(caller, refused)


async def _cross(
    crossing: Crossing, disclosure: Disclosure, events: AsyncGenerator[Event, None]
) -> AsyncGenerator[Event, None]:
    """The disclosure and the events up to the first end; an error after the model's first event becomes one.

    Places in the queue come before the model has seen anything: they go through, and an error after them is raised.
    """
    begun = False
    async with aclosing(events):
        try:
            async for event in events:
                if not begun and not isinstance(event, Queued):
                    begun = True
                    yield disclosure
                ended = crossing.note(event)
                yield event
                if ended:
                    return
            raise AnswerCut("The model stopped in the middle of its answer.", hint="Try again.", retry_after=1)
        except InhouseError as error:
            if not begun:
                raise
            failed = _failed(error)
            crossing.note(failed)
            yield failed


def _disclosure(cleared: Cleared, line: Line) -> Disclosure:
    place = Place(cleared.destination.name, cleared.destination.destination_class)
    return Disclosure(place, "pass", 0, str(line))


def _failed(error: InhouseError) -> Failed:
    retryable = error.status >= _SERVER_ERROR or error.status == _TOO_MANY
    return Failed(error.code, error.message, error.hint, retryable)
