"""The start of the vault: what the database knows and what is kept outside must belong together.

1 what the database knows         2 nothing: a root key is made, and a master key if there is none
3 else the root key is opened     4 the key of the current epoch must be there; the first epoch begins here

Nothing that is there is ever overwritten; where the two do not belong together the start is refused.
"""

import hmac
import secrets
from dataclasses import dataclass, replace
from uuid import UUID

from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.ids import new_id
from inhouse.store import Role, Store
from inhouse.store.acts import note
from inhouse.vault import master, records
from inhouse.vault.custody import FILE, Custody, FileCustody, Keeping, missing, wrap
from inhouse.vault.derive import KEY_BYTES, Purpose, derive
from inhouse.vault.epoch import next_epoch
from inhouse.vault.epochs import EpochKeys
from inhouse.vault.errors import CustodyRefused, KeysMissing, WrongMasterKey


@dataclass(frozen=True, slots=True)
class Opened:
    """What a start gives: the root key, whose installation it is, and the keys of the epochs."""

    root: bytes
    tenant: UUID
    epochs: EpochKeys


async def open_keys(store: Store, keeping: Keeping) -> Opened:
    """Open or make everything. Raises MasterKeyRefused, KeyProviderAway, DatabaseAway."""
    async with store.work(None, Role.JOBS) as work:
        # In this order: another server that starts for the first time makes the keys, and then seals with them.
        sealed_before = await records.sealed_before(work)
        known = await records.installation(work)
    if known is None and sealed_before:
        raise KeysMissing(
            "What is stored here was sealed by keys that are not here: the schema 'keys' of the database is empty.",
            hint="Restore the content together with the backup of its keys, into a new data folder or database.",
        )
    if known is None:
        known = await _found(store, keeping)
    root, tenant = await _root(store, keeping, known), known.tenant
    epochs = EpochKeys(root, tenant, keeping.epoch_folder)
    await _learn(store, epochs, keeping)
    epochs.wrapper(epochs.current.number)
    return Opened(root, tenant, epochs)


def custody_of(keeping: Keeping, known: records.Installation) -> Custody:
    """Who keeps the master key of this installation now. Raises CustodyRefused."""
    custody = keeping.custodies.get(known.custody)
    if custody is None:
        raise CustodyRefused(
            f"The root key of this installation is wrapped by '{known.custody}', which is not set up here.",
            hint="Set INHOUSE_KEY_PROVIDER and its address as they were. To change it: inhouse key rotate.",
        )
    return custody


async def _found(store: Store, keeping: Keeping) -> records.Installation:
    """Make the installation's keys, unless another server is first."""
    root, tenant = secrets.token_bytes(KEY_BYTES), new_id()
    custody = keeping.custodies[keeping.wanted]
    wrapped = await custody.first(root, tenant)
    fresh = records.Installation(
        tenant=tenant,
        fingerprint=derive(root, Purpose.FINGERPRINT),
        root=wrapped,
        custody=keeping.wanted,
        generation=1,
        wrapped_at=clock.now(),
        verified_at=None,
    )
    async with store.work(None, Role.JOBS) as work:
        await records.found_installation(work, fresh)
        known = await records.installation(work)
        if known == fresh:
            await note(work, Act(ActKind.KEY, None, facts={"what": "master", "step": "made", "by": keeping.wanted}))
    if known is None:
        raise WrongMasterKey("The installation could not be written down.")
    if known != fresh:
        # Another server has made its own. It must be by the same master key.
        try:
            await custody_of(keeping, known).open(known.root or b"", known.tenant)
        except WrongMasterKey:
            custody.undo()
            raise
    return known


async def _root(store: Store, keeping: Keeping, known: records.Installation) -> bytes:
    if known.root is not None:
        root = await custody_of(keeping, known).open(known.root, known.tenant)
    else:
        root = _of_an_older_version(keeping)
    if not hmac.compare_digest(derive(root, Purpose.FINGERPRINT), known.fingerprint):
        raise WrongMasterKey(
            "The master key is not the one that the stored keys were wrapped with.",
            hint="Use the master key of this database. Several servers on one database share one file.",
        )
    if known.root is None:
        fresh = replace(known, root=wrap(root, root, known.tenant), wrapped_at=clock.now())
        async with store.work(None, Role.JOBS) as work:
            await records.replace_root(work, fresh, known.generation)
    return root


def _of_an_older_version(keeping: Keeping) -> bytes:
    """The master key itself was the root key. It becomes both, and the next rotation parts them."""
    custody = keeping.custodies[FILE]
    if not isinstance(custody, FileCustody):
        raise CustodyRefused("The master key of this installation is a file.")
    key = master.read(custody.path)
    if key is None:
        raise missing(custody.path)
    return key


async def _learn(store: Store, epochs: EpochKeys, keeping: Keeping) -> None:
    """Learn the epochs, and begin the first one if there is none."""
    async with store.work(None, Role.JOBS) as work:
        epochs.learn(await records.epochs(work))
    if epochs.known:
        return
    async with store.work(None, Role.JOBS) as work:
        await records.lock_epoch(work, alone=True)
        there = await records.epochs(work)
        if not there:
            first = next_epoch(None, 1, clock.now(), keeping.epoch_length, epochs.make(1))
            await records.add_epoch(work, first)
            there = [first]
    epochs.learn(there)
