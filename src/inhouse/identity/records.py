"""Identity's tables and SQL. What crosses row-level security goes through the functions of migration 0001."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    TextClause,
    Uuid,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_or

from inhouse.core.caller import Caller
from inhouse.core.ids import PersonId
from inhouse.identity.person import ApiKey, LinkFacts, LinkKind, PersonChange, PersonRow, SessionRow
from inhouse.store import Work
from inhouse.store.tables import metadata


def _person_id(*, primary: bool = False, nullable: bool = False) -> Column[UUID]:
    key = ForeignKey("identity.people.id", ondelete="CASCADE")
    return Column("person_id", Uuid, key, primary_key=primary, nullable=nullable, index=not primary)


def _moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


_people = Table(
    "people",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("admin", Boolean, nullable=False),
    Column("locale", Text),
    Column("theme", Text, nullable=False, server_default="system"),
    Column("instructions", LargeBinary),
    _moment("created_at"),
    _moment("last_seen_at", nullable=True),
    _moment("disabled_at", nullable=True),
    schema="identity",
)
_PROFILE = select(_people).where(_people.c.id == bindparam("person"))
_passwords = Table(
    "passwords",
    metadata,
    _person_id(primary=True),
    Column("hash", Text, nullable=False),
    _moment("changed_at"),
    schema="identity",
)
_sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    _person_id(),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    _moment("created_at"),
    _moment("last_seen_at"),
    _moment("expires_at"),
    Column("user_agent", Text, nullable=False),
    Column("address", Text, nullable=False),
    schema="identity",
)
_api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Uuid, primary_key=True),
    _person_id(),
    Column("name", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    _moment("created_at"),
    _moment("last_used_at", nullable=True),
    schema="identity",
)
_links = Table(
    "links",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, CheckConstraint("kind IN ('setup', 'invite')"), nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    _person_id(nullable=True),
    _moment("expires_at"),
    _moment("used_at", nullable=True),
    schema="identity",
)
_attempts = Table(
    "attempts",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    _moment("last_at"),
    _moment("next_at"),
    schema="identity",
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who has an e-mail, and the hash of their password."""

    person: PersonId
    admin: bool
    hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A session or a key that was found by its hash. `expires` is None for keys."""

    credential: UUID
    person: PersonId
    admin: bool
    seen: datetime | None
    expires: datetime | None


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be written down."""

    id: PersonId
    email: str
    email_key: str
    name: str
    admin: bool


@dataclass(frozen=True, slots=True)
class Counter:
    """What is written down of tries."""

    failures: int
    last_at: datetime
    next_at: datetime


async def _call(work: Work, call: str, *values: object) -> Any:  # noqa: ANN401 (rows of as many shapes as functions)
    """Call one of migration 0001's functions and give back its result."""
    bound = {f"v{number}": value for number, value in enumerate(values)}
    return await work.execute(_statement(call, len(bound)), bound)


@cache  # building it costs more than running it, and every request asks who its caller is
def _statement(call: str, values: int) -> TextClause:
    names = ", ".join(f":v{number}" for number in range(values))
    return text(f"SELECT * FROM identity.{call}({names})")  # noqa: S608 (names of ours, values are bound)


async def is_set_up(work: Work) -> bool:
    """Whether anybody is there."""
    return (await _call(work, "is_set_up")).scalar_one() is True


async def credentials(work: Work, email_key: str) -> Credentials | None:
    """Who may sign in with that e-mail."""
    row = (await _call(work, "credentials", email_key)).one_or_none()
    return None if row is None else Credentials(PersonId(row.person), row.is_admin, row.password_hash)


async def add_person(work: Work, person: NewPerson, at: datetime) -> None:
    """Write a person down; raises AlreadyThere. The caller must be an administrator, or the role jobs."""
    await _call(work, "add_person", person.id, person.email, person.email_key, person.name, person.admin, at)


async def change_person(work: Work, person: PersonId, change: PersonChange, at: datetime) -> str:
    """Change a person as an administrator: 'done', 'unknown' or 'last' (no administrator would be left)."""
    result = await _call(work, "change_person", person, change.admin, change.disabled, change.name, at)
    return str(result.scalar_one())


async def list_people(work: Work, person: PersonId | None = None) -> Sequence[PersonRow]:
    """The people whom the caller may see: for an administrator all, or the one asked for."""
    columns = (_people.c.id, _people.c.email, _people.c.name, _people.c.admin)
    times = (_people.c.disabled_at.is_not(None).label("off"), _people.c.created_at, _people.c.last_seen_at)
    statement = select(*columns, *times).order_by(_people.c.created_at, _people.c.id)
    if person is not None:
        statement = statement.where(_people.c.id == person)
    return [
        PersonRow(PersonId(row.id), row.email, row.name, row.admin, row.off, row.created_at, row.last_seen_at)
        for row in await work.execute(statement)
    ]


async def person_by_email(work: Work, email_key: str) -> PersonId | None:
    """An enabled person, looked up by the role jobs."""
    found = select(_people.c.id).where(_people.c.email_key == email_key, _people.c.disabled_at.is_(None))
    person = (await work.execute(found)).scalar_one_or_none()
    return None if person is None else PersonId(person)


async def profile(work: Work, person: PersonId) -> Mapping[str, Any] | None:
    """The caller's own row, instructions sealed."""
    row = (await work.execute(_PROFILE, {"person": person})).mappings().one_or_none()
    return None if row is None else dict(row)


async def change_profile(work: Work, person: PersonId, values: Mapping[str, Any]) -> None:
    """Change the caller's own row."""
    await work.execute(update(_people).where(_people.c.id == person).values(**values))


async def password_of(work: Work, person: PersonId) -> tuple[str, str] | None:
    """The caller's e-mail and password hash."""
    statement = select(_people.c.email, _passwords.c.hash).join(_passwords).where(_people.c.id == person)
    row = (await work.execute(statement)).one_or_none()
    return None if row is None else (row.email, row.hash)


async def add_password(work: Work, person: PersonId, hashed: str, at: datetime) -> None:
    """Give a new person a password, in the role jobs."""
    await work.execute(insert(_passwords).values(person_id=person, hash=hashed, changed_at=at))


async def change_password(work: Work, person: PersonId, hashed: str, at: datetime) -> None:
    """Replace the caller's password."""
    await work.execute(update(_passwords).where(_passwords.c.person_id == person).values(hash=hashed, changed_at=at))


async def session(work: Work, token_hash: bytes) -> Recognised | None:
    """The session of an enabled person."""
    row = (await _call(work, "session", token_hash)).one_or_none()
    return None if row is None else Recognised(row.session, PersonId(row.person), row.is_admin, row.seen, row.expires)


async def add_session(work: Work, person: PersonId, token_hash: bytes, row: SessionRow, expires_at: datetime) -> None:
    """Write down a new session of the caller."""
    values = asdict(row) | {"person_id": person, "token_hash": token_hash, "expires_at": expires_at}
    del values["current"]
    await work.execute(insert(_sessions).values(values))
    await change_profile(work, person, {"last_seen_at": row.last_seen_at})


async def touch_session(work: Work, caller: Caller, at: datetime) -> None:
    """Note that the session was used."""
    await work.execute(update(_sessions).where(_sessions.c.id == caller.credential).values(last_seen_at=at))
    await change_profile(work, caller.person, {"last_seen_at": at})


async def list_sessions(work: Work, caller: Caller, unseen_since: datetime) -> Sequence[SessionRow]:
    """The caller's sessions that still hold, the last used first."""
    statement = (
        select(_sessions)
        .where(_sessions.c.person_id == caller.person, _sessions.c.last_seen_at > unseen_since)
        .order_by(_sessions.c.last_seen_at.desc())
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
    statement = delete(_sessions).where(_sessions.c.person_id == person)
    if only is not None:
        statement = statement.where(_sessions.c.id == only)
    if but is not None:
        statement = statement.where(_sessions.c.id != but)
    return (await work.execute(statement)).rowcount


async def api_key(work: Work, key_hash: bytes) -> Recognised | None:
    """The key of an enabled person."""
    row = (await _call(work, "api_key", key_hash)).one_or_none()
    return None if row is None else Recognised(row.api_key, PersonId(row.person), row.is_admin, row.used, None)


async def add_api_key(work: Work, person: PersonId, key_hash: bytes, key: ApiKey) -> None:
    """Write down a new key."""
    values = {
        "id": key.id,
        "person_id": person,
        "name": key.name,
        "prefix": key.prefix,
        "key_hash": key_hash,
        "created_at": key.created_at,
    }
    await work.execute(insert(_api_keys).values(values))


async def list_api_keys(work: Work, person: PersonId) -> Sequence[ApiKey]:
    """The caller's keys, the newest first."""
    rows = await work.execute(select(_api_keys).where(_api_keys.c.person_id == person).order_by(_api_keys.c.id.desc()))
    return [ApiKey(row.id, row.name, row.prefix, row.created_at, row.last_used_at) for row in rows]


async def touch_api_key(work: Work, key: UUID, at: datetime) -> None:
    """Note that the key was used."""
    await work.execute(update(_api_keys).where(_api_keys.c.id == key).values(last_used_at=at))


async def delete_api_key(work: Work, person: PersonId, key: UUID) -> bool:
    """Revoke one of the caller's keys."""
    statement = delete(_api_keys).where(_api_keys.c.person_id == person, _api_keys.c.id == key)
    return (await work.execute(statement)).rowcount > 0


async def add_link(
    work: Work, kind: LinkKind, token_hash: bytes, *, link: UUID, person: PersonId | None, expires_at: datetime
) -> str:
    """Write down a link: 'done', 'unknown', or 'joined' when only the role jobs may make one for this person."""
    return str((await _call(work, "add_link", link, kind.value, token_hash, person, expires_at)).scalar_one())


async def link(work: Work, token_hash: bytes, at: datetime) -> tuple[LinkFacts, bool] | None:
    """What a link is for, and whether it was used."""
    row = (await _call(work, "link", token_hash, at)).one_or_none()
    return None if row is None else (LinkFacts(LinkKind(row.link_kind), row.link_email, row.link_name), row.is_used)


async def set_up(work: Work, token_hash: bytes, person: NewPerson, hashed: str, at: datetime) -> str:
    """Make the first administrator by a link: 'done', 'unknown' or 'used'."""
    facts = (person.id, person.email, person.email_key, person.name)
    return str((await _call(work, "set_up", token_hash, at, *facts, hashed)).scalar_one())


async def accept(
    work: Work, token_hash: bytes, hashed: str, name: str | None, at: datetime
) -> tuple[str, PersonId | None, bool]:
    """Use an invitation: the outcome as for `set_up`, the person, and whether they administer."""
    row = (await _call(work, "accept", token_hash, at, hashed, name)).one()
    return (row.outcome, None if row.person is None else PersonId(row.person), row.is_admin)


# Tries


async def lock_attempts(work: Work, keys: Sequence[bytes], at: datetime) -> Mapping[bytes, Counter]:
    """Lock the counters, made where they are missing, until the work ends. `keys` are sorted, against deadlocks."""
    fresh = [{"key": key, "failures": 0, "last_at": at, "next_at": at} for key in keys]
    await work.execute(insert_or(_attempts).values(fresh).on_conflict_do_nothing())
    statement = select(_attempts).where(_attempts.c.key.in_(keys)).order_by(_attempts.c.key).with_for_update()
    return {row.key: Counter(row.failures, row.last_at, row.next_at) for row in await work.execute(statement)}


async def note_attempt(work: Work, key: bytes, failures: int, at: datetime, next_at: datetime) -> None:
    """Write a locked counter back."""
    values = {"failures": failures, "last_at": at, "next_at": next_at}
    await work.execute(update(_attempts).where(_attempts.c.key == key).values(values))


# Cleaning up, in the role jobs


async def standing(work: Work, credentials: Collection[UUID]) -> frozenset[UUID]:
    """Which of these sessions and keys are still there."""
    statements = [select(table.c.id).where(table.c.id.in_(credentials)) for table in (_sessions, _api_keys)]
    return frozenset([found for one in statements for found in (await work.execute(one)).scalars()])


async def delete_expired(work: Work, *, at: datetime, unseen_since: datetime, tried_before: datetime) -> int:
    """Delete sessions, links and counters that mean nothing any more; gives how many rows."""
    late_session = (_sessions.c.expires_at < at) | (_sessions.c.last_seen_at < unseen_since)
    conditions = (
        delete(_sessions).where(late_session),
        delete(_links).where(_links.c.expires_at < at),
        delete(_attempts).where(_attempts.c.last_at < tried_before, _attempts.c.next_at < at),
    )
    return sum([(await work.execute(statement)).rowcount for statement in conditions])
