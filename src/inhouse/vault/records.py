"""The wrapped keys in PostgreSQL: schema `keys`, left out of the content's backup."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Index,
    LargeBinary,
    Table,
    Uuid,
    any_,
    bindparam,
    delete,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from inhouse.core import clock
from inhouse.core.ids import ChatId, PersonId
from inhouse.store import Work
from inhouse.store.tables import metadata

_installation = Table(
    "installation",
    metadata,
    Column("single", Boolean, primary_key=True, server_default=true()),
    Column("tenant", Uuid, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    schema="keys",
)
_person_keys = Table(
    "person_keys",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    schema="keys",
)
_chat_keys = Table(
    "chat_keys",
    metadata,
    Column("chat_id", Uuid, primary_key=True),
    Column("owner_id", Uuid, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index(None, "owner_id"),
    schema="keys",
)

# Made once: building a statement costs more than running it, and the keys are asked for in every turn.
_person, _chat = bindparam("person", type_=Uuid), bindparam("chat", type_=Uuid)
_PERSON_KEY = select(_person_keys.c.wrapped).where(_person_keys.c.person_id == _person)
_CHAT_KEY = (
    select(_person_keys.c.wrapped.label("person_key"), _chat_keys.c.wrapped.label("chat_key"))
    .join(_chat_keys, _chat_keys.c.owner_id == _person_keys.c.person_id)
    .where(_person_keys.c.person_id == _person, _chat_keys.c.chat_id == _chat)
)


async def installation(work: Work) -> tuple[UUID, bytes] | None:
    """The tenant's id and the master key's fingerprint, None before the first start."""
    row = (await work.execute(select(_installation.c.tenant, _installation.c.fingerprint))).one_or_none()
    return None if row is None else (row.tenant, row.fingerprint)


async def found_installation(work: Work, tenant: UUID, fingerprint: bytes) -> None:
    """Write the installation down, unless another server was first."""
    values = {"tenant": tenant, "fingerprint": fingerprint}
    await work.execute(insert(_installation).values(values).on_conflict_do_nothing())


async def person_key(work: Work, person: PersonId) -> bytes | None:
    """The person's wrapped key."""
    return (await work.execute(_PERSON_KEY, {"person": person})).scalar_one_or_none()


async def add_person_key(work: Work, person: PersonId, wrapped: bytes) -> None:
    """Store the person's key, unless there is one already."""
    values = {"person_id": person, "wrapped": wrapped, "created_at": clock.now()}
    await work.execute(insert(_person_keys).values(values).on_conflict_do_nothing())


async def chat_key(work: Work, person: PersonId, chat: ChatId) -> tuple[bytes, bytes] | None:
    """The wrapped keys of the person and of the chat."""
    row = (await work.execute(_CHAT_KEY, {"person": person, "chat": chat})).one_or_none()
    return None if row is None else (row.person_key, row.chat_key)


async def chat_keys(work: Work, person: PersonId, chats: Sequence[ChatId] | None) -> Sequence[tuple[UUID, bytes]]:
    """The wrapped keys of those chats, or of all the person's."""
    statement = select(_chat_keys.c.chat_id, _chat_keys.c.wrapped).where(_chat_keys.c.owner_id == person)
    if chats is not None:
        statement = statement.where(_among(chats))
    return cast("Sequence[tuple[UUID, bytes]]", (await work.execute(statement)).all())


async def add_chat_key(work: Work, person: PersonId, chat: ChatId, wrapped: bytes) -> None:
    """Store the chat's key, unless there is one already."""
    values = {"chat_id": chat, "owner_id": person, "wrapped": wrapped, "created_at": clock.now()}
    await work.execute(insert(_chat_keys).values(values).on_conflict_do_nothing())


async def delete_chat_keys(work: Work, chats: Sequence[ChatId]) -> int:
    """Delete the keys of those chats; gives how many there were."""
    return (await work.execute(delete(_chat_keys).where(_among(chats)))).rowcount


def _among(chats: Sequence[ChatId]) -> ColumnElement[bool]:
    # One array instead of a parameter for each: the protocol allows 32,767 parameters.
    return _chat_keys.c.chat_id == any_(bindparam(None, chats, type_=ARRAY(Uuid)))
