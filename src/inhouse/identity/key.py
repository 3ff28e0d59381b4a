"""The nouns of API keys: what one is for, what it is narrowed to, and whose it is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from inhouse.core.caller import Caller, Door


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """What a key is for and what it is narrowed to. An empty list narrows nothing; None never expires.

    `models` are ids of the catalogue, `addresses` networks as in 192.0.2.0/24.
    """

    name: str
    models: tuple[str, ...] = ()
    doors: tuple[Door, ...] = ()
    addresses: tuple[str, ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key as its owner sees it: never the key itself."""

    id: UUID
    prefix: str
    terms: KeyTerms
    created_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyOwner:
    """Who owns a key: a person, or a service account, which has no e-mail."""

    id: UUID
    name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class OwnedKey:
    """A key as administrators see it."""

    key: ApiKey
    owner: KeyOwner


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A key that was found by its hash: the caller that it makes, where from and how long."""

    caller: Caller
    addresses: tuple[str, ...]
    expires_at: datetime | None
    used_at: datetime | None
