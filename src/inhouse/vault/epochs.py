"""The keys of epochs: in files beside the master key, sealed under the root key, so that neither alone opens.

    FOLDER/epoch-TENANT-NUMBER.key        AES-256-GCM, bound to tenant and number

The database says which epoch is the current one and how its key is recognised. Epoch 0 is what an older version made:
its key is derived from the root key and cannot be destroyed.
"""

import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from inhouse.vault import keyfiles
from inhouse.vault.derive import KEY_BYTES, Purpose, derive
from inhouse.vault.epoch import Epoch
from inhouse.vault.errors import EpochKeyMissing, EpochKeyWrong
from inhouse.vault.sealing import Wrapper

_WORD = "inhouse-epoch-key-1"
_NONCE_BYTES = 12
_HINT = (
    "Every server needs the same key folder: set INHOUSE_EPOCH_KEY_FOLDER, or put the file back. Nothing was changed."
)


class EpochKeys:
    """Keeps the keys of the epochs that are open, in memory, and their files."""

    def __init__(self, root: bytes, tenant: UUID, folder: Path) -> None:
        self._cipher = AESGCM(derive(root, Purpose.EPOCH_KEYS))
        self._tenant = tenant
        self._folder = folder
        self._open: dict[int, Epoch] = {}
        self._wrappers = {0: Wrapper(derive(root, Purpose.PERSON_KEYS), tenant)}
        self._current: Epoch | None = None

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self._folder

    @property
    def current(self) -> Epoch:
        """The epoch under whose key new keys of people go."""
        if self._current is None:
            raise EpochKeyMissing("There is no epoch yet.")
        return self._current

    @property
    def known(self) -> Sequence[Epoch]:
        """The epochs whose key is not destroyed, the current one last."""
        return [self._open[number] for number in sorted(self._open)]

    def learn(self, epochs: Sequence[Epoch]) -> None:
        """What the database says now: keys of epochs that it does not name any more are forgotten."""
        self._open = {epoch.number: epoch for epoch in epochs}
        self._current = epochs[-1] if epochs else None
        for number in set(self._wrappers) - set(self._open) - {0}:
            del self._wrappers[number]

    def has(self, number: int) -> bool:
        """Whether the key of this epoch can be had."""
        try:
            self.wrapper(number)
        except (EpochKeyMissing, EpochKeyWrong):
            return False
        return True

    def wrapper(self, number: int) -> Wrapper:
        """What wraps the keys of people in this epoch. Raises EpochKeyMissing and EpochKeyWrong."""
        found = self._wrappers.get(number)
        if found is None:
            key = self._read(number)
            epoch = self._open.get(number)
            if epoch is not None and not hmac.compare_digest(derive(key, Purpose.FINGERPRINT), epoch.fingerprint):
                raise EpochKeyWrong(f"{self.path(number)} is not the key of epoch {number}.", hint=_HINT)
            found = self._wrappers[number] = Wrapper(key, self._tenant)
        return found

    def make(self, number: int) -> bytes:
        """Make the key of an epoch that nobody has begun; gives its fingerprint. Only under the lock of epochs."""
        path = self.path(number)
        # One is there already if a start was killed before it could say so. It has wrapped nothing.
        keyfiles.destroy(path)
        key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(_NONCE_BYTES)
        keyfiles.make(path, _WORD, nonce + self._cipher.encrypt(nonce, key, self._place(number)))
        return derive(key, Purpose.FINGERPRINT)

    def destroy(self, number: int) -> None:
        """Destroy the key of an epoch, in memory and on disk."""
        self._wrappers.pop(number, None)
        keyfiles.destroy(self.path(number))

    def path(self, number: int) -> Path:
        """The file of an epoch's key."""
        return self._folder / _name(self._tenant, number)

    def _read(self, number: int) -> bytes:
        path = self.path(number)
        try:
            content = keyfiles.read(path, _WORD)
        except keyfiles.Exposed:
            raise EpochKeyWrong(f"Other users may open {path}.", hint=f"Run: chmod 600 {path}.") from None
        except keyfiles.Unreadable as error:
            raise EpochKeyWrong(f"The key of epoch {number}, {path}, {error}.", hint=_HINT) from error
        if content is None:
            raise EpochKeyMissing(f"The key of epoch {number}, {path}, is missing.", hint=_HINT)
        try:
            return self._cipher.decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], self._place(number))
        except (InvalidTag, ValueError):
            raise EpochKeyWrong(f"The key of epoch {number}, {path}, does not open.", hint=_HINT) from None

    def _place(self, number: int) -> bytes:
        return b"epoch" + self._tenant.bytes + number.to_bytes(8)


def files_of(folder: Path, tenant: UUID, numbers: Iterable[int]) -> Mapping[str, bytes]:
    """The files of these epochs' keys as they are, for a backup of keys. Raises EpochKeyMissing, EpochKeyWrong.

    Without one of them the backup would open nothing, and nobody would notice before it is needed.
    """
    found: dict[str, bytes] = {}
    for number in numbers:
        path = folder / _name(tenant, number)
        try:
            found[path.name] = path.read_bytes()
        except FileNotFoundError:
            raise EpochKeyMissing(
                f"The key of epoch {number}, {path}, is not here.",
                hint="If an epoch has ended at this moment, try again. Else set INHOUSE_EPOCH_KEY_FOLDER.",
            ) from None
        except OSError as error:
            raise EpochKeyWrong(f"The key of epoch {number}, {path}, cannot be read: {error.strerror}.") from error
    return found


def _name(tenant: UUID, number: int) -> str:
    return f"epoch-{tenant.hex[:12]}-{number}.key"
