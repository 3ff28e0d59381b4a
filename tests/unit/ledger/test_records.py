from collections.abc import AsyncGenerator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from inhouse.core import clock
from inhouse.ledger.errors import LogAway
from inhouse.ledger.records import Archive, PostgresLog
from inhouse.ledger.writer import Row, Tail
from inhouse.store import Addresses, Role, StatementFailed, Store
from inhouse.store.work import connect_arguments

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def log(database_addresses: Addresses) -> AsyncGenerator[PostgresLog]:
    log = PostgresLog(database_addresses, "inhouse.test/one")
    yield log
    await log.release()


def row(number: int, kind: str = "open", closes: int | None = None) -> Row:
    return Row(number, clock.now(), kind, closes, b"{%d}" % number)


async def asked(addresses: Addresses, role: Role, statement: str) -> list[tuple[object, ...]]:
    engine = create_async_engine(
        "postgresql+asyncpg://", poolclass=NullPool, connect_args=connect_arguments(addresses(role))
    )
    async with engine.connect() as connection:
        found = [tuple(found) for found in await connection.execute(text(statement))]
    await engine.dispose()
    return found


async def end_all_sessions_of_the_app(addresses: Addresses) -> None:
    await asked(
        addresses,
        Role.APP,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE usename = 'inhouse_app' AND pid <> pg_backend_pid()",
    )


async def test_an_empty_log_begins_at_nothing(log: PostgresLog) -> None:
    assert await log.take() == Tail(0, None, ())


async def test_what_was_appended_is_found_again_with_the_lines_that_are_open(log: PostgresLog) -> None:
    await log.take()
    last = row(4)
    await log.append([row(1), row(2)])
    await log.append([row(3, "outcome", closes=1), last])

    assert await log.take() == Tail(4, last.time, (2, 4))


async def test_lines_below_the_oldest_open_one_are_not_looked_at_again(
    log: PostgresLog, database_addresses: Addresses
) -> None:
    await log.take()
    await log.append([row(1), row(2, "outcome", closes=1), row(3)])
    await log.take()

    assert await asked(database_addresses, Role.AUDITOR, "SELECT settled FROM ledger.logs") == [(2,)]
    await log.append([row(4, "outcome", closes=3)])
    assert (await log.take()).unclosed == ()
    assert await asked(database_addresses, Role.AUDITOR, "SELECT settled FROM ledger.logs") == [(4,)]


async def test_what_is_settled_only_goes_up_and_never_over_an_open_line(
    log: PostgresLog, database_addresses: Addresses
) -> None:
    await log.take()
    await log.append([row(1), row(2, "outcome", closes=1), row(3), row(4, "refused")])
    seen: list[object] = []
    for number in (2, 1, 3, 4, 9):
        await log.settle(number)
        seen += await asked(database_addresses, Role.AUDITOR, "SELECT settled FROM ledger.logs")
    assert seen == [(2,)] * 5
    await log.append([row(5, "outcome", closes=3)])
    await log.settle(5)
    assert await asked(database_addresses, Role.AUDITOR, "SELECT settled FROM ledger.logs") == [(5,)]
    assert await log.take() == Tail(5, (await log.take()).time, ())


async def test_a_number_can_be_given_only_once_and_a_line_closed_only_once(log: PostgresLog) -> None:
    await log.take()
    await log.append([row(1), row(2, "outcome", closes=1)])
    with pytest.raises(LogAway):
        await log.append([row(2)])
    await log.take()
    with pytest.raises(LogAway):
        await log.append([row(3), row(4, "outcome", closes=1)])
    # All or nothing: the good one of the two is not there either.
    assert (await log.take()).last == 2


async def test_two_servers_cannot_write_one_log(log: PostgresLog, database_addresses: Addresses) -> None:
    await log.take()
    second = PostgresLog(database_addresses, "inhouse.test/one")
    other = PostgresLog(database_addresses, "inhouse.test/two")

    with pytest.raises(LogAway, match="Another server"):
        await second.take()
    assert await other.take() == Tail(0, None, ())
    await other.release()

    await log.release()
    assert await second.take() == Tail(0, None, ())
    await second.release()


async def test_a_log_that_was_not_taken_is_not_written(log: PostgresLog) -> None:
    with pytest.raises(LogAway):
        await log.append([row(1)])


async def test_a_lost_connection_says_so_and_the_log_can_be_taken_again(
    log: PostgresLog, database_addresses: Addresses
) -> None:
    await log.take()
    await end_all_sessions_of_the_app(database_addresses)

    with pytest.raises(LogAway):
        await log.append([row(1)])
    assert await log.take() == Tail(0, None, ())


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT entry FROM ledger.entries",
        "UPDATE ledger.entries SET entry = ''",
        "DELETE FROM ledger.entries",
        "TRUNCATE ledger.entries",
        "SELECT settled FROM ledger.logs",
        "UPDATE ledger.logs SET settled = 9",
    ],
)
@pytest.mark.parametrize("role", [Role.APP, Role.JOBS])
async def test_the_server_can_neither_read_nor_change_nor_remove_entries(
    database: Store, role: Role, statement: str
) -> None:
    with pytest.raises(StatementFailed) as refusal:
        async with database.work(None, role) as work:
            await work.execute(text(statement))
    assert refusal.value.state == "42501"


async def test_the_auditor_reads_every_log_and_changes_none(log: PostgresLog, database_addresses: Addresses) -> None:
    await log.take()
    await log.append([row(1)])

    found = await asked(database_addresses, Role.AUDITOR, "SELECT log, number, entry FROM ledger.entries")
    assert found == [("inhouse.test/one", 1, b"{1}")]
    with pytest.raises(Exception, match="permission denied"):
        await asked(database_addresses, Role.AUDITOR, "DELETE FROM ledger.entries RETURNING 1")


async def test_the_archive_reads_every_log_and_nothing_else(log: PostgresLog, database_addresses: Addresses) -> None:
    archive = Archive(database_addresses)
    assert await archive.logs() == {}
    await log.take()
    await log.append([row(1), row(2, "outcome", closes=1), row(3)])
    assert await archive.logs() == {"inhouse.test/one": 3}
    assert await archive.read("inhouse.test/one", 1, 1) == [(2, b"{2}")]
    assert await archive.read("inhouse.test/one", 3, 9) == []
    assert await archive.read("another", 0, 9) == []
    await archive.close()
    # It connects anew.
    assert len(await archive.read("inhouse.test/one", 0, 9)) == 3
    await archive.close()
