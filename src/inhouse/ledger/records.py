"""The ledger's tables in PostgreSQL, and a log that lives there.

The server's role may add entries and nothing else: it cannot read, change or remove them. What it must know at the
start, where its own log stands, the function `ledger.take` tells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    TextClause,
    Uuid,
    null,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from inhouse.core.errors import InhouseError
from inhouse.ledger.entry import Acted
from inhouse.ledger.errors import ActsGone, LogAway
from inhouse.ledger.writer import Row, Tail
from inhouse.store import Addresses, Role, Store, Work
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

act_lines = Table(
    "act_lines",
    metadata,
    Column("act", Uuid, primary_key=True),
    Column("log", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    ForeignKeyConstraint(["log", "number"], ["ledger.entries.log", "ledger.entries.number"]),
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

_NUMBER_ACTS = text(
    "SELECT ledger.number_acts(CAST(:log AS text), CAST(:numbers AS bigint[]), CAST(:times AS timestamptz[]),"
    " CAST(:entries AS bytea[]), CAST(:acts AS uuid[]))"
)
_CLAIM = text(
    "SELECT act, done, kind, actor, subject, chat, facts FROM ledger.claim_acts(CAST(:log AS text), :most)"
).columns(act=Uuid, facts=JSONB)
_LINE = text(
    "SELECT entry, outcome_number, outcome FROM ledger.line_of(CAST(:log AS text), CAST(:number AS bigint), :name)"
)
_LOGS = text("SELECT log, max(number) AS last FROM ledger.entries GROUP BY log ORDER BY log")
_ENTRIES = text(
    "SELECT number, entry FROM ledger.entries WHERE log = CAST(:log AS text) AND number > :after"
    " ORDER BY number LIMIT :most"
)
_LOGS_SINCE = text("SELECT log, first, last FROM ledger.logs_since(CAST(:since AS timestamptz))")
_SUMS = text(
    "SELECT day, destination, destination_class, cause, calls, bytes"
    " FROM ledger.sums(CAST(:log AS text), CAST(:after AS bigint), CAST(:until AS bigint))"
)
_LINE_OF_ACT = text("SELECT log, number FROM ledger.line_of_act(CAST(:act AS uuid))")


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
        """Make the rows durable, all or none; raises LogAway, and ActsGone for rows of acts."""
        if rows[0].act is not None:
            await self._number(rows)
            return
        columns = zip(*((row.number, row.time, row.kind, row.closes, row.entry) for row in rows), strict=True)
        try:
            await self._held.repeat(_APPEND, self._name, *map(list, columns))
        except InhouseError as error:
            raise _away(error) from None

    async def _number(self, rows: Sequence[Row]) -> None:
        values = {
            "log": self._name,
            "numbers": [row.number for row in rows],
            "times": [row.time for row in rows],
            "entries": [row.entry for row in rows],
            "acts": [row.act for row in rows],
        }
        try:
            numbered = (await self._held.execute(_NUMBER_ACTS, values)).scalar_one()
        except InhouseError as error:
            raise _away(error) from None
        if not numbered:
            raise ActsGone("Another server has numbered these acts.")

    async def settle(self, number: int) -> None:
        """Note that every line up to `number` is closed, so that `take` need not look there; raises LogAway."""
        try:
            await self._held.execute(_SETTLE, {"log": self._name, "number": number})
        except InhouseError as error:
            raise _away(error) from None

    async def release(self) -> None:
        """Give back the lock and the connection."""
        await self._held.close()


@final
class PostgresActs:
    """The acts that wait, as the server that writes `log` sees them: it claims some, and its log ends their waiting."""

    def __init__(self, store: Store, log: str) -> None:
        self._store = store
        self._log = log

    async def claim(self, most: int) -> Sequence[Acted]:
        """The oldest acts that nobody else has claimed, for this log; raises DatabaseAway.

        Whoever claims and does not number them within half a minute loses them to another.
        """
        async with self._store.work(None) as work:
            rows = (await work.execute(_CLAIM, {"log": self._log, "most": most})).all()
        return [Acted(row.act, row.done, row.kind, row.actor, row.subject, row.chat, row.facts) for row in rows]


@dataclass(frozen=True, slots=True)
class Found:
    """An entry's bytes, and those of the entry that closed it if there is one."""

    entry: bytes
    outcome_number: int | None
    outcome: bytes | None


async def line_of(work: Work, log: str, number: int, name: str) -> Found | None:
    """The entry, if the pseudonym `name` is its actor or its subject."""
    row = (await work.execute(_LINE, {"log": log, "number": number, "name": name})).one_or_none()
    return None if row is None else Found(row.entry, row.outcome_number, row.outcome)


async def line_of_act(work: Work, act: UUID) -> tuple[str, int] | None:
    """The log and number that an act has got."""
    row = (await work.execute(_LINE_OF_ACT, {"act": act})).one_or_none()
    return None if row is None else (row.log, row.number)


@dataclass(frozen=True, slots=True)
class Reach:
    """A log's last number, and the first one since a moment; behind the last one if there is none."""

    log: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Calls of one day (UTC) to one destination: they left, or were refused for the same cause."""

    day: date
    destination: str
    destination_class: str
    cause: str | None
    calls: int
    bytes: int


async def logs_since(work: Work, since: datetime) -> list[Reach]:
    """How far every log reaches back to that moment. The caller must audit or administer."""
    return [Reach(row.log, row.first, row.last) for row in await work.execute(_LOGS_SINCE, {"since": since})]


async def sums(work: Work, log: str, after: int, until: int) -> list[Sum] | None:
    """What stands in the entries of a log behind `after` up to `until`, summed; None when one cannot be read.

    The caller must audit or administer.
    """
    rows = (await work.execute(_SUMS, {"log": log, "after": after, "until": until})).all()
    return None if any(row.day is None for row in rows) else [Sum(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class CheckpointKey:
    """A key that signs checkpoints, or did: then its seed is gone."""

    number: int
    id: UUID
    made_at: datetime
    public: bytes
    sealed: bytes | None = field(repr=False)


async def checkpoint_keys_there_were(work: Work) -> list[CheckpointKey]:
    """All keys, the newest first."""
    columns = checkpoint_keys.c
    rows = await work.execute(
        select(columns.number, columns.id, columns.made_at, columns.public, columns.sealed).order_by(
            columns.number.desc()
        )
    )
    return [CheckpointKey(*row) for row in rows]


async def add_checkpoint_key(work: Work, key: CheckpointKey) -> bool:
    """Store a key under a new number; False when somebody was quicker."""
    values = {"number": key.number, "id": key.id, "made_at": key.made_at, "public": key.public, "sealed": key.sealed}
    return (await work.execute(insert(checkpoint_keys).values(values).on_conflict_do_nothing())).rowcount > 0


async def destroy_seeds_before(work: Work, number: int) -> None:
    """Take the seeds of all older keys away."""
    await work.execute(update(checkpoint_keys).where(checkpoint_keys.c.number < number).values(sealed=null()))


@final
class Archive:
    """The entries of all logs, read in the role of the auditor, which can do nothing else with them."""

    def __init__(self, addresses: Addresses) -> None:
        self._held = Held.open(addresses, Role.AUDITOR)
        self._connected = False

    async def logs(self) -> dict[str, int]:
        """All logs, with the number of their last entry. Raises LogAway."""
        return {row.log: row.last for row in await self._rows(_LOGS, {})}

    async def read(self, log: str, after: int, most: int) -> list[tuple[int, bytes]]:
        """The entries behind number `after`, in order: numbers and bytes. Raises LogAway."""
        rows = await self._rows(_ENTRIES, {"log": log, "after": after, "most": most})
        return [(row.number, row.entry) for row in rows]

    async def close(self) -> None:
        """Close the connection."""
        self._connected = False
        await self._held.close()

    async def _rows(self, statement: TextClause, values: Mapping[str, object]) -> Sequence[Any]:
        done = False
        try:
            if not self._connected:
                await self._held.connect()
                self._connected = True
            rows = (await self._held.execute(statement, values)).all()
            done = True
            return rows
        except InhouseError as error:
            raise _away(error) from None
        finally:
            # After an error or a cancellation the connection is closed, so the next one opens it anew.
            self._connected = done


def _away(error: InhouseError) -> LogAway:
    return LogAway(error.message, hint=error.hint, retry_after=error.retry_after or 2)
