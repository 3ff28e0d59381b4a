"""Acts that wait for the ledger: written in the transaction of what was done, so neither is ever without the other.

The ledger's writer takes them from here and gives each a number. What waits holds pseudonyms, no person: they are made
at once, because the keys they are made from may be destroyed by the very same unit of work. They are read outside of
it, so they are found whether the act is noted before the key is destroyed in the unit of work or after.
"""

from typing import Final
from uuid import UUID

import orjson
from sqlalchemy import Column, DateTime, Table, Text, Uuid, insert
from sqlalchemy.dialects.postgresql import JSONB

from inhouse.core import clock
from inhouse.core.acts import Act
from inhouse.core.ids import new_id
from inhouse.store.tables import metadata
from inhouse.store.work import Work

MOST_BYTES: Final = 16_384
"""Of an act's facts: its entry has to fit into a tile of the ledger."""

acts = Table(
    "acts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text),
    Column("subject", Text),
    Column("chat", Text),
    Column("facts", JSONB, nullable=False),
    Column("claimed_by", Text),
    Column("claimed_at", DateTime(timezone=True)),
    schema="ledger",
)

_NOTE = insert(acts)


async def note(work: Work, act: Act, known_as: UUID | None = None) -> UUID:
    """Put the act on record with this unit of work; the id finds its receipt once the ledger has numbered it.

    A chat is the subject's, or the actor's where there is no subject. `known_as` is an id that somebody was told before
    it was done. Raises ValueError for facts that no entry can
    hold, and DatabaseAway.
    """
    facts = dict(act.facts)
    if len(orjson.dumps(facts, option=orjson.OPT_STRICT_INTEGER)) > MOST_BYTES:
        raise ValueError("the facts of an act are few")
    identity = known_as or new_id()
    values = {
        "id": identity,
        "at": clock.now(),
        "kind": act.kind.value,
        "actor": None,
        "subject": None,
        "chat": None,
        "facts": facts,
    }
    await work.execute(_NOTE, values | await _names(work, act))
    return identity


async def _names(work: Work, act: Act) -> dict[str, str | None]:
    names, owner = work.names, act.subject or act.actor
    if names is None:
        return {}
    return {
        "actor": None if act.actor is None else await names.of_person(act.actor),
        "subject": None if act.subject is None else await names.of_person(act.subject),
        "chat": None if act.chat is None or owner is None else await names.of_chat(owner, act.chat),
    }
