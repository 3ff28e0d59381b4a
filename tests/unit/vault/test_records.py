from inhouse.core.ids import ChatId, new_id
from inhouse.store import Role, Store
from inhouse.vault import records
from tests.people import someone


async def test_the_first_to_write_the_installation_down_wins(database: Store) -> None:
    first, second = new_id(), new_id()
    async with database.work(None, Role.JOBS) as work:
        assert await records.installation(work) is None
        await records.found_installation(work, first, b"1")
        await records.found_installation(work, second, b"2")
        assert await records.installation(work) == (first, b"1")


async def test_many_keys_are_asked_for_at_once(database: Store) -> None:
    ada = someone()
    chats = [ChatId(new_id()) for _ in range(40_000)]
    async with database.work(ada) as work:
        await records.add_chat_key(work, ada.person, chats[0], b"wrapped")
        assert await records.chat_keys(work, ada.person, chats) == [(chats[0], b"wrapped")]
        assert await records.delete_chat_keys(work, chats) == 1
