import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest

from inhouse.core import clock
from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InvalidRequest, NotFound
from inhouse.core.ids import new_id
from inhouse.guard.policies import counts as counts_module
from inhouse.guard.policies.counts import MOST_DAYS, NO_RULE, Counts, tally_of
from inhouse.guard.policies.decide import Ask, Decisions, Judged, Keyed, decide
from inhouse.guard.policies.policy import Mode, Policy, Valve
from inhouse.guard.policies.presets import BALANCED, STRICT
from inhouse.guard.records import counts as records
from inhouse.guard.records.counts import Cell, Tally
from inhouse.identity.access import Console
from inhouse.store import DatabaseAway, Store, Work
from tests.moments import until
from tests.people import someone
from tests.policies import finding

OUT = Ask(frozenset(), "far", DestinationClass.EXTERNAL)


def judged(kind: str, *valves: Valve, policy: Policy = BALANCED, ask: Ask = OUT, key: str = "") -> Judged:
    """What is decided of one thing, by default of another one each time."""
    key = key or str(new_id())
    return decide(policy, ask, [Keyed(key, finding(kind))], Decisions({key: frozenset(valves)})).judged[0]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts_module, "PAUSE_SECONDS", 0.001)


@asynccontextmanager
async def counting(store: Store):  # noqa: ANN201 (the counters)
    counts = Counts(store)
    counts.start()
    yield counts
    await counts.stop()


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (judged("personal.iban"), Tally(seen=1, replaced=1)),
        (judged("secret.password"), Tally(seen=1, removed=1)),
        (judged("secret.password", ask=replace(OUT, has_tools=True)), Tally(seen=1, refused=1)),
        (judged("label.secret"), Tally(seen=1, kept_local=1)),
        (judged("unreadable.image"), Tally(seen=1, warned=1)),
        (judged("personal.iban", Valve.NOT_SENSITIVE), Tally(seen=1, overridden=1)),
        (judged("personal.iban", Valve.REMOVE), Tally(seen=1, removed=1, overridden=1)),
        (judged("personal.iban", Valve.STAND_INS, policy=STRICT), Tally(seen=1, replaced=1, overridden=1)),
    ],
)
def test_each_outcome_counts_where_it_belongs(one: Judged, expected: Tally) -> None:
    assert tally_of(one) == expected


async def test_what_was_counted_can_be_read_when_enough_people_are_behind_it(database: Store) -> None:
    async with counting(database) as counts:
        for _ in range(5):
            counts.put(new_id(), Mode.ENFORCE, [judged("personal.iban"), judged("name.person")])
        counts.put(new_id(), Mode.ENFORCE, [judged("label.secret")])
        await until(lambda: counts.waiting == 0)
        await counts.stop()
        found = await counts.counted(Console.HERE, 30)
    shown = {one.rule: (one.people, one.tally) for one in found.rules}
    assert shown == {"personal": (5, Tally(seen=5, replaced=5)), "labels": (None, None)}
    assert found.since.day == 1


async def test_a_thing_counts_once_however_often_its_chat_is_sent(database: Store) -> None:
    people = [new_id() for _ in range(5)]
    async with counting(database) as counts:
        for _ in range(3):
            for person in people:
                counts.put(person, Mode.ENFORCE, [judged("personal.iban", key="one")])
                counts.put(person, Mode.ENFORCE, [judged("personal.iban", Valve.NOT_SENSITIVE, key="one")])
    (one,) = (await counts.counted(Console.HERE, 1)).rules
    assert one.tally == Tally(seen=10, replaced=5, overridden=5)


async def test_no_more_is_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch, database: Store) -> None:
    monkeypatch.setattr(counts_module, "REMEMBERED", 1)
    async with counting(database) as counts:
        for _ in range(5):
            person, first = new_id(), judged("personal.iban")
            for one in (first, first, judged("personal.iban"), first):
                counts.put(person, Mode.ENFORCE, [one])
    (one,) = (await counts.counted(Console.HERE, 1)).rules
    assert one.tally == Tally(seen=15, replaced=15)


async def test_a_rule_that_was_overridden_is_the_one_that_counts(database: Store) -> None:
    async with counting(database) as counts:
        for _ in range(5):
            counts.put(new_id(), Mode.ENFORCE, [judged("personal.iban", Valve.NOT_SENSITIVE)])
    (one,) = (await counts.counted(Console.HERE, 1)).rules
    assert (one.rule, one.tally) == ("personal", Tally(seen=5, overridden=5))


async def test_what_no_rule_speaks_of_and_stayed_here_counts_too(database: Store) -> None:
    silent = replace(BALANCED, rules=())
    async with counting(database) as counts:
        for _ in range(5):
            counts.put(new_id(), Mode.ENFORCE, [judged("unreadable.image", policy=silent)])
    (one,) = (await counts.counted(Console.HERE, 1)).rules
    assert (one.rule, one.tally) == (NO_RULE, Tally(seen=5, kept_local=5))


async def test_a_dry_run_is_counted_apart(database: Store) -> None:
    async with counting(database) as counts:
        for mode in (Mode.RECORD, Mode.ENFORCE):
            for _ in range(5):
                counts.put(new_id(), mode, [judged("personal.iban")])
    assert [one.dry for one in (await counts.counted(Console.HERE, 1)).rules] == [False, True]


async def test_numbers_wait_for_a_database_that_is_away(database: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    away, tried = True, 0
    add = records.add

    async def sometimes(work: Work, counted: dict[Cell, Tally]) -> None:
        nonlocal tried
        tried += 1
        if away:
            raise DatabaseAway("away")
        await add(work, counted)

    monkeypatch.setattr(records, "add", sometimes)
    people = [new_id() for _ in range(5)]
    async with counting(database) as counts:
        for person in people:
            counts.put(person, Mode.ENFORCE, [judged("personal.iban")])
        await until(lambda: tried > 2)
        assert counts.waiting == 5
        for person in people:
            counts.put(person, Mode.ENFORCE, [judged("personal.iban")])
        away = False
        await until(lambda: counts.waiting == 0)
    (one,) = (await counts.counted(Console.HERE, 1)).rules
    assert one.tally == Tally(seen=10, replaced=10)


async def test_what_the_database_does_not_take_is_given_up(database: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refused(work: Work, counted: dict[Cell, Tally]) -> None:
        raise NotFound("no")

    monkeypatch.setattr(records, "add", refused)
    async with counting(database) as counts:
        counts.put(new_id(), Mode.ENFORCE, [judged("personal.iban")])
        await until(lambda: counts.waiting == 0)
        assert counts.lost == 1


async def test_no_more_waits_than_there_is_room_for(database: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts_module, "WAITING", 2)
    counts, known = Counts(database), new_id()
    counts.put(known, Mode.ENFORCE, [judged("personal.iban")])
    for _ in range(3):
        counts.put(new_id(), Mode.ENFORCE, [judged("personal.iban")])
    counts.put(known, Mode.ENFORCE, [judged("personal.iban")])
    assert (counts.waiting, counts.lost) == (2, 2)


@pytest.mark.parametrize("days", [0, -1, MOST_DAYS + 1])
async def test_only_the_last_days_can_be_asked_for(database: Store, days: int) -> None:
    with pytest.raises(InvalidRequest):
        await Counts(database).counted(Console.HERE, days)


async def test_counters_are_kept_for_as_long_as_they_can_be_asked_for(database: Store) -> None:
    today = clock.now().date()
    kept = (today - timedelta(days=MOST_DAYS - 1)).replace(day=1)
    async with database.work(None) as work:
        for day in (kept, date(2020, 1, 1)):
            await records.add(work, {Cell(day, new_id(), "secrets", dry=False): Tally(seen=1)})
    assert await Counts(database).remove_old() == 1


async def test_counters_of_many_servers_add_up(database: Store) -> None:
    servers, people = [Counts(database) for _ in range(3)], [someone().person for _ in range(5)]
    for counts in servers:
        for person in people:
            counts.put(person, Mode.ENFORCE, [judged("personal.iban")])
    await asyncio.gather(*(counts.stop() for counts in servers))
    (one,) = (await servers[0].counted(Console.HERE, 1)).rules
    assert (one.people, one.tally) == (5, Tally(seen=15, replaced=15))


async def test_everybody_sees_what_was_done_for_them_and_nobody_elses(database: Store) -> None:
    anna, bob = someone(), someone()
    async with counting(database) as counts:
        counts.put(anna.person, Mode.ENFORCE, [judged("personal.iban"), judged("personal.iban")])
        counts.put(bob.person, Mode.ENFORCE, [judged("secret.password")])
        async with asyncio.timeout(10):
            while counts.waiting:
                await asyncio.sleep(0)
    (found,) = (await counts.own(anna, 30)).rules
    assert found.tally == Tally(seen=2, replaced=2)
    with pytest.raises(InvalidRequest):
        await counts.own(anna, MOST_DAYS + 1)
