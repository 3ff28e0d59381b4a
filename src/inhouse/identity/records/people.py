"""People, their passwords, and the links by which they choose them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from inhouse.core.ids import PersonId
from inhouse.identity.person import LinkFacts, LinkKind, PersonChange, PersonRow
from inhouse.identity.records.tables import PASSWORDS, PEOPLE, call
from inhouse.store import Work

_PROFILE = select(PEOPLE).where(PEOPLE.c.id == bindparam("person"))


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who has an e-mail, and the hash of their password."""

    person: PersonId
    admin: bool
    hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be written down."""

    id: PersonId
    email: str
    email_key: str
    name: str
    admin: bool
    auditor: bool = False


async def is_set_up(work: Work) -> bool:
    """Whether anybody is there."""
    return (await call(work, "is_set_up")).scalar_one() is True


async def credentials(work: Work, email_key: str) -> Credentials | None:
    """Who may sign in with that e-mail."""
    row = (await call(work, "credentials", email_key)).one_or_none()
    return None if row is None else Credentials(PersonId(row.person), row.is_admin, row.password_hash)


async def add_person(work: Work, person: NewPerson, at: datetime) -> None:
    """Write a person down; raises AlreadyThere. The caller must be an administrator, or the role jobs."""
    await call(work, "add_person", person.id, person.email, person.email_key, person.name, person.admin, at)
    if person.auditor:
        await call(work, "set_auditor", person.id, True)


async def change_person(work: Work, person: PersonId, change: PersonChange, at: datetime) -> str:
    """Change a person as an administrator: 'done', 'unknown' or 'last' (no administrator would be left)."""
    # First, because whoever stops being an administrator with this change may change nothing after it.
    if change.auditor is not None and not (await call(work, "set_auditor", person, change.auditor)).scalar_one():
        return "unknown"
    result = await call(work, "change_person", person, change.admin, change.disabled, change.name, at)
    return str(result.scalar_one())


async def list_people(work: Work, person: PersonId | None = None) -> Sequence[PersonRow]:
    """The people whom the caller may see: for an administrator all, or the one asked for."""
    columns = (PEOPLE.c.id, PEOPLE.c.email, PEOPLE.c.name, PEOPLE.c.admin, PEOPLE.c.auditor)
    times = (PEOPLE.c.disabled_at.is_not(None).label("off"), PEOPLE.c.created_at, PEOPLE.c.last_seen_at)
    statement = select(*columns, *times).order_by(PEOPLE.c.created_at, PEOPLE.c.id)
    if person is not None:
        statement = statement.where(PEOPLE.c.id == person)
    return [
        PersonRow(
            PersonId(row.id), row.email, row.name, row.admin, row.auditor, row.off, row.created_at, row.last_seen_at
        )
        for row in await work.execute(statement)
    ]


async def everybody(work: Work) -> Sequence[PersonId]:
    """The ids of all people, looked up by the role jobs."""
    return [PersonId(person) for person in (await work.execute(select(PEOPLE.c.id).order_by(PEOPLE.c.id))).scalars()]


async def enabled(work: Work, people: Collection[PersonId]) -> frozenset[PersonId]:
    """Which of these are there and not disabled, looked up by the role jobs."""
    found = select(PEOPLE.c.id).where(PEOPLE.c.id.in_(people), PEOPLE.c.disabled_at.is_(None))
    return frozenset(PersonId(one) for one in (await work.execute(found)).scalars())


async def person_by_email(work: Work, email_key: str, *, disabled: bool = False) -> PersonId | None:
    """An enabled person, or also a disabled one, looked up by the role jobs."""
    found = select(PEOPLE.c.id).where(PEOPLE.c.email_key == email_key)
    if not disabled:
        found = found.where(PEOPLE.c.disabled_at.is_(None))
    person = (await work.execute(found)).scalar_one_or_none()
    return None if person is None else PersonId(person)


async def profile(work: Work, person: PersonId) -> Mapping[str, Any] | None:
    """The caller's own row, instructions sealed."""
    row = (await work.execute(_PROFILE, {"person": person})).mappings().one_or_none()
    return None if row is None else dict(row)


async def change_profile(work: Work, person: PersonId, values: Mapping[str, Any]) -> None:
    """Change the caller's own row."""
    await work.execute(update(PEOPLE).where(PEOPLE.c.id == person).values(**values))


async def password_of(work: Work, person: PersonId) -> tuple[str, str] | None:
    """The caller's e-mail and password hash."""
    statement = select(PEOPLE.c.email, PASSWORDS.c.hash).join(PASSWORDS).where(PEOPLE.c.id == person)
    row = (await work.execute(statement)).one_or_none()
    return None if row is None else (row.email, row.hash)


async def add_password(work: Work, person: PersonId, hashed: str, at: datetime) -> None:
    """Give a new person a password, in the role jobs."""
    await work.execute(insert(PASSWORDS).values(person_id=person, hash=hashed, changed_at=at))


async def change_password(work: Work, person: PersonId, hashed: str, at: datetime) -> None:
    """Replace the caller's password."""
    await work.execute(update(PASSWORDS).where(PASSWORDS.c.person_id == person).values(hash=hashed, changed_at=at))


async def add_link(
    work: Work, kind: LinkKind, token_hash: bytes, *, link: UUID, person: PersonId | None, expires_at: datetime
) -> str:
    """Write down a link: 'done', 'unknown', or 'joined' when only the role jobs may make one for this person."""
    return str((await call(work, "add_link", link, kind.value, token_hash, person, expires_at)).scalar_one())


async def link(work: Work, token_hash: bytes, at: datetime) -> tuple[LinkFacts, bool] | None:
    """What a link is for, and whether it was used."""
    row = (await call(work, "link", token_hash, at)).one_or_none()
    return None if row is None else (LinkFacts(LinkKind(row.link_kind), row.link_email, row.link_name), row.is_used)


async def set_up(work: Work, token_hash: bytes, person: NewPerson, hashed: str, at: datetime) -> str:
    """Make the first administrator by a link: 'done', 'unknown' or 'used'."""
    facts = (person.id, person.email, person.email_key, person.name)
    return str((await call(work, "set_up", token_hash, at, *facts, hashed)).scalar_one())


async def accept(
    work: Work, token_hash: bytes, hashed: str, name: str | None, at: datetime
) -> tuple[str, PersonId | None, bool]:
    """Use an invitation: the outcome as for `set_up`, the person, and whether they administer."""
    row = (await call(work, "accept", token_hash, at, hashed, name)).one()
    return (row.outcome, None if row.person is None else PersonId(row.person), row.is_admin)
