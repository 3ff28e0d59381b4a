import asyncio

from inhouse.core import clock
from inhouse.core.ids import PersonId, new_id
from inhouse.identity import records
from inhouse.identity.person import PersonChange
from inhouse.identity.records.people import NewPerson
from inhouse.identity.records.tables import call
from inhouse.store import Role, Store


async def test_nobody_is_found_in_an_empty_house(database: Store) -> None:
    async with database.work(None) as work:
        assert not await records.is_set_up(work)
        assert await records.credentials(work, "ada@example.com") is None
        assert await records.link(work, b"x", clock.now()) is None
        assert list(await records.list_people(work)) == []


async def test_two_changes_of_one_person_wait_for_each_other_whatever_they_change(database: Store) -> None:
    now, ada = clock.now(), PersonId(new_id())
    async with database.work(None, Role.JOBS) as work:
        person = NewPerson(ada, "ada@example.com", "ada@example.com", "Ada", admin=True)
        await records.add_person(work, person, now)
    begun = asyncio.Event()

    async def renames() -> str:
        async with database.work(None, Role.JOBS) as work:
            begun.set()
            return await records.change_person(work, ada, PersonChange(name="Augusta"), now)

    async with database.work(None, Role.JOBS) as work:
        await call(work, "set_auditor", ada, True)
        renaming = asyncio.create_task(renames())
        await begun.wait()
        # The other has asked for what this one holds, before this one asks for the rest.
        await asyncio.sleep(0.3)
        assert await records.change_person(work, ada, PersonChange(admin=True), now) == "done"
    assert await renaming == "done"
