"""The keys that this process has looked up a moment ago, so that a request with a key costs no question to PostgreSQL.

What is known is forgotten at once when keys, people or groups change in this process, and when PostgreSQL tells that
another process has changed them (`store.listener`). Should that message be lost, nothing is believed for longer than
`LASTS`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from inhouse.core import clock, tasks
from inhouse.identity.key import FoundKey

LASTS = 5.0
"""Seconds after which a key is looked up anew, whatever happens."""
RENEWED = 2.5
"""Seconds after which a key that is used is looked up beside the request, so that nobody waits for it."""
MOST = 10_000
"""Keys that are remembered; the one that was looked up longest ago goes first."""

LookUp = Callable[[bytes], Awaitable[FoundKey | None]]
"""Asks the database for a key by its fingerprint."""


@dataclass(frozen=True, slots=True)
class _Known:
    found: FoundKey
    at: float


class KnownKeys:
    """Keys by fingerprint. Keys that do not exist are never remembered: a new key works at once."""

    def __init__(self, look_up: LookUp) -> None:
        self._look_up = look_up
        self._known: dict[bytes, _Known] = {}
        self._asking: dict[bytes, asyncio.Task[FoundKey | None]] = {}
        self._generation = 0

    async def find(self, fingerprint: bytes) -> FoundKey | None:
        """The key, or None when there is none. Whoever asks for the same key meanwhile shares one look-up."""
        known = self._known.get(fingerprint)
        if known is not None:
            age = clock.monotonic() - known.at
            if age < LASTS:
                if age >= RENEWED and fingerprint not in self._asking:
                    self._ask(fingerprint)
                return known.found
        asked = self._asking.get(fingerprint) or self._ask(fingerprint)
        return await asyncio.shield(asked)

    def forget(self) -> None:
        """Everything is looked up anew, also what is being looked up now: it may have been read before the change."""
        self._generation += 1
        self._known.clear()
        self._asking.clear()

    async def close(self) -> None:
        """Wait for what is being looked up."""
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    def _ask(self, fingerprint: bytes) -> asyncio.Task[FoundKey | None]:
        task = tasks.spawn(self._asked(fingerprint, self._generation, clock.monotonic()), name="look up a key")
        self._asking[fingerprint] = task
        return task

    async def _asked(self, fingerprint: bytes, generation: int, at: float) -> FoundKey | None:
        try:
            found = await self._look_up(fingerprint)
        finally:
            if generation == self._generation:
                self._asking.pop(fingerprint, None)
        if generation == self._generation:
            # Taken out first, so that what was looked up last stands last.
            self._known.pop(fingerprint, None)
            if found is not None:
                self._known[fingerprint] = _Known(found, at)
            while len(self._known) > MOST:
                del self._known[next(iter(self._known))]
        return found
