"""The nouns: a rule, whom it counts, and what one call needs."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID


class Kind(StrEnum):
    """Whom a rule counts.

    EVERYONE and GROUP count all calls together: of the installation, of a group. MEMBER counts each member of a group
    alone. PERSON and KEY count one person or service account, one API key; without a subject, each of them alone.
    """

    EVERYONE = "everyone"
    GROUP = "group"
    MEMBER = "member"
    PERSON = "person"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in millionths of a currency (ISO 4217)."""

    micros: int
    currency: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may be; None does not bound. Requests and tokens are for a minute, the budget for a month in UTC."""

    requests: int | None = None
    tokens: int | None = None
    streams: int | None = None
    budget: Money | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is bounded."""
        return self.requests is None and self.tokens is None and self.streams is None and self.budget is None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. With a `model` it counts the calls of that model alone."""

    id: UUID
    kind: Kind
    subject: UUID | None
    model: str | None
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose call it is. `key` is None for a session. Two askers with the same fields meet the same rules."""

    person: UUID
    key: UUID | None
    groups: frozenset[UUID]
    model: str


@dataclass(frozen=True, slots=True)
class Need:
    """What one call takes at most: tokens of prompt and answer, and their cost."""

    tokens: int
    cost: Money | None = None


TOGETHER: Final = UUID(int=0)
"""The name under which a rule counts many together."""


def counted_as(rule: Rule, asker: Asker) -> UUID | None:
    """Under whose name `rule` counts a call of `asker`: an id, TOGETHER, or None for not at all."""
    if rule.model is not None and rule.model != asker.model:
        return None
    match rule.kind:
        case Kind.EVERYONE:
            return TOGETHER
        case Kind.GROUP:
            return TOGETHER if rule.subject in asker.groups else None
        case Kind.MEMBER:
            return asker.person if rule.subject in asker.groups else None
        case Kind.PERSON:
            return asker.person if rule.subject in (None, asker.person) else None
        case Kind.KEY:
            return asker.key if rule.subject in (None, asker.key) else None
