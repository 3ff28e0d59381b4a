"""The walls inside the database."""

import pytest
from sqlalchemy import text

from inhouse.store import Addresses, Role, Store
from inhouse.store.held import Held
from inhouse.store.walls import Breach, breaches


async def found(store: Store) -> list[Breach]:
    async with store.work(None, Role.JOBS) as work:
        return await breaches(work)


async def test_the_migrations_leave_every_wall_standing(database: Store) -> None:
    assert await found(database) == []


@pytest.mark.parametrize(
    ("pull_down", "rebuild", "expected"),
    [
        (
            "ALTER TABLE chat.messages NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE chat.messages FORCE ROW LEVEL SECURITY",
            Breach("open", "chat.messages"),
        ),
        (
            "GRANT DELETE ON ledger.entries TO inhouse_app",
            "REVOKE DELETE ON ledger.entries FROM inhouse_app",
            Breach("rewrites", "inhouse_app"),
        ),
    ],
)
async def test_a_wall_that_was_pulled_down_is_named(
    database: Store, database_addresses: Addresses, pull_down: str, rebuild: str, expected: Breach
) -> None:
    held = Held.open(database_addresses, Role.OWNER)
    await held.connect()
    try:
        await held.execute(text(pull_down), {})
        assert await found(database) == [expected]
    finally:
        await held.execute(text(rebuild), {})
        await held.close()
