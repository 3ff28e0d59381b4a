"""What this month's calls have cost so far, by account and model: what a new rule begins with. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from inhouse.gateway.limits.rule import Asker, Money, Rule, counted_as


@dataclass(frozen=True, slots=True)
class Spend:
    """What one asker has spent in a month."""

    asker: Asker
    cost: Money


class Tally:
    """Sums of one month. `month` counts months as `Moment` does; another month begins at zero."""

    __slots__ = ("_month", "_spent")

    def __init__(self, month: int) -> None:
        self._month = month
        self._spent: dict[UUID, dict[tuple[Asker, str], int]] = {}

    def add(self, month: int, asker: Asker, cost: Money) -> None:
        """Count a call that began in `month`."""
        self.turn(month)
        if month == self._month and cost.micros:
            mine = self._spent.setdefault(asker.person, {})
            mine[asker, cost.currency] = mine.get((asker, cost.currency), 0) + cost.micros

    def turn(self, month: int) -> None:
        """It is `month` now."""
        if month > self._month:
            self._month = month
            self._spent.clear()

    def under(self, rule: Rule, name: UUID, person: UUID | None = None) -> int:
        """What `rule` has counted under `name`, in millionths of its budget's currency.

        `person` is whose account that name is on, where it is one person's.
        """
        budget = rule.bounds.budget
        if budget is None:
            return 0
        return sum(
            micros
            for asker, currency, micros in self._all(person)
            if currency == budget.currency and counted_as(rule, asker) == name
        )

    def people(self, rule: Rule) -> int:
        """How many people and service accounts have spent something that `rule` counts."""
        found = {asker.person for asker, _, _ in self._all(None) if counted_as(rule, asker) is not None}
        return len(found)

    def _all(self, person: UUID | None) -> Iterator[tuple[Asker, str, int]]:
        accounts = self._spent.values() if person is None else [self._spent.get(person, {})]
        for account in accounts:
            for (asker, currency), micros in account.items():
                yield asker, currency, micros
