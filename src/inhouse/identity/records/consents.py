"""Consents and the organisation's rule as rows that are added and never changed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, Integer, Row, Table, Text, Uuid, insert, select

from inhouse.core.ids import ChatId, PersonId
from inhouse.identity.consent import Consent, Rule
from inhouse.store import Work
from inhouse.store.tables import metadata

_rules = Table(
    "training_rules",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("allowed", Boolean, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("changed_by", Uuid),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    schema="identity",
)
_consents = Table(
    "consents",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("identity.people.id", ondelete="CASCADE"), nullable=False),
    Column("chat_id", Uuid),
    Column("yes", Boolean, nullable=False),
    Column("purpose_hash", Text, nullable=False),
    Column("said_at", DateTime(timezone=True), nullable=False),
    Index("consents_said_idx", "person_id", "said_at"),
    schema="identity",
)


async def rule(work: Work) -> Rule | None:
    """What the organisation allows now; None when nobody has decided."""
    row = (await work.execute(select(_rules).order_by(_rules.c.version.desc()).limit(1))).one_or_none()
    return None if row is None else Rule(row.version, row.allowed, row.purpose, row.changed_by, row.changed_at)


async def add_rule(work: Work, new: Rule) -> None:
    """Add a version; raises AlreadyThere when there is one of that number."""
    values = {
        "version": new.version,
        "allowed": new.allowed,
        "purpose": new.purpose,
        "changed_by": new.changed_by,
        "changed_at": new.changed_at,
    }
    await work.execute(insert(_rules).values(values))


async def add(work: Work, said: Consent) -> None:
    """Add what a person said."""
    values = {
        "id": said.id,
        "person_id": said.person,
        "chat_id": said.chat,
        "yes": said.yes,
        "purpose_hash": said.purpose_hash,
        "said_at": said.said_at,
    }
    await work.execute(insert(_consents).values(values))


async def of_person(work: Work, person: PersonId) -> Sequence[Consent]:
    """Everything that a person said, oldest first."""
    found = select(_consents).where(_consents.c.person_id == person)
    return [_consent(row) for row in await work.execute(found.order_by(_consents.c.said_at, _consents.c.id))]


async def people(work: Work, purpose_hash: str) -> Sequence[UUID]:
    """Who ever said yes to this purpose, in a work of the jobs role."""
    found = select(_consents.c.person_id).where(_consents.c.yes, _consents.c.purpose_hash == purpose_hash)
    return [row.person_id for row in await work.execute(found.distinct().order_by(_consents.c.person_id))]


async def everything_of(work: Work, purpose_hash: str) -> Mapping[PersonId, Sequence[Consent]]:
    """Everything that those said who ever said yes to this purpose, oldest first, in a work of the jobs role."""
    willing = select(_consents.c.person_id).where(_consents.c.yes, _consents.c.purpose_hash == purpose_hash)
    found = select(_consents).where(_consents.c.person_id.in_(willing))
    said: dict[PersonId, list[Consent]] = {}
    for row in await work.execute(found.order_by(_consents.c.said_at, _consents.c.id)):
        said.setdefault(PersonId(row.person_id), []).append(_consent(row))
    return said


def _consent(row: Row[Any]) -> Consent:
    chat = None if row.chat_id is None else ChatId(row.chat_id)
    return Consent(row.id, PersonId(row.person_id), chat, row.yes, row.purpose_hash, row.said_at)
