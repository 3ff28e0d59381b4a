"""Who is asking."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from inhouse.core.ids import PersonId


class CallerKind(StrEnum):
    """How the caller was recognised."""

    SESSION = "session"
    KEY = "key"
    SYSTEM = "system"


class Door(StrEnum):
    """The doors of the gateway, as an API key's scope names them."""

    CHAT = "chat"
    RESPONSES = "responses"
    EMBEDDINGS = "embeddings"
    MESSAGES = "messages"
    MODELS = "models"


@dataclass(frozen=True, slots=True)
class Scope:
    """What an API key narrows its owner to; None narrows nothing. `models` are ids, `doors` are values of Door.

    A key for certain doors opens nothing else: not the API of the browser app either.
    """

    models: frozenset[str] | None = None
    doors: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """A person or a service account, recognised by a session or an API key.

    There is no anonymous caller: nobody is None. `groups` are those that the person or account is in. Keys never carry
    `auditor`.
    """

    person: PersonId
    admin: bool
    kind: CallerKind
    credential: UUID
    groups: frozenset[UUID] = frozenset()
    scope: Scope | None = None
    auditor: bool = False

    def may_ask(self, model_id: str) -> bool:
        """Whether the key's scope lets the caller ask this model; without a key, yes. Groups are another question."""
        return self.scope is None or self.scope.models is None or model_id in self.scope.models

    def may_enter(self, door: Door) -> bool:
        """Whether the key's scope lets the caller through this door; without a key, yes."""
        return self.scope is None or self.scope.doors is None or door in self.scope.doors

    @property
    def doors_only(self) -> bool:
        """Whether the key opens doors of the gateway and nothing else."""
        return self.scope is not None and self.scope.doors is not None
