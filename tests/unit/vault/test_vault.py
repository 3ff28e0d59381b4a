import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from inhouse.core.errors import NotFound
from inhouse.core.ids import ChatId, new_id
from inhouse.store import Role, Store
from inhouse.vault import ChatKeyGone, DoesNotOpen, Purpose, Vault
from inhouse.vault.errors import MasterKeyMissing, WrongMasterKey
from tests.people import someone


@pytest.fixture
async def vault(database: Store, tmp_path: Path) -> Vault:
    return await Vault.open(tmp_path / "master.key", database)


async def test_the_second_start_has_the_same_keys(database: Store, vault: Vault, tmp_path: Path) -> None:
    again = await Vault.open(tmp_path / "master.key", database)
    assert again.secret(Purpose.CSRF) == vault.secret(Purpose.CSRF)
    assert again.secret(Purpose.CSRF) != again.secret(Purpose.LEDGER_MAC)


async def test_a_missing_master_key_is_not_replaced(database: Store, vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    path.unlink()
    with pytest.raises(MasterKeyMissing):
        await Vault.open(path, database)
    assert not path.exists()


async def test_another_master_key_is_refused(database: Store, vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    other = path.read_bytes()
    other = other[:30] + (b"A" if other[30:31] != b"A" else b"B") + other[31:]
    path.write_bytes(other)
    with pytest.raises(WrongMasterKey):
        await Vault.open(path, database)
    assert path.read_bytes() == other


async def test_of_two_first_starts_with_two_files_one_is_refused(database: Store, tmp_path: Path) -> None:
    paths = [tmp_path / "one.key", tmp_path / "two.key"]
    results = await asyncio.gather(*(Vault.open(path, database) for path in paths), return_exceptions=True)
    assert sorted(isinstance(result, WrongMasterKey) for result in results) == [False, True]
    assert [path.exists() for path in paths] == [isinstance(result, Vault) for result in results]


async def test_a_chats_key_lasts_and_belongs_to_its_owner(database: Store, vault: Vault) -> None:
    anna, ben, chat, record = someone(), someone(), ChatId(new_id()), new_id()
    async with database.work(anna) as work:
        sealed = (await vault.chat(work, anna, chat, create=True)).seal(b"hello", "text", record)
    async with database.work(anna) as work:
        assert (await vault.chat(work, anna, chat)).open(sealed, "text", record) == b"hello"
        assert (await vault.chat(work, anna, chat, create=True)).open(sealed, "text", record) == b"hello"
    async with database.work(ben) as work:
        with pytest.raises(ChatKeyGone):
            await vault.chat(work, ben, chat)
        assert not await vault.shred_chat(work, ben, chat)
    with pytest.raises(NotFound):
        async with database.work(ben) as work:
            await vault.chat(work, ben, chat, create=True)


async def test_a_shredded_chat_is_gone_and_a_new_key_does_not_open_it(database: Store, vault: Vault) -> None:
    anna, chat, record = someone(), ChatId(new_id()), new_id()
    async with database.work(anna) as work:
        sealed = (await vault.chat(work, anna, chat, create=True)).seal(b"hello", "text", record)
        assert await vault.shred_chat(work, anna, chat)
        with pytest.raises(ChatKeyGone):
            await vault.chat(work, anna, chat)
        assert await vault.chats(work, anna) == {}
        fresh = await vault.chat(work, anna, chat, create=True)
    with pytest.raises(DoesNotOpen):
        fresh.open(sealed, "text", record)


async def test_jobs_shred_any_chat_and_cannot_read_keys(database: Store, vault: Vault) -> None:
    anna, chat = someone(), ChatId(new_id())
    async with database.work(anna) as work:
        await vault.chat(work, anna, chat, create=True)
    async with database.work(None, Role.JOBS) as work:
        assert await vault.shred_chats(work, [chat]) == 1
    with pytest.raises(Exception, match="our side"):
        async with database.work(None, Role.JOBS) as work:
            await work.execute(text("SELECT wrapped FROM keys.chat_keys"))


async def test_rows_swapped_between_chats_do_not_open(database: Store, vault: Vault) -> None:
    anna, one, two = someone(), ChatId(new_id()), ChatId(new_id())
    async with database.work(anna) as work:
        for chat in (one, two):
            await vault.chat(work, anna, chat, create=True)
        found = await work.execute(text("SELECT chat_id, wrapped FROM keys.chat_keys"))
        rows = {row.chat_id: row.wrapped for row in found}
        await work.execute(text("DELETE FROM keys.chat_keys"))
        swap = text("INSERT INTO keys.chat_keys VALUES (:chat, :owner, :wrapped, now())")
        for chat, wrapped in ((one, rows[two]), (two, rows[one])):
            await work.execute(swap, {"chat": chat, "owner": anna.person, "wrapped": wrapped})
        with pytest.raises(DoesNotOpen):
            await vault.chat(work, anna, one)
        # Of many, those that do not open are left out, so that one takes no other with it.
        assert await vault.chats(work, anna) == {}


async def test_keys_swapped_between_people_do_not_open(database: Store, vault: Vault) -> None:
    anna, ben, chat = someone(), someone(), ChatId(new_id())
    keys: list[bytes] = []
    for person in (anna, ben):
        async with database.work(person) as work:
            await vault.person(work, person)
            keys.append((await work.execute(text("SELECT wrapped FROM keys.person_keys"))).scalar_one())
    async with database.work(anna) as work:
        await vault.chat(work, anna, chat, create=True)
        await work.execute(text("UPDATE keys.person_keys SET wrapped = :other"), {"other": keys[1]})
        for opening in (vault.person(work, anna), vault.chat(work, anna, chat), vault.chats(work, anna)):
            with pytest.raises(DoesNotOpen):
                await opening


async def test_a_column_in_another_ones_place_does_not_open(database: Store, vault: Vault) -> None:
    anna, chat = someone(), ChatId(new_id())
    async with database.work(anna) as work:
        await vault.chat(work, anna, chat, create=True)
        await work.execute(text("UPDATE keys.person_keys SET wrapped = own, own = wrapped"))
        with pytest.raises(DoesNotOpen):
            await vault.chat(work, anna, chat)


async def test_a_persons_key_is_made_once_by_parallel_first_uses(database: Store, vault: Vault) -> None:
    anna, record = someone(), new_id()

    async def sealed() -> bytes:
        async with database.work(anna) as work:
            return (await vault.person(work, anna)).seal(b"be brief", "instructions", record)

    values = await asyncio.gather(*(sealed() for _ in range(6)))
    async with database.work(anna) as work:
        sealer = await vault.person(work, anna)
    assert {sealer.open(value, "instructions", record) for value in values} == {b"be brief"}


async def test_many_chats_open_at_once(database: Store, vault: Vault) -> None:
    anna, record = someone(), new_id()
    chats = [ChatId(new_id()) for _ in range(300)]
    async with database.work(anna) as work:
        sealed = {chat: (await vault.chat(work, anna, chat, create=True)).seal(b"x", "title", record) for chat in chats}
        everything = await vault.chats(work, anna)
        some = await vault.chats(work, anna, [*chats[:3], ChatId(new_id())])
    assert {chat: sealer.open(sealed[chat], "title", record) for chat, sealer in everything.items()} == dict.fromkeys(
        chats, b"x"
    )
    assert set(some) == set(chats[:3])


async def test_an_ephemeral_chat_leaves_no_key(database: Store, vault: Vault) -> None:
    anna, chat, record = someone(), ChatId(new_id()), new_id()
    sealer = vault.ephemeral(anna, chat)
    assert sealer.open(sealer.seal(b"x", "text", record), "text", record) == b"x"
    async with database.work(anna) as work:
        assert await vault.chats(work, anna) == {}
