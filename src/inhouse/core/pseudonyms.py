"""The names under which people and conversations stand where they must not be recognised."""

import hmac
from uuid import UUID


def pseudonym(key: bytes, kind: str, identity: UUID) -> str:
    """128 bits in hexadecimal: HMAC-SHA-256 of the identity. Who destroys the key leaves a name that is nobody's."""
    return hmac.digest(key, kind.encode() + b"\0" + identity.bytes, "sha256").hex()[:32]


def person_name(key: bytes, person: UUID) -> str:
    """A person's pseudonym, under a key derived from the person's."""
    return pseudonym(key, "person", person)


def chat_name(key: bytes, chat: UUID) -> str:
    """A conversation's pseudonym, under the key of its commitments."""
    return pseudonym(key, "chat", chat)
