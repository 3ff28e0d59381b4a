"""Where to try next: decided here, acted upon by the road. Pure: load, time and chance are given.

1  the places of the chosen model: of those that are well the least busy, and among equals by their weight
2  the same places again, after a pause, if what went wrong may do better
3  its fallbacks (`Model.fallback`), in their order, 1 and 2 for each

Never to weaker terms than the caller chose: a place that is farther away, that we know less of, or whose declared terms
are worse in any point is left out. A fallback's own trouble is nobody's answer: the chosen model's is told at the end.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from inhouse.core.errors import InhouseError, InvalidRequest, TooMany, Unavailable
from inhouse.guard import Stopped
from inhouse.ledger import LedgerUnavailable
from inhouse.models import Model
from inhouse.models.errors import ModelUnavailable, ServerTrouble
from inhouse.models.load import Standing
from inhouse.models.model import Deployment, remoteness

RETRIES = 2
"""How often the places of one model are asked again."""
MOST_ATTEMPTS = 8
TOTAL_SECONDS = 30.0
"""No pause ends later than this after the first attempt began."""
LONGEST_PAUSE = 10.0
"""Who asks us to stay away for longer is not asked again by the same call."""
_FIRST_PAUSE = 0.5


@dataclass(frozen=True, slots=True)
class Attempt:
    """Ask this model at this place, after so many seconds."""

    model: Model
    deployment: Deployment
    pause: float = 0.0


class Chance(Enum):
    """What may still help after an error."""

    NOTHING = "nothing"
    ANOTHER_PLACE = "another place"
    ANOTHER_MODEL = "another place or model"
    AGAIN = "again"


def chance_of(error: InhouseError) -> Chance:
    """What may help after this error, which came before the first word of an answer."""
    if isinstance(error, ServerTrouble) and error.transient:
        return Chance.AGAIN
    match error:
        case LedgerUnavailable():
            return Chance.NOTHING
        case Stopped():
            return Chance.ANOTHER_PLACE
        case Unavailable() | TooMany():
            return Chance.ANOTHER_MODEL
        case _:
            return Chance.NOTHING


def no_weaker(place: Deployment, chosen: Model) -> bool:
    """Whether words are at least as safe at this place as where the caller chose to send them."""
    nearer = remoteness(place.destination) <= remoteness(chosen.destination)
    return nearer and place.terms.no_weaker_than(chosen.terms)


def as_fallback(model: Model, chosen: Model) -> Model | None:
    """The model with those of its places that may be a fallback of the chosen one; None if there are none."""
    places = tuple(place for place in model.deployments if no_weaker(place, chosen))
    return replace(model, deployments=places) if places and model.id != chosen.id else None


class Attempts:
    """The attempts of one call. `models`: the chosen one, then its fallbacks. `standing` tells how a place is now."""

    def __init__(
        self,
        models: Sequence[Model],
        standing: Callable[[Deployment], Standing],
        began: float,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._models = models
        self._standing = standing
        self._began = began
        self._draw = draw
        self._count = 0
        self._told: InhouseError | None = None
        self._last: Deployment | None = None
        self._enter(0)

    def first(self) -> Attempt:
        """Where to begin; raises ModelUnavailable if every place is being left alone."""
        found = self._at_once() or self._next_model()
        if found is None:
            raise self._all_left_alone()
        return self._go(found)

    def after(self, error: InhouseError, now: float) -> Attempt:
        """Where to go on after an error before the first word; raises what is to be told if there is nowhere."""
        chosen = self._index == 0
        self._told = told = error if chosen or self._told is None else self._told
        chance = chance_of(error)
        if not chosen and isinstance(error, InvalidRequest | Stopped):
            # The fallback cannot take this prompt; the next may.
            chance = Chance.ANOTHER_MODEL
        if chance is Chance.NOTHING or self._count >= MOST_ATTEMPTS:
            raise told
        self._note(error, chance, now)
        found = self._at_once()
        if found is None and chance is not Chance.ANOTHER_PLACE:
            found = self._again(now) or self._next_model()
        if found is None:
            raise told
        return self._go(found)

    def _go(self, attempt: Attempt) -> Attempt:
        self._count += 1
        self._tried.append(attempt.deployment)
        self._last = attempt.deployment
        return attempt

    def _enter(self, index: int) -> None:
        self._index = index
        self._retries = 0
        # A few at most: to compare them costs less than to hash what they are made of.
        self._tried: list[Deployment] = []
        self._not_before: dict[Deployment, float] = {}

    def _note(self, error: InhouseError, chance: Chance, now: float) -> None:
        """When the last place may be asked again: after a pause that grows, not before it asks us to, or never."""
        place = self._last
        if place is None:
            return
        if chance is not Chance.AGAIN:
            self._not_before[place] = math.inf
            return
        pause = _FIRST_PAUSE * 2**self._retries * (0.5 + self._draw())
        asked = error.wait if isinstance(error, ServerTrouble) else None
        if asked is not None:
            # A little later than asked, so that not all who were told the same come back at once.
            pause = max(pause, asked * (1 + 0.1 * self._draw()))
        self._not_before[place] = now + pause

    def _at_once(self) -> Attempt | None:
        """The best place of this model that was not tried yet."""
        model = self._models[self._index]
        fresh = [place for place in model.deployments if place not in self._tried]
        if len(fresh) == 1:
            return None if self._standing(fresh[0]).pause > 0 else Attempt(model, fresh[0])
        standings = [(self._standing(place), place) for place in fresh]
        well = [(*self._order(standing, place), place) for standing, place in standings if standing.pause <= 0]
        return Attempt(model, min(well, key=lambda each: each[:-1])[-1]) if well else None

    def _order(self, standing: Standing, place: Deployment) -> tuple[bool, float, float]:
        """Who rests comes last, who is less busy for its weight comes first."""
        return standing.resting, standing.calls / max(place.weight, 1), self._race(place)

    def _race(self, place: Deployment) -> float:
        """Of several draws the smallest is this place's as often as its weight is its share of all weights."""
        return -math.log(1.0 - self._draw()) / max(place.weight, 1)

    def _again(self, now: float) -> Attempt | None:
        """A place of this model that is well and may be asked again soon enough."""
        moments = [(moment, place) for place, moment in self._not_before.items() if not self._standing(place).pause]
        if self._retries >= RETRIES or not moments:
            return None
        moment, place = min(moments, key=lambda each: each[0])
        pause = max(0.0, moment - now)
        if pause > LONGEST_PAUSE or now + pause > self._began + TOTAL_SECONDS:
            return None
        self._retries += 1
        return Attempt(self._models[self._index], place, pause)

    def _next_model(self) -> Attempt | None:
        while self._index + 1 < len(self._models):
            self._enter(self._index + 1)
            if (attempt := self._at_once()) is not None:
                return attempt
        return None

    def _all_left_alone(self) -> ModelUnavailable:
        model = self._models[0]
        pause = min((self._standing(place).pause for place in model.deployments), default=1.0)
        error = ModelUnavailable(
            f"{model.name} has failed several times in a row and is left alone for a moment.",
            hint="Try again in a moment, or choose another model.",
            retry_after=max(1.0, pause),
        )
        error.cause = "left_alone"
        return error
