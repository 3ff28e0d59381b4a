"""Acts become entries: each in exactly one log, once, whatever happens in between."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from inhouse.core.acts import Act, ActKind
from inhouse.core.errors import Unavailable
from inhouse.ledger import Ledger, Origin
from inhouse.ledger import acts as acts_module
from inhouse.ledger.acts import CHANGED, Acts
from inhouse.ledger.entry import Acted
from inhouse.ledger.records import PostgresActs, PostgresLog
from inhouse.store import Addresses, Role, Store
from inhouse.store.acts import note
from inhouse.store.listener import listen_for
from inhouse.store.work import connect_arguments
from tests.ledgers import MemoryLog, name_of
from tests.moments import until
from tests.unit.ledger.test_records import asked, end_all_sessions_of_the_app


@contextlib.asynccontextmanager
async def server(store: Store, addresses: Addresses, log: str) -> AsyncGenerator[Acts]:
    """A server that numbers acts when it is asked to, in a log of its own."""
    ledger = Ledger(PostgresLog(addresses, log), Origin(log, "tenant"), name_of)
    await ledger.start()
    yield Acts(PostgresActs(store, log), ledger)
    await ledger.stop()


async def do(store: Store, count: int) -> list[str]:
    async with store.work(None) as work:
        facts = [{"number": number} for number in range(count)]
        return [str(await note(work, Act(ActKind.SETTINGS, None, facts=each))) for each in facts]


async def lines(addresses: Addresses) -> list[str]:
    """The acts in all logs, as their entries name them; and they are found by their ids."""
    rows = await asked(addresses, Role.AUDITOR, "SELECT log, number, entry FROM ledger.entries ORDER BY log, number")
    entries = [orjson.loads(bytes(row[2])) for row in rows if isinstance(row[2], bytes)]
    found = await asked(addresses, Role.AUDITOR, "SELECT act, log, number FROM ledger.act_lines")
    acts = {(log, number): str(act) for act, log, number in found}
    assert acts == {(entry["log"], entry["seq"]): entry["act"] for entry in entries}
    return [entry["act"] for entry in entries]


async def waiting(addresses: Addresses) -> int:
    [(count,)] = await asked(addresses, Role.OWNER, "SELECT count(*) FROM ledger.acts")
    assert isinstance(count, int)
    return count


async def test_what_was_done_gets_lines_in_the_order_in_which_it_was_done(
    database: Store, database_addresses: Addresses
) -> None:
    done = await do(database, 5)
    async with server(database, database_addresses, "one") as acts:
        assert await acts.drain() == 5
        assert await acts.drain() == 0
    assert await lines(database_addresses) == done
    assert await waiting(database_addresses) == 0


async def test_several_servers_give_each_act_one_line(
    database: Store, database_addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts_module, "AT_ONCE", 3)
    done = await do(database, 40)
    async with (
        server(database, database_addresses, "one") as one,
        server(database, database_addresses, "two") as two,
    ):
        counts = await asyncio.gather(one.drain(), two.drain())
    assert sum(counts) == 40
    assert sorted(await lines(database_addresses)) == sorted(done)


async def test_what_a_server_claimed_before_it_was_killed_is_its_own_at_the_next_start(
    database: Store, database_addresses: Addresses
) -> None:
    done = await do(database, 2)
    assert len(await PostgresActs(database, "one").claim(10)) == 2
    async with server(database, database_addresses, "two") as other:
        assert await other.drain() == 0
    async with server(database, database_addresses, "one") as again:
        assert await again.drain() == 2
    assert await lines(database_addresses) == done


async def test_another_takes_over_after_a_while_and_the_first_writes_nothing_any_more(
    database: Store, database_addresses: Addresses
) -> None:
    done = await do(database, 2)
    claimed = await PostgresActs(database, "one").claim(10)
    await let_claims_grow_old(database_addresses)
    async with server(database, database_addresses, "two") as other:
        assert await other.drain() == 2
    ledger = Ledger(PostgresLog(database_addresses, "one"), Origin("one", "tenant"), name_of)
    await ledger.start()
    assert await ledger.number(claimed) == 0
    assert ledger.state().writable
    await ledger.stop()
    assert await lines(database_addresses) == done


async def test_an_act_gets_its_line_as_it_was_noted_or_none(database: Store, database_addresses: Addresses) -> None:
    facts = {"what": 'Räder "{}" \N{SNOWMAN}', "count": 2**53 - 1, "less": -3, "nothing": None}
    async with database.work(None) as work:
        noted = await note(work, Act(ActKind.POLICY, None, facts=facts))
    (act,) = await PostgresActs(database, "one").claim(10)
    false = (
        replace(act, facts={**act.facts, "count": 1}),
        replace(act, facts={}),
        replace(act, kind="reading"),
        replace(act, actor="a" * 32),
        replace(act, done=act.done - timedelta(microseconds=1)),
    )
    ledger = Ledger(PostgresLog(database_addresses, "one"), Origin("one", "tenant"), name_of)
    await ledger.start()
    for each in false:
        assert await ledger.number([each]) == 0
    assert ledger.state().writable
    assert await waiting(database_addresses) == 1
    assert await ledger.number([act]) == 1
    await ledger.stop()
    assert await lines(database_addresses) == [str(noted)]


async def test_connections_that_are_lost_in_between_lose_and_double_nothing(
    database: Store, database_addresses: Addresses
) -> None:
    done = await do(database, 3)
    async with server(database, database_addresses, "one") as acts:
        await end_all_sessions_of_the_app(database_addresses)
        await until_drained(acts, database_addresses)
    assert await lines(database_addresses) == done


async def test_the_database_wakes_the_server_at_once(database: Store, database_addresses: Addresses) -> None:
    async with server(database, database_addresses, "one") as acts:
        told = asyncio.Event()
        listening = asyncio.create_task(listen_for(database_addresses, {CHANGED: told.set}))
        await told.wait()
        told.clear()
        await do(database, 1)
        async with asyncio.timeout(acts_module.POLL_SECONDS / 2):
            await told.wait()
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
        acts.start()
        await until_drained(acts, database_addresses)
        await acts.stop()


class Away:
    """Acts that cannot be asked for."""

    def __init__(self) -> None:
        self.asked = 0

    async def claim(self, most: int) -> Sequence[Acted]:
        self.asked += 1
        raise Unavailable("away")


async def test_it_looks_by_itself_and_a_database_that_is_away_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts_module, "POLL_SECONDS", 0.001)
    ledger, away = Ledger(MemoryLog(), Origin("one", "tenant"), name_of), Away()
    await ledger.start()
    acts = Acts(away, ledger)
    acts.start()
    await until(lambda: away.asked > 3)
    await acts.stop()
    await ledger.stop()


async def until_drained(acts: Acts, addresses: Addresses) -> None:
    async with asyncio.timeout(10):
        while await waiting(addresses):
            await acts.drain()


async def let_claims_grow_old(addresses: Addresses) -> None:
    arguments = connect_arguments(addresses(Role.OWNER))
    engine = create_async_engine("postgresql+asyncpg://", poolclass=NullPool, connect_args=arguments)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE ledger.acts SET claimed_at = now() - interval '1 minute'"))
    await engine.dispose()
