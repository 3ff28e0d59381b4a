"""Who keeps the key over everything: a file here, or a provider of keys elsewhere.

The root key is the one that all others hang on. It lies in the database, wrapped by the master key; a rotation wraps it
anew and touches nothing else. It is unwrapped once, at the start, and stays in memory.
"""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from inhouse.core import clock
from inhouse.host import sync_folder
from inhouse.vault import keyfiles, master
from inhouse.vault.derive import Purpose, derive
from inhouse.vault.epoch import USUAL_LENGTH
from inhouse.vault.errors import MasterKeyDamaged, MasterKeyMissing, WrongMasterKey

FILE = "file"
_NONCE_BYTES = 12
_ROTATION_SECONDS = 3600.0
"""No rotation takes so long."""


class Custody(Protocol):
    """Wraps the root key and opens it again. Raises MasterKeyRefused, and KeyProviderAway when it cannot be asked."""

    async def first(self, root: bytes, tenant: UUID) -> bytes:
        """Wrap the root key of a new installation."""
        ...

    async def anew(self, root: bytes, tenant: UUID) -> bytes:
        """Wrap it for a rotation. It counts once the database has it; then `settle`, else `undo`."""
        ...

    async def open(self, wrapped: bytes, tenant: UUID) -> bytes:
        """The root key."""
        ...

    def settle(self) -> None:
        """The database has what `anew` gave."""
        ...

    def undo(self) -> None:
        """What `first` or `anew` gave is not needed."""
        ...


class FileCustody:
    """The master key in a file. During a rotation the new one lies beside it, in a file of its own that ends in `.new`.

    No rotation touches the new key of another: of two at once either may be the one that counts.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._made: Path | None = None

    async def first(self, root: bytes, tenant: UUID) -> bytes:
        """With the key that is there, or a new one."""
        key = master.read(self.path)
        if key is None:
            # Another server may make it at this moment.
            with suppress(FileExistsError):
                key, self._made = master.make(self.path), self.path
        key = key or master.read(self.path)
        if key is None:
            raise missing(self.path)
        return wrap(key, root, tenant)

    async def anew(self, root: bytes, tenant: UUID) -> bytes:
        """With a new key. Those that are left of rotations that were killed long ago have wrapped nothing."""
        latest = clock.now().timestamp() - _ROTATION_SECONDS
        for left in self._fresh():
            with suppress(FileNotFoundError):
                if left.stat().st_mtime < latest:
                    master.discard(left)
        self._made = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}.new")
        return wrap(master.make(self._made), root, tenant)

    async def open(self, wrapped: bytes, tenant: UUID) -> bytes:
        """With the key, or with the new one of a rotation that was killed before its last step, which is then done."""
        key = master.read(self.path)
        root = None if key is None else unwrap(key, wrapped, tenant)
        if root is not None:
            return root
        for fresh in self._fresh():
            # One that was killed while it was written is none.
            with suppress(MasterKeyDamaged):
                key = master.read(fresh)
                root = None if key is None else unwrap(key, wrapped, tenant)
                if root is not None:
                    self._put(fresh)
                    return root
        if not self.path.exists():
            raise missing(self.path)
        raise WrongMasterKey(
            f"The master key {self.path} is not the one that the stored keys were wrapped with.",
            hint="Use the master key of this database. Several servers on one database share one file.",
        )

    def settle(self) -> None:
        """Put the new key in the place of the old one, which is destroyed."""
        made, self._made = self._made, None
        if made is not None and made != self.path:
            self._put(made)

    def undo(self) -> None:
        """Destroy a key that was made just now."""
        if self._made is not None:
            master.discard(self._made)
            self._made = None

    def _fresh(self) -> list[Path]:
        """The new keys of rotations that are not at their end."""
        begin = f"{self.path.name}."
        try:
            there = sorted(self.path.parent.iterdir())
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return []
        return [each for each in there if each.name.startswith(begin) and each.name.endswith(".new")]

    def _put(self, fresh: Path) -> None:
        # Another server may do the same at this moment.
        with suppress(FileNotFoundError):
            if self.path.exists():
                keyfiles.replace(fresh, self.path)
            else:
                fresh.rename(self.path)
                sync_folder(self.path.parent)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where keys are kept: all custodies that are set up, the one that is wanted, and the folder of epoch keys."""

    custodies: Mapping[str, Custody]
    wanted: str
    epoch_folder: Path
    epoch_length: timedelta = USUAL_LENGTH

    @classmethod
    def in_file(cls, path: Path, epoch_length: timedelta = USUAL_LENGTH) -> Self:
        """Everything beside one master key file."""
        return cls({FILE: FileCustody(path)}, FILE, path.parent, epoch_length)


def wrap(key: bytes, root: bytes, tenant: UUID) -> bytes:
    """The root key under a master key."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(derive(key, Purpose.ROOT_KEY)).encrypt(nonce, root, b"root" + tenant.bytes)


def unwrap(key: bytes, wrapped: bytes, tenant: UUID) -> bytes | None:
    """The root key; None if it is another master key."""
    cipher = AESGCM(derive(key, Purpose.ROOT_KEY))
    try:
        return cipher.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], b"root" + tenant.bytes)
    except (InvalidTag, ValueError):
        return None


def missing(path: Path) -> MasterKeyMissing:
    """The refusal when there is no master key, and something was sealed with one."""
    return MasterKeyMissing(
        f"The master key {path} is missing, and what is stored was sealed with it.",
        hint="Put the file back from its backup. Nothing was changed.",
    )
