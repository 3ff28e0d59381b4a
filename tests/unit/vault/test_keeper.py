"""The master key: rotated while servers run, verified in its backup, and never lost on the way."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from inhouse.core.errors import InvalidRequest
from inhouse.core.ids import ChatId, new_id
from inhouse.store import Role, Store
from inhouse.vault import Purpose, Vault
from inhouse.vault.custody import FILE, FileCustody, Keeping, unwrap, wrap
from inhouse.vault.epoch import USUAL_LENGTH
from inhouse.vault.errors import (
    CustodyRefused,
    KeyProviderAway,
    MasterKeyDamaged,
    MasterKeyMissing,
    RotationOvertaken,
    WrongMasterKey,
)
from inhouse.vault.keeper import Keeper
from tests.people import someone

RECORD = new_id()
ELSEWHERE = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "master.key"


@pytest.fixture
async def vault(store: Store, path: Path) -> Vault:
    return await Vault.open(path, store)


def copied(path: Path) -> Path:
    backup = path.with_name("backup.key")
    backup.write_bytes(path.read_bytes())
    return backup


async def test_a_rotation_changes_the_master_key_and_nothing_else(store: Store, vault: Vault, path: Path) -> None:
    anna, chat = someone(), ChatId(new_id())
    async with store.work(anna) as work:
        sealed = (await vault.chat(work, anna, chat, create=True)).seal(b"hello", "text", RECORD)
    credential = vault.installation(Purpose.PROVIDER_CREDENTIALS).seal(b"sk-1", "credential", RECORD)
    old, secrets = path.read_bytes(), {each: vault.secret(each) for each in Purpose}
    state = await Keeper(store, vault).rotate_master()
    assert (state.generation, state.custody, state.file, state.verified_at) == (2, FILE, path, None)
    assert path.read_bytes() != old
    assert sorted(each.name for each in path.parent.iterdir()) == [vault.epochs.path(1).name, "master.key"]
    again = await Vault.open(path, store)
    assert {each: again.secret(each) for each in Purpose} == secrets
    assert again.installation(Purpose.PROVIDER_CREDENTIALS).open(credential, "credential", RECORD) == b"sk-1"
    # The server that ran meanwhile goes on, and so does the one that starts now.
    for each in (vault, again):
        async with store.work(anna) as work:
            assert (await each.chat(work, anna, chat)).open(sealed, "text", RECORD) == b"hello"
    path.write_bytes(old)
    with pytest.raises(WrongMasterKey):
        await Vault.open(path, store)


async def test_a_rotation_that_is_killed_before_it_counts_leaves_the_old_key(
    store: Store, vault: Vault, path: Path
) -> None:
    await FileCustody(path).anew(vault.root, vault.tenant)
    assert (await Vault.open(path, store)).root == vault.root
    assert (await Keeper(store, vault).rotate_master()).generation == 2
    assert (await Vault.open(path, store)).root == vault.root


async def test_a_rotation_that_is_killed_before_its_last_step_is_finished_by_the_next_start(
    store: Store, vault: Vault, path: Path
) -> None:
    old = path.read_bytes()
    wrapped = await FileCustody(path).anew(vault.root, vault.tenant)
    async with store.work(None, Role.JOBS) as work:
        await work.execute(text("UPDATE keys.installation SET root = :root, generation = 2"), {"root": wrapped})
    assert path.read_bytes() == old
    assert (await Vault.open(path, store)).root == vault.root
    assert path.read_bytes() != old
    assert list(path.parent.glob("*.new")) == []


async def test_of_two_rotations_at_once_one_counts(store: Store, vault: Vault, path: Path) -> None:
    class Slow(FileCustody):
        async def anew(self, root: bytes, tenant: UUID) -> bytes:
            await Keeper(store, vault).rotate_master()
            return await super().anew(root, tenant)

    keeping = Keeping({FILE: Slow(path)}, FILE, path.parent)
    with pytest.raises(RotationOvertaken):
        await Keeper(store, Vault(vault.root, vault.tenant, vault.epochs, keeping)).rotate_master()
    assert (await Vault.open(path, store)).root == vault.root
    assert list(path.parent.glob("*.new")) == []


async def test_a_rotation_beside_another_never_takes_its_new_key(store: Store, vault: Vault, path: Path) -> None:
    other = FileCustody(path)

    class Beside(FileCustody):
        async def anew(self, root: bytes, tenant: UUID) -> bytes:
            wrapped = await super().anew(root, tenant)
            await other.anew(root, tenant)
            return wrapped

    keeping = Keeping({FILE: Beside(path)}, FILE, path.parent)
    await Keeper(store, Vault(vault.root, vault.tenant, vault.epochs, keeping)).rotate_master()
    assert (await Vault.open(path, store)).root == vault.root
    other.undo()
    assert (await Vault.open(path, store)).root == vault.root
    assert sorted(each.name for each in path.parent.iterdir()) == [vault.epochs.path(1).name, "master.key"]


async def test_new_keys_that_rotations_left_long_ago_are_removed_by_the_next(
    store: Store, vault: Vault, path: Path
) -> None:
    await FileCustody(path).anew(vault.root, vault.tenant)
    (left,) = path.parent.glob("*.new")
    os.utime(left, (0, 0))
    path.with_name("master.key.damaged.new").write_bytes(b"")
    await Keeper(store, vault).rotate_master()
    assert not left.exists()
    assert (await Vault.open(path, store)).root == vault.root


async def test_a_backup_is_verified_by_what_it_holds(store: Store, vault: Vault, path: Path) -> None:
    keeper, backup = Keeper(store, vault), copied(path)
    assert (await keeper.state()).verified_at is None
    for wrong, content in (
        (WrongMasterKey, path.read_bytes().replace(b" ", b" AA", 1)[:-3] + b"\n"),
        (MasterKeyDamaged, b"x"),
    ):
        backup.write_bytes(content)
        with pytest.raises((wrong, MasterKeyDamaged)):
            await keeper.verify_backup(backup)
    with pytest.raises(MasterKeyMissing):
        await keeper.verify_backup(path.with_name("nothing.key"))
    cut = path.with_name("cut.key")
    cut.write_bytes(path.read_bytes()[:30])
    with pytest.raises(MasterKeyDamaged, match="cut off") as refused:
        await keeper.verify_backup(cut)
    assert refused.value.hint == "Make a new copy of it."
    with pytest.raises(InvalidRequest):
        await keeper.verify_backup(path)
    assert (await keeper.state()).verified_at is None
    assert (await keeper.verify_backup(copied(path))).verified_at is not None
    # A copy of the old key says nothing of the new one.
    assert (await keeper.rotate_master()).verified_at is None
    with pytest.raises(WrongMasterKey):
        await keeper.verify_backup(backup)


async def test_a_missed_end_is_said(store: Store, vault: Vault, at: Callable[[datetime], None]) -> None:
    ends = vault.epoch_ends()
    at(ends)
    assert (await Keeper(store, vault).state()).overdue
    assert vault.epoch_ends() > ends + USUAL_LENGTH / 2


@dataclass
class Provider:
    """A provider of keys as this room sees one."""

    away: bool = False

    async def first(self, root: bytes, tenant: UUID) -> bytes:
        return await self.anew(root, tenant)

    async def anew(self, root: bytes, tenant: UUID) -> bytes:
        if self.away:
            raise KeyProviderAway("away")
        return wrap(ELSEWHERE, root, tenant)

    async def open(self, wrapped: bytes, tenant: UUID) -> bytes:
        if self.away:
            raise KeyProviderAway("away")
        return unwrap(ELSEWHERE, wrapped, tenant) or b""

    def settle(self) -> None:
        pass

    def undo(self) -> None:
        pass


def kept_by(provider: Provider, path: Path, wanted: str = "vault") -> Keeping:
    return Keeping({FILE: FileCustody(path), "vault": provider}, wanted, path.parent)


async def test_a_new_installation_under_a_provider_has_no_file(store: Store, path: Path) -> None:
    provider = Provider()
    vault = await Vault.open(kept_by(provider, path), store)
    state = await Keeper(store, vault).state()
    assert (state.custody, state.file, path.exists()) == ("vault", None, False)
    assert (await Vault.open(kept_by(provider, path), store)).root == vault.root
    # It is asked at the start and for a rotation, and for nothing else.
    provider.away = True
    async with store.work(anna := someone()) as work:
        await vault.chat(work, anna, ChatId(new_id()), create=True)
    await Keeper(store, vault).end_epoch()
    with pytest.raises(KeyProviderAway):
        await Vault.open(kept_by(provider, path), store)
    with pytest.raises(CustodyRefused):
        await Vault.open(path, store)
    with pytest.raises(InvalidRequest):
        await Keeper(store, vault).verify_backup(path)


async def test_a_rotation_moves_the_root_key_to_a_provider_and_back(store: Store, vault: Vault, path: Path) -> None:
    provider = Provider()
    moving = await Vault.open(kept_by(provider, path), store)
    assert (await Keeper(store, moving).state()).custody == FILE
    assert (await Keeper(store, moving).rotate_master()).custody == "vault"
    assert not path.exists()
    back = await Vault.open(kept_by(provider, path, FILE), store)
    assert (await Keeper(store, back).rotate_master()).custody == FILE
    assert (await Vault.open(path, store)).root == vault.root
