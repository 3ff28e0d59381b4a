import pytest
from sqlalchemy import text

from inhouse.core.ids import new_id
from inhouse.identity import records
from inhouse.store import Role, StatementFailed, Store


async def test_no_key_is_found_in_an_empty_house(database: Store) -> None:
    async with database.work(None) as work:
        assert await records.find_key(work, b"x") is None
        assert await records.count_keys(work, new_id()) == 0


async def test_the_command_line_never_reads_a_hash(database: Store) -> None:
    with pytest.raises(StatementFailed):
        async with database.work(None, Role.JOBS) as work:
            await work.execute(text("SELECT key_hash FROM identity.api_keys"))


async def test_a_key_belongs_to_somebody(database: Store) -> None:
    statement = "INSERT INTO identity.api_keys (id, name, prefix, key_hash, created_at) VALUES (:id, '', '', '', now())"
    with pytest.raises(StatementFailed):
        async with database.work(None, Role.JOBS) as work:
            await work.execute(text(statement), {"id": new_id()})
