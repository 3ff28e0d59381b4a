from inhouse.core import clock
from inhouse.identity import records
from inhouse.store import Store


async def test_nobody_is_found_in_an_empty_house(database: Store) -> None:
    async with database.work(None) as work:
        assert not await records.is_set_up(work)
        assert await records.credentials(work, "ada@example.com") is None
        assert await records.link(work, b"x", clock.now()) is None
        assert list(await records.list_people(work)) == []
