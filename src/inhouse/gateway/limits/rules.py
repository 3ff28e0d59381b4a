"""The rules: kept in the database, held by the meter, changed by administrators and commands."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.errors import InhouseError
from inhouse.core.ids import new_id
from inhouse.gateway.limits.errors import LimitUnknown, LimitUnusable
from inhouse.gateway.limits.meter import Meter
from inhouse.gateway.limits.rule import Bounds, Kind, Rule
from inhouse.gateway.records import limits as records
from inhouse.gateway.records import usage as usage_records
from inhouse.gateway.usage.sums import Month
from inhouse.identity.access import Administration, administer, put_on_record
from inhouse.store import Store

CHANGED = "inhouse_limits"
"""The channel of PostgreSQL on which it is told that rules have changed."""
LOOK_SECONDS = 2.0
"""A rule that another process changed holds here after so long at most, also if nobody told."""
MOST_RULES = 10_000
_LARGEST = 10**12
_LARGEST_BUDGET = 10**15
_LONGEST_MODEL = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule and what it has counted. `spent` is in millionths of the budget's currency, None where it is not shown."""

    rule: Rule
    spent: int | None
    requests_left: int | None = None
    tokens_left: int | None = None


class Rules:
    """Reads and changes rules."""

    def __init__(self, store: Store, meter: Meter) -> None:
        self._store = store
        self._meter = meter
        self._told = asyncio.Event()

    def look(self) -> None:
        """Rules may have changed: `follow` looks at once."""
        self._told.set()

    async def start(self, log: str) -> int:
        """Take up the month as it stands; returns how many calls a crash had cut off. `log` is this server's."""
        now = clock.now()
        month = Month.of(now)
        async with self._store.work(None) as work:
            cut = await usage_records.close_running(work, log)
            spends = await usage_records.spent(work, month.first, month.after)
        self._meter.begin(month.number, spends)
        await self.read()
        return cut

    async def read(self) -> None:
        """Hold the rules as they are now."""
        async with self._store.work(None) as work:
            self._meter.use(await records.rules(work))

    async def follow(self) -> None:
        """Hold what other processes change, until cancelled."""
        held: Sequence[Rule] | None = None
        while True:
            # While the database is away, the rules stay as they were.
            with suppress(InhouseError):
                async with self._store.work(None) as work:
                    found = await records.rules(work)
                if found != held:
                    self._meter.use(found)
                    held = found
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._told.wait()
            self._told.clear()

    async def every(self, who: Administration) -> list[Standing]:
        """All rules. What rules for many have spent is shown for five or more people only."""
        async with administer(self._store, who) as work:
            found = await records.rules(work)
        return [Standing(rule, self._meter.spent(rule)) for rule in found]

    def mine(self, caller: Caller) -> list[Standing]:
        """The rules that count the caller, with what is left. What is one's own is shown to oneself."""
        seconds = clock.monotonic()
        shown: list[Standing] = []
        for rule, counter in self._meter.mine(caller):
            shared = rule.kind in (Kind.EVERYONE, Kind.GROUP)
            requests, tokens = counter.requests_left(seconds), counter.tokens_left(seconds)
            shown.append(
                Standing(
                    rule,
                    self._meter.spent(rule) if shared else None if rule.bounds.budget is None else counter.spent,
                    None if requests is None else requests[0],
                    None if tokens is None else tokens[0],
                )
            )
        return shown

    async def set(self, who: Administration, rule: Rule) -> Rule:
        """Keep a rule; one for the same subject and model is replaced. Raises LimitUnusable."""
        rule = checked(rule)
        async with administer(self._store, who) as work:
            if len(await records.rules(work)) >= MOST_RULES:
                raise LimitUnusable(f"There are {MOST_RULES} limits already.", hint="Remove some that nobody needs.")
            kept = await records.keep(work, rule, clock.now())
            await put_on_record(work, who, "limit_set", _facts(kept))
        await self.read()
        return kept

    async def remove(self, who: Administration, rule: UUID) -> None:
        """Remove a rule; raises LimitUnknown."""
        async with administer(self._store, who) as work:
            if not await records.remove(work, rule):
                raise LimitUnknown("There is no such limit.", hint="It may have been removed already.")
            await put_on_record(work, who, "limit_removed", {"limit": str(rule)})
        await self.read()


def _facts(rule: Rule) -> dict[str, str | int | None]:
    """What is told of a rule on record: whose it is stands in the table of rules, by its id."""
    bounds, budget = rule.bounds, rule.bounds.budget
    return {
        "limit": str(rule.id),
        "of": rule.kind.value,
        "model": rule.model,
        "requests": bounds.requests,
        "tokens": bounds.tokens,
        "streams": bounds.streams,
        "budget": None if budget is None else f"{budget.micros} {budget.currency}",
    }


def checked(rule: Rule) -> Rule:
    """The rule as it is kept, with an id; raises LimitUnusable."""
    bounds, hint = rule.bounds, "See the guide on limits and budgets."
    if bounds.empty:
        raise LimitUnusable("This limit bounds nothing.", hint="Give requests, tokens, streams or a budget.")
    if rule.kind is Kind.EVERYONE and rule.subject is not None:
        raise LimitUnusable("A limit for everybody is for nobody in particular.", hint=hint)
    if rule.kind in (Kind.GROUP, Kind.MEMBER) and rule.subject is None:
        raise LimitUnusable("Say which group this limit is for.", hint=hint)
    if rule.model is not None and not (0 < len(rule.model) <= _LONGEST_MODEL and rule.model.isprintable()):
        raise LimitUnusable("That is not the id of a model.", hint="GET /api/models lists them.")
    figures = (bounds.requests, bounds.tokens, bounds.streams)
    if any(figure is not None and not 0 <= figure <= _LARGEST for figure in figures):
        raise LimitUnusable(f"A limit is a number from 0 to {_LARGEST}.")
    _check_budget(bounds)
    return replace(rule, id=new_id())


def _check_budget(bounds: Bounds) -> None:
    budget = bounds.budget
    if budget is None:
        return
    if not 0 <= budget.micros <= _LARGEST_BUDGET:
        raise LimitUnusable("A budget is an amount from 0 to 1,000,000,000.")
    currency = budget.currency
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
        raise LimitUnusable("That is not a currency.", hint="Write its code as in EUR or USD.")
