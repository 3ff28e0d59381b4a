"""The one writer of a log: numbers the entries and commits all that wait in one piece.

A commit costs what the disk costs, whether it holds one entry or five hundred. So entries wait while the commit before
them runs, and then all go together; every caller waits until its entry is durable.

When the log is away, lines that would open a call are refused at once (no line, no call). Lines that close a call are
kept and written when the log is back; were they lost with the process, the next start closes them as unknown.

Acts (`ledger.acts`) have commits of their own, between those of the calls: one that another server has numbered must
not hold up a call.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from inhouse.core import clock, tasks
from inhouse.ledger.entry import Acted, Closed, Entry, Matter, Opened, Origin, Outcome
from inhouse.ledger.errors import ActsGone, LedgerUnavailable, LogAway

_log = logging.getLogger(__name__)

BATCH = 512
"""Entries in one commit."""
WAITING = 2_048
"""Entries that may wait; beyond, the disk is too slow for what is asked and callers are sent away."""
COMMIT_SECONDS = 3.0
"""The longest wait for one commit, and so the longest time a caller waits for an error."""
RETRY_SECONDS = 0.25
"""Between two attempts to reach a log that is away."""
SETTLE_ENTRIES = 4_096
"""After so many entries the log notes up to where every line is closed, so that taking it again stays cheap."""
START_SECONDS = 10.0
"""How long a start waits for the log: the server before us may not have let go of it yet."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as the log keeps it. `closes` is the line that an outcome closes, `act` the waiting act that it is.

    `kind` is the entry's, and `act` for every kind of act.
    """

    number: int
    time: datetime
    kind: str
    closes: int | None
    entry: bytes
    act: UUID | None = None


@dataclass(frozen=True, slots=True)
class Tail:
    """Where a log stands: its last number (0 for none) with its time, and the lines that nothing has closed."""

    last: int
    time: datetime | None
    unclosed: tuple[int, ...]


class Log(Protocol):
    """Where entries are durable: PostgreSQL, or the gate's process."""

    async def take(self) -> Tail:
        """Become the log's only writer, anew after a failure; raises LogAway."""
        ...

    async def append(self, rows: Sequence[Row]) -> None:
        """Make all rows durable, or none; raises LogAway, after which it is unknown which of the two happened.

        Rows of acts come by themselves, and end the acts' waiting with the same commit; raises ActsGone, and nothing
        has happened, if one of them waits no longer.
        """
        ...

    async def settle(self, number: int) -> None:
        """Note that every line up to `number` is closed: `take` looks only behind it. Raises LogAway."""
        ...

    async def release(self) -> None:
        """Stop being the log's writer."""
        ...


class _Waiting:
    __slots__ = ("durable", "matter")

    def __init__(self, matter: Matter) -> None:
        self.matter = matter
        self.durable: asyncio.Future[int] = asyncio.get_running_loop().create_future()


class Writer:
    """Writes one log. `start` first, `stop` at the end."""

    def __init__(self, log: Log, origin: Origin) -> None:
        self._log = log
        self._origin = origin
        self._last = 0
        self._time: datetime | None = None
        self._open: set[int] = set()
        self._settled_at = 0
        self._waiting: list[_Waiting] = []
        self._acts: list[_Waiting] = []
        self._acts_next = False
        self._wake = asyncio.Event()
        self._sound = False
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    @property
    def sound(self) -> bool:
        """Whether the log can be written, as far as is known."""
        return self._sound

    @property
    def last(self) -> tuple[int, datetime | None]:
        """The last durable entry's number and time."""
        return self._last, self._time

    @property
    def open_lines(self) -> int:
        """How many lines are open now."""
        return len(self._open)

    async def start(self) -> int:
        """Take the log and close what a crash left open, as "unknown"; returns how many. Raises LogAway."""
        latest = clock.monotonic() + START_SECONDS
        while True:
            try:
                closed = await self._take(Outcome.UNKNOWN, error=None)
                break
            except LogAway:
                if clock.monotonic() >= latest:
                    raise
                await asyncio.sleep(RETRY_SECONDS)
        self._task = tasks.spawn(self._run(), "ledger writer")
        return closed

    async def stop(self) -> None:
        """Write what waits, if the log is there, and let go of it. What cannot be written now is closed next time."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=2 * COMMIT_SECONDS)
            self._task.cancel()
        for waiting in [*self._waiting, *self._acts]:
            _settle(waiting, 0 if isinstance(waiting.matter, Closed) else _unavailable())
        await self._log.release()

    def offer(self, matter: Matter) -> asyncio.Future[int]:
        """Hand in an entry; the future gives its number once it is durable, or LedgerUnavailable.

        Raises LedgerUnavailable at once when the log is away or too much waits, except for closing entries: those are
        always taken, and a line that is closed already is left as it is.
        """
        waiting = _Waiting(matter)
        if isinstance(matter, Closed):
            if matter.closes not in self._open:
                waiting.durable.set_result(0)
                return waiting.durable
            self._open.remove(matter.closes)
        elif not self._sound or self._stopping or len(self._waiting) >= WAITING:
            raise _unavailable()
        (self._acts if isinstance(matter, Acted) else self._waiting).append(waiting)
        self._wake.set()
        return waiting.durable

    async def _run(self) -> None:
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._waiting or self._acts:
                    if not await self._write(self._next()) and not await self._came_back():
                        return
                if self._stopping:
                    return
        finally:
            # Whatever ends the writer: nobody waits for a line that nobody will write.
            self._sound = False
            self._give_up([])

    def _next(self) -> list[_Waiting]:
        if self._acts and (self._acts_next or not self._waiting):
            self._acts_next = False
            batch, self._acts = self._acts[:BATCH], self._acts[BATCH:]
        else:
            self._acts_next = True
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
        return batch

    async def _write(self, batch: list[_Waiting]) -> bool:
        rows, written = self._numbered(batch)
        if not rows:
            return True
        durable = gone = False
        try:
            async with asyncio.timeout(COMMIT_SECONDS):
                await self._commit(rows)
            durable = True
        except ActsGone as error:
            gone = True
            for waiting in written:
                _settle(waiting, error)
        except (LogAway, TimeoutError) as error:
            _log.error("the ledger cannot be written: %s; nothing leaves until it can", type(error).__name__)
        finally:
            if not durable and not gone:
                self._sound = False
                self._give_up(written)
        if durable:
            self._keep(rows, written)
            await self._settle()
        return durable or gone

    async def _settle(self) -> None:
        if self._last - self._settled_at < SETTLE_ENTRIES:
            return
        self._settled_at = self._last
        # A line whose closing entry still waits is open as far as the log knows.
        closing = (waiting.matter.closes for waiting in self._waiting if isinstance(waiting.matter, Closed))
        oldest = min((*self._open, *closing), default=self._last + 1)
        # Without this note the next take costs more and is as right; a connection lost here is noticed by the next
        # commit.
        with suppress(LogAway, TimeoutError):
            async with asyncio.timeout(COMMIT_SECONDS):
                await self._log.settle(oldest - 1)

    async def _commit(self, rows: list[Row]) -> None:
        """Append; after a lost connection look whether it happened, and if not, try once more."""
        try:
            await self._log.append(rows)
            return
        except LogAway:
            tail = await self._log.take()
        last = rows[-1]
        # Ours, and not somebody else's who held the log in between: the time is exact to the microsecond.
        if (tail.last, tail.time) == (last.number, last.time):
            return
        if tail.last != self._last:
            raise LogAway("The log has changed under us.")
        await self._log.append(rows)

    def _numbered(self, batch: list[_Waiting]) -> tuple[list[Row], list[_Waiting]]:
        # The clock may go backwards; the log's time does not.
        time = clock.now() if self._time is None else max(clock.now(), self._time)
        rows: list[Row] = []
        written: list[_Waiting] = []
        for waiting in batch:
            entry = Entry(self._origin, self._last + len(rows) + 1, time, waiting.matter)
            try:
                encoded = entry.encode()
            except (TypeError, ValueError) as error:
                # One entry that cannot be written must not hold up the others.
                _settle(waiting, error)
                continue
            closes = waiting.matter.closes if isinstance(waiting.matter, Closed) else None
            act = waiting.matter.act if isinstance(waiting.matter, Acted) else None
            kind = waiting.matter.kind if act is None else "act"
            rows.append(Row(entry.number, time, kind, closes, encoded, act))
            written.append(waiting)
        return rows, written

    def _keep(self, rows: list[Row], written: list[_Waiting]) -> None:
        for row, waiting in zip(rows, written, strict=True):
            self._last, self._time = row.number, row.time
            if isinstance(waiting.matter, Opened):
                self._open.add(row.number)
            _settle(waiting, row.number)

    def _give_up(self, batch: list[_Waiting]) -> None:
        kept: list[_Waiting] = []
        for waiting in [*batch, *self._waiting, *self._acts]:
            if isinstance(waiting.matter, Closed):
                kept.append(waiting)
            else:
                _settle(waiting, _unavailable())
        self._waiting = kept
        self._acts = []

    async def _came_back(self) -> bool:
        while not self._stopping:
            await asyncio.sleep(RETRY_SECONDS)
            try:
                async with asyncio.timeout(COMMIT_SECONDS):
                    await self._take(Outcome.FAILED, error="not_sent")
            except (LogAway, TimeoutError):
                continue
            _log.warning("the ledger can be written again")
            return True
        return False

    async def _take(self, outcome: Outcome, error: str | None) -> int:
        tail = await self._log.take()
        if tail.last < self._last:
            _log.error("the ledger has lost the entries %d to %d", tail.last + 1, self._last)
        self._last = self._settled_at = tail.last
        self._time = tail.time if self._time is None else max(self._time, tail.time or self._time)
        ours = set(self._open)
        kept: list[_Waiting] = []
        for waiting in self._waiting:
            # Only closing entries are kept while the log is away. One whose line is closed was written after all.
            if isinstance(waiting.matter, Closed) and waiting.matter.closes in tail.unclosed:
                ours.add(waiting.matter.closes)
                kept.append(waiting)
            else:
                _settle(waiting, 0)
        self._waiting = kept
        orphans = [_Waiting(Closed(number, outcome, error)) for number in tail.unclosed if number not in ours]
        for start in range(0, len(orphans), BATCH):
            rows, written = self._numbered(orphans[start : start + BATCH])
            await self._log.append(rows)
            self._keep(rows, written)
        self._sound = True
        return len(orphans)


def _settle(waiting: _Waiting, result: int | Exception) -> None:
    if waiting.durable.done():
        return
    if isinstance(result, Exception):
        waiting.durable.set_exception(result)
    else:
        waiting.durable.set_result(result)


def _unavailable() -> LedgerUnavailable:
    return LedgerUnavailable(
        "The record of what leaves cannot be written, so nothing is sent.",
        hint="Try again in a few seconds.",
        retry_after=2.0,
    )
