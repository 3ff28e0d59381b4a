import asyncio
from dataclasses import replace

import pytest

from inhouse.core import clock
from inhouse.core.ids import new_id
from inhouse.core.tasks import spawn
from inhouse.gateway.limits import rules as rules_module
from inhouse.gateway.limits.errors import BudgetUsedUp, LimitReached, LimitUnknown, LimitUnusable
from inhouse.gateway.limits.meter import Meter
from inhouse.gateway.limits.rule import Kind, Money, Rule
from inhouse.gateway.limits.rules import Rules, checked
from inhouse.gateway.usage.call import Outcome
from inhouse.gateway.usage.rows import UsageRows
from inhouse.identity.access import Console
from inhouse.store import Store
from inhouse.store.errors import StatementFailed
from tests.meters import asking, call_of, caller, priced, rule
from tests.moments import until
from tests.people import someone


def asks(meter: Meter) -> None:
    with meter.reserve(caller(), asking(), priced()):
        pass


async def test_a_rule_holds_as_soon_as_it_is_set_and_no_longer_than_it_is_there(database: Store) -> None:
    meter = Meter()
    rules = Rules(database, meter)
    kept = await rules.set(Console.HERE, rule(requests=0))
    with pytest.raises(LimitReached):
        asks(meter)
    assert [standing.rule for standing in await rules.every(Console.HERE)] == [kept]
    await rules.remove(Console.HERE, kept.id)
    asks(meter)
    with pytest.raises(LimitUnknown):
        await rules.remove(Console.HERE, kept.id)


async def test_what_another_process_changes_holds_here(database: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules_module, "LOOK_SECONDS", 0.001)
    meter = Meter()
    following = spawn(Rules(database, meter).follow(), "follow")
    await Rules(database, Meter()).set(Console.HERE, rule(requests=0))

    def refused() -> bool:
        try:
            asks(meter)
        except LimitReached:
            return True
        return False

    await until(refused)
    following.cancel()
    await asyncio.wait({following})


async def test_who_is_told_of_a_change_does_not_wait(database: Store) -> None:
    meter = Meter()
    rules = Rules(database, meter)
    following = spawn(rules.follow(), "follow")
    await Rules(database, Meter()).set(Console.HERE, rule(requests=0))
    rules.look()
    await until(lambda: len(meter._rules) == 1)
    following.cancel()
    await asyncio.wait({following})


async def test_only_administrators_change_rules(database: Store) -> None:
    rules = Rules(database, Meter())
    with pytest.raises(StatementFailed):
        await rules.set(someone(admin=True), rule(requests=0))


async def test_a_restart_keeps_the_months_spend(database: Store) -> None:
    anna, now = someone(), clock.now()
    rows = UsageRows(database)
    long = replace(call_of(anna), at=now, cost=600_000, outcome=Outcome.RUNNING)
    await rows.keep([replace(call_of(anna), at=now, cost=500_000), long])
    meter = Meter()
    rules = Rules(database, meter)
    await rules.set(Console.HERE, rule(Kind.PERSON, euros="1.1"))
    assert await rules.start("log") == 1
    with pytest.raises(BudgetUsedUp):
        meter.reserve(anna, asking(), priced())
    (mine,) = rules.mine(anna)
    assert mine.spent == 1_100_000


GOOD = rule(requests=1)


@pytest.mark.parametrize(
    "bad",
    [
        replace(GOOD, bounds=replace(GOOD.bounds, requests=None)),
        replace(GOOD, bounds=replace(GOOD.bounds, requests=-1)),
        replace(GOOD, bounds=replace(GOOD.bounds, tokens=10**13)),
        replace(GOOD, bounds=replace(GOOD.bounds, budget=Money(-1, "EUR"))),
        replace(GOOD, bounds=replace(GOOD.bounds, budget=Money(1, "eur"))),
        replace(GOOD, bounds=replace(GOOD.bounds, budget=Money(1, "€€€"))),
        replace(GOOD, subject=new_id()),
        replace(GOOD, kind=Kind.GROUP),
        replace(GOOD, kind=Kind.MEMBER),
        replace(GOOD, model=""),
        replace(GOOD, model="a\x00b"),
        replace(GOOD, model="x" * 201),
    ],
)
def test_a_limit_that_cannot_be_is_refused(bad: Rule) -> None:
    with pytest.raises(LimitUnusable):
        checked(bad)


def test_a_limit_of_nothing_is_a_limit() -> None:
    assert checked(GOOD).bounds == GOOD.bounds
    assert checked(rule(streams=0)).bounds.streams == 0
