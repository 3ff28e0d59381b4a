"""The master key around the root key."""

from pathlib import Path

import pytest

from inhouse.core.ids import new_id
from inhouse.vault import master
from inhouse.vault.custody import FileCustody, unwrap, wrap
from inhouse.vault.errors import MasterKeyMissing, WrongMasterKey

ROOT, KEY, TENANT = b"r" * 32, b"k" * 32, new_id()


def test_the_root_key_opens_by_its_master_key_for_its_installation_alone() -> None:
    wrapped = wrap(KEY, ROOT, TENANT)
    assert unwrap(KEY, wrapped, TENANT) == ROOT
    assert unwrap(b"o" * 32, wrapped, TENANT) is None
    assert unwrap(KEY, wrapped, new_id()) is None
    assert unwrap(KEY, wrapped[:-1], TENANT) is None
    assert unwrap(KEY, b"", TENANT) is None


async def test_a_key_that_is_there_is_used_and_one_made_in_vain_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    custody = FileCustody(path)
    await custody.first(ROOT, TENANT)
    made = path.read_bytes()
    again = FileCustody(path)
    assert await again.open(await again.first(ROOT, TENANT), TENANT) == ROOT
    again.undo()
    assert path.read_bytes() == made
    custody.undo()
    assert not path.exists()


async def test_two_first_starts_at_once_use_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "master.key"
    other, read = FileCustody(path), master.read
    wrapped: list[bytes] = []

    def late(place: Path, *, private: bool = True) -> bytes | None:
        found = read(place, private=private)
        if not wrapped:
            # The other server is quicker.
            wrapped.append(b"")
            wrapped[0] = wrap(master.make(path), ROOT, TENANT)
        return found

    monkeypatch.setattr(master, "read", late)
    slower = FileCustody(path)
    assert await other.open(await slower.first(ROOT, TENANT), TENANT) == ROOT
    slower.undo()
    assert await other.open(wrapped[0], TENANT) == ROOT


async def test_without_any_key_nothing_opens_and_nothing_is_made(tmp_path: Path) -> None:
    custody = FileCustody(tmp_path / "master.key")
    with pytest.raises(MasterKeyMissing):
        await custody.open(wrap(KEY, ROOT, TENANT), TENANT)
    await custody.anew(ROOT, TENANT)
    with pytest.raises(MasterKeyMissing):
        await custody.open(wrap(KEY, ROOT, TENANT), TENANT)
    custody.undo()
    assert list(tmp_path.iterdir()) == []
    await custody.first(ROOT, TENANT)
    with pytest.raises(WrongMasterKey):
        await custody.open(wrap(KEY, ROOT, TENANT), TENANT)
