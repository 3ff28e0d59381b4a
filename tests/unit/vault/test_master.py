import stat
from pathlib import Path

import pytest

from inhouse.vault import master
from inhouse.vault.errors import MasterKeyDamaged, MasterKeyExposed


def test_a_missing_file_is_no_key(tmp_path: Path) -> None:
    assert master.read(tmp_path / "master.key") is None


def test_a_made_key_is_read_back_and_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "master.key"
    key = master.make(path)
    assert master.read(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    key = master.make(path)
    with pytest.raises(FileExistsError):
        master.make(path)
    assert master.read(path) == key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_that_others_can_open_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "master.key"
    master.make(path)
    path.chmod(mode)
    with pytest.raises(MasterKeyExposed):
        master.read(path)


@pytest.mark.parametrize("content", [b"", b"inhouse-master-key-1 c2hvcnQ=\n", b"\xff\xfe\x00", b"other-word AAAA\n"])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(MasterKeyDamaged):
        master.read(path)


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyDamaged):
        master.read(tmp_path)
