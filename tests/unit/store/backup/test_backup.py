from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from inhouse.chat.place import Begin, Create
from inhouse.chat.records import Rows
from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.store import Addresses, Role, Store
from inhouse.store.acts import note
from inhouse.store.backup.backup import Kind, about, create, restore, verify
from inhouse.store.backup.errors import BackupDamaged, BackupRefused
from inhouse.store.backup.sealed import Identity, Recipient, make_pair
from inhouse.vault import Vault
from inhouse.vault.epochs import files_of
from inhouse.vault.errors import EpochKeyMissing
from tests.chats import a_chat, a_question, an_answer
from tests.database import empty
from tests.people import someone
from tests.records import acts_of


def silent(_table: str, _size: int) -> None:
    """Nobody looks."""


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Recipient, Identity]:
    """Quick to seal for, other than a passphrase, whose cost is its point."""
    identity, recipient = make_pair()
    for name, line in (("identity", identity), ("recipient", recipient)):
        (tmp_path / name).write_text(line)
    return Recipient.read(tmp_path / "recipient"), Identity.read(tmp_path / "identity")


async def test_what_was_there_is_there_again_and_can_be_read(
    database: Store, database_addresses: Addresses, tmp_path: Path, pair: tuple[Recipient, Identity]
) -> None:
    lock, secret = pair
    vault = await Vault.open(tmp_path / "master.key", database)
    rows, caller = Rows(database, vault, "here"), someone()
    chats = [a_chat(caller) for _ in range(3)]
    for chat in chats:
        asked = a_question("CANARY")
        await rows.write(caller, chat.id, Create(chat))
        await rows.write(caller, chat.id, Begin(asked, an_answer(asked.id), "A seal"))
    async with database.work(None, Role.JOBS) as work:
        await note(work, Act(ActKind.BACKUP, None, facts={"what": "content"}))
    content, keys = tmp_path / "content", tmp_path / "keys"
    counted = await create(database_addresses, content, lock, Kind.CONTENT, silent)
    asked_for: list[tuple[UUID, int]] = []

    def beside(epochs: Sequence[tuple[UUID, int]]) -> dict[str, str]:
        asked_for.extend(epochs)
        return {"epoch-1.key": "YQ==", "gate.approved.json": "YQ==" * 50_000}

    await create(database_addresses, keys, lock, Kind.KEYS, silent, beside)
    assert asked_for == [(vault.tenant, 1)]
    assert (counted["chat.chats"], counted["chat.messages"], counted["ledger.acts"] >= 1) == (3, 6, True)
    assert not any(table.startswith("keys.") for table in counted)
    assert await verify(content, secret) == counted
    assert about(content).kind is Kind.CONTENT
    assert datetime.now(UTC) - about(keys).made_at < timedelta(minutes=5)
    assert about(content).installation == about(keys).installation == vault.tenant
    assert b"CANARY" not in content.read_bytes()
    with pytest.raises(BackupRefused):
        await restore(database_addresses, keys, secret, silent)

    await empty(database_addresses)
    assert (await restore(database_addresses, content, secret, silent)).rows == counted
    assert (await restore(database_addresses, keys, secret, silent)).files["epoch-1.key"] == "YQ=="
    again = Rows(database, await Vault.open(tmp_path / "master.key", database), "here")
    for chat in chats:
        opened = await again.open(caller, chat.id)
        assert (opened.chat.title, len(opened.nodes)) == ("A seal", 2)
    assert len(await acts_of(database_addresses, "backup")) == 1
    # Counters go on behind what came back, and nobody sees more rows than before.
    asked = a_question("More")
    await again.write(caller, chats[0].id, Begin(asked, an_answer(asked.id)))
    assert [node.id for node in (await again.open(caller, chats[0].id)).nodes][2] == asked.id
    async with database.work(someone()) as work:
        assert await work.bulk("SELECT id FROM chat.chats") == []


async def test_a_backup_of_keys_without_those_of_the_epochs_is_none(
    database: Store, database_addresses: Addresses, tmp_path: Path, pair: tuple[Recipient, Identity]
) -> None:
    await Vault.open(tmp_path / "master.key", database)
    empty_folder, keys = tmp_path / "elsewhere", tmp_path / "keys"

    def beside(epochs: Sequence[tuple[UUID, int]]) -> dict[str, str]:
        for tenant, number in epochs:
            files_of(empty_folder, tenant, [number])
        return {}

    with pytest.raises(EpochKeyMissing, match="epoch 1"):
        await create(database_addresses, keys, pair[0], Kind.KEYS, silent, beside)
    assert not keys.exists()


async def test_half_a_backup_puts_nothing_back(
    database: Store, database_addresses: Addresses, tmp_path: Path, pair: tuple[Recipient, Identity]
) -> None:
    lock, secret = pair
    rows, caller = Rows(database, await Vault.open(tmp_path / "master.key", database), "here"), someone()
    for _ in range(40):
        chat = a_chat(caller)
        await rows.write(caller, chat.id, Create(chat))
        asked = a_question("word " * 1000)
        await rows.write(caller, chat.id, Begin(asked, an_answer(asked.id)))
    path, cut = tmp_path / "content", tmp_path / "cut"
    await create(database_addresses, path, lock, Kind.CONTENT, silent)
    whole = path.read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackupDamaged):
        await verify(cut, secret)
    await empty(database_addresses)
    with pytest.raises(BackupDamaged):
        await restore(database_addresses, cut, secret, silent)
    async with database.work(None, Role.JOBS) as work:
        assert await work.bulk("SELECT id FROM chat.chats") == []
    assert clock.now() > about(cut).made_at
