"""Requests for release as rows. People see their own; officers see and answer all through functions of the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, text

from inhouse.guard.records.tables import RELEASES
from inhouse.store import Work

_IS_OFFICER = text("SELECT guard.caller_is_officer()")
_ASKED = text("SELECT * FROM guard.asked_releases(:most)")
_ANSWER = text("SELECT guard.answer_release(:id, :granted, :until, :note, :now)")


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A request as it is written down; `content` and `note` are sealed. Officers are told the owner's name."""

    id: UUID
    owner_id: UUID
    chat_id: UUID
    keys: tuple[str, ...]
    kinds: tuple[str, ...]
    content: bytes
    asked_at: datetime
    answered_at: datetime | None = None
    answered_by: UUID | None = None
    granted: bool | None = None
    until: datetime | None = None
    note: bytes | None = None
    owner_name: str | None = None
    owner_email: str | None = None


async def add(work: Work, row: ReleaseRow) -> None:
    """Write a request of the caller down."""
    values = {
        "id": row.id,
        "owner_id": row.owner_id,
        "chat_id": row.chat_id,
        "keys": list(row.keys),
        "kinds": list(row.kinds),
        "content": row.content,
        "asked_at": row.asked_at,
    }
    await work.execute(insert(RELEASES).values(values))


async def waiting(work: Work) -> int:
    """How many requests of the caller wait for an answer."""
    statement = select(func.count()).select_from(RELEASES).where(RELEASES.c.answered_at.is_(None))
    return (await work.execute(statement)).scalar_one()


async def own(work: Work, most: int) -> Sequence[ReleaseRow]:
    """The caller's requests, the newest first."""
    statement = select(RELEASES).order_by(RELEASES.c.asked_at.desc(), RELEASES.c.id.desc()).limit(most)
    return [_row(row) for row in await work.execute(statement)]


async def granted(work: Work, chat: UUID, now: datetime) -> Mapping[str, frozenset[str]]:
    """The keys that officers have released in one of the caller's chats and that still are, each with its kinds."""
    statement = select(RELEASES.c["keys"], RELEASES.c.kinds).where(
        RELEASES.c.chat_id == chat, RELEASES.c.granted.is_(True), RELEASES.c.until > now
    )
    released: dict[str, frozenset[str]] = {}
    for row in (await work.execute(statement)).mappings():
        for key in row["keys"]:
            released[key] = released.get(key, frozenset()).union(row["kinds"])
    return released


async def remove(work: Work, release: UUID) -> bool:
    """Remove a request of the caller; whether it was there."""
    return (await work.execute(delete(RELEASES).where(RELEASES.c.id == release))).rowcount > 0


async def is_officer(work: Work) -> bool:
    """Whether the caller answers requests, as the policy in force says."""
    return bool((await work.execute(_IS_OFFICER)).scalar_one())


async def asked(work: Work, most: int) -> Sequence[ReleaseRow]:
    """All requests for an officer: those that wait first, then the newest."""
    return [_row(row, row.owner_name, row.owner_email) for row in await work.execute(_ASKED, {"most": most})]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An officer's answer as it is written down; `note` is sealed."""

    granted: bool
    until: datetime | None
    note: bytes
    at: datetime


async def answer(work: Work, release: UUID, given: AnswerRow) -> str:
    """Answer a request: "done", "unknown", "own" or "answered"."""
    values = {"id": release, "granted": given.granted, "until": given.until, "note": given.note, "now": given.at}
    return (await work.execute(_ANSWER, values)).scalar_one()


async def remove_before(work: Work, moment: datetime) -> int:
    """Remove anybody's requests that were made before; how many."""
    return (await work.execute(delete(RELEASES).where(RELEASES.c.asked_at < moment))).rowcount


def _row(row: Row[Any], owner_name: str | None = None, owner_email: str | None = None) -> ReleaseRow:
    return ReleaseRow(
        id=row.id,
        owner_id=row.owner_id,
        chat_id=row.chat_id,
        keys=tuple(row.keys),
        kinds=tuple(row.kinds),
        content=row.content,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        granted=row.granted,
        until=row.until,
        note=row.note,
        owner_name=owner_name,
        owner_email=owner_email,
    )


async def remove_of_chats(work: Work, chats: Sequence[UUID]) -> int:
    """Remove what was asked in these chats, whose text is in it; returns how many there were."""
    return (await work.execute(delete(RELEASES).where(RELEASES.c.chat_id.in_(chats)))).rowcount


async def remove_all(work: Work) -> int:
    """Remove everything that the caller asked; returns how many there were."""
    return (await work.execute(delete(RELEASES))).rowcount
