from datetime import timedelta

import pytest
from sqlalchemy import text

from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import new_id
from inhouse.gateway.records import responses as records
from inhouse.store import Role, Store
from inhouse.store.errors import StatementFailed
from tests.people import someone


def row_of(owner: Caller) -> records.Row:
    now = clock.now()
    return records.Row(new_id(), owner.person, b"sealed", now, now + timedelta(days=1))


async def test_nobody_finds_or_removes_what_is_anothers(database: Store) -> None:
    anna, bob = someone(), someone()
    row = row_of(anna)
    async with database.work(anna) as work:
        await records.keep(work, row)
        assert await records.find(work, row.id, row.created_at) == b"sealed"
        assert await records.find(work, row.id, row.expires_at) is None
    async with database.work(bob) as work:
        assert await records.find(work, row.id, row.created_at) is None
        assert not await records.remove(work, row.id)
    with pytest.raises(StatementFailed):
        async with database.work(bob) as work:
            await records.keep(work, row_of(anna))
    async with database.work(anna) as work:
        assert await records.remove(work, row.id)


async def test_jobs_remove_what_has_expired_and_read_nothing(database: Store) -> None:
    anna = someone()
    row, other = row_of(anna), row_of(anna)
    async with database.work(anna) as work:
        await records.keep(work, row)
    async with database.work(None, Role.JOBS) as work:
        assert await records.remove_expired(work, other.created_at) == []
        assert await records.remove_expired(work, row.expires_at) == [row.id]
    with pytest.raises(StatementFailed):
        async with database.work(None, Role.JOBS) as work:
            await work.execute(text("SELECT content FROM responses.responses"))
