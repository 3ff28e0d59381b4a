"""Acts that wait for the ledger: written in the transaction of what was done, so neither is ever without the other.

The ledger's writer takes them from here and gives each a number.
"""

from uuid import UUID

from sqlalchemy import Column, DateTime, Table, Text, Uuid, insert
from sqlalchemy.dialects.postgresql import JSONB

from inhouse.core import clock
from inhouse.core.acts import Act
from inhouse.core.ids import new_id
from inhouse.store.tables import metadata
from inhouse.store.work import Work

acts = Table(
    "acts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Uuid),
    Column("subject", Uuid),
    Column("chat", Uuid),
    Column("facts", JSONB, nullable=False),
    schema="ledger",
)

_NOTE = insert(acts)


async def note(work: Work, act: Act) -> UUID:
    """Put the act on record with this unit of work; the id finds its receipt once the ledger has numbered it."""
    identity = new_id()
    values = {
        "id": identity,
        "at": clock.now(),
        "kind": act.kind.value,
        "actor": act.actor,
        "subject": act.subject,
        "chat": act.chat,
        "facts": dict(act.facts),
    }
    await work.execute(_NOTE, values)
    return identity
