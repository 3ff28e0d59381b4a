"""The nouns: groups, their members, and service accounts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a group, or a service account, which has no e-mail."""

    id: UUID
    name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """People and service accounts that are treated alike: by a model's list of who may use it, or by a limit."""

    id: UUID
    name: str
    created_at: datetime
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """An identity for a program: it owns keys, is in groups, and never signs in."""

    id: UUID
    name: str
    created_at: datetime
    keys: int = 0
    last_used_at: datetime | None = None
