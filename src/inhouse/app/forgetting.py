"""What was destroyed of kept chats and responses goes from the memory of the local engines that answered in them.

Another server of the installation may have destroyed it, so this is heard through the database. How soon an engine
forgets is its own business, the same for these as for temporary chats (`models.forgetting`).
"""

from collections.abc import Callable

Erase = Callable[[frozenset[str] | None], None]
"""Has the engines of these destinations forget, None: all of them."""


class Forgetting:
    """Told of each destination that has seen words which are destroyed now, and of each new connection by None."""

    def __init__(self, erase: Erase) -> None:
        self._erase = erase
        self._connected = False

    def __call__(self, destination: str | None) -> None:
        """Forget what that destination was told; what was said while nobody listened may have been about any."""
        if destination is not None:
            self._erase(frozenset({destination}))
        elif self._connected:
            self._erase(None)
        # Engines begin with this server: at the first connection they were told nothing yet.
        self._connected = True
