"""The one writer of usage rows: they are handed in without waiting and written together, four times a second.

A row that could not be written is tried again, for as long as it takes and as long as there is room; beyond WAITING the
oldest are given up, and it is logged how many. What the process loses when it is killed is at most the rows of its last
second. Calls that last longer are written down while they run, with all that they may cost: so a budget never begins
anew by a crash, and people see that their words left.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from inhouse.core import tasks
from inhouse.core.errors import InhouseError, Unavailable
from inhouse.gateway.usage.call import Call

_log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.25
"""Between two writings."""
BATCH = 1_000
"""Rows in one writing."""
WAITING = 50_000
"""Rows that may wait: some minutes at full load."""
RETRY_SECONDS = 1.0
STOP_SECONDS = 5.0
"""The longest that a stop waits for the last rows."""

Write = Callable[[Sequence[Call]], Awaitable[None]]
UnderWay = Callable[[float], Sequence[Call]]


class Writer:
    """Writes rows with `write`."""

    def __init__(self, write: Write) -> None:
        self._write = write
        # By id: the row of a call that has ended takes the place of the one written while it ran.
        self._waiting: dict[UUID, Call] = {}
        self._task: asyncio.Task[None] | None = None
        self._lost = 0

    @property
    def waiting(self) -> int:
        """How many rows are not written yet."""
        return len(self._waiting)

    @property
    def lost(self) -> int:
        """How many rows were given up."""
        return self._lost

    def put(self, call: Call) -> None:
        """Hand in a row. Never waits, never raises."""
        self._waiting[call.id] = call
        if len(self._waiting) > WAITING:
            self._waiting.pop(next(iter(self._waiting)))
            self._give_up(1)

    def start(self, under_way: UnderWay) -> None:
        """Begin to write in the background; `under_way` gives rows of calls that run for so many seconds, each once."""
        self._task = tasks.spawn(self._run(under_way), "usage writer")

    async def stop(self) -> None:
        """Write what waits, if the database is there."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        try:
            async with asyncio.timeout(STOP_SECONDS):
                while self._waiting and await self._flush():
                    pass
        except TimeoutError:
            pass
        if self._waiting:
            _log.error("%d rows of usage could not be written before the end", len(self._waiting))

    async def _run(self, under_way: UnderWay) -> None:
        while True:
            await asyncio.sleep(PAUSE_SECONDS)
            for call in under_way(PAUSE_SECONDS):
                self.put(call)
            while self._waiting:
                if not await self._flush():
                    await asyncio.sleep(RETRY_SECONDS)
                elif len(self._waiting) < BATCH:
                    break

    async def _flush(self) -> bool:
        """Write one batch; False if the database is away, and nothing is lost then."""
        batch = dict(list(self._waiting.items())[:BATCH])
        for identity in batch:
            del self._waiting[identity]
        done = False
        try:
            await self._write(list(batch.values()))
            done = True
        except Unavailable:
            return False
        except (InhouseError, TypeError, ValueError):
            await self._one_by_one(batch)
            done = True
        finally:
            if not done:
                # What was handed in meanwhile is newer.
                self._waiting = batch | self._waiting
        return True

    async def _one_by_one(self, batch: dict[UUID, Call]) -> None:
        """One row that the database does not take must not hold up the others."""
        for call in batch.values():
            try:
                await self._write([call])
            except Unavailable:
                self._waiting.setdefault(call.id, call)
            except (InhouseError, TypeError, ValueError) as error:
                _log.error("a row of usage cannot be written: %s", type(error).__name__)
                self._give_up(1)

    def _give_up(self, rows: int) -> None:
        if self._lost % 1_000 == 0:
            _log.error("rows of usage are given up: the database takes them too slowly, or not at all")
        self._lost += rows
