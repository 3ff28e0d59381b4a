"""Checkpoints: the signed root of a log at one size, as C2SP signed-note and tlog-checkpoint write them.

    inhouse/<tenant>/<log>                   the origin
    20852163                                 entries
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
    <empty line>
    — inhouse/<tenant>/<log> <base64 of key id and Ed25519 signature>

The name in the signature is the origin. A key of an installation signs all its logs; its verifier key is written with
the name `inhouse/<tenant>`, and stands for the keys of the logs below that name.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from inhouse.ledger.tree import HASH_BYTES

NOTE_BYTES: Final = 64 * 1024
"""The longest note that is looked at."""
_ED25519: Final = b"\x01"
_KEY_ID_BYTES: Final = 4
_DASH: Final = "— "


class NoteWrong(ValueError):
    """A note, a checkpoint or a key cannot be understood, or nobody whom we know signed it."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key, with the name under which it signs."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart (signed-note, "Signatures")."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_KEY_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{to_base64(_ED25519 + self.public)}"

    def of(self, origin: str) -> "VerifierKey | None":
        """The key as it signs for that origin; None if it does not speak for it."""
        if origin == self.name or origin.startswith(f"{self.name}/"):
            return VerifierKey(origin, self.public)
        return None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The root of the tree over the first `size` entries of the log with that origin."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def parse_key(text: str) -> VerifierKey:
    """A verifier key from its line "name+id+key". Raises NoteWrong."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    public = from_base64(encoded)
    if not _is_name(name) or public[:1] != _ED25519 or len(public) != 33:
        raise NoteWrong("This is no verifier key of an Ed25519 key: it reads name+id+key.")
    key = VerifierKey(name, public[1:])
    if key.key_id.hex() != key_id:
        raise NoteWrong("The verifier key is damaged: its id does not belong to its name and key.")
    return key


def verifier(name: str, seed: bytes) -> VerifierKey:
    """The verifier key to the 32 bytes of a seed."""
    return VerifierKey(name, Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def sign(checkpoint: Checkpoint, seed: bytes) -> str:
    """The checkpoint as a note signed under its origin's name."""
    text = checkpoint.text()
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode())
    key_id = verifier(checkpoint.origin, seed).key_id
    return f"{text}\n{_DASH}{checkpoint.origin} {to_base64(key_id + signature)}\n"


def open_note(note: str | bytes, keys: Iterable[VerifierKey]) -> str:
    """The text of a note that one of the keys signed; signatures of others are ignored. Raises NoteWrong."""
    known = {(key.name, key.key_id): key for key in keys}
    text, signatures = _parts(note)
    signed = False
    for name, signature in signatures:
        key = known.get((name, signature[:_KEY_ID_BYTES]))
        if key is None:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature[_KEY_ID_BYTES:], text.encode())
        except InvalidSignature:
            raise NoteWrong("The signature does not fit the text: one of the two was changed.") from None
        signed = True
    if not signed:
        raise NoteWrong("None of the given keys has signed it.")
    return text


def open_checkpoint(note: str | bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
    """A checkpoint that one of the keys signed, each standing for the logs below its name. Raises NoteWrong."""
    claimed = parse_checkpoint(_parts(note)[0])
    ours = [found for key in keys if (found := key.of(claimed.origin)) is not None]
    if not ours:
        raise NoteWrong(f"None of the given keys speaks for the log {claimed.origin}.")
    return parse_checkpoint(open_note(note, ours))


def parse_checkpoint(text: str) -> Checkpoint:
    """What the text of a checkpoint says; nothing about who says it. Raises NoteWrong."""
    origin, size, root = (*text.split("\n", 3), "", "")[:3]
    hashed = from_base64(root)
    if not origin or not is_number(size) or len(hashed) != HASH_BYTES:
        raise NoteWrong("This is no checkpoint: it begins with an origin, a number of entries and a root.")
    found = Checkpoint(origin, int(size), hashed)
    if found.text() != text:
        raise NoteWrong("The checkpoint has more lines than it should.")
    return found


def to_base64(value: bytes) -> str:
    """Base64 of RFC 4648, section 4."""
    return base64.b64encode(value).decode()


def from_base64(text: str) -> bytes:
    """The bytes, b"" for what is not canonical base64 (RFC 4648, section 4): one value has one spelling."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return value if to_base64(value) == text else b""


def _parts(note: str | bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """The text, and the signatures: name, and key id with signature."""
    if len(note) > NOTE_BYTES:
        raise NoteWrong("The note is too long.")
    try:
        note = note if isinstance(note, str) else note.decode()
    except UnicodeDecodeError:
        raise NoteWrong("The note is not UTF-8.") from None
    text, gap, signatures = note.rpartition("\n\n")
    if not gap or not signatures.endswith("\n") or any(sign < " " and sign != "\n" for sign in note):
        raise NoteWrong("This is no signed note.")
    found: list[tuple[str, bytes]] = []
    for line in signatures[:-1].split("\n"):
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        signature = from_base64(encoded)
        if not line.startswith(_DASH) or not _is_name(name) or len(signature) <= _KEY_ID_BYTES:
            raise NoteWrong("The note has a line among its signatures that is none.")
        found.append((name, signature))
    return text + "\n", found


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(sign.isspace() for sign in name)


def is_number(text: str) -> bool:
    """Whether this is how the formats write a number."""
    return text.isascii() and text.isdecimal() and len(text) < 20 and str(int(text)) == text
