import stat
from pathlib import Path

import pytest

from inhouse.ledger.folder import Folder


def test_files_are_written_whole_into_a_private_folder(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "ledger" / "log")
    folder.write([("tile/0/x001/002.p/3", b"abc"), ("checkpoint", b"note")])
    assert folder.read("tile/0/x001/002.p/3") == b"abc"
    assert folder.length("checkpoint") == 4
    assert folder.length("tile/0/000") is None
    assert stat.S_IMODE(folder.place.stat().st_mode) == 0o700
    assert not list(folder.place.rglob("*.new"))


def test_a_file_that_is_right_is_left_alone_and_a_wrong_one_replaced(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write([("a", b"1"), ("b", b"1")])
    before = (tmp_path / "a").stat().st_ino, (tmp_path / "b").stat().st_ino
    folder.write([("a", b"1"), ("b", b"2")])
    assert (tmp_path / "a").stat().st_ino == before[0]
    assert (tmp_path / "b").stat().st_ino != before[1]
    assert folder.read("b") == b"2"


def test_partial_tiles_go(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(
        [("tile/0/000.p/1", b"1"), ("tile/0/001.p/1", b"1"), ("tile/entries/000.p/1", b"1"), ("tile/0/000", b"1")]
    )
    folder.drop_partials("tile/0/000")
    folder.drop_partials("tile/0/009")
    assert folder.length("tile/0/000.p/1") is None
    assert folder.length("tile/0/001.p/1") == 1
    folder.drop_all_partials()
    assert folder.length("tile/0/001.p/1") is None
    assert folder.length("tile/0/000") == 1


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Folder(tmp_path).read("checkpoint")
