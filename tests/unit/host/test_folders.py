import os
import subprocess
import sys
from pathlib import Path

import pytest

from inhouse.host import (
    FolderBusy,
    FolderLock,
    FolderRefused,
    is_held,
    leave_socket_folder,
    private_folder,
    socket_folder,
    socket_place,
    sync_folder,
)
from tests.support.people import mode


def test_a_private_folder_and_its_missing_parents_are_closed_to_others(tmp_path: Path) -> None:
    made = private_folder(tmp_path / "one" / "two")
    assert [mode(made), mode(made.parent)] == [0o700, 0o700]


def test_a_parent_that_is_there_keeps_its_permissions(tmp_path: Path) -> None:
    parent = tmp_path / "home"
    parent.mkdir()
    parent.chmod(0o750)
    private_folder(parent / "data")
    assert mode(parent) == 0o750


def test_a_folder_of_ours_that_was_open_is_closed(tmp_path: Path) -> None:
    open_folder = tmp_path / "data"
    open_folder.mkdir()
    open_folder.chmod(0o755)
    private_folder(open_folder)
    assert mode(open_folder) == 0o700


def test_a_symbolic_link_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(FolderRefused, match="link"):
        private_folder(tmp_path / "link")


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(FolderRefused):
        private_folder(tmp_path / "data")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder of somebody else")
def test_a_folder_of_somebody_else_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    theirs = tmp_path / "data"
    theirs.mkdir(mode=0o755)
    os.chown(theirs, 65534, 65534)
    before = mode(theirs)
    with pytest.raises(FolderRefused, match="65534"):
        private_folder(theirs)
    assert mode(theirs) == before


def test_a_long_path_gets_a_short_place_for_its_socket_that_is_always_the_same(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 60) / ("y" * 60)
    place = socket_folder(long, "engine.sock")
    assert place == socket_place(long, "engine.sock")
    assert len(os.fsencode(place / "engine.sock")) <= 100
    assert mode(place) == 0o700
    (place / "engine.sock").touch()
    leave_socket_folder(long, "engine.sock")
    assert not place.exists()
    leave_socket_folder(long, "engine.sock")


def test_a_short_path_keeps_its_socket(tmp_path: Path) -> None:
    assert socket_place(Path("/srv/inhouse"), "engine.sock") == Path("/srv/inhouse")


def test_the_second_holder_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "lock").take()
    with pytest.raises(FolderBusy, match=str(os.getpid())):
        FolderLock(tmp_path / "lock").take()
    lock.release()
    FolderLock(tmp_path / "lock").take().release()


def test_whether_a_lock_is_held_can_be_asked(tmp_path: Path) -> None:
    assert not is_held(tmp_path / "lock")
    lock = FolderLock(tmp_path / "lock").take()
    assert is_held(tmp_path / "lock")
    lock.release()
    assert not is_held(tmp_path / "lock")


def test_the_lock_of_a_killed_process_is_free_again(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from inhouse.host import FolderLock; "
        "lock = FolderLock(pathlib.Path(sys.argv[1])).take(); print('held', flush=True); sys.stdin.read()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "lock")], stdin=pipe, stdout=pipe) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(FolderBusy, match=str(other.pid)):
            FolderLock(tmp_path / "lock").take()
        other.kill()
    FolderLock(tmp_path / "lock").take().release()


def test_a_folder_is_brought_to_the_disk_and_a_file_in_its_place_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a name in the folder")
    sync_folder(tmp_path)
    for wrong in (tmp_path / "file", tmp_path / "nothing"):
        with pytest.raises(OSError, match=wrong.name):
            sync_folder(wrong)


def test_a_folder_that_cannot_be_brought_to_the_disk_is_left_to_its_file_system(tmp_path: Path) -> None:
    sync_folder(Path("/proc/self"))  # Says EINVAL, as shares of some virtual machines do.
    drop = tmp_path / "drop"
    drop.mkdir()
    drop.chmod(0o300)
    sync_folder(drop)
