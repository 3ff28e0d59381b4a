from inhouse.core import clock
from inhouse.identity import records
from inhouse.store import Store


async def test_a_counter_starts_at_nothing_and_is_read_back(database: Store) -> None:
    now = clock.now()
    async with database.work(None) as work:
        found = await records.lock_attempts(work, [b"a", b"b"], now)
        assert [counter.failures for counter in found.values()] == [0, 0]
        await records.note_attempt(work, b"b", 3, now, now)
    async with database.work(None) as work:
        found = await records.lock_attempts(work, [b"a", b"b"], now)
    assert (found[b"a"].failures, found[b"b"].failures) == (0, 3)


async def test_no_session_is_found_in_an_empty_house(database: Store) -> None:
    async with database.work(None) as work:
        assert await records.session(work, b"x") is None
