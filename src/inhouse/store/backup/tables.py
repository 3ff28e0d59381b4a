"""Tables out of the database and into it, as PostgreSQL's own binary COPY, in one consistent snapshot.

Plain text of a backup: for each table a line of JSON with its name and columns, then blocks of

    4 bytes: length | so many bytes of COPY's binary format          a length of 0 ends the table

and at the very end a line of JSON with the number of rows of each, and files that belong to them. The owner of the
tables reads them under a policy that is open only to a session that says it makes a backup (`migrate`); to put rows
back, in one transaction, row-level security is not forced on the owner, because COPY does not write under it.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal, Protocol, cast
from uuid import UUID

import asyncpg  # pyright: ignore[reportMissingTypeStubs]
import orjson

from inhouse.store import trouble
from inhouse.store.addresses import Addresses
from inhouse.store.backup.errors import BackupDamaged, BackupRefused
from inhouse.store.backup.sealed import Plain, Writer
from inhouse.store.embedded import Role
from inhouse.store.work import connect_arguments

KEYS: Final = "keys"
"""The schema of the wrapped keys, which is never in a backup of the content."""
VERSION_SCHEMA: Final = "store"
_LENGTH_BYTES = 4
_BLOCK_BYTES = 256 * 1024
_LONGEST_LINE = 4 * 1024 * 1024

_TABLES = """
SELECT n.nspname AS schema, c.relname AS name, c.oid, c.relforcerowsecurity AS forced
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('store', 'public', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
ORDER BY 1, 2"""
_COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"""
_REFERENCES = """
SELECT conrelid AS child, confrelid AS parent FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid"""
_COUNTERS = """
SELECT a.attname AS name, pg_get_serial_sequence(format('%I.%I', $1::text, $2::text), a.attname) AS sequence
FROM pg_attribute a WHERE a.attrelid = $3 AND a.attidentity <> ''"""
_HIDDEN = """
SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relforcerowsecurity
    AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'backup')"""
_EPOCHS = "SELECT i.tenant, e.number FROM keys.installation i, keys.epochs e WHERE e.closed_at IS NULL ORDER BY 2"
_VERSION = "SELECT version_num FROM store.version"

Told = Callable[[str, int], None]
"""Hears the name of a table and the bytes of it so far."""


class _Connection(Protocol):
    """What the driver's connection does for us."""

    async def execute(self, query: str, *values: object) -> str:
        """Run a statement."""
        ...

    async def fetch(self, query: str, *values: object) -> Sequence[Mapping[str, Any]]:
        """The rows of a query."""
        ...

    async def fetchval(self, query: str, *values: object) -> object:
        """The first value of the first row."""
        ...

    async def copy_from_query(
        self,
        query: str,
        *,
        output: Callable[[bytes], Awaitable[None]],
        format: Literal["binary"],  # noqa: A002 (theirs)
    ) -> str:
        """Rows out; gives the command's tag."""
        ...

    async def copy_to_table(self, table_name: str, **how: object) -> str:
        """Rows in; gives the command's tag."""
        ...

    def transaction(self, *, isolation: str, readonly: bool) -> AbstractAsyncContextManager[object]:
        """A transaction for a block."""
        ...

    async def close(self) -> None:
        """Close it."""
        ...


_CONNECT = cast("Callable[..., Awaitable[_Connection]]", asyncpg.connect)  # pyright: ignore[reportUnknownMemberType]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and in which columns its rows are written."""

    schema: str
    name: str
    columns: tuple[str, ...]
    oid: int = 0
    forced: bool = False

    @property
    def full_name(self) -> str:
        """With its schema."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: rows by table, and files by name."""

    rows: Mapping[str, int]
    files: Mapping[str, str]


class Copying:
    """One connection of the owner, in one transaction."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    async def version(self) -> str:
        """Which migration the tables are at."""
        return str(await self._connection.fetchval(_VERSION))

    async def installation(self) -> UUID | None:
        """Which installation this is, None before its first start has made its keys."""
        rows = await self._connection.fetch("SELECT tenant FROM keys.installation")
        return rows[0]["tenant"] if rows else None

    async def epochs(self) -> Sequence[tuple[UUID, int]]:
        """The epochs under whose keys keys of people may be, as this transaction sees them, with the installation."""
        return [(row["tenant"], row["number"]) for row in await self._connection.fetch(_EPOCHS)]

    async def tables(self, *, keys: bool) -> Sequence[Table]:
        """The tables of the content, or those of the keys: parents before the tables that refer to them."""
        rows = [row for row in await self._connection.fetch(_TABLES) if (row["schema"] == KEYS) is keys]
        found = dict[int, Table]()
        for row in rows:
            columns = await self._connection.fetch(_COLUMNS, row["oid"])
            names = tuple(one["attname"] for one in columns)
            found[row["oid"]] = Table(row["schema"], row["name"], names, row["oid"], row["forced"])
        above = dict[int, set[int]]()
        for row in await self._connection.fetch(_REFERENCES):
            if row["child"] in found and row["parent"] in found:
                above.setdefault(row["child"], set()).add(row["parent"])
        return _in_order(found, above)

    async def is_empty(self, table: str) -> bool:
        """Whether nothing stands in a table."""
        return not await self._connection.fetchval(f"SELECT EXISTS (SELECT FROM {table})")  # noqa: S608 (ours)

    async def out(
        self, tables: Sequence[Table], writer: Writer, told: Told, files: Mapping[str, str] = MappingProxyType({})
    ) -> dict[str, int]:
        """Write all rows of the tables, and small files; gives how many rows there were of each."""
        await self._check_seen(tables)
        counts = dict[str, int]()
        for table in tables:
            writer.take(_line({"table": [table.schema, table.name], "columns": table.columns}))
            size = 0

            async def block(data: bytes, of: Table = table) -> None:
                nonlocal size
                writer.take(len(data).to_bytes(_LENGTH_BYTES) + data)
                size += len(data)
                told(of.full_name, size)

            # A statement of our own, because the driver's would be refused by the policies of the rows.
            status = await self._connection.copy_from_query(
                f"SELECT {_names(table.columns)} FROM {_quoted(table)}",  # noqa: S608 (names of our tables)
                output=block,
                format="binary",
            )
            writer.take((0).to_bytes(_LENGTH_BYTES))
            counts[table.full_name] = int(status.rpartition(" ")[2])
        writer.take(_line({"rows": counts, "files": dict(files)}))
        return counts

    async def into(self, tables: Sequence[Table], plain: Plain, told: Told) -> Restored:
        """Put rows back into empty tables; raises BackupDamaged unless every row of every table came."""
        known, counts = {table.full_name: table for table in tables}, dict[str, int]()
        await self._prepare(tables)
        while "table" in (head := _read_line(plain)):
            schema, name = head["table"]
            table = known.get(f"{schema}.{name}")
            if table is None or set(head["columns"]) - set(table.columns):
                raise BackupDamaged(f"The backup holds a table {schema}.{name} that this version does not know.")
            status = await self._connection.copy_to_table(
                name,
                source=_blocks(plain, table, told),
                schema_name=schema,
                columns=head["columns"],
                format="binary",
            )
            counts[table.full_name] = int(status.rpartition(" ")[2])
        if head.get("rows") != counts:
            raise BackupDamaged("The backup does not hold the rows that it says.")
        plain.check_end()
        await self._finish(tables)
        return Restored(counts, head.get("files", {}))

    async def _check_seen(self, tables: Sequence[Table]) -> None:
        """Raises BackupRefused for a table whose rows a policy would hide: half a backup is none."""
        hidden = {row["name"] for row in await self._connection.fetch(_HIDDEN)}
        if missing := sorted(table.full_name for table in tables if table.full_name in hidden):
            raise BackupRefused(f"Rows of {missing[0]} cannot be read for a backup.", hint="Start the server once.")

    async def _prepare(self, tables: Sequence[Table]) -> None:
        for table in tables:
            await self._connection.execute(f"ALTER TABLE {_quoted(table)} DISABLE TRIGGER USER")
            await self._connection.execute(f"ALTER TABLE {_quoted(table)} NO FORCE ROW LEVEL SECURITY")
        await self._connection.execute(f"TRUNCATE {', '.join(_quoted(table) for table in tables)}")

    async def _finish(self, tables: Sequence[Table]) -> None:
        for table in tables:
            await self._connection.execute(f"ALTER TABLE {_quoted(table)} ENABLE TRIGGER USER")
            if table.forced:
                await self._connection.execute(f"ALTER TABLE {_quoted(table)} FORCE ROW LEVEL SECURITY")
            for row in await self._connection.fetch(_COUNTERS, table.schema, table.name, table.oid):
                highest = f'SELECT max("{row["name"]}") FROM {_quoted(table)}'  # noqa: S608 (names of our tables)
                counted = f"SELECT setval($1::text::regclass, coalesce(({highest}), 0) + 1, false)"
                await self._connection.execute(counted, row["sequence"])


@asynccontextmanager
async def copying(addresses: Addresses, *, reading: bool) -> AsyncGenerator[Copying]:
    """A transaction of the owner: of one moment and reading only, or one that puts everything back or nothing.

    Raises DatabaseAway, BackupRefused.
    """
    # A backup takes as long as it takes: the limits of requests do not hold for it.
    asked = {
        name: value for name, value in connect_arguments(addresses(Role.OWNER)).items() if name in ("dsn", "timeout")
    }
    settings = {"application_name": "inhouse backup", "lock_timeout": "4s", "jit": "off"}
    try:
        connection = await _CONNECT(**asked, server_settings=settings)
        try:
            kind = "repeatable_read" if reading else "read_committed"
            async with connection.transaction(isolation=kind, readonly=reading):
                await connection.execute("SET LOCAL app.backup = 'on'")
                yield Copying(connection)
        finally:
            await connection.close()
    except asyncpg.DataError:
        raise BackupDamaged("The rows in the backup are not those of this version.") from None
    except asyncpg.IntegrityConstraintViolationError:
        raise BackupRefused("The rows of the backup do not fit together, or are there already.") from None
    except (*trouble.TROUBLE, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise trouble.of(error) from error


async def skimmed(plain: Plain) -> Mapping[str, int]:
    """Read a backup to its end without a database; gives the rows that it says it holds. Raises BackupDamaged."""
    while "table" in (head := _read_line(plain)):
        while length := int.from_bytes(plain.read(_LENGTH_BYTES)):
            plain.read(length)
    plain.check_end()
    rows: Mapping[str, int] = head.get("rows", {})
    return rows


async def _blocks(plain: Plain, table: Table, told: Told) -> AsyncIterator[bytes]:
    size = 0
    while length := int.from_bytes(plain.read(_LENGTH_BYTES)):
        if length > _BLOCK_BYTES * 8192:
            raise BackupDamaged("The backup holds a block of no possible length.")
        yield plain.read(length)
        size += length
        told(table.full_name, size)


def _in_order(found: Mapping[int, Table], above: Mapping[int, set[int]]) -> list[Table]:
    ordered, done = list[Table](), set[int]()
    while len(done) < len(found):
        ready = [oid for oid in found if oid not in done and above.get(oid, set()) <= done]
        if not ready:
            raise BackupRefused("Some tables refer to each other in a circle.")
        done.update(ready)
        ordered += [found[oid] for oid in ready]
    return ordered


def _line(value: Mapping[str, object]) -> bytes:
    line = orjson.dumps(value)
    if len(line) > _LONGEST_LINE:
        raise BackupRefused("What belongs to the rows is too long for a backup.")
    return len(line).to_bytes(_LENGTH_BYTES) + line


def _read_line(plain: Plain) -> dict[str, Any]:
    length = int.from_bytes(plain.read(_LENGTH_BYTES))
    if length > _LONGEST_LINE:
        raise BackupDamaged("The backup holds a line of no possible length.")
    try:
        line: dict[str, Any] = orjson.loads(plain.read(length))
    except orjson.JSONDecodeError:
        raise BackupDamaged("The backup holds a line that is none.") from None
    return line


def _quoted(table: Table) -> str:
    return f'"{table.schema}"."{table.name}"'


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
