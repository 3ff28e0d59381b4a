from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text

from inhouse.core.caller import Caller
from inhouse.core.events import Usage
from inhouse.core.ids import new_id
from inhouse.gateway.limits.rule import Asker, Money
from inhouse.gateway.limits.tally import Spend
from inhouse.gateway.records import usage as records
from inhouse.gateway.records.tables import CALLS
from inhouse.gateway.usage.call import Account, Call, Outcome
from inhouse.gateway.usage.sums import By, Month, Sum
from inhouse.store import Role, Store
from inhouse.store.errors import StatementFailed
from tests.meters import call_of
from tests.people import someone

NOVEMBER = Month(2026, 11)
DAY = date(2026, 11, 23)


async def keep(database: Store, *calls: Call) -> None:
    async with database.work(None) as work:
        await records.keep(work, calls)


async def together(database: Store, by: By = By.MODEL) -> list[Sum]:
    async with database.work(None, Role.JOBS) as work:
        return list(await records.together(work, NOVEMBER.first.date(), by))


async def test_everybody_sees_their_own_rows_and_no_others(database: Store) -> None:
    anna, bob = someone(), someone()
    key = new_id()
    mine = replace(call_of(anna), account=Account(anna.person, key, frozenset({new_id(), new_id()})))
    await keep(database, mine, call_of(bob), call_of(bob))
    async with database.work(anna) as work:
        (found,) = await records.own_calls(work, NOVEMBER.first, NOVEMBER.after, None, 10)
        (total,) = await records.own_sums(work, NOVEMBER.first, NOVEMBER.after)
    assert (found.id, found.key_id, found.usage, found.cost, found.line) == (mine.id, key, mine.usage, 450, "log/1")
    assert (total.day, total.model, total.key_id, total.calls, total.cost) == (DAY, "demo", key, 1, 450)
    async with database.work(None) as work:
        assert list(await records.own_sums(work, NOVEMBER.first, NOVEMBER.after)) == []


async def test_nobody_changes_or_removes_a_row(database: Store) -> None:
    anna = someone()
    await keep(database, call_of(anna))
    for statement in (delete(CALLS), CALLS.update().values(cost=0), CALLS.insert().values(id=new_id())):
        with pytest.raises(StatementFailed):
            async with database.work(anna) as work:
                await work.execute(statement)


async def test_calls_are_read_in_portions_without_a_gap(database: Store) -> None:
    anna = someone()
    calls = [call_of(anna) for _ in range(5)]
    await keep(database, *calls)
    async with database.work(anna) as work:
        first = await records.own_calls(work, NOVEMBER.first, NOVEMBER.after, None, 3)
        rest = await records.own_calls(work, NOVEMBER.first, NOVEMBER.after, first[-1], 3)
    assert sorted(one.id for one in (*first, *rest)) == sorted(call.id for call in calls)
    assert len(first) == 3


async def test_the_end_takes_the_place_of_a_call_under_way_and_stays(database: Store) -> None:
    anna = someone()
    ended = call_of(anna)
    await keep(database, replace(ended, outcome=Outcome.RUNNING, cost=9_999, usage=Usage(1, 512)))
    await keep(database, ended)
    await keep(database, replace(ended, cost=1))
    async with database.work(anna) as work:
        (found,) = await records.own_calls(work, NOVEMBER.first, NOVEMBER.after, None, 10)
    assert (found.outcome, found.cost, found.usage) == ("ok", 450, ended.usage)


async def test_what_a_crash_cut_off_costs_what_was_reserved(database: Store) -> None:
    anna = someone()
    running = replace(call_of(anna), outcome=Outcome.RUNNING, cost=9_999)
    elsewhere = replace(call_of(anna), outcome=Outcome.RUNNING, log="another server")
    await keep(database, running, elsewhere, call_of(anna))
    async with database.work(None) as work:
        assert await records.close_running(work, "log") == 1
        (spend,) = await records.spent(work, NOVEMBER.first, NOVEMBER.after)
    assert spend == Spend(Asker(anna.person, None, frozenset(), "demo"), Money(9_999 + 2 * 450, "EUR"))


async def test_what_was_spent_is_of_the_month_alone(database: Store) -> None:
    anna = someone()
    october = datetime(2026, 10, 31, 23, 59, tzinfo=UTC)
    free = replace(call_of(anna), cost=0, currency=None)
    await keep(database, replace(call_of(anna), at=october), free)
    async with database.work(None) as work:
        assert list(await records.spent(work, NOVEMBER.first, NOVEMBER.after)) == []


def many(people: int, model: str = "demo", day: int = 23, currency: str | None = "EUR") -> list[Call]:
    at = datetime(2026, 11, day, 12, tzinfo=UTC)
    return [replace(call_of(someone()), model=model, at=at, currency=currency) for _ in range(people)]


async def test_administrators_see_days_and_models_of_five_people(database: Store) -> None:
    await keep(database, *many(5), *many(6, "large"))
    assert await together(database) == [
        Sum(DAY, "demo", "EUR", 5, 5, 500, 100, 2250),
        Sum(DAY, "large", "EUR", 6, 6, 600, 120, 2700),
    ]


async def test_fewer_than_five_are_counted_among_the_others_of_the_day(database: Store) -> None:
    await keep(database, *many(5), *many(2, "large"), *many(3, "small"))
    assert await together(database) == [
        Sum(DAY, "demo", "EUR", 5, 5, 500, 100, 2250),
        Sum(DAY, None, "EUR", 5, 5, 500, 100, 2250),
    ]


async def test_others_who_are_too_few_are_counted_among_those_of_the_month(database: Store) -> None:
    await keep(database, *many(4, "large", 1), *many(4, "small", 2))
    assert await together(database) == [Sum(None, None, "EUR", 8, 8, 800, 160, 3600)]


async def test_fewer_than_five_in_a_month_are_not_shown_at_all(database: Store) -> None:
    await keep(database, *many(4), *many(5, day=2))
    assert [(one.day, one.people) for one in await together(database)] == [(date(2026, 11, 2), 5)]


async def test_one_person_with_many_calls_is_one_person(database: Store) -> None:
    anna = someone()
    await keep(database, *(call_of(anna) for _ in range(50)))
    assert await together(database) == []


async def test_costs_in_another_currency_are_no_way_around(database: Store) -> None:
    await keep(database, *many(5), *many(1, currency="USD"))
    assert [one.currency for one in await together(database)] == ["EUR"]


async def group_of(database: Store, name: str) -> UUID:
    identity = new_id()
    async with database.work(None, Role.JOBS) as work:
        await work.execute(
            text("INSERT INTO identity.groups (id, name, name_key, created_at) VALUES (:id, :name, :name, now())"),
            {"id": identity, "name": name},
        )
    return identity


async def test_administrators_see_groups_of_five_people(database: Store) -> None:
    research, sales = await group_of(database, "Research"), await group_of(database, "Sales")
    calls = many(9)
    placed = [
        replace(call, account=replace(call.account, groups=frozenset({research} if index < 5 else {sales})))
        for index, call in enumerate(calls)
    ]
    await keep(database, *placed, *many(1))
    found = await together(database, By.GROUP)
    assert [(one.label, one.people) for one in found] == [("Research", 5), (None, 5)]


async def test_only_administrators_see_sums(database: Store) -> None:
    await keep(database, *many(5))
    anna: Caller = someone(admin=True)
    # The flag is what somebody says; the database looks for itself.
    with pytest.raises(StatementFailed):
        async with database.work(anna) as work:
            await records.together(work, DAY, By.MODEL)


async def test_commands_on_the_server_see_no_single_rows(database: Store) -> None:
    with pytest.raises(StatementFailed):
        async with database.work(None, Role.JOBS) as work:
            await work.execute(select(CALLS))
