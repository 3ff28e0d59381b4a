"""The keys that sign checkpoints: one for all logs of an installation, made once, replaced when somebody says so.

The seed lies in the database, sealed under the master key. When a key is replaced its seed goes, so that nothing can be
signed with it any more; its verifier key stays in the list, because what it signed stays signed. Making and replacing
are acts on record.
"""

import logging
import secrets
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.ids import new_id
from inhouse.ledger import records
from inhouse.ledger.checkpoint import VerifierKey, verifier
from inhouse.ledger.records import CheckpointKey
from inhouse.store import Role, Store, Work
from inhouse.store.acts import note
from inhouse.vault.errors import DoesNotOpen
from inhouse.vault.sealing import Sealer

_log = logging.getLogger(__name__)

_SEED_BYTES: Final = 32
_SEED_KIND: Final = "checkpoint seed"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key that signs now. `number` tells whether it was replaced."""

    number: int
    seed: bytes = field(repr=False)


class SigningKeys:
    """The keys of the installation `tenant`. Raises DatabaseAway."""

    def __init__(self, store: Store, sealer: Sealer, tenant: str) -> None:
        self._store = store
        self._sealer = sealer
        self._name = f"inhouse/{tenant}"

    def origin(self, log: str) -> str:
        """The origin of a log of this installation."""
        return f"{self._name}/{log}"

    async def current(self) -> SigningKey:
        """The key that signs now. It is made if there is none, or if the one there is cannot be opened any more."""
        async with self._store.work(None, Role.JOBS) as work:
            found = await self._newest(work)
            if found is None or (opened := self._opened(found)) is None:
                await self._add(work, 1 if found is None else found.number + 1, "made" if found is None else "lost")
            else:
                return opened
        # Another server may have been quicker: what stands there counts.
        async with self._store.work(None, Role.JOBS) as work:
            found = await self._newest(work)
        opened = None if found is None else self._opened(found)
        if opened is None:
            raise DoesNotOpen
        return opened

    async def replace(self) -> VerifierKey:
        """Make a new key that signs from now on, and destroy the one before; gives the new verifier key."""
        async with self._store.work(None, Role.JOBS) as work:
            found = await self._newest(work)
            await self._add(work, 1 if found is None else found.number + 1, "made" if found is None else "replaced")
        return (await self.verifiers())[0]

    async def verifiers(self) -> list[VerifierKey]:
        """The verifier keys of all keys there were, the newest first."""
        async with self._store.work(None, Role.JOBS) as work:
            return [VerifierKey(self._name, key.public) for key in await records.checkpoint_keys_there_were(work)]

    async def _newest(self, work: Work) -> CheckpointKey | None:
        found = await records.checkpoint_keys_there_were(work)
        return found[0] if found else None

    def _opened(self, key: CheckpointKey) -> SigningKey | None:
        try:
            seed = None if key.sealed is None else self._sealer.open(key.sealed, _SEED_KIND, key.id)
        except DoesNotOpen:
            seed = None
        if seed is None or verifier(self._name, seed).public != key.public:
            _log.error("the key that signs checkpoints is lost; another one is made")
            return None
        return SigningKey(key.number, seed)

    async def _add(self, work: Work, number: int, did: str) -> None:
        identity: UUID = new_id()
        seed = secrets.token_bytes(_SEED_BYTES)
        public = verifier(self._name, seed)
        key = CheckpointKey(number, identity, clock.now(), public.public, self._sealer.seal(seed, _SEED_KIND, identity))
        if await records.add_checkpoint_key(work, key):
            await records.destroy_seeds_before(work, number)
            facts = {"what": "checkpoint key", "did": did, "vkey": str(public)}
            await note(work, Act(ActKind.KEY, None, facts=facts))
