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


@dataclass(frozen=True, slots=True)
class Caller:
    """A person, recognised by a session or an API key. There is no anonymous caller: nobody is None."""

    person: PersonId
    admin: bool
    kind: CallerKind
    credential: UUID
