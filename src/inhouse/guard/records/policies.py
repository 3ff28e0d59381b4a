"""Versions of the policy as rows. They are read by everybody's requests, added by administrators and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_leave

from inhouse.guard.records.tables import POLICIES
from inhouse.store import Work


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version as it is written down; `policy` is its JSON."""

    version: int
    hash: str
    policy: dict[str, object]
    changed_by: UUID | None
    changed_at: datetime
    note: str


async def newest(work: Work) -> VersionRow | None:
    """The version in force, if there is one."""
    rows = (await work.execute(select(POLICIES).order_by(POLICIES.c.version.desc()).limit(1))).all()
    return _row(rows[0]) if rows else None


async def number_of_newest(work: Work) -> int:
    """The number of the version in force; 0 before the first."""
    statement = select(POLICIES.c.version).order_by(POLICIES.c.version.desc()).limit(1)
    return (await work.execute(statement)).scalar_one_or_none() or 0


async def history(work: Work, before: int | None, most: int) -> Sequence[VersionRow]:
    """Versions, the newest first, so many at most; those before a number."""
    statement = select(POLICIES).order_by(POLICIES.c.version.desc()).limit(most)
    if before is not None:
        statement = statement.where(POLICIES.c.version < before)
    return [_row(row) for row in await work.execute(statement)]


async def add(work: Work, row: VersionRow) -> None:
    """Add a version; raises AlreadyThere when there is one of that number."""
    await work.execute(insert(POLICIES).values(_values(row)))


async def add_first(work: Work, row: VersionRow) -> None:
    """Add a version unless there is one of that number."""
    await work.execute(insert_or_leave(POLICIES).values(_values(row)).on_conflict_do_nothing())


def _values(row: VersionRow) -> dict[str, object]:
    return {
        "version": row.version,
        "hash": row.hash,
        "policy": row.policy,
        "changed_by": row.changed_by,
        "changed_at": row.changed_at,
        "note": row.note,
    }


def _row(row: Row[Any]) -> VersionRow:
    return VersionRow(row.version, row.hash, row.policy, row.changed_by, row.changed_at, row.note)
