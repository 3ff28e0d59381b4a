"""What one rule has counted for one name: two sliding minutes, open streams, and a month's money. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from math import inf

from inhouse.gateway.limits.rule import Bounds, Money, Need
from inhouse.gateway.limits.window import Window

_STREAM_SECONDS = 1.0
"""When another stream ends is not known; so soon a client may ask again."""


class Bound(StrEnum):
    """Which bound of a rule was met."""

    REQUESTS = "requests"
    TOKENS = "tokens"
    STREAMS = "streams"
    BUDGET = "budget"


class Moment:
    """Now, on both clocks: seconds that never go backwards, and the date in UTC.

    `month` is a number that grows by one each month.
    """

    __slots__ = ("date", "month", "seconds")

    def __init__(self, seconds: float, date: datetime) -> None:
        self.seconds = seconds
        self.date = date
        self.month = date.year * 12 + date.month - 1

    def until_next_month(self) -> float:
        """Seconds until the next month begins."""
        year, month = divmod(self.month + 1, 12)
        return (datetime(year, month + 1, 1, tzinfo=UTC) - self.date).total_seconds()


@dataclass(frozen=True, slots=True)
class Met:
    """A bound that a call has met. `wait` is in seconds; infinite if the call alone is more than the bound."""

    bound: Bound
    wait: float
    limit: int
    currency: str | None = None


@dataclass(slots=True)
class Taken:
    """What a call has taken from a counter, to be corrected when it has ended. `slot` is -1 where no tokens count."""

    month: int
    reservations: int
    slot: int
    tokens: int
    cost: int


class Counter:
    """Counts calls for one name under the bounds of one rule.

    Money is reserved before a call and spent after it; what is spent and reserved together never goes above the budget
    by a reservation. A call belongs to the month in which it began.
    """

    __slots__ = ("_month", "_requests", "_reservations", "_reserved", "_streams", "_tokens", "bounds", "spent")

    def __init__(self, bounds: Bounds, month: int, spent: int = 0) -> None:
        self.bounds = bounds
        self.spent = spent
        self._month = month
        self._reserved = 0
        # Counts up when all reservations are dropped: what was reserved before must not be taken off again.
        self._reservations = 0
        self._streams = 0
        self._requests = Window()
        self._tokens = Window()

    def meets(self, now: Moment, need: Need, requests: int = 1) -> Met | None:
        """The bound that stands in the way of a call, the one with the longest wait; None when the call may go.

        `requests` is 0 for a call that was counted here already.
        """
        self._turn(now)
        bounds, seconds = self.bounds, now.seconds
        worst: Met | None = None
        if bounds.streams is not None and self._streams >= bounds.streams:
            worst = Met(Bound.STREAMS, _STREAM_SECONDS if bounds.streams else inf, bounds.streams)
        if bounds.requests is not None and (wait := self._requests.wait(seconds, requests, bounds.requests)):
            worst = _longer(worst, Met(Bound.REQUESTS, wait, bounds.requests))
        if bounds.tokens is not None and (wait := self._tokens.wait(seconds, need.tokens, bounds.tokens)):
            worst = _longer(worst, Met(Bound.TOKENS, wait, bounds.tokens))
        if (budget := bounds.budget) is not None and self._over(budget, need):
            wait = inf if _in(budget, need.cost) > budget.micros else now.until_next_month()
            worst = _longer(worst, Met(Bound.BUDGET, wait, budget.micros, budget.currency))
        return worst

    def _over(self, budget: Money, need: Need) -> bool:
        cost = _in(budget, need.cost)
        return cost > 0 and self.spent + self._reserved + cost > budget.micros

    def take(self, now: Moment, need: Need, requests: int = 1) -> Taken:
        """Reserve; call it only after `meets` has found nothing, with nothing in between."""
        self._turn(now)
        bounds, cost, slot = self.bounds, 0, -1
        self._streams += 1
        if bounds.requests is not None and requests:
            self._requests.take(now.seconds, requests)
        if bounds.tokens is not None:
            slot = self._tokens.take(now.seconds, need.tokens)
        if bounds.budget is not None:
            cost = _in(bounds.budget, need.cost)
            self._reserved += cost
        return Taken(self._month, self._reservations, slot, need.tokens, cost)

    def settle(self, now: Moment, taken: Taken, used: Need) -> None:
        """The call has ended and took `used`: the reservation falls away. More than was reserved counts too."""
        self._turn(now)
        self._streams -= 1
        if self.bounds.tokens is not None:
            self._tokens.correct(taken.slot, used.tokens - taken.tokens)
        if taken.reservations == self._reservations:
            self._reserved -= taken.cost
        if self.bounds.budget is not None and taken.month == self._month:
            self.spent += _in(self.bounds.budget, used.cost)

    def requests_left(self, seconds: float) -> tuple[int, int] | None:
        """Of a bound on requests: how many are left now, and in how many seconds all are again."""
        return _left(self._requests, self.bounds.requests, seconds)

    def tokens_left(self, seconds: float) -> tuple[int, int] | None:
        """Of a bound on tokens: how many are left now, and in how many seconds all are again."""
        return _left(self._tokens, self.bounds.tokens, seconds)

    @property
    def streams(self) -> int:
        """How many calls are under way."""
        return self._streams

    @property
    def reserved(self) -> int:
        """Millionths of the budget's currency that calls under way may still spend."""
        return self._reserved

    def rebound(self, now: Moment, bounds: Bounds, spent: int) -> None:
        """The rule has changed: other bounds, what was counted stays. `spent` is in the new budget's currency."""
        self._turn(now)
        if (bounds.budget and bounds.budget.currency) != (self.bounds.budget and self.bounds.budget.currency):
            # What is under way was reserved in another currency, or not at all: it is counted when it is spent.
            self._drop_reservations()
        self.spent = spent
        self.bounds = bounds

    def _turn(self, now: Moment) -> None:
        # A clock that is set back must not open the old month again.
        if now.month > self._month:
            self._month = now.month
            self.spent = 0
            self._drop_reservations()

    def _drop_reservations(self) -> None:
        self._reserved = 0
        self._reservations += 1


def _longer(one: Met | None, other: Met) -> Met:
    return other if one is None or other.wait > one.wait else one


def _in(budget: Money, cost: Money | None) -> int:
    """A cost in millionths of the budget's currency. What is paid in another currency does not count."""
    return cost.micros if cost is not None and cost.currency == budget.currency else 0


def _left(window: Window, limit: int | None, seconds: float) -> tuple[int, int] | None:
    if limit is None:
        return None
    empty = window.empty_in(seconds)
    return max(limit - window.total, 0), empty
