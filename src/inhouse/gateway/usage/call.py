"""One call as it is kept: who, which model, how much, how it ended. No content."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from inhouse.core.destination import DestinationClass
from inhouse.core.events import Usage
from inhouse.core.prompt import Purpose


class Outcome(StrEnum):
    """How a call ended; RUNNING rows are of calls under way, UNKNOWN ones of calls that ended with the server."""

    OK = "ok"
    CUT = "cut"
    FAILED = "failed"
    REFUSED = "refused"
    RUNNING = "running"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Account:
    """On whose account a call is: a person or a service account, a key (None for a session), groups at that time."""

    person: UUID
    key: UUID | None
    groups: frozenset[UUID]


# Not frozen: one is made for each call, and a frozen one with so many fields takes three times as long to make.
@dataclass(slots=True)
class Call:
    """A row. `cost` is in millionths of `currency`; `estimated`: the model's server did not tell its count.

    `line` is None when nothing was opened in the ledger. `first_ms` is the time to the first word.
    """

    id: UUID
    at: datetime
    account: Account
    model: str
    destination_class: DestinationClass
    purpose: Purpose
    usage: Usage
    outcome: Outcome
    estimated: bool = False
    cost: int = 0
    currency: str | None = None
    error: str | None = None
    first_ms: int | None = None
    total_ms: int = 0
    log: str | None = None
    line: int | None = None
