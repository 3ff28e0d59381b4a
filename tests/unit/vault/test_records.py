from dataclasses import replace

from inhouse.core import clock
from inhouse.core.ids import ChatId, new_id
from inhouse.store import Role, Store
from inhouse.vault import records
from tests.people import someone


async def test_the_first_to_write_the_installation_down_wins(database: Store) -> None:
    first = records.Installation(new_id(), b"1", b"root", "file", 1, clock.now(), None)
    async with database.work(None, Role.JOBS) as work:
        assert await records.installation(work) is None
        await records.found_installation(work, first)
        await records.found_installation(work, replace(first, tenant=new_id()))
        assert await records.installation(work) == first


async def test_many_keys_are_asked_for_at_once(database: Store) -> None:
    ada = someone()
    chats = [ChatId(new_id()) for _ in range(40_000)]
    async with database.work(ada) as work:
        await records.add_chat_key(work, ada.person, chats[0], b"wrapped")
        assert await records.chat_keys(work, ada.person, chats) == (None, [(chats[0], b"wrapped")])
        assert await records.delete_chat_keys(work, chats) == 1


async def test_a_root_key_is_replaced_only_where_nobody_else_has_done_it(database: Store) -> None:
    first = records.Installation(new_id(), b"1", b"root", "file", 1, None, None)
    second = replace(first, root=b"anew", generation=2, wrapped_at=clock.now())
    async with database.work(None, Role.JOBS) as work:
        await records.found_installation(work, first)
        assert await records.replace_root(work, second, 1)
        assert not await records.replace_root(work, second, 1)
        assert not await records.verified(work, 1)
        assert await records.verified(work, 2)
        found = await records.installation(work)
    assert found is not None
    assert (found.root, found.generation, found.verified_at is None) == (b"anew", 2, False)


async def test_what_is_shredded_is_noted_for_the_epoch_it_is_in(database: Store) -> None:
    ada, chat = someone(), ChatId(new_id())
    async with database.work(ada) as work:
        await records.add_person_key(work, ada.person, records.PersonKey(b"wrapped", None, 3))
        await records.add_chat_key(work, ada.person, chat, b"wrapped")
    async with database.work(None, Role.JOBS) as work:
        assert await records.left_behind(work, 4, 10) == [(ada.person, False)]
    async with database.work(ada) as work:
        await records.delete_chat_keys(work, [chat])
    async with database.work(None, Role.JOBS) as work:
        assert await records.left_behind(work, 3, 10) == []
        assert await records.left_behind(work, 4, 10) == [(ada.person, True)]
        assert not await records.close_epochs(work, 4)
        assert await records.close_epochs(work, 3)
