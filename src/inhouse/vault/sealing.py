"""Sealing: AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D), bound to the place where the value belongs.

A sealed value is  1 byte format | 12 bytes nonce | ciphertext | 16 bytes tag. Its associated data is

    format | use | tenant | person | chat | record | kind        (16 bytes each for the ids, the kind last)

`use` keeps sealed content and wrapped keys apart, so that one can never be opened as the other. A key seals far fewer
than 2^32 values, the bound for random nonces.
"""

import secrets
from collections.abc import Callable
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from inhouse.core.ids import ChatId, PersonId
from inhouse.core.prompt import CommitmentKey
from inhouse.core.pseudonyms import person_name
from inhouse.vault.derive import KEY_BYTES, Purpose, derive
from inhouse.vault.errors import DoesNotOpen

FORMAT = b"\x01"
OVERHEAD_BYTES = 29
"""By how much a sealed value is longer than the plain one."""

_NONCE_BYTES = 12
_BEGIN = 1 + _NONCE_BYTES
_CONTENT = b"c"
_WRAPPED_KEY = b"k"
_NO_CHAT = UUID(int=0)


class Sealer:
    """Seals and opens what belongs to one chat, or to a person outside any chat."""

    __slots__ = ("_cipher", "_commitment", "_key", "_person", "_place")

    def __init__(self, key: bytes, tenant: UUID, person: PersonId, chat: ChatId | None) -> None:
        self._key = key
        self._cipher: AESGCM | None = None
        self._person = person
        self._place = FORMAT + _CONTENT + tenant.bytes + person.bytes + (chat or _NO_CHAT).bytes
        self._commitment = Purpose.ACCOUNT_COMMITMENT if chat is None else Purpose.CHAT_COMMITMENT

    @classmethod
    def ephemeral(cls, tenant: UUID, person: PersonId, chat: ChatId) -> Self:
        """A sealer under a new key that is stored nowhere, for a chat that lives in memory."""
        return cls(secrets.token_bytes(KEY_BYTES), tenant, person, chat)

    def seal(self, plain: bytes, kind: str, record: UUID) -> bytes:
        """Seal a value of one kind (such as "text", "title") that belongs to one record."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return FORMAT + nonce + self._ready().encrypt(nonce, plain, self._place + record.bytes + kind.encode())

    def open(self, sealed: bytes, kind: str, record: UUID) -> bytes:
        """The value that was sealed for this kind and record. Raises DoesNotOpen."""
        return _open(self._ready(), sealed, self._place + record.bytes + kind.encode())

    def opener(self, kind: str) -> Callable[[bytes, UUID], bytes]:
        """`open` for very many values of one kind, at half the cost of each."""
        decrypt, place, last = self._ready().decrypt, self._place, kind.encode()

        def opened(sealed: bytes, record: UUID) -> bytes:
            if len(sealed) < OVERHEAD_BYTES or sealed[0] != FORMAT[0]:
                raise DoesNotOpen
            try:
                return decrypt(sealed[1:_BEGIN], sealed[_BEGIN:], place + record.bytes + last)
            except InvalidTag:
                raise DoesNotOpen from None

        return opened

    @property
    def commitment_key(self) -> CommitmentKey:
        """The key of the ledger's commitments: it dies with the chat, so shredding blinds them too."""
        return CommitmentKey(derive(self._key, self._commitment))

    @property
    def person_name(self) -> str:
        """The person's pseudonym in the ledger, for a sealer outside any chat: it dies with the person's key."""
        return person_name(derive(self._key, Purpose.LEDGER_ACTOR), self._person)

    def _ready(self) -> AESGCM:
        # Made late, because opening 20,000 chats' keys must not make ciphers for those whose title is not shown.
        if self._cipher is None:
            self._cipher = AESGCM(self._key)
        return self._cipher


class Wrapper:
    """Wraps keys under another key, each bound to the person and chat it is for."""

    __slots__ = ("_cipher", "_tenant")

    def __init__(self, key: bytes, tenant: UUID) -> None:
        self._cipher = AESGCM(key)
        self._tenant = tenant.bytes

    def new_key(self, person: PersonId, chat: ChatId | None = None) -> bytes:
        """A new random key, wrapped."""
        return self.wrap(secrets.token_bytes(KEY_BYTES), person, chat)

    def wrap(self, key: bytes, person: PersonId, chat: ChatId | None = None) -> bytes:
        """A key that there is already, wrapped."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return FORMAT + nonce + self._cipher.encrypt(nonce, key, self._data(person, chat))

    def unwrap(self, wrapped: bytes, person: PersonId, chat: ChatId | None = None) -> bytes:
        """The key that was wrapped for this person and chat. Raises DoesNotOpen."""
        return _open(self._cipher, wrapped, self._data(person, chat))

    def _data(self, person: PersonId, chat: ChatId | None) -> bytes:
        return FORMAT + _WRAPPED_KEY + self._tenant + person.bytes + (chat or _NO_CHAT).bytes


def _open(cipher: AESGCM, sealed: bytes, data: bytes) -> bytes:
    if len(sealed) < OVERHEAD_BYTES or sealed[:1] != FORMAT:
        raise DoesNotOpen
    try:
        return cipher.decrypt(sealed[1:_BEGIN], sealed[_BEGIN:], data)
    except InvalidTag:
        raise DoesNotOpen from None
