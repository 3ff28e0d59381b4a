"""The master key's file: one line, readable by its owner alone, made once and never overwritten but by a rotation."""

import secrets
from pathlib import Path

from inhouse.vault import keyfiles
from inhouse.vault.derive import KEY_BYTES
from inhouse.vault.errors import MasterKeyDamaged, MasterKeyExposed

_WORD = "inhouse-master-key-1"


def read(path: Path, *, private: bool = True) -> bytes | None:
    """The key, or None when there is no file. Raises MasterKeyDamaged and, if `private`, MasterKeyExposed."""
    try:
        key = keyfiles.read(path, _WORD, private=private)
    except keyfiles.Exposed:
        raise MasterKeyExposed(
            f"Other users may open the master key {path}.",
            hint=f"Run: chmod 600 {path}. If others could have read it, treat what it protects as read.",
        ) from None
    except keyfiles.Unreadable as error:
        raise MasterKeyDamaged(
            f"The master key {path} {error}.", hint="Put the master key back from its backup."
        ) from error
    if key is not None and len(key) != KEY_BYTES:
        raise MasterKeyDamaged(f"The file {path} is not a master key.", hint="Put the master key back from its backup.")
    return key


def make(path: Path) -> bytes:
    """Make a new key in a new file of mode 0600, safe on disk when this returns. Raises FileExistsError."""
    key = secrets.token_bytes(KEY_BYTES)
    keyfiles.make(path, _WORD, key)
    return key


def discard(path: Path) -> None:
    """Remove a key that has wrapped nothing that is kept."""
    keyfiles.destroy(path)
