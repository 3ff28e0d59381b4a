"""Private folders, the lock on a data folder, and a place for sockets."""

import errno
import fcntl
import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Self

from inhouse.host.errors import FolderBusy, FolderRefused
from inhouse.host.users import SystemUser

SOCKET_PATH_LIMIT = 100
"""Bytes that the path of a socket may have; the kernel's limit is 107 (unix(7)), some libraries stop earlier."""


def sync_folder(folder: Path) -> None:
    """Make what was made, renamed or removed in the folder safe on disk. Raises OSError.

    What nobody could do more about is no error, as in PostgreSQL: a folder for backups may be one that we write to and
    cannot read, and some file systems, as shares of virtual machines, know no such thing (EINVAL).
    """
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(handle)


def private_folder(path: Path, owner: SystemUser | None = None) -> Path:
    """Make sure that `path` is a folder that only its owner (by default we) can open; gives its absolute path.

    Missing parents are made private too; a parent that is there is never changed. Raises FolderRefused when `path` is a
    symbolic link, no folder, or owned by somebody else.
    """
    path = path.absolute()
    uid = os.geteuid() if owner is None else owner.uid
    try:
        _make(path)
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise _refused(path, error.strerror or "it cannot be made") from error
    try:
        facts = os.fstat(handle)
        if owner is not None and facts.st_uid == os.geteuid() and not os.listdir(handle):
            os.fchown(handle, owner.uid, owner.gid)
        elif facts.st_uid != uid:
            raise _refused(path, f"it belongs to the user with number {facts.st_uid}")
        if stat.S_IMODE(facts.st_mode) != 0o700:
            os.fchmod(handle, 0o700)
    finally:
        os.close(handle)
    return path


def socket_folder(preferred: Path, name: str, owner: SystemUser | None = None) -> Path:
    """A private folder in which a socket called `name` has a path of at most 100 bytes (see `socket_place`)."""
    return private_folder(socket_place(preferred, name), owner)


def socket_place(preferred: Path, name: str) -> Path:
    """Where `socket_folder` is, without making it: `preferred`, or when its path is too long a folder below /tmp.

    Its name is derived from `preferred` and our user alone, so that the server and a command started elsewhere, with
    another environment, find the same one. (Not XDG_RUNTIME_DIR: it goes away when the user signs out.)
    """
    preferred = preferred.absolute()
    if len(os.fsencode(preferred / name)) <= SOCKET_PATH_LIMIT:
        return preferred
    digest = hashlib.sha256(os.fsencode(preferred)).hexdigest()[:16]
    return Path(f"/tmp/inhouse-{os.geteuid()}-{digest}")  # noqa: S108 - private_folder refuses it when it is not ours


def leave_socket_folder(preferred: Path, name: str) -> None:
    """Remove the socket and, when it had to be outside `preferred`, the folder too; what is gone already is fine."""
    place = socket_place(preferred, name)
    (place / name).unlink(missing_ok=True)
    if place != preferred.absolute():
        with suppress(OSError):
            place.rmdir()


class FolderLock:
    """Holds a folder for one Inhouse, by flock(2) on a file in it; the system lets go when the process ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> Self:
        """Take the lock or raise FolderBusy, which names the process that holds it."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(handle)
            raise FolderBusy(
                f"Another Inhouse (process {holder}) is using {self._path.parent}.",
                hint="Stop it first, or give this one another data folder with INHOUSE_DATA_DIR.",
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode("ascii"), 0)
        self._handle = handle
        return self

    @property
    def held(self) -> bool:
        """Whether we hold it."""
        return self._handle is not None

    def release(self) -> None:
        """Let go; does nothing when it is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def is_held(file: Path) -> bool:
    """Whether some process holds the lock on `file`. Raises PermissionError when the file is not ours."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _make(path: Path) -> None:
    if not path.parent.exists():
        _make(path.parent)
    if not path.is_symlink():
        path.mkdir(mode=0o700, exist_ok=True)


def _refused(path: Path, reason: str) -> FolderRefused:
    return FolderRefused(
        f"The folder {path} cannot be used: {reason}.",
        hint="Give Inhouse a folder of its own that the user who starts it owns (INHOUSE_DATA_DIR).",
    )
