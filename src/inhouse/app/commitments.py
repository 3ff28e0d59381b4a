"""The keys under which calls through the doors are committed to: one for each person, read once a minute at most."""

from collections import OrderedDict

from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import PersonId
from inhouse.core.prompt import CommitmentKey
from inhouse.store import Store
from inhouse.vault import Vault

FRESH_SECONDS = 60.0
"""A key never changes; after its destruction it is forgotten here that soon at the latest."""
MOST = 10_000


class Commitments:
    """Looks a person's key up, and remembers it: a call through a door should not wait for it."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault
        self._known: OrderedDict[PersonId, tuple[float, CommitmentKey]] = OrderedDict()

    async def of(self, caller: Caller) -> CommitmentKey:
        """The caller's key; it is made at the first use."""
        known = self._known.get(caller.person)
        if known is not None and clock.monotonic() - known[0] < FRESH_SECONDS:
            return known[1]
        async with self._store.work(caller) as work:
            key = (await self._vault.person(work, caller)).commitment_key
        self._known[caller.person] = clock.monotonic(), key
        self._known.move_to_end(caller.person)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return key
