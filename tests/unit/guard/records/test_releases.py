from dataclasses import replace
from datetime import timedelta

from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import new_id
from inhouse.guard.records import releases as records
from inhouse.guard.records.releases import ReleaseRow
from inhouse.store import Role, Store
from tests.people import someone


def row(owner: Caller) -> ReleaseRow:
    return ReleaseRow(new_id(), owner.person, new_id(), ("a", "b"), ("secret.key",), b"sealed", clock.now())


async def test_everybody_sees_and_removes_their_own_requests_only(database: Store) -> None:
    anna, bob = someone(), someone()
    mine, other = row(anna), row(bob)
    for owner, written in ((anna, mine), (bob, other)):
        async with database.work(owner) as work:
            await records.add(work, written)
    async with database.work(anna) as work:
        assert list(await records.own(work, 10)) == [mine]
        assert await records.waiting(work) == 1
        assert not await records.remove(work, other.id)
        assert await records.remove(work, mine.id)
        assert list(await records.own(work, 10)) == []
    async with database.work(None) as work:
        assert list(await records.own(work, 10)) == []


async def test_what_waits_has_released_nothing(database: Store) -> None:
    anna = someone()
    mine = row(anna)
    async with database.work(anna) as work:
        await records.add(work, mine)
        assert await records.granted(work, mine.chat_id, clock.now()) == {}
        assert not await records.is_officer(work)


async def test_jobs_remove_what_is_old_and_read_no_words(database: Store) -> None:
    anna = someone()
    now = clock.now()
    async with database.work(anna) as work:
        for age in (0, 40):
            await records.add(work, replace(row(anna), asked_at=now - timedelta(days=age)))
    async with database.work(None, Role.JOBS) as work:
        assert await records.remove_before(work, now - timedelta(days=30)) == 1
