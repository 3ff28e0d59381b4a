"""The ledger's tables in PostgreSQL, and a log that lives there.

The server's role may add entries and nothing else: it cannot read, change or remove them. What it must know at the
start, where its own log stands, the function `ledger.take` tells.
"""

from collections.abc import Sequence
from typing import final

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, LargeBinary, Table, Text, Uuid, text

from inhouse.core.errors import InhouseError
from inhouse.ledger.errors import LogAway
from inhouse.ledger.writer import Row, Tail
from inhouse.store import Addresses, Role
from inhouse.store.held import Held
from inhouse.store.tables import metadata

entries = Table(
    "entries",
    metadata,
    Column("log", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("closes", BigInteger),
    Column("entry", LargeBinary, nullable=False),
    schema="ledger",
)
Index(
    "entries_log_closes_idx",
    entries.c.log,
    entries.c.closes,
    unique=True,
    postgresql_where=entries.c.closes.is_not(None),
)

logs = Table(
    "logs",
    metadata,
    Column("log", Text, primary_key=True),
    Column("settled", BigInteger, nullable=False),
    schema="ledger",
)

checkpoint_keys = Table(
    "checkpoint_keys",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", Uuid, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("public", LargeBinary, nullable=False),
    Column("sealed", LargeBinary),
    schema="ledger",
)

# The lock lives as long as the connection: a second server that is given the same log is turned away.
_LOCK = text("SELECT pg_try_advisory_lock(hashtextextended('inhouse ledger ' || CAST(:log AS text), 0))")
_TAKE = text("SELECT last_number, last_at, unclosed FROM ledger.take(CAST(:log AS text))")
_SETTLE = text("SELECT ledger.settle(CAST(:log AS text), CAST(:number AS bigint))")
_APPEND = (
    "INSERT INTO ledger.entries (log, number, at, kind, closes, entry)"
    " SELECT $1::text, * FROM unnest($2::bigint[], $3::timestamptz[], $4::text[], $5::bigint[], $6::bytea[])"
)


@final
class PostgresLog:
    """The log with the name `log`, written by this process alone, over one connection that it keeps."""

    def __init__(self, addresses: Addresses, log: str) -> None:
        self._held = Held.open(addresses, Role.APP)
        self._name = log

    async def take(self) -> Tail:
        """Connect, lock the log and read where it stands; raises LogAway."""
        try:
            await self._held.connect()
            free = (await self._held.execute(_LOCK, {"log": self._name})).scalar_one()
            row = (await self._held.execute(_TAKE, {"log": self._name})).one() if free else None
        except InhouseError as error:
            raise _away(error) from None
        if row is None:
            await self._held.close()
            raise LogAway(
                f"Another server writes the ledger's log {self._name}.",
                hint="Every server needs a data folder of its own: a copied one has the name of the first.",
                retry_after=5,
            )
        return Tail(row.last_number, row.last_at, tuple(row.unclosed))

    async def append(self, rows: Sequence[Row]) -> None:
        """Make the rows durable, all or none; raises LogAway."""
        columns = zip(*((row.number, row.time, row.kind, row.closes, row.entry) for row in rows), strict=True)
        try:
            await self._held.repeat(_APPEND, self._name, *map(list, columns))
        except InhouseError as error:
            raise _away(error) from None

    async def settle(self, number: int) -> None:
        """Note that every line up to `number` is closed, so that `take` need not look there; raises LogAway."""
        try:
            await self._held.execute(_SETTLE, {"log": self._name, "number": number})
        except InhouseError as error:
            raise _away(error) from None

    async def release(self) -> None:
        """Give back the lock and the connection."""
        await self._held.close()


def _away(error: InhouseError) -> LogAway:
    return LogAway(error.message, hint=error.hint, retry_after=error.retry_after or 2)
