"""What was destroyed among kept chats goes from the memory of the local engines that answered in them too.

Another server of the installation may have destroyed it, so this is heard through the database. An engine is never
ended while it answers somebody, and engines are not ended again and again while much is deleted: the first deletion
counts at once, what follows it a minute later, together.
"""

import asyncio
from collections.abc import Callable
from typing import Final

PAUSE_SECONDS: Final = 60.0
"""Between two times that engines are told to forget."""

Erase = Callable[[frozenset[str] | None], None]
"""Has the engines of these destinations forget, None: all of them."""


class Forgetting:
    """Told of each destination that has seen words which are destroyed now, and of each new connection by None."""

    def __init__(self, erase: Erase, pause: float = PAUSE_SECONDS) -> None:
        self._erase = erase
        self._pause = pause
        self._wanted: set[str | None] = set()
        self._resting: asyncio.TimerHandle | None = None
        self._connected = False

    def __call__(self, destination: str | None) -> None:
        """Forget what that destination was told; what was said while nobody listened may have been about any."""
        if destination is None and not self._connected:
            # Engines begin with this server: so far they were told nothing.
            self._connected = True
            return
        self._wanted.add(destination)
        if self._resting is None:
            self._go()

    def _go(self) -> None:
        self._resting = None
        if not self._wanted:
            return
        wanted, self._wanted = self._wanted, set()
        self._erase(None if None in wanted else frozenset(name for name in wanted if name is not None))
        self._resting = asyncio.get_running_loop().call_later(self._pause, self._go)
