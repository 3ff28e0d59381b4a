"""The master key's file: one line, readable by its owner alone, made once and never overwritten."""

import base64
import binascii
import os
import secrets
import stat
from pathlib import Path

from inhouse.vault.derive import KEY_BYTES
from inhouse.vault.errors import MasterKeyDamaged, MasterKeyExposed

_WORD = "inhouse-master-key-1"
_LONGEST = 256


def read(path: Path) -> bytes | None:
    """The key, or None when there is no file. Raises MasterKeyExposed and MasterKeyDamaged."""
    try:
        with path.open("rb") as file:
            facts = os.fstat(file.fileno())
            line = file.read(_LONGEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MasterKeyDamaged(f"The master key {path} cannot be read: {error.strerror}.") from error
    if stat.S_IMODE(facts.st_mode) & 0o077:
        raise MasterKeyExposed(
            f"Other users may open the master key {path}.",
            hint=f"Run: chmod 600 {path}. If others could have read it, treat what it protects as read.",
        )
    word, _, encoded = line.decode("ascii", "replace").strip().partition(" ")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if word != _WORD or len(key) != KEY_BYTES:
        raise MasterKeyDamaged(f"The file {path} is not a master key.", hint="Put the master key back from its backup.")
    return key


def make(path: Path) -> bytes:
    """Make a new key in a new file of mode 0600, safe on disk when this returns. Raises FileExistsError."""
    key = secrets.token_bytes(KEY_BYTES)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(f"{_WORD} {base64.b64encode(key).decode()}\n".encode())
        file.flush()
        os.fsync(handle)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return key


def discard(path: Path) -> None:
    """Remove a key that was made just now and has wrapped nothing."""
    path.unlink()
