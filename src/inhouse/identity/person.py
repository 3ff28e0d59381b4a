"""The nouns: people, their sessions and one-time links."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from inhouse.core.caller import Caller
from inhouse.core.ids import PersonId

Locale = Literal["en", "de"]
Theme = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Person:
    """A person as they see themselves."""

    id: PersonId
    email: str
    name: str
    admin: bool
    auditor: bool
    locale: Locale | None
    theme: Theme
    instructions: str = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as an administrator sees them."""

    id: PersonId
    email: str
    name: str
    admin: bool
    auditor: bool
    disabled: bool
    created_at: datetime
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a request comes from: the address, what the browser calls itself, and the mark we gave it, if any."""

    address: str
    user_agent: str = ""
    mark: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was opened just now. The token goes into the cookie and is kept nowhere."""

    caller: Caller
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as its owner sees it."""

    id: UUID
    current: bool
    created_at: datetime
    last_seen_at: datetime
    user_agent: str
    address: str


class LinkKind(StrEnum):
    """What a one-time link is for; also the page that it opens."""

    SETUP = "setup"
    INVITE = "invite"


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """A link that was made just now. The token stands after `#`, so that no server and no log sees it in an address."""

    kind: LinkKind
    token: str = field(repr=False)
    expires_at: datetime

    @property
    def path(self) -> str:
        """The address to open, without scheme and host."""
        return f"/{self.kind.value}#{self.token}"


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What whoever holds a link may know of it."""

    kind: LinkKind
    email: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What a person changes of themselves; None leaves it. `locale` may be set to nothing by `clear_locale`."""

    name: str | None = None
    locale: Locale | None = None
    clear_locale: bool = False
    theme: Theme | None = None
    instructions: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What an administrator changes of a person; None leaves it."""

    name: str | None = None
    admin: bool | None = None
    auditor: bool | None = None
    disabled: bool | None = None
