"""Acts on their way into the log: what was done is noted with the change itself, and gets its line here.

Several servers may run: each act is claimed by one, and the commit of its line ends its waiting, so that it stands in
exactly one log exactly once, whatever is killed or lost in between. A server is woken by the database and looks by
itself now and then; what commands left while no server ran is found at the next start.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, Protocol

from inhouse.core import tasks
from inhouse.core.errors import InhouseError
from inhouse.ledger.entry import Acted
from inhouse.ledger.ledger import Ledger

CHANGED: Final = "ledger_acts"
"""The channel on which the database tells that acts wait."""
AT_ONCE: Final = 256
POLL_SECONDS = 10.0
STOP_SECONDS = 3.0
"""The longest that a stop waits for the last acts."""


class Waiting(Protocol):
    """The acts that wait for a line: `records.PostgresActs`."""

    async def claim(self, most: int) -> Sequence[Acted]:
        """Some that are now this log's to number, the oldest first; raises InhouseError."""
        ...


class Acts:
    """Gives acts their lines, in the background. `start` first, `stop` before the ledger stops."""

    def __init__(self, waiting: Waiting, ledger: Ledger) -> None:
        self._waiting = waiting
        self._ledger = ledger
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin with what waits already."""
        self._wake.set()
        self._task = tasks.spawn(self._run(), "acts into the ledger")

    async def stop(self) -> None:
        """Number what waits, if that can be done quickly; the rest is found at the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self.drain()

    def look(self) -> None:
        """Something may wait."""
        self._wake.set()

    async def drain(self) -> int:
        """Number all that waits; returns how many have got a line. What cannot be numbered now waits on."""
        count = 0
        with suppress(InhouseError):
            while acts := await self._waiting.claim(AT_ONCE):
                numbered = await self._ledger.number(acts)
                count += numbered
                if numbered < len(acts):
                    break
        return count

    async def _run(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)
            self._wake.clear()
            await self.drain()
