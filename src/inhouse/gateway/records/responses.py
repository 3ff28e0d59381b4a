"""Responses that are kept, as rows: sealed, of one person each."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select

from inhouse.core.ids import PersonId
from inhouse.gateway.records.tables import RESPONSES
from inhouse.store import Work

AT_ONCE = 200
"""Responses that one unit of work removes."""


@dataclass(frozen=True, slots=True)
class Row:
    """A response as it is written down; `content` is sealed.

    `local_destination` is the place on this machine that wrote it: when the row goes, all servers hear that name
    (migration 0024), so that its memory is emptied.
    """

    id: UUID
    owner_id: PersonId
    content: bytes
    created_at: datetime
    expires_at: datetime
    local_destination: str | None = None


async def keep(work: Work, row: Row) -> None:
    """Write a response of the caller down."""
    await work.execute(insert(RESPONSES).values(asdict(row)))


async def find(work: Work, identity: UUID, now: datetime) -> bytes | None:
    """The content of one of the caller's responses, if it has not expired."""
    statement = select(RESPONSES.c.content).where(RESPONSES.c.id == identity, RESPONSES.c.expires_at > now)
    return (await work.execute(statement)).scalar_one_or_none()


async def mine(work: Work, now: datetime) -> list[UUID]:
    """The caller's responses that have not expired, oldest first."""
    statement = select(RESPONSES.c.id).where(RESPONSES.c.expires_at > now).order_by(RESPONSES.c.created_at)
    return list((await work.execute(statement)).scalars())


async def remove(work: Work, identity: UUID) -> bool:
    """Remove one of the caller's responses; whether it was there."""
    return (await work.execute(delete(RESPONSES).where(RESPONSES.c.id == identity))).rowcount > 0


async def remove_expired(work: Work, now: datetime) -> list[UUID]:
    """Remove responses of anybody that have expired, so many at most; returns which."""
    expired = select(RESPONSES.c.id).where(RESPONSES.c.expires_at <= now).limit(AT_ONCE)
    rows = await work.execute(delete(RESPONSES).where(RESPONSES.c.id.in_(expired)).returning(RESPONSES.c.id))
    return [row.id for row in rows]


async def remove_all(work: Work) -> list[UUID]:
    """Remove all of the caller's responses; returns which."""
    return list((await work.execute(delete(RESPONSES).returning(RESPONSES.c.id))).scalars())
