"""Units of work: one short transaction each, as one role, for one caller."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol, Self, cast

from sqlalchemy import Row, TextClause, text
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql import Executable

from inhouse.core.caller import Caller
from inhouse.core.errors import InhouseError
from inhouse.core.ids import ChatId, PersonId
from inhouse.core.tasks import spawn
from inhouse.store import trouble
from inhouse.store.addresses import Addresses
from inhouse.store.embedded import Role
from inhouse.store.errors import DatabaseAway

_CONNECT_SECONDS = 5.0
_STATEMENT_SECONDS = 20
_READY_SECONDS = 2.0
_ENDING_SECONDS = 5.0
_POLL_SECONDS = 0.01
_POOLS = {Role.APP: (8, 12), Role.JOBS: (1, 4)}
"""For each role: connections that are kept, and further ones in a rush."""

# `true` makes the setting end with the transaction. With `false` it would stay on the connection for the next caller.
_BEGIN = text("SELECT set_config('app.caller', :id, true)")
_BEGIN_RELAXED = text("SELECT set_config('app.caller', :id, true), set_config('synchronous_commit', 'off', true)")

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class _Cursor(Protocol):
    """What the driver's cursor does for us."""

    def fetchall(self) -> Sequence[Any]:
        """All rows that are left."""
        ...


class Names(Protocol):
    """Gives the pseudonyms under which acts are noted (`store.acts`)."""

    async def of_person(self, person: PersonId) -> str | None:
        """The person's."""
        ...

    async def of_chat(self, owner: PersonId, chat: ChatId) -> str | None:
        """The conversation's; None when its key is gone, or was never kept."""
        ...


class Work:
    """One open transaction. Only `records.py` calls its methods; other code hands it on.

    Errors of the database come out as errors of `store.errors`. After one nothing is committed any more: a work whose
    error was swallowed raises it again at its end, so that nobody takes for stored what is not.
    """

    __slots__ = ("_connection", "caller", "failure", "names", "role")

    def __init__(
        self, connection: AsyncConnection, caller: Caller | None, role: Role, names: Names | None = None
    ) -> None:
        self._connection = connection
        self.names = names
        self.caller = caller
        self.role = role
        self.failure: InhouseError | None = None

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[Any]:
        """Run one statement, with several sets of parameters when given a list. The rows are all in memory."""
        try:
            return await self._connection.execute(statement, parameters)
        except trouble.TROUBLE as error:
            raise self._failed(error) from None

    async def bulk(self, statement: str, *values: object) -> Sequence[Any]:
        """The rows of a query in the driver's own shape, unpacked like tuples: for reading thousands of them quickly.

        The statement is PostgreSQL's own words with $1, $2, ... for the values.
        """
        try:
            result = await self._connection.exec_driver_sql(statement, values)
        except trouble.TROUBLE as error:
            raise self._failed(error) from None
        # The rows as the driver made them: wrapping each would cost as much as reading it.
        return cast("_Cursor", result.cursor).fetchall()

    async def portions(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None, *, size: int = 500
    ) -> AsyncGenerator[Sequence[Row[Any]]]:
        """The rows in portions through a cursor of the server, for results too large for memory. Use in `aclosing`."""
        try:
            async with self._connection.stream(statement, parameters) as rows:
                async for portion in rows.partitions(size):
                    yield portion
        except trouble.TROUBLE as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> InhouseError:
        self.failure = trouble.of(error)
        return self.failure


class Store:
    """The pools of connections, one for each role that the server uses.

    `names` is set once the keys are there from which they come; without them acts are noted without names.
    """

    def __init__(self, engines: Mapping[Role, AsyncEngine]) -> None:
        self._engines = engines
        self.names: Names | None = None

    @classmethod
    def open(cls, addresses: Addresses) -> Self:
        """Make the pools; connects only when asked for the first unit of work."""
        return cls({role: _engine(addresses(role), *sizes) for role, sizes in _POOLS.items()})

    async def close(self) -> None:
        """Close all connections; units of work that are about to end are waited for, because no pool closes theirs."""
        for engine in self._engines.values():
            pool = cast("QueuePool", engine.pool)
            with suppress(TimeoutError):
                async with asyncio.timeout(_ENDING_SECONDS):
                    while pool.checkedout():  # noqa: ASYNC110 (a pool tells nobody)
                        await asyncio.sleep(_POLL_SECONDS)
            await engine.dispose()

    async def ready(self) -> bool:
        """Whether the database answers within two seconds."""
        try:
            async with asyncio.timeout(_READY_SECONDS), self.work(None):
                return True
        except (DatabaseAway, TimeoutError):
            return False

    @asynccontextmanager
    async def work(self, caller: Caller | None, role: Role = Role.APP, *, durable: bool = True) -> AsyncGenerator[Work]:
        """Open a transaction for `caller`; it commits at the end and rolls back on any error.

        Without a caller row-level security yields no personal rows. With `durable=False` the commit does not wait for
        the disk: a crash may lose the last moments, but never leaves half of it. Raises DatabaseAway and StorageFull.
        """
        connection = await self._begin(caller, role, durable=durable)
        try:
            work = Work(connection, caller, role, self.names)
            yield work
            if work.failure is not None:
                raise work.failure
            try:
                await connection.commit()
            except trouble.TROUBLE as error:
                raise trouble.of(error) from None
        finally:
            await _close(connection)

    async def _begin(self, caller: Caller | None, role: Role, *, durable: bool) -> AsyncConnection:
        """A connection with an open transaction in which the caller is set: the only place that sets it.

        Setting the caller is also the test of a connection that lay in the pool: when it is dead, all of them are
        thrown away, and the second try connects anew. A separate test of each connection would cost a round trip.
        """
        statement = _BEGIN if durable else _BEGIN_RELAXED
        identity = "" if caller is None else str(caller.person)
        engine = self._engines[role]
        try:
            # A server that hangs takes connections and answers nothing: the limit of a statement would be far too late.
            async with asyncio.timeout(_CONNECT_SECONDS):
                try:
                    return await _first_statement(engine, statement, identity)
                except DBAPIError as error:
                    if not error.connection_invalidated:
                        raise
                return await _first_statement(engine, statement, identity)
        except trouble.TROUBLE as error:
            raise trouble.of(error) from None


async def _first_statement(engine: AsyncEngine, statement: TextClause, identity: str) -> AsyncConnection:
    connection = await engine.connect()
    try:
        await connection.execute(statement, {"id": identity})
    except BaseException:
        await _close(connection)
        raise
    return connection


async def _close(connection: AsyncConnection) -> None:
    """Roll back what is not committed and give the connection back, also when the caller is cancelled meanwhile."""
    await asyncio.shield(spawn(connection.close(), "close a unit of work"))


def _engine(address: str, kept: int, further: int) -> AsyncEngine:
    return create_async_engine(
        "postgresql+asyncpg://",
        pool_size=kept,
        max_overflow=further,
        pool_timeout=_CONNECT_SECONDS,
        pool_use_lifo=True,
        # An error's text would repeat the values of the statement.
        hide_parameters=True,
        connect_args=connect_arguments(address),
    )


def connect_arguments(address: str) -> dict[str, Any]:
    """What the driver is given to connect to an address, with our limits on time."""
    return {
        "dsn": address,
        "timeout": _CONNECT_SECONDS,
        "command_timeout": _STATEMENT_SECONDS + 5,
        "server_settings": {
            "application_name": "inhouse",
            "statement_timeout": f"{_STATEMENT_SECONDS}s",
            "lock_timeout": "4s",
            "idle_in_transaction_session_timeout": "60s",
            "jit": "off",
        },
    }
