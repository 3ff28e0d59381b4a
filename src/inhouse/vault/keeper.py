"""Looks after the keys while servers run: turns epochs, rotates keys, and knows whether they are looked after well."""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.errors import InhouseError, InvalidRequest
from inhouse.core.ids import PersonId
from inhouse.store import Role, Store
from inhouse.store.acts import note
from inhouse.vault import keyfiles, master, records
from inhouse.vault.custody import FILE, FileCustody, unwrap
from inhouse.vault.epoch import Epoch
from inhouse.vault.errors import MasterKeyDamaged, MasterKeyMissing, RotationOvertaken, WrongMasterKey
from inhouse.vault.opening import custody_of
from inhouse.vault.turning import Turning
from inhouse.vault.vault import Vault

LOOK_SECONDS = 30.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeyState:
    """How the keys are kept. `verified_at`: when a copy of the present master key was last seen; None: never.

    `file` is the master key's, None when a provider keeps it. `overdue`: the end of an epoch has passed and its key is
    still there.
    """

    custody: str
    wanted: str
    file: Path | None
    generation: int
    wrapped_at: datetime | None
    verified_at: datetime | None
    epoch: Epoch
    epoch_folder: Path
    overdue: bool


class Keeper:
    """Keeps the keys of one installation. Commands and the running server have one each."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault
        self._turning = Turning(store, vault)
        self._generation: int | None = None

    async def run(self) -> None:
        """Do what is due, until cancelled. While the database or the key folder is away, the keys stay as they are."""
        while True:
            try:
                await self._turning.turn()
                await self._notice_rotation()
            except InhouseError as error:
                _log.warning("the keys could not be looked after: %s", error.message)
            await asyncio.sleep(LOOK_SECONDS)

    async def end_epoch(self) -> KeyState:
        """End the current epoch now: what was shredded before is unreadable to everybody when this returns."""
        await self._turning.turn(now=True)
        return await self.state()

    async def rotate_person(self, person: PersonId, actor: PersonId | None = None) -> bool:
        """Give a person another key; nothing that it sealed is touched. False if they have none."""
        return await self._turning.renew_person(person, actor)

    async def rotate_master(self, actor: PersonId | None = None) -> KeyState:
        """Wrap the root key by a new master key, or by the provider that is wanted now. Nothing else is touched.

        1 the new key, beside the old one     2 the root key, wrapped by it, in the database: from here on it counts
        3 the new key takes the place of the old one, which is destroyed. Killed in between, the next start does it.
        Raises RotationOvertaken, MasterKeyRefused, KeyProviderAway.
        """
        vault, keeping = self._vault, self._vault.keeping
        known = await self._installation()
        before, custody = custody_of(keeping, known), keeping.custodies[keeping.wanted]
        # What counts now must be the root key that we hold.
        await before.open(known.root or b"", vault.tenant)
        wrapped = await custody.anew(vault.root, vault.tenant)
        fresh = replace(
            known,
            root=wrapped,
            custody=keeping.wanted,
            generation=known.generation + 1,
            wrapped_at=clock.now(),
            verified_at=None,
        )
        async with self._store.work(None, Role.JOBS) as work:
            done = await records.replace_root(work, fresh, known.generation)
            facts = {"what": "master", "step": "rotated", "by": keeping.wanted, "generation": fresh.generation}
            if done:
                await note(work, Act(ActKind.KEY, actor, facts=facts))
        if not done:
            custody.undo()
            raise RotationOvertaken("The key was rotated by somebody else at this moment.", hint="Look, then repeat.")
        custody.settle()
        if before is not custody and isinstance(before, FileCustody):
            master.discard(before.path)
        return await self.state()

    async def verify_backup(self, file: Path, actor: PersonId | None = None) -> KeyState:
        """Note that `file` is a copy of the master key. Raises WrongMasterKey, MasterKeyMissing, MasterKeyDamaged."""
        known = await self._installation()
        custody = custody_of(self._vault.keeping, known)
        if not isinstance(custody, FileCustody):
            raise InvalidRequest(f"The master key is kept by '{known.custody}', and has no file.")
        if keyfiles.is_same(file, custody.path):
            raise InvalidRequest("That is the key itself, not a copy of it.", hint="Name the file in the backup.")
        # A stick often knows no permissions, so they are not looked at here.
        try:
            key = master.read(file, private=False)
        except MasterKeyDamaged as error:
            raise MasterKeyDamaged(error.message, hint="Make a new copy of it.") from error
        if key is None:
            raise MasterKeyMissing(f"There is no file {file}.")
        if unwrap(key, known.root or b"", self._vault.tenant) is None:
            raise WrongMasterKey(f"{file} is not the master key of this installation.", hint="Make a new copy of it.")
        async with self._store.work(None, Role.JOBS) as work:
            if not await records.verified(work, known.generation):
                raise RotationOvertaken("The key was rotated at this moment.", hint="Make a new copy of it.")
            await note(work, Act(ActKind.KEY, actor, facts={"what": "master", "step": "backup verified"}))
        return await self.state()

    async def state(self) -> KeyState:
        """How the keys are kept now."""
        known = await self._installation()
        await self._turning.look()
        epochs, keeping = self._vault.epochs, self._vault.keeping
        custody = keeping.custodies.get(known.custody)
        return KeyState(
            custody=known.custody,
            wanted=keeping.wanted,
            file=custody.path if known.custody == FILE and isinstance(custody, FileCustody) else None,
            generation=known.generation,
            wrapped_at=known.wrapped_at,
            verified_at=known.verified_at,
            epoch=epochs.current,
            epoch_folder=epochs.folder,
            overdue=any(clock.now() > epoch.ends_at for epoch in epochs.known),
        )

    async def _installation(self) -> records.Installation:
        async with self._store.work(None, Role.JOBS) as work:
            known = await records.installation(work)
        if known is None:
            raise MasterKeyMissing("There is no installation yet.")
        return known

    async def _notice_rotation(self) -> None:
        """A rotation needs nothing of a running server. But its next start does, so it says in time what is missing."""
        known = await self._installation()
        if self._generation == known.generation:
            return
        if self._generation is not None:
            _log.info("the master key was rotated: generation %d", known.generation)
            custody = custody_of(self._vault.keeping, known)
            await custody.open(known.root or b"", self._vault.tenant)
        self._generation = known.generation
