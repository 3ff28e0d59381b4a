import pytest

from inhouse.core import clock
from inhouse.guard.policies.policy import to_json
from inhouse.guard.policies.presets import BALANCED, STRICT
from inhouse.guard.records import policies as records
from inhouse.guard.records.policies import VersionRow
from inhouse.store import AlreadyThere, Role, Store


def row(version: int, *, strict: bool = False) -> VersionRow:
    policy = STRICT if strict else BALANCED
    return VersionRow(version, policy.hash(), to_json(policy), None, clock.now(), "why")


async def test_a_version_comes_back_as_it_was_written(database: Store) -> None:
    async with database.work(None, Role.JOBS) as work:
        assert (await records.newest(work), await records.number_of_newest(work)) == (None, 0)
        await records.add(work, row(1))
    written = row(2, strict=True)
    async with database.work(None, Role.JOBS) as work:
        await records.add(work, written)
    async with database.work(None) as work:
        assert await records.newest(work) == written
        assert await records.number_of_newest(work) == 2
        assert [each.version for each in await records.history(work, None, 10)] == [2, 1]
        assert [each.version for each in await records.history(work, None, 1)] == [2]
        assert [each.version for each in await records.history(work, 2, 10)] == [1]


async def test_a_number_is_given_once(database: Store) -> None:
    async with database.work(None, Role.JOBS) as work:
        await records.add_first(work, row(1))
        await records.add_first(work, row(1, strict=True))
        assert await records.newest(work) is not None
    with pytest.raises(AlreadyThere):
        async with database.work(None, Role.JOBS) as work:
            await records.add(work, row(1))
    async with database.work(None) as work:
        found = await records.newest(work)
    assert found is not None
    assert found.hash == BALANCED.hash()
