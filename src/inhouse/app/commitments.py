"""What the road needs of a person's key: read once a minute at most, so that no call waits for it.

For each person two things are derived: the key under which calls through the doors are committed to, and the name under
which the person stands in the ledger.
"""

from collections import OrderedDict
from typing import NamedTuple
from uuid import UUID

from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import NotFound
from inhouse.core.ids import ChatId, PersonId
from inhouse.core.prompt import CommitmentKey
from inhouse.core.pseudonyms import chat_name
from inhouse.store import Store
from inhouse.vault import ChatKeyGone, Vault

FRESH_SECONDS = 60.0
"""A key never changes; after its destruction it is forgotten here that soon at the latest."""
MOST = 10_000


class _Derived(NamedTuple):
    read_at: float
    commitment: CommitmentKey
    name: str


class Commitments:
    """Looks a person's key up, and remembers what comes of it."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault
        self._known: OrderedDict[PersonId, _Derived] = OrderedDict()

    async def of(self, caller: Caller) -> CommitmentKey:
        """The caller's key for commitments; it is made at the first use."""
        return (await self._derived(caller)).commitment

    async def name_of(self, caller: Caller) -> str:
        """The caller's pseudonym in the ledger; nobody's once the person's key is destroyed."""
        return (await self._derived(caller)).name

    async def of_person(self, person: PersonId) -> str:
        """The person's pseudonym, for an act: of whoever does it, and of whomever it is done to."""
        return (await self._derived(_as(person))).name

    async def of_chat(self, owner: PersonId, chat: ChatId) -> str | None:
        """The conversation's pseudonym; None when its key is gone, or was never kept."""
        caller = _as(owner)
        try:
            async with self._store.work(caller) as work:
                sealer = await self._vault.chat(work, caller, chat)
        except (ChatKeyGone, NotFound):
            return None
        return chat_name(sealer.commitment_key.key, chat)

    async def _derived(self, caller: Caller) -> _Derived:
        known = self._known.get(caller.person)
        if known is not None and clock.monotonic() - known.read_at < FRESH_SECONDS:
            return known
        async with self._store.work(caller) as work:
            sealer = await self._vault.person(work, caller)
        known = _Derived(clock.monotonic(), sealer.commitment_key, sealer.person_name)
        self._known[caller.person] = known
        self._known.move_to_end(caller.person)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return known


def _as(person: PersonId) -> Caller:
    """Row-level security gives the keys of a person to that person alone."""
    return Caller(person, admin=False, kind=CallerKind.SYSTEM, credential=UUID(int=0))
