"""The keys of epochs, in their files and in memory. Refusals are tested with the turn."""

from pathlib import Path

import pytest

from inhouse.core import clock
from inhouse.core.ids import PersonId, new_id
from inhouse.vault import DoesNotOpen
from inhouse.vault.epoch import USUAL_LENGTH, next_epoch
from inhouse.vault.epochs import EpochKeys, files_of
from inhouse.vault.errors import EpochKeyMissing, EpochKeyWrong

TENANT, ANNA = new_id(), PersonId(new_id())


def keys(folder: Path) -> EpochKeys:
    return EpochKeys(bytes(32), TENANT, folder)


def test_another_server_opens_what_one_has_wrapped(tmp_path: Path) -> None:
    one, other = keys(tmp_path), keys(tmp_path)
    one.make(1)
    wrapped = one.wrapper(1).wrap(b"k" * 32, ANNA)
    assert other.wrapper(1).unwrap(wrapped, ANNA) == b"k" * 32
    assert not other.has(2)


def test_what_is_left_of_a_start_that_was_killed_is_replaced(tmp_path: Path) -> None:
    one = keys(tmp_path)
    assert one.make(1) != one.make(1)


def test_a_file_moved_to_another_epochs_name_does_not_open(tmp_path: Path) -> None:
    one = keys(tmp_path)
    one.make(1)
    one.path(1).rename(one.path(2))
    with pytest.raises(EpochKeyWrong):
        keys(tmp_path).wrapper(2)


def test_a_key_that_the_database_does_not_know_is_refused(tmp_path: Path) -> None:
    one, now = keys(tmp_path), clock.now()
    one.learn([next_epoch(None, 1, now, USUAL_LENGTH, b"another")])
    one.make(1)
    with pytest.raises(EpochKeyWrong):
        one.wrapper(1)


def test_a_destroyed_key_is_overwritten_and_forgotten(tmp_path: Path) -> None:
    one, now = keys(tmp_path), clock.now()
    one.learn([next_epoch(None, 1, now, USUAL_LENGTH, one.make(1))])
    wrapped = one.wrapper(1).wrap(b"k" * 32, ANNA)
    one.learn([next_epoch(None, 2, now, USUAL_LENGTH, one.make(2))])
    with pytest.raises(DoesNotOpen):
        one.wrapper(2).unwrap(wrapped, ANNA)
    held = one.path(1).open("rb")
    before = held.read()
    one.destroy(1)
    one.destroy(1)
    held.seek(0)
    assert held.read() == bytes(len(before))
    held.close()
    with pytest.raises(EpochKeyMissing):
        one.wrapper(1)


def test_a_backup_of_keys_gets_exactly_the_files_it_asks_for_or_a_refusal(tmp_path: Path) -> None:
    one = keys(tmp_path)
    for number in (1, 2, 3):
        one.make(number)
    found = files_of(tmp_path, TENANT, [2, 3])
    assert found == {one.path(number).name: one.path(number).read_bytes() for number in (2, 3)}
    with pytest.raises(EpochKeyMissing, match="epoch 4"):
        files_of(tmp_path, TENANT, [3, 4])
    with pytest.raises(EpochKeyMissing):
        files_of(tmp_path, new_id(), [3])
    one.path(3).unlink()
    one.path(3).mkdir()
    with pytest.raises(EpochKeyWrong):
        files_of(tmp_path, TENANT, [3])
