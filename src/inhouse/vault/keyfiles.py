"""Files that hold a key: one line, readable by their owner alone, safe on disk when written, overwritten at their end.

On a file system that writes elsewhere than it wrote before (copy on write, flash memory, snapshots) the old bytes may
live on after they were overwritten. What lies in an epoch's file is sealed under the root key besides.
"""

import base64
import binascii
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from inhouse.host import sync_folder

_LONGEST = 512


class Unreadable(Exception):
    """The file cannot be read, or is of another kind; the text says which."""


class Exposed(Exception):
    """Others may open the file."""


def read(path: Path, word: str, *, private: bool = True) -> bytes | None:
    """What stands behind the word, None when there is no file. Raises Unreadable and, if `private`, Exposed."""
    try:
        with path.open("rb") as file:
            facts = os.fstat(file.fileno())
            line = file.read(_LONGEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error
    if private and stat.S_IMODE(facts.st_mode) & 0o077:
        raise Exposed
    found, _, encoded = line.decode("ascii", "replace").strip().partition(" ")
    try:
        content = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        content = b""
    if found != word or not content:
        raise Unreadable("is another kind of file, or was cut off")
    return content


def make(path: Path, word: str, content: bytes) -> None:
    """Write a new file of mode 0600: there as a whole, whatever happens meanwhile, or not. Raises FileExistsError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = f"{word} {base64.b64encode(content).decode()}\n".encode()
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _write(fresh, line)
        linked = _linked(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    if not linked:
        _write(path, line)
    sync_folder(path.parent)


def destroy(path: Path) -> None:
    """Overwrite the file, then remove it. Nothing happens if it is not there."""
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            _overwrite(file.fileno())
        path.unlink()
    with suppress(FileNotFoundError):
        sync_folder(path.parent)


def replace(fresh: Path, path: Path) -> None:
    """Put the fresh file in the place of the other, and overwrite what that one held."""
    with path.open("r+b") as old:
        fresh.rename(path)
        sync_folder(path.parent)
        _overwrite(old.fileno())


def is_same(one: Path, other: Path) -> bool:
    """Whether both are one file, by whatever name; False if one is not there."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def _linked(fresh: Path, path: Path) -> bool:
    """Whether the file has that name now too: what is left of a kill in between is overwritten with it."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system that knows no links.
        return False
    return True


def _write(path: Path, line: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(line)
        file.flush()
        os.fsync(handle)


def _overwrite(handle: int) -> None:
    size = os.fstat(handle).st_size
    for content in (os.urandom(size), bytes(size)):
        os.pwrite(handle, content, 0)
        os.fsync(handle)
