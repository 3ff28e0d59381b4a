import asyncio
import random
import tempfile
from contextlib import aclosing, suppress
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text

from inhouse.core.caller import Caller
from inhouse.core.ids import new_id
from inhouse.store import Addresses, AlreadyThere, DatabaseAway, NotStorable, Role, StatementFailed, Store, of_embedded
from inhouse.store.embedded import EmbeddedPostgres
from tests.people import someone

_CALLER = text("SELECT current_setting('app.caller', true)")
_ADD = text("INSERT INTO keys.chat_keys VALUES (:chat, :owner, :wrapped, now())")
_OWNERS = text("SELECT owner_id FROM keys.chat_keys")


async def add_row(store: Store, caller: Caller, chat: UUID | None = None) -> UUID:
    chat = chat or new_id()
    async with store.work(caller) as work:
        await work.execute(_ADD, {"chat": chat, "owner": caller.person, "wrapped": b"x"})
    return chat


async def test_the_caller_is_set_for_one_work_only(database: Store) -> None:
    caller = someone()
    async with database.work(caller) as work:
        assert (await work.execute(_CALLER)).scalar_one() == str(caller.person)
    async with database.work(None) as work:
        assert (await work.execute(_CALLER)).scalar_one() == ""


async def test_rows_of_others_are_not_there_without_a_where(database: Store) -> None:
    ada, ben = someone(), someone()
    await add_row(database, ada)
    await add_row(database, ben)
    async with database.work(ada) as work:
        assert (await work.execute(_OWNERS)).scalars().all() == [ada.person]
        assert (await work.execute(text("DELETE FROM keys.chat_keys"))).rowcount == 1
    async with database.work(None) as work:
        assert (await work.execute(_OWNERS)).all() == []
    async with database.work(ben) as work:
        assert (await work.execute(_OWNERS)).scalars().all() == [ben.person]


async def test_a_row_cannot_be_written_for_somebody_else(database: Store) -> None:
    with pytest.raises(StatementFailed) as refusal:
        async with database.work(someone()) as work:
            await work.execute(_ADD, {"chat": new_id(), "owner": someone().person, "wrapped": b"x"})
    assert refusal.value.state == "42501"


async def test_an_error_rolls_everything_back(database: Store) -> None:
    ada = someone()
    row = {"chat": new_id(), "owner": ada.person, "wrapped": b"x"}
    with pytest.raises(AlreadyThere):
        async with database.work(ada) as work:
            await work.execute(_ADD, [row, row])
    async with database.work(ada) as work:
        assert (await work.execute(_OWNERS)).all() == []


async def test_a_unique_rule_is_named_and_its_values_are_not(database: Store) -> None:
    ada = someone()
    chat = await add_row(database, ada)
    with pytest.raises(AlreadyThere) as refusal:
        await add_row(database, ada, chat)
    assert refusal.value.constraint == "chat_keys_pkey"
    assert str(chat) not in str(refusal.value) + str(refusal.value.__cause__)


@pytest.mark.parametrize("value", ["a\0b", "\ud800", "x\udfffy"])
async def test_text_that_cannot_be_stored_is_the_senders_fault(database: Store, value: str) -> None:
    with pytest.raises(NotStorable):
        async with database.work(None) as work:
            await work.execute(text("SELECT CAST(:value AS text)"), {"value": value})


async def test_a_wrong_statement_is_our_fault(database: Store) -> None:
    with pytest.raises(StatementFailed):
        async with database.work(None) as work:
            await work.execute(text("SELEKT 1"))


async def test_a_relaxed_work_does_not_wait_for_the_disk_and_the_next_one_does(database: Store) -> None:
    shown = text("SHOW synchronous_commit")
    async with database.work(someone(), durable=False) as work:
        assert (await work.execute(shown)).scalar_one() == "off"
    async with database.work(someone()) as work:
        assert (await work.execute(shown)).scalar_one() == "on"


async def test_large_results_come_in_portions(database: Store) -> None:
    async with database.work(None) as work:
        numbers = select(text("n FROM generate_series(1, 1200) AS n"))
        async with aclosing(work.portions(numbers, size=500)) as portions:
            assert [len(rows) async for rows in portions] == [500, 500, 200]


async def test_bulk_reads_see_what_the_work_sees_and_only_that(database: Store) -> None:
    ada, ben = someone(), someone()
    chat = await add_row(database, ada)
    await add_row(database, ben)
    async with database.work(ada) as work:
        rows = await work.bulk("SELECT chat_id, wrapped FROM keys.chat_keys WHERE wrapped = $1", b"x")
        assert [tuple(row) for row in rows] == [(chat, b"x")]
        await work.execute(text("DELETE FROM keys.chat_keys"))
        assert await work.bulk("SELECT 1 FROM keys.chat_keys") == []


async def test_a_bulk_read_fails_like_any_statement(database: Store) -> None:
    with pytest.raises(StatementFailed):
        async with database.work(None) as work:
            await work.bulk("SELEKT 1")
    with pytest.raises(NotStorable):
        async with database.work(None) as work:
            await work.bulk("SELECT $1::uuid", "not an id")
    with pytest.raises(DatabaseAway):
        async with database.work(None) as work:
            await work.bulk("SELECT pg_terminate_backend(pg_backend_pid())")
    assert await database.ready()


async def test_lists_of_parameters_run_the_statement_for_each(database: Store) -> None:
    ada = someone()
    async with database.work(ada) as work:
        rows = [{"chat": new_id(), "owner": ada.person, "wrapped": b"x"} for _ in range(3)]
        await work.execute(_ADD, rows)
        assert len((await work.execute(_OWNERS)).all()) == 3


async def test_cancelled_works_leave_no_caller_behind_and_no_connection_lost(database: Store) -> None:
    people = [someone() for _ in range(8)]
    for person in people:
        await add_row(database, person)
    wrong: list[object] = []
    chance = random.Random(7)  # noqa: S311

    async def read(person: Caller | None) -> None:
        async with database.work(person) as work:
            await asyncio.sleep(0)
            owners = set((await work.execute(_OWNERS)).scalars().all())
            if owners != ({person.person} if person else set()):
                wrong.append(owners)

    async def cancelled(person: Caller | None, after: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(after):
                await read(person)

    for _ in range(6):
        batch = [(chance.choice([*people, None]), chance.random() * 0.03) for _ in range(40)]
        await asyncio.gather(*(cancelled(person, after) for person, after in batch))
    assert wrong == []
    await asyncio.gather(*(read(person) for person in [*people, None] * 4))
    assert wrong == []


async def test_connections_that_were_cut_are_replaced_unseen(database: Store) -> None:
    ada = someone()
    await add_row(database, ada)
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = :who"
    )

    async def open_one() -> None:
        async with database.work(ada) as work:
            await work.execute(text("SELECT pg_sleep(0.02)"))

    await asyncio.gather(*(open_one() for _ in range(5)))
    async with database.work(ada) as work:
        await work.execute(cut, {"who": Role.APP.value})
    for _ in range(6):
        async with database.work(ada) as work:
            assert (await work.execute(_OWNERS)).scalars().all() == [ada.person]


async def test_a_connection_that_is_cut_in_the_middle_is_the_database_being_away(database: Store) -> None:
    with pytest.raises(DatabaseAway) as refusal:
        async with database.work(None) as work:
            await work.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert refusal.value.status == 503
    assert refusal.value.retry_after is not None
    assert await database.ready()


async def slow(store: Store) -> None:
    async with store.work(None) as work:
        await work.execute(text("SET LOCAL statement_timeout = '20ms'"))
        await work.execute(text("SELECT pg_sleep(5)"))


async def test_a_statement_that_takes_too_long_is_ended(database: Store) -> None:
    with pytest.raises(DatabaseAway):
        await slow(database)
    assert await database.ready()


async def test_an_error_that_was_swallowed_comes_back_at_the_end(database: Store) -> None:
    ada = someone()

    async def careless() -> None:
        async with database.work(ada) as work:
            await work.execute(_ADD, {"chat": new_id(), "owner": ada.person, "wrapped": b"x"})
            with suppress(StatementFailed):
                await work.execute(text("SELEKT 1"))

    with pytest.raises(StatementFailed):
        await careless()
    async with database.work(ada) as work:
        assert (await work.execute(_OWNERS)).all() == []


async def test_a_store_closes_the_connections_of_those_who_are_just_leaving(
    database: Store, database_addresses: Addresses
) -> None:
    store = Store.open(database_addresses)
    works = [asyncio.create_task(asleep(store)) for _ in range(8)]
    await asyncio.sleep(0.2)
    for work in works:
        work.cancel()
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*works, return_exceptions=True)
    async with database.work(None) as work:
        others = text("SELECT count(*) FROM pg_stat_activity WHERE usename = 'inhouse_app' AND pid <> pg_backend_pid()")
        assert (await work.execute(others)).scalar_one() == 0


async def asleep(store: Store) -> None:
    async with store.work(None) as work:
        await work.execute(text("SELECT 1"))
        await asyncio.sleep(60)


async def test_a_database_that_was_gone_is_reached_again() -> None:
    with tempfile.TemporaryDirectory(prefix="ih-", dir="/tmp") as folder:
        server = EmbeddedPostgres(Path(folder))
        await server.start()
        store = Store.open(of_embedded(server.connection))
        try:
            assert await store.ready()
            await server.stop()
            refusals = [
                await asyncio.gather(*(slow(store) for _ in range(8)), return_exceptions=True) for _ in range(3)
            ]
            assert all(isinstance(refusal, DatabaseAway) for batch in refusals for refusal in batch)
            assert not await store.ready()
            await server.start()
            async with store.work(someone()) as work:
                assert (await work.execute(text("SELECT 1"))).scalar_one() == 1
        finally:
            await store.close()
            await server.stop()


async def test_a_server_that_is_not_there_is_the_database_being_away() -> None:
    nowhere = Store.open(lambda role: f"postgresql://{role}:x@/inhouse?host=/nowhere&port=5432")
    refused = Store.open(lambda role: f"postgresql://{role}:x@127.0.0.1:9/inhouse")
    for store in (nowhere, refused):
        assert not await store.ready()
        with pytest.raises(DatabaseAway):
            async with store.work(None):
                pass
        await store.close()
