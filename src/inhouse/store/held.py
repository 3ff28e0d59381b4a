"""One connection that its owner keeps for itself, for work that a pool cannot do: the ledger's writer."""

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol, Self, cast

import asyncpg  # pyright: ignore[reportMissingTypeStubs]
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import Executable

from inhouse.store import trouble
from inhouse.store.addresses import Addresses
from inhouse.store.embedded import Role
from inhouse.store.errors import DatabaseAway
from inhouse.store.work import connect_arguments


class _Prepared(Protocol):
    """A statement that the server has planned."""

    async def fetch(self, *values: object) -> object:
        """Run it; every value of its own."""
        ...


class _Driver(Protocol):
    """What the driver's connection does for us."""

    async def prepare(self, query: str) -> _Prepared:
        """Let the server plan a statement."""
        ...


class Held:
    """One connection. Each statement is a transaction of its own; a lock of the session lives as long as it does.

    It is never opened anew behind its owner's back: after any failure `execute` raises DatabaseAway until `connect`.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None
        self._prepared: dict[str, _Prepared] = {}

    @classmethod
    def open(cls, addresses: Addresses, role: Role) -> Self:
        """Prepare the connection; nothing is opened yet."""
        arguments = connect_arguments(addresses(role))
        # A server of one's own may have it off; what the owner of this connection is told is durable, is.
        settings = {**arguments["server_settings"], "synchronous_commit": "on"}
        engine = create_async_engine(
            "postgresql+asyncpg://",
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            connect_args={**arguments, "server_settings": settings},
        )
        return cls(engine)

    async def connect(self) -> None:
        """Open the connection, anew if there is one; raises DatabaseAway."""
        await self.close()
        try:
            self._connection = await self._engine.connect()
        except trouble.TROUBLE as error:
            raise trouble.of(error) from None

    async def execute(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        """Run one statement and commit it. After an error or a cancellation the connection is closed."""
        connection = self._connection
        if connection is None:
            raise DatabaseAway("The connection is closed.", retry_after=2)
        done = False
        try:
            result = await connection.execute(statement, parameters)
            done = True
            return result
        except trouble.TROUBLE as error:
            raise trouble.of(error) from None
        finally:
            if not done:
                await self.close()

    async def repeat(self, statement: str, *values: object) -> None:
        """Run a statement that is run again and again, and commit it; fails as `execute` does.

        It is PostgreSQL's own words with $1, $2, ... for the values, and is prepared once for each connection.
        """
        connection = self._connection
        if connection is None:
            raise DatabaseAway("The connection is closed.", retry_after=2)
        done = False
        try:
            prepared = self._prepared.get(statement)
            if prepared is None:
                driver = (await connection.get_raw_connection()).driver_connection
                prepared = self._prepared[statement] = await cast("_Driver", driver).prepare(statement)
            await prepared.fetch(*values)
            done = True
        except (*trouble.TROUBLE, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            raise trouble.of(error) from None
        finally:
            if not done:
                await self.close()

    async def close(self) -> None:
        """Close the connection and with it give back its locks."""
        connection, self._connection = self._connection, None
        self._prepared.clear()
        if connection is not None:
            await asyncio.shield(_abandon(connection))


async def _abandon(connection: AsyncConnection) -> None:
    # Not a polite goodbye: the server may be away, and a statement may still be on its way.
    await connection.invalidate()
    await connection.close()
