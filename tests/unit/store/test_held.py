import asyncio
from collections.abc import AsyncGenerator

import pytest
from sqlalchemy import text

from inhouse.core.errors import InhouseError
from inhouse.store import Addresses, DatabaseAway, Role, StatementFailed
from inhouse.store.held import Held

LOCK = text("SELECT pg_try_advisory_lock(4711)")


@pytest.fixture
async def held(database_addresses: Addresses) -> AsyncGenerator[Held]:
    held = Held.open(database_addresses, Role.APP)
    await held.connect()
    yield held
    await held.close()


async def test_the_connection_stays_the_same_and_so_do_its_locks(held: Held, database_addresses: Addresses) -> None:
    other = Held.open(database_addresses, Role.APP)
    await other.connect()
    assert (await held.execute(LOCK)).scalar_one() is True
    assert (await held.execute(text("SELECT 1"))).scalar_one() == 1
    assert (await other.execute(LOCK)).scalar_one() is False
    await other.close()


async def test_commits_wait_for_the_disk_whatever_the_server_says(held: Held) -> None:
    assert (await held.execute(text("SHOW synchronous_commit"))).scalar_one() == "on"


async def test_before_it_is_connected_and_after_it_is_closed_nothing_runs(database_addresses: Addresses) -> None:
    held = Held.open(database_addresses, Role.APP)
    for _ in range(2):
        with pytest.raises(DatabaseAway):
            await held.execute(text("SELECT 1"))
        await held.connect()
        await held.close()


async def test_after_an_error_it_is_closed_until_its_owner_connects_anew(held: Held) -> None:
    with pytest.raises(StatementFailed):
        await held.execute(text("SELECT nothing"))
    with pytest.raises(DatabaseAway):
        await held.execute(text("SELECT 1"))
    await held.connect()
    assert (await held.execute(text("SELECT 1"))).scalar_one() == 1


async def test_a_statement_that_is_given_up_takes_the_connection_with_it(held: Held) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await held.execute(text("SELECT pg_sleep(5)"))
    with pytest.raises(DatabaseAway):
        await held.execute(text("SELECT 1"))


async def test_what_is_repeated_takes_effect_and_goes_on_after_a_new_connection(held: Held) -> None:
    for word in ("one", "two"):
        await held.repeat("SELECT set_config('app.said', $1::text, false)", word)
        assert (await held.execute(text("SELECT current_setting('app.said')"))).scalar_one() == word
    for _ in range(2):
        await held.connect()
        await held.repeat("SELECT $1::int", 1)


@pytest.mark.parametrize("number", [0, "no number"])
async def test_after_an_error_of_what_is_repeated_the_connection_is_closed(held: Held, number: object) -> None:
    await held.repeat("SELECT 1 / $1::int", 1)
    with pytest.raises(InhouseError):
        await held.repeat("SELECT 1 / $1::int", number)
    with pytest.raises(DatabaseAway):
        await held.repeat("SELECT 1 / $1::int", 1)
    await held.connect()
    await held.repeat("SELECT 1 / $1::int", 1)
