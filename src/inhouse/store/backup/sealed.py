r"""The sealed file of a backup.

    magic "inhouse-backup-1\\n" | 4 bytes: length of the header | header, JSON | pieces

The header says how to come by the file's key: `passphrase` (scrypt, RFC 7914, with a salt) or `recipient` (X25519,
RFC 7748, with an ephemeral public key, then HKDF-SHA256). Pieces are 64 KiB of plain text each, the last one shorter,
in AES-256-GCM (NIST SP 800-38D). As in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015; so does age)
the nonce is 11 bytes of count and one byte that is 1 for the last piece alone, so that a file that was cut, joined, or
whose pieces were moved does not open. The header is the associated data of every piece.
"""

import base64
import binascii
import io
import os
import secrets
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from inhouse.host import sync_folder
from inhouse.store.backup.errors import BackupDamaged, BackupRefused

MAGIC = b"inhouse-backup-1\n"
PIECE_BYTES = 64 * 1024
_TAG_BYTES = 16
_LENGTH_BYTES = 4
_LONGEST_HEADER = 64 * 1024
_SALT_BYTES = 16
_SCRYPT_COST = 2**16
"""64 MiB of memory and about 0.2 s."""
_SHORTEST_PASSPHRASE = 16
_RECIPIENT = "inhouse-backup-recipient-1"
_IDENTITY = "inhouse-backup-identity-1"


class Lock(Protocol):
    """What a file is sealed for."""

    def begin(self) -> tuple[dict[str, str], bytes]:
        """A new file key, and what the header says of it."""
        ...


class Secret(Protocol):
    """What opens a file again."""

    def key(self, told: dict[str, str]) -> bytes:
        """The file key; raises BackupRefused when the file was sealed for something else."""
        ...


@dataclass(frozen=True, slots=True)
class Passphrase:
    """Seals and opens by a passphrase."""

    words: bytes

    @classmethod
    def read(cls, path: Path) -> "Passphrase":
        """From the first line of a file; raises BackupRefused."""
        words = _lines(path)[0].encode() if _lines(path) else b""
        if len(words) < _SHORTEST_PASSPHRASE:
            raise BackupRefused(
                f"The passphrase in {path} is shorter than {_SHORTEST_PASSPHRASE} characters.",
                hint="openssl rand -base64 24 makes a good one.",
            )
        return cls(words)

    def begin(self) -> tuple[dict[str, str], bytes]:
        """A new file key, and what the header says of it."""
        salt = secrets.token_bytes(_SALT_BYTES)
        return {"for": "passphrase", "salt": _written(salt)}, self._key(salt)

    def key(self, told: dict[str, str]) -> bytes:
        """The file key; raises BackupRefused, BackupDamaged."""
        if told.get("for") != "passphrase":
            raise BackupRefused("The backup was not sealed by a passphrase.", hint="Give --identity with the key file.")
        return self._key(_read(told.get("salt", "")))

    def _key(self, salt: bytes) -> bytes:
        return Scrypt(salt=salt, length=32, n=_SCRYPT_COST, r=8, p=1).derive(self.words)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Seals for whoever holds the other half of a pair of keys; the server that makes the backup cannot open it."""

    public: bytes

    @classmethod
    def read(cls, path: Path) -> "Recipient":
        """From a file that `make_pair` wrote; raises BackupRefused."""
        return cls(_of_file(path, _RECIPIENT))

    def begin(self) -> tuple[dict[str, str], bytes]:
        """A new file key, and what the header says of it."""
        fresh = X25519PrivateKey.generate()
        ephemeral = fresh.public_key().public_bytes_raw()
        shared = fresh.exchange(X25519PublicKey.from_public_bytes(self.public))
        told = {"for": "recipient", "recipient": _written(self.public), "ephemeral": _written(ephemeral)}
        return told, _agreed(shared, ephemeral, self.public)


@dataclass(frozen=True, slots=True)
class Identity:
    """Opens what was sealed for its recipient."""

    private: bytes

    @classmethod
    def read(cls, path: Path) -> "Identity":
        """From a file that `make_pair` wrote; raises BackupRefused."""
        return cls(_of_file(path, _IDENTITY))

    def key(self, told: dict[str, str]) -> bytes:
        """The file key; raises BackupRefused, BackupDamaged."""
        mine = X25519PrivateKey.from_private_bytes(self.private)
        public = mine.public_key().public_bytes_raw()
        if told.get("for") != "recipient" or _read(told.get("recipient", "")) != public:
            raise BackupRefused("The backup was not sealed for this key.", hint="Use the other half of its key pair.")
        ephemeral = _read(told.get("ephemeral", ""))
        return _agreed(mine.exchange(X25519PublicKey.from_public_bytes(ephemeral)), ephemeral, public)


def make_pair() -> tuple[str, str]:
    """A new pair: the line of the identity file, and that of the recipient file."""
    made = X25519PrivateKey.generate()
    public = made.public_key().public_bytes_raw()
    return f"{_IDENTITY} {_written(made.private_bytes_raw())}\n", f"{_RECIPIENT} {_written(public)}\n"


class Writer:
    """Takes plain text, and writes it sealed. The file is whole only after `finish`."""

    def __init__(self, file: io.BufferedIOBase, lock: Lock, facts: dict[str, Any]) -> None:
        told, key = lock.begin()
        header = orjson.dumps({"lock": told, **facts})
        self._file, self._cipher, self._data = file, AESGCM(key), MAGIC + header
        self._waiting, self._count = bytearray(), 0
        file.write(MAGIC + len(header).to_bytes(_LENGTH_BYTES) + header)

    def take(self, data: bytes) -> None:
        """Seal more."""
        self._waiting += data
        # One whole piece stays behind: nobody knows yet whether it is the last one.
        while len(self._waiting) > PIECE_BYTES:
            self._seal(bytes(self._waiting[:PIECE_BYTES]), last=False)
            del self._waiting[:PIECE_BYTES]

    def finish(self) -> None:
        """Seal the end."""
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._count, last=last), piece, self._data))
        self._count += 1


class Reader:
    """Opens a sealed file; what it gives was checked, and `pieces` ends only at the true end."""

    def __init__(self, file: io.BufferedIOBase) -> None:
        self._file = file
        begin = file.read(len(MAGIC) + _LENGTH_BYTES)
        length = int.from_bytes(begin[len(MAGIC) :])
        if not begin.startswith(MAGIC) or len(begin) < len(MAGIC) + _LENGTH_BYTES or length > _LONGEST_HEADER:
            raise BackupDamaged("This is no backup of Inhouse, or its beginning is missing.")
        header = file.read(length)
        try:
            self.facts = cast("dict[str, Any]", orjson.loads(header))
        except orjson.JSONDecodeError:
            raise BackupDamaged("The beginning of the backup is damaged.") from None
        self._data = MAGIC + header

    def pieces(self, secret: Secret) -> Generator[bytes]:
        """All of the plain text; raises BackupRefused, and BackupDamaged at the first byte that is not as it was."""
        try:
            cipher = AESGCM(secret.key(self.facts["lock"]))
        except (KeyError, TypeError, AttributeError, ValueError):
            raise BackupDamaged("The beginning of the backup is damaged.") from None
        size, count = PIECE_BYTES + _TAG_BYTES, 0
        piece = self._file.read(size)
        while True:
            following = self._file.read(size)
            try:
                plain = cipher.decrypt(_nonce(count, last=not following), piece, self._data)
            except InvalidTag:
                raise self._does_not_open(count) from None
            yield plain
            if not following:
                return
            piece, count = following, count + 1

    def _does_not_open(self, count: int) -> BackupDamaged:
        if count == 0:
            return BackupDamaged("The backup does not open.", hint="Wrong passphrase or key file, or it is cut off.")
        return BackupDamaged(f"The backup is cut off or was changed after {count * PIECE_BYTES:,} bytes.")


@contextmanager
def written(path: Path, lock: Lock, facts: dict[str, Any]) -> Generator[Writer]:
    """A new file of mode 0600 that has its name only when it is whole and on the disk. Raises BackupRefused."""
    unfinished = path.with_name(f"{path.name}.part")
    if path.exists():
        raise BackupRefused(f"{path} is there already.", hint="Choose another name; no backup is written over.")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise BackupRefused(f"{unfinished} cannot be written: {error.strerror}.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            sealing = Writer(file, lock, facts)
            yield sealing
            sealing.finish()
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise BackupRefused(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


class Plain:
    """Reads so many bytes as are asked for from pieces of any size."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._waiting = b""

    def read(self, size: int) -> bytes:
        """Exactly so many bytes; raises BackupDamaged when there are fewer."""
        parts, length = [self._waiting], len(self._waiting)
        while length < size:
            piece = next(self._pieces, None)
            if piece is None:
                raise BackupDamaged("The backup ends too early.")
            parts.append(piece)
            length += len(piece)
        whole = b"".join(parts)
        self._waiting = whole[size:]
        return whole[:size]

    def check_end(self) -> None:
        """Raises BackupDamaged when there is more."""
        if self._waiting or any(self._pieces):
            raise BackupDamaged("The backup holds more than it says.")


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11) + bytes([last])


def _agreed(shared: bytes, ephemeral: bytes, public: bytes) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=ephemeral + public, info=b"inhouse backup v1")
    return kdf.derive(shared)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupRefused(f"{path} cannot be read.") from error


def _of_file(path: Path, word: str) -> bytes:
    found, _, encoded = (_lines(path) or [""])[0].partition(" ")
    if found != word:
        raise BackupRefused(f"{path} is no such key file.", hint=f"It begins with {word}.")
    return _read(encoded.strip())


def _written(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _read(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise BackupDamaged("A key in it is damaged.") from None
