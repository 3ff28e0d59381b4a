"""Company terms as rows: sealed, with a keyed digest that tells which are there already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from inhouse.guard.records.tables import TERM_CHANGES, TERMS
from inhouse.store import Work

_AT_ONCE = 5_000
"""Rows of one statement."""


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term as it is written down."""

    id: UUID
    category: str
    digest: bytes
    content: bytes
    added_at: datetime


async def add(work: Work, rows: Sequence[TermRow]) -> int:
    """Add terms; those whose digest is there already are left out. Gives how many were added."""
    added = 0
    for start in range(0, len(rows), _AT_ONCE):
        portion = rows[start : start + _AT_ONCE]
        found = await work.bulk(
            "WITH added AS (INSERT INTO guard.terms (id, category, digest, content, added_at) "
            "SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[], $5::timestamptz[]) "
            "ON CONFLICT (digest) DO NOTHING RETURNING 1) SELECT count(*) FROM added",
            [row.id for row in portion],
            [row.category for row in portion],
            [row.digest for row in portion],
            [row.content for row in portion],
            [row.added_at for row in portion],
        )
        added += found[0][0]
    return added


async def page(work: Work, after: UUID | None, category: str | None, most: int) -> Sequence[tuple[UUID, str, bytes]]:
    """Terms in the order in which they were added, so many at most: id, category, content."""
    rows = await work.bulk(
        "SELECT id, category, content FROM guard.terms WHERE ($1::uuid IS NULL OR id > $1) "
        "AND ($2::text IS NULL OR category = $2) ORDER BY id LIMIT $3",
        after,
        category,
        most,
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def known(work: Work, digests: Sequence[bytes]) -> int:
    """How many of these are there already."""
    found = 0
    for start in range(0, len(digests), _AT_ONCE):
        rows = await work.bulk(
            "SELECT count(*) FROM guard.terms WHERE digest = ANY($1::bytea[])", list(digests[start : start + _AT_ONCE])
        )
        found += rows[0][0]
    return found


async def categories(work: Work) -> Sequence[tuple[str, int]]:
    """How many terms each category has, by name."""
    rows = await work.bulk("SELECT category, count(*) FROM guard.terms GROUP BY category ORDER BY category")
    return [(row[0], row[1]) for row in rows]


async def remove(work: Work, term: UUID) -> bool:
    """Remove one term; False when there is none."""
    return (await work.execute(delete(TERMS).where(TERMS.c.id == term))).rowcount > 0


async def remove_by_digest(work: Work, digest: bytes) -> bool:
    """Remove one term; False when there is none."""
    return (await work.execute(delete(TERMS).where(TERMS.c.digest == digest))).rowcount > 0


async def remove_many(work: Work, category: str | None) -> int:
    """Remove all terms of a category, or all; gives how many."""
    statement = delete(TERMS) if category is None else delete(TERMS).where(TERMS.c.category == category)
    return (await work.execute(statement)).rowcount


async def changes(work: Work) -> int:
    """How often the terms changed; equal numbers mean equal terms."""
    return (await work.execute(select(TERM_CHANGES.c.changes))).scalar_one_or_none() or 0
