"""Counters as rows, written through one function of the database and read as sums of people through another."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, delete, text

from inhouse.guard.records.tables import COUNTS
from inhouse.store import Work

_ADD = text("SELECT guard.count(CAST(:rows AS jsonb))")
_OWN = text("SELECT * FROM guard.own_counts(CAST(:since AS date))")
_COUNTED = text("SELECT * FROM guard.counted(CAST(:first AS date), CAST(:last AS date))")


@dataclass(frozen=True, slots=True)
class Cell:
    """What is counted together. `dry`: in a dry run, where nothing happens."""

    day: date
    person: UUID
    rule: str
    dry: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a rule saw something, and what came of it."""

    seen: int = 0
    warned: int = 0
    replaced: int = 0
    removed: int = 0
    kept_local: int = 0
    refused: int = 0
    overridden: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.seen + other.seen,
            self.warned + other.warned,
            self.replaced + other.replaced,
            self.removed + other.removed,
            self.kept_local + other.kept_local,
            self.refused + other.refused,
            self.overridden + other.overridden,
        )


@dataclass(frozen=True, slots=True)
class Month:
    """A rule's sums of one calendar month; None where fewer than five people are behind them."""

    month: date
    rule: str
    dry: bool
    people: int | None
    tally: Tally | None


async def add(work: Work, counted: Mapping[Cell, Tally]) -> None:
    """Add to the counters."""
    rows = [
        {"day": cell.day, "person_id": str(cell.person), "rule": cell.rule, "dry": cell.dry, **asdict(tally)}
        for cell, tally in counted.items()
    ]
    await work.execute(_ADD, {"rows": orjson.dumps(rows).decode()})


async def counted(work: Work, first: date, last: date) -> Sequence[Month]:
    """The calendar months that these days are in, by rule; raises Forbidden but for officers and administrators."""
    return [_month(row) for row in await work.execute(_COUNTED, {"first": first, "last": last})]


async def own(work: Work, since: date) -> Sequence[tuple[str, bool, Tally]]:
    """The caller's own sums since a day: rule, whether it was a dry run, and what it did."""
    return [(row.rule, row.dry, _tally(row)) for row in await work.execute(_OWN, {"since": since})]


async def remove_before(work: Work, day: date) -> int:
    """Remove counters of days before this one; how many."""
    return (await work.execute(delete(COUNTS).where(COUNTS.c.day < day))).rowcount


def _month(row: Row[Any]) -> Month:
    if row.people is None:
        return Month(row.month, row.rule, row.dry, None, None)
    return Month(row.month, row.rule, row.dry, row.people, _tally(row))


def _tally(row: Row[Any]) -> Tally:
    return Tally(row.seen, row.warned, row.replaced, row.removed, row.kept_local, row.refused, row.overridden)
