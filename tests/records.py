"""What stands on record, as the owner of the tables sees it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from inhouse.store import Addresses, Role
from inhouse.store.work import connect_arguments


@dataclass(frozen=True, slots=True)
class NotedAct:
    """An act that waits for its number."""

    id: UUID
    kind: str
    facts: dict[str, Any]


async def acts_of(addresses: Addresses, kind: str = "deletion") -> list[NotedAct]:
    """The acts of a kind that wait for the ledger, oldest first."""
    arguments = connect_arguments(addresses(Role.OWNER))
    engine = create_async_engine("postgresql+asyncpg://", poolclass=NullPool, connect_args=arguments)
    try:
        async with engine.connect() as connection:
            rows = await connection.execute(
                text("SELECT id, kind, facts FROM ledger.acts WHERE kind = :kind ORDER BY id"), {"kind": kind}
            )
            return [NotedAct(row.id, row.kind, row.facts) for row in rows]
    finally:
        await engine.dispose()
