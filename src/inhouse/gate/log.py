"""The ledger's log as the application has it when it is sealed: the gate writes it, and this asks the gate.

Also how rows and tails are written between the two; `Outlet` reads them with the same functions.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InhouseError, Unavailable
from inhouse.ledger.errors import ActsGone, LogAway
from inhouse.ledger.writer import Row, Tail
from inhouse.net import Client, Entry, Limits, UnixSocket
from inhouse.net.errors import GateRefused

NAME: Final = "the gate"
_LIMITS: Final = Limits(connect=2.0, first_byte=10.0, idle=5.0, body_bytes=1 << 24)
_OK: Final = 200
_DIGITS: Final = 18
_KINDS: Final = (LogAway, ActsGone)


def the_gate(path: str) -> Entry:
    """The gate itself, as the application's table has it."""
    return Entry(Destination(NAME, DestinationClass.LOCAL, Assurance.ENFORCED), UnixSocket(path))


class GateLog:
    """A `Log` behind the gate. `client`'s table has the gate's entry."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def take(self) -> Tail:
        """Where the log stands; raises LogAway."""
        said = await self._ask("take", b"")
        return tail_of(said)

    async def append(self, rows: Sequence[Row]) -> None:
        """Make the rows durable, all or none; raises LogAway and ActsGone."""
        await self._ask("append", rows_told(rows))

    async def settle(self, number: int) -> None:
        """Note that every line up to `number` is closed; raises LogAway."""
        await self._ask("settle", str(number).encode("ascii"))

    async def release(self) -> None:
        """Stop being the writer; a gate that is away has let go already."""
        try:
            await self._ask("release", b"")
        except Unavailable:
            return

    async def _ask(self, verb: str, body: bytes) -> bytes:
        try:
            async with self._client.stream(NAME, "POST", f"/log/{verb}", body=body, limits=_LIMITS) as response:
                said = await response.read(_LIMITS.body_bytes)
                status, code = response.status, response.headers.get(b"gate-error", b"").decode("ascii", "replace")
        except InhouseError as error:
            raise LogAway(error.message, hint=error.hint, retry_after=error.retry_after or 1) from None
        if status == _OK:
            return said
        raise _error(code, said)


def rows_told(rows: Sequence[Row]) -> bytes:
    """Rows, as they are sent."""
    told = [
        (
            row.number,
            row.time.isoformat(),
            row.kind,
            row.closes,
            row.entry.decode("utf-8"),
            None if row.act is None else str(row.act),
        )
        for row in rows
    ]
    return orjson.dumps(told)


def rows_of(said: bytes) -> list[Row]:
    """Rows, as they came; raises GateRefused."""
    try:
        rows = [_row(*each) for each in orjson.loads(said)]
    except (TypeError, ValueError):
        rows = []
    if not rows:
        raise GateRefused("lines of the ledger cannot be read")
    return rows


def _row(number: int, time: str, kind: str, closes: int | None, entry: str, act: str | None) -> Row:
    if type(number) is not int or type(kind) is not str or not (closes is None or type(closes) is int):
        raise ValueError("not a row")
    known = None if act is None else UUID(act)
    return Row(number, datetime.fromisoformat(time), kind, closes, entry.encode("utf-8"), known)


def number_of(said: bytes) -> int:
    """A number, as it came; raises GateRefused."""
    if not said.isdigit() or len(said) > _DIGITS:
        raise GateRefused("a number of a line cannot be read")
    return int(said)


def tail_told(tail: Tail) -> bytes:
    """Where a log stands, as it is sent."""
    return orjson.dumps((tail.last, None if tail.time is None else tail.time.isoformat(), tail.unclosed))


def tail_of(said: bytes) -> Tail:
    """Where a log stands, as it came; raises LogAway."""
    try:
        last, time, unclosed = orjson.loads(said)
        return Tail(int(last), None if time is None else datetime.fromisoformat(time), tuple(map(int, unclosed)))
    except (TypeError, ValueError):
        raise LogAway("What the gate says of the log cannot be read.", retry_after=1) from None


def _error(code: str, said: bytes) -> InhouseError:
    kind = next((each for each in _KINDS if each.code == code), LogAway)
    try:
        told: dict[str, Any] = orjson.loads(said)
        return kind(str(told["message"]), hint=told["hint"], retry_after=told["retry_after"])
    except (KeyError, TypeError, ValueError):
        return kind("The gate does not say what is wrong.", retry_after=1)
