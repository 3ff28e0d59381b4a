from inhouse.core.ids import new_id
from inhouse.identity import records
from inhouse.store import Role, Store


async def test_nothing_is_found_in_an_empty_house(database: Store) -> None:
    async with database.work(None, Role.JOBS) as work:
        assert await records.list_groups(work) == []
        assert await records.list_services(work) == []
        assert await records.service_named(work, "robot") is None
        assert not await records.hold_service(work, new_id())
        assert await records.add_member(work, new_id(), new_id()) == "group unknown"
