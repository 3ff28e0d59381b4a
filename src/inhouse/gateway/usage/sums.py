"""What people see of usage: their own days and calls; and what administrators see: sums over five or more people."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InvalidRequest
from inhouse.core.events import Usage

FEWEST = 5
"""Fewer people are not shown together; the functions of the database hold it."""
_FIRST_YEAR, _LAST_YEAR = 2000, 9998


class By(StrEnum):
    """What sums for administrators are made by."""

    MODEL = "model"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month in UTC."""

    year: int
    month: int

    @classmethod
    def of(cls, moment: datetime) -> "Month":
        """The month of a moment."""
        return cls(moment.astimezone(UTC).year, moment.astimezone(UTC).month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """A month written as 2026-11; raises InvalidRequest."""
        year, dash, month = text.partition("-")
        digits = len(text) == 7 and bool(dash) and year.isascii() and month.isascii()
        if not (digits and year.isdecimal() and month.isdecimal()):
            raise _unreadable()
        found = cls(int(year), int(month))
        if not (_FIRST_YEAR <= found.year <= _LAST_YEAR and 1 <= found.month <= 12):
            raise _unreadable()
        return found

    @property
    def first(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.month, 1, tzinfo=UTC)

    @property
    def after(self) -> datetime:
        """The first moment after it."""
        year, month = divmod(self.year * 12 + self.month, 12)
        return datetime(year, month + 1, 1, tzinfo=UTC)

    @property
    def number(self) -> int:
        """The months counted through, as the meter does."""
        return self.year * 12 + self.month - 1

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


@dataclass(frozen=True, slots=True)
class OwnDeparture:
    """A person's calls of one day to one model: how many left for a place so far away, and how many did not leave."""

    day: date
    model: str
    destination_class: DestinationClass
    left: int
    refused: int


@dataclass(frozen=True, slots=True)
class OwnSum:
    """A person's calls of one day with one model, by one key (None in the browser). `cost` in millionths."""

    day: date
    model: str
    key_id: UUID | None
    currency: str | None
    calls: int
    usage: Usage
    cost: int


@dataclass(frozen=True, slots=True)
class OwnCall:
    """One call as its own person sees it. `line` is the number of its line in the ledger."""

    id: UUID
    at: datetime
    model: str
    key_id: UUID | None
    purpose: str
    destination_class: str
    usage: Usage
    estimated: bool
    cost: int
    currency: str | None
    outcome: str
    error: str | None
    first_ms: int | None
    total_ms: int
    line: str | None


@dataclass(frozen=True, slots=True)
class Sum:
    """Calls of five or more people. Without a `label` they are the others; without a `day`, of the whole month."""

    day: date | None
    label: str | None
    currency: str | None
    people: int
    calls: int
    prompt_tokens: int
    completion_tokens: int
    cost: int


def _unreadable() -> InvalidRequest:
    return InvalidRequest("That is not a month.", hint="Write it as 2026-11.")
