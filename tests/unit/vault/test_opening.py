"""The start of the vault. What an older version made, and first starts at once, are tested in other files here."""

from pathlib import Path

import pytest
from sqlalchemy import text

from inhouse.store import Role, Store
from inhouse.vault.custody import Keeping
from inhouse.vault.errors import KeysMissing, MasterKeyExposed, WrongMasterKey
from inhouse.vault.opening import open_keys


async def test_a_start_makes_what_is_missing_and_the_next_finds_it(store: Store, tmp_path: Path) -> None:
    keeping = Keeping.in_file(tmp_path / "keys" / "master.key")
    first, second = [await open_keys(store, keeping) for _ in range(2)]
    assert (first.root, first.tenant) == (second.root, second.tenant)
    assert first.epochs.current == second.epochs.current
    async with store.work(None, Role.JOBS) as work:
        kinds = (await work.execute(text("SELECT count(*) FROM keys.epochs"))).scalar_one()
    assert kinds == 1


async def test_a_root_key_of_another_installation_is_refused(store: Store, tmp_path: Path) -> None:
    keeping = Keeping.in_file(tmp_path / "master.key")
    await open_keys(store, keeping)
    async with store.work(None, Role.JOBS) as work:
        await work.execute(text("UPDATE keys.installation SET root = substr(root, 1, 20)"))
    with pytest.raises(WrongMasterKey):
        await open_keys(store, keeping)
    (tmp_path / "master.key").chmod(0o644)
    with pytest.raises(MasterKeyExposed):
        await open_keys(store, keeping)


async def test_content_that_came_back_without_its_keys_gets_no_new_ones(store: Store, tmp_path: Path) -> None:
    keeping = Keeping.in_file(tmp_path / "keys" / "master.key")
    async with store.work(None, Role.JOBS) as work:
        await work.execute(
            text(
                "INSERT INTO ledger.checkpoint_keys (number, id, made_at, public, sealed) "
                "VALUES (1, gen_random_uuid(), now(), sha256('1'), '1')"
            )
        )
    with pytest.raises(KeysMissing):
        await open_keys(store, keeping)
    assert not (tmp_path / "keys").exists()
