"""Sessions, the tries at signing in, and what is deleted when it is over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from inhouse.core.caller import Caller
from inhouse.core.ids import PersonId
from inhouse.identity.person import SessionRow
from inhouse.identity.records.people import change_profile
from inhouse.identity.records.tables import API_KEYS, ATTEMPTS, LINKS, SESSIONS, call
from inhouse.store import Work


@dataclass(frozen=True, slots=True)
class FoundSession:
    """A session that was found by its token, and whose it is."""

    id: UUID
    person: PersonId
    admin: bool
    auditor: bool
    seen: datetime
    expires: datetime
    groups: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Counter:
    """What is written down of tries."""

    failures: int
    last_at: datetime
    next_at: datetime


async def session(work: Work, token_hash: bytes) -> FoundSession | None:
    """The session of an enabled person."""
    row = (await call(work, "session_of", token_hash)).one_or_none()
    if row is None:
        return None
    person, groups = PersonId(row.person), frozenset[UUID](row.groups)
    return FoundSession(row.session, person, row.is_admin, row.is_auditor, row.seen, row.expires, groups)


async def add_session(work: Work, person: PersonId, token_hash: bytes, row: SessionRow, expires_at: datetime) -> None:
    """Write down a new session of the caller."""
    values = asdict(row) | {"person_id": person, "token_hash": token_hash, "expires_at": expires_at}
    del values["current"]
    await work.execute(insert(SESSIONS).values(values))
    await change_profile(work, person, {"last_seen_at": row.last_seen_at})


async def touch_session(work: Work, caller: Caller, at: datetime) -> None:
    """Note that the session was used."""
    await work.execute(update(SESSIONS).where(SESSIONS.c.id == caller.credential).values(last_seen_at=at))
    await change_profile(work, caller.person, {"last_seen_at": at})


async def list_sessions(work: Work, caller: Caller, unseen_since: datetime) -> Sequence[SessionRow]:
    """The caller's sessions that still hold, the last used first."""
    statement = (
        select(SESSIONS)
        .where(SESSIONS.c.person_id == caller.person, SESSIONS.c.last_seen_at > unseen_since)
        .order_by(SESSIONS.c.last_seen_at.desc())
    )
    return [
        SessionRow(
            id=row.id,
            current=row.id == caller.credential,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            user_agent=row.user_agent,
            address=row.address,
        )
        for row in await work.execute(statement)
    ]


async def end_sessions(work: Work, person: PersonId, *, only: UUID | None = None, but: UUID | None = None) -> int:
    """End the caller's sessions: all, only one, or all but one; gives how many."""
    statement = delete(SESSIONS).where(SESSIONS.c.person_id == person)
    if only is not None:
        statement = statement.where(SESSIONS.c.id == only)
    if but is not None:
        statement = statement.where(SESSIONS.c.id != but)
    return (await work.execute(statement)).rowcount


async def lock_attempts(work: Work, keys: Sequence[bytes], at: datetime) -> Mapping[bytes, Counter]:
    """Lock the counters, made where they are missing, until the work ends. `keys` are sorted, against deadlocks."""
    fresh = [{"key": key, "failures": 0, "last_at": at, "next_at": at} for key in keys]
    await work.execute(insert_or(ATTEMPTS).values(fresh).on_conflict_do_nothing())
    statement = select(ATTEMPTS).where(ATTEMPTS.c.key.in_(keys)).order_by(ATTEMPTS.c.key).with_for_update()
    return {row.key: Counter(row.failures, row.last_at, row.next_at) for row in await work.execute(statement)}


async def note_attempt(work: Work, key: bytes, failures: int, at: datetime, next_at: datetime) -> None:
    """Write a locked counter back."""
    values = {"failures": failures, "last_at": at, "next_at": next_at}
    await work.execute(update(ATTEMPTS).where(ATTEMPTS.c.key == key).values(values))


async def standing(work: Work, credentials: Collection[UUID], at: datetime) -> frozenset[UUID]:
    """Which of these sessions and keys are still there and not over."""
    statements = [
        select(table.c.id).where(table.c.id.in_(credentials), table.c.expires_at.is_(None) | (table.c.expires_at > at))
        for table in (SESSIONS, API_KEYS)
    ]
    return frozenset([found for one in statements for found in (await work.execute(one)).scalars()])


async def delete_expired(work: Work, *, at: datetime, unseen_since: datetime, tried_before: datetime) -> int:
    """Delete sessions, links and counters that mean nothing any more; gives how many rows."""
    late_session = (SESSIONS.c.expires_at < at) | (SESSIONS.c.last_seen_at < unseen_since)
    conditions = (
        delete(SESSIONS).where(late_session),
        delete(LINKS).where(LINKS.c.expires_at < at),
        delete(ATTEMPTS).where(ATTEMPTS.c.last_at < tried_before, ATTEMPTS.c.next_at < at),
    )
    return sum([(await work.execute(statement)).rowcount for statement in conditions])
