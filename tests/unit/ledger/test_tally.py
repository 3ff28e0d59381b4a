from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.prompt import Purpose, Verdict
from inhouse.ledger import tally as counting
from inhouse.ledger.entry import Closed, Departure, Entry, Matter, Opened, Origin, Outcome, Refused
from inhouse.ledger.records import PostgresLog, Sum
from inhouse.ledger.tally import DAYS, Counted, Tally
from inhouse.ledger.writer import Row
from inhouse.store import Addresses, Role, StatementFailed, Store
from tests.people import someone

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()
# What would end the cut-out piece if a quotation mark in a name stood there bare.
STRANGE = 'Zürich "one",\\","findings":{}'


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
async def log(database: Store, database_addresses: Addresses) -> AsyncGenerator[PostgresLog]:
    log = PostgresLog(database_addresses, "one")
    await log.take()
    yield log
    await log.release()


@pytest.fixture
async def auditor(database: Store) -> Caller:
    return await person(database, auditor=True)


async def person(store: Store, *, auditor: bool = False, admin: bool = False) -> Caller:
    """Somebody whom the tables know."""
    caller = someone(admin=admin)
    async with store.work(None, Role.JOBS) as work:
        add = "SELECT identity.add_person(:id, :mail, :mail, 'Ada', :admin, now())"
        await work.execute(text(add), {"id": caller.person, "mail": str(caller.person), "admin": admin})
        await work.execute(text("SELECT identity.set_auditor(:id, :yes)"), {"id": caller.person, "yes": auditor})
    return caller


def departure(name: str, size: int, verdict: Verdict = Verdict.PASS) -> Departure:
    destination = Destination(name, DestinationClass.EXTERNAL, Assurance.DECLARED)
    return Departure(
        actor="a" * 32,
        credential=CallerKind.SESSION,
        conversation=None,
        purpose=Purpose.CHAT,
        destination=destination,
        model="a model",
        verdict=verdict,
        policy="hash",
        guard_version="1",
        findings=(),
        body_bytes=size,
        tokens=None,
        commit=None,
    )


def row(number: int, at: datetime, matter: Matter, log: str = "one") -> Row:
    entry = Entry(Origin(log, "tenant"), number, at, matter).encode()
    return Row(number, at, matter.kind, matter.closes if isinstance(matter, Closed) else None, entry)


def left(number: int, at: datetime, name: str = "Azure", size: int = 100) -> Row:
    return row(number, at, Opened(departure(name, size)))


def refused(number: int, at: datetime, cause: str) -> Row:
    return row(number, at, Refused(departure("Azure", 0, Verdict.REFUSE), cause))


async def whole(tally: Tally, caller: Caller) -> Counted:
    """Look until all is counted."""
    while (found := await tally.look(caller)).counted < found.of:
        pass
    return found


async def test_what_left_and_what_was_refused_is_counted_by_day_and_destination(
    database: Store, log: PostgresLog, auditor: Caller
) -> None:
    first_day = NOW - timedelta(days=DAYS - 1)
    await log.append(
        [
            left(1, first_day - timedelta(days=1)),
            left(2, first_day.replace(hour=0)),
            row(3, NOW, Closed(1, Outcome.OK)),
            left(4, NOW, size=11),
            left(5, NOW, size=22),
            left(6, NOW, STRANGE),
            refused(7, NOW, "guard_refused"),
            refused(8, NOW, "guard_refused"),
            refused(9, NOW, "destination_unknown"),
        ]
    )
    found = await whole(Tally(database), auditor)
    assert found.sums == [
        Sum(first_day.date(), "Azure", "external", None, 1, 100),
        Sum(TODAY, "Azure", "external", None, 2, 33),
        Sum(TODAY, "Azure", "external", "destination_unknown", 1, 0),
        Sum(TODAY, "Azure", "external", "guard_refused", 2, 0),
        Sum(TODAY, STRANGE, "external", None, 1, 100),
    ]
    assert (found.counted, found.of, found.unreadable) == (8, 8, 0)


async def test_a_look_adds_what_is_new_and_forgets_days_that_are_over(
    database: Store, log: PostgresLog, auditor: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    tally = Tally(database)
    assert await tally.look(auditor) == Counted(DAYS, 0, 0, 0, [])
    await log.append([left(1, NOW)])
    await tally.look(auditor)
    await log.append([left(2, NOW)])
    assert (await tally.look(auditor)).sums == [Sum(TODAY, "Azure", "external", None, 2, 200)]
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=DAYS))
    assert await tally.look(auditor) == Counted(DAYS, 0, 0, 0, [])


async def test_a_look_ends_in_time_and_says_how_far_it_came(
    database: Store, log: PostgresLog, auditor: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.append([left(number, NOW) for number in range(1, 11)])
    monkeypatch.setattr(counting, "PORTION", 4)
    # Time for one portion in each look.
    monkeypatch.setattr(counting, "LOOK_SECONDS", 0.5)
    ticks = iter(range(1000))
    monkeypatch.setattr(clock, "monotonic", lambda: next(ticks) / 2.5)
    tally = Tally(database)
    seen = [(await tally.look(auditor)).counted for _ in range(4)]
    assert seen == [4, 8, 10, 10]


async def test_several_servers_are_counted_together(
    database: Store, log: PostgresLog, database_addresses: Addresses, auditor: Caller
) -> None:
    other = PostgresLog(database_addresses, "two")
    await other.take()
    await log.append([left(1, NOW)])
    await other.append([row(1, NOW, Opened(departure("Azure", 100)), "two")])
    await other.release()
    tally = Tally(database)
    assert [each.calls for each in (await whole(tally, auditor)).sums] == [2]
    assert await tally.lengths(auditor) == {"one": 1, "two": 1}


async def test_an_entry_that_cannot_be_read_is_said_and_takes_few_others_with_it(
    database: Store, log: PostgresLog, auditor: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "SMALL", 2)
    broken = [
        Row(number, NOW, "open", None, entry) for number, entry in ((41, b"\xff{"), (42, b"{}"), (43, b'{"a":1}'))
    ]
    await log.append([*(left(number, NOW) for number in range(1, 41)), *broken])
    await log.append([left(number, NOW) for number in range(44, 101)])
    found = await whole(Tally(database), auditor)
    assert found.unreadable in (4, 5, 6)
    assert sum(each.calls for each in found.sums) == 100 - found.unreadable


async def test_what_could_not_be_read_is_forgotten_with_its_days(
    database: Store, log: PostgresLog, auditor: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.append([left(1, NOW), Row(2, NOW, "open", None, b"{}")])
    tally = Tally(database)
    assert (await whole(tally, auditor)).unreadable == 2
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=DAYS))
    assert await tally.look(auditor) == Counted(DAYS, 0, 0, 0, [])


@pytest.mark.parametrize("role", ["nobody", "member"])
async def test_the_database_itself_counts_for_auditors_and_administrators_alone(
    database: Store, log: PostgresLog, role: str
) -> None:
    await log.append([left(1, NOW)])
    caller = await person(database) if role == "member" else someone(admin=True)
    with pytest.raises(StatementFailed):
        await Tally(database).look(caller)
    for statement in ("SELECT ledger.sums('one', 0, 9)", "SELECT entry FROM ledger.entries"):
        with pytest.raises(StatementFailed):
            async with database.work(caller) as work:
                await work.execute(text(statement))
    assert (await Tally(database).look(await person(database, admin=True))).of == 1


async def test_who_was_disabled_audits_no_more(database: Store, log: PostgresLog, auditor: Caller) -> None:
    boss = await person(database, admin=True)
    async with database.work(boss) as work:
        change = "SELECT identity.change_person(:id, NULL, true, NULL, now())"
        await work.execute(text(change), {"id": auditor.person})
    with pytest.raises(StatementFailed):
        await Tally(database).look(auditor)


async def test_a_database_that_was_put_back_is_counted_anew(
    database: Store, log: PostgresLog, database_addresses: Addresses, auditor: Caller
) -> None:
    await log.append([left(1, NOW), left(2, NOW)])
    tally = Tally(database)
    await tally.look(auditor)
    tally._upto["one"] = 5  # pyright: ignore[reportPrivateUsage]
    assert [each.calls for each in (await tally.look(auditor)).sums] == [2]
    assert (await tally.look(auditor)).counted == 2
