from datetime import date

import pytest
from sqlalchemy import select

from inhouse.core.caller import Caller
from inhouse.core.ids import new_id
from inhouse.guard.records import counts as records
from inhouse.guard.records.counts import Cell, Month, Tally
from inhouse.guard.records.tables import COUNTS
from inhouse.store import Role, Store
from inhouse.store.errors import StatementFailed
from tests.people import someone

DAY = date(2026, 11, 23)
EARLIER = date(2026, 10, 31)


async def add(database: Store, *cells: Cell, tally: Tally | None = None) -> None:
    async with database.work(None) as work:
        await records.add(work, {cell: tally or Tally(seen=1, replaced=1) for cell in cells})


async def counted(database: Store, first: date = DAY, last: date = DAY) -> list[Month]:
    async with database.work(None, Role.JOBS) as work:
        return list(await records.counted(work, first, last))


def crowd(size: int, day: date = DAY, rule: str = "secrets", *, dry: bool = False) -> list[Cell]:
    return [Cell(day, new_id(), rule, dry) for _ in range(size)]


async def test_five_people_are_shown_and_four_are_not(database: Store) -> None:
    await add(database, *crowd(5), *crowd(4, rule="terms"))
    many, few = await counted(database)
    assert many == Month(date(2026, 11, 1), "secrets", dry=False, people=5, tally=Tally(seen=5, replaced=5))
    assert few == Month(date(2026, 11, 1), "terms", dry=False, people=None, tally=None)


async def test_one_person_a_hundred_times_is_one_person(database: Store) -> None:
    (cell,) = crowd(1)
    await add(database, cell, tally=Tally(seen=100))
    (month,) = await counted(database)
    assert (month.people, month.tally) == (None, None)


async def test_what_is_added_twice_counts_twice(database: Store) -> None:
    people = crowd(5)
    await add(database, *people)
    await add(database, *people, tally=Tally(1, 1, 0, 1, 1, 1, 1))
    (month,) = await counted(database)
    assert month.tally == Tally(10, 5, 5, 5, 5, 5, 5)


async def test_months_and_dry_runs_are_counted_apart(database: Store) -> None:
    await add(database, *crowd(5), *crowd(5, EARLIER), *crowd(5, dry=True))
    assert [(month.month.month, month.dry) for month in await counted(database, EARLIER)] == [
        (10, False), (11, False), (11, True),
    ]  # fmt: skip
    assert [(month.month.month, month.dry) for month in await counted(database)] == [(11, False), (11, True)]


async def test_asking_for_a_shorter_time_shows_no_smaller_cell(database: Store) -> None:
    people = crowd(4, date(2026, 11, 1))
    await add(database, *people, *crowd(1, DAY))
    whole = await counted(database, date(2026, 11, 1))
    assert await counted(database, DAY) == whole
    assert whole[0].people == 5


@pytest.mark.parametrize("caller", [None, someone(), someone(admin=True)])
async def test_only_administrators_and_officers_see_sums(database: Store, caller: Caller | None) -> None:
    await add(database, *crowd(5))
    with pytest.raises(StatementFailed):
        async with database.work(caller) as work:
            await records.counted(work, DAY, DAY)


async def test_nobody_reads_a_counter_of_a_person(database: Store) -> None:
    (cell,) = crowd(1)
    await add(database, cell)
    for role in (Role.APP, Role.JOBS):
        with pytest.raises(StatementFailed):
            async with database.work(None, role) as work:
                await work.execute(select(COUNTS.c.person_id))


async def test_old_counters_go(database: Store) -> None:
    await add(database, *crowd(5), *crowd(5, EARLIER))
    async with database.work(None, Role.JOBS) as work:
        assert await records.remove_before(work, date(2026, 11, 1)) == 5
    assert [month.month.month for month in await counted(database, EARLIER)] == [11]
