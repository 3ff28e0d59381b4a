"""How far each promise holds here: for `inhouse doctor`, for the start, and for the page of administrators."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from inhouse.admin.posture import HOLDS, IDS, RECORD, DeclaredPlace, KeyFacts, Known, Verified, broken, promises
from inhouse.admin.status import GuardStatus, Promise
from inhouse.app import presence, ways
from inhouse.app.publishing import signing_keys
from inhouse.app.receipts import FOLDER
from inhouse.app.rooms import Rooms
from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InhouseError
from inhouse.guard.policies.current import Policies
from inhouse.host.family import Kin, family
from inhouse.identity.consents import Consents
from inhouse.ledger.comparing import compare
from inhouse.ledger.records import Archive
from inhouse.ledger.verify import NoLogs, find_logs, verify
from inhouse.settings import WrongSetting
from inhouse.store import Role
from inhouse.store.walls import breaches
from inhouse.vault.keeper import Keeper

_SEALED: Final = "sealed_process"
_SWAPS: Final = Path("/proc/swaps")


class PromiseBroken(InhouseError):
    """A promise that the settings require does not hold, so the server does not start."""

    code = "promise_broken"


async def examine(rooms: Rooms) -> list[Promise]:
    """Look at everything anew, the whole ledger too. Raises DatabaseAway."""
    settings, store = rooms.ground.settings, rooms.store
    policy = await Policies(store).start()
    guard = GuardStatus(policy.policy.name, policy.hash, policy.number, policy.policy.mode.value)
    pid = presence.process(settings.data_dir)
    processes = None if pid is None else await asyncio.to_thread(family, pid)
    known = Known(
        guard=guard,
        verified=await _verified(rooms),
        network=ways.network(settings, rooms.ground.outside.client),
        processes=processes,
        sealed=None if processes is None else any(_is_sealed(each) for each in processes),
    )
    return promises(await at_rest(rooms, known))


def _is_sealed(process: Kin) -> bool:
    return process.name == _SEALED and process.networkless is True and process.filtered


async def at_rest(rooms: Rooms, known: Known) -> Known:
    """What can be known without looking at processes and at the whole ledger: milliseconds."""
    settings, store = rooms.ground.settings, rooms.store
    keys = await Keeper(store, rooms.vault).state()
    beside = keys.file is not None and keys.file.resolve().is_relative_to(settings.data_dir.resolve())
    async with store.work(None, Role.JOBS) as work:
        found = await breaches(work)
    external = [each for each in await rooms.accounts.every() if each.destination_class is DestinationClass.EXTERNAL]
    return replace(
        known,
        breaches=found,
        keys=KeyFacts(
            custody=keys.custody,
            file=None if keys.file is None else str(keys.file),
            beside_data=beside,
            verified_at=keys.verified_at,
            epoch_ends=keys.epoch.ends_at,
            overdue=keys.overdue,
        ),
        training=(await Consents(store).rule()).allowed,
        places=[DeclaredPlace(each.name, each.terms.declared_by, each.terms.declared_on) for each in external],
        swap=await asyncio.to_thread(_has_swap),
    )


async def check_promises(rooms: Rooms, required: Collection[str]) -> list[str]:
    """The names of the promises that are weak or off at a start; raises PromiseBroken when a required one is.

    The whole ledger is looked at only where that is required. Raises WrongSetting for a name that is none.
    """
    unknown = sorted(set(required) - IDS)
    if unknown:
        raise WrongSetting(
            f"INHOUSE_REQUIRED names no promise: {', '.join(unknown)}.", hint=f"There are: {', '.join(sorted(IDS))}."
        )
    known = await at_rest(rooms, Known(sealed=rooms.ground.outside.sealed))
    if not RECORD.isdisjoint(required):
        # A server that was killed before its first checkpoint signs what it has now.
        known = replace(known, verified=replace(await _verified(rooms), unseen=0))
    found = promises(known)
    wrong = broken(found, required)
    if wrong:
        raise PromiseBroken(
            " ".join(f"{each.title}: this does not hold. {each.detail}" for each in wrong),
            hint="; ".join(each.mend for each in wrong if each.mend) or None,
        )
    return [each.id for each in found if each.state not in HOLDS]


async def _verified(rooms: Rooms) -> Verified:
    settings = rooms.ground.settings
    verifiers = await signing_keys(rooms).verifiers()
    try:
        verdicts = await asyncio.to_thread(lambda: verify(find_logs([settings.data_dir / FOLDER]), verifiers))
    except NoLogs:
        verdicts = []
    faults = [f"{verdict.folder.name}: {fault}" for verdict in verdicts for fault in verdict.faults]
    sizes = {verdict.folder: 0 if verdict.checkpoint is None else verdict.checkpoint.size for verdict in verdicts}
    compared = 0
    archive = Archive(rooms.ground.addresses)
    try:
        in_table = await archive.logs()
        faults += _lost(in_table, {folder.name: size for folder, size in sizes.items()})
        for folder, size in sizes.items():
            found = await compare(archive, folder, folder.name, size)
            compared += found.entries
            faults += [f"{folder.name}: entry {number} in the table is not the one signed" for number in found.differ]
    finally:
        await archive.close()
    here = {folder.name for folder in sizes}
    unseen = sum(count for log, count in in_table.items() if log not in here)
    return Verified(sum(sizes.values()), faults, len(settings.checkpoints), compared, unseen)


def _lost(in_table: dict[str, int], signed: dict[str, int]) -> Sequence[str]:
    """What was signed once stays: a table that ends earlier has lost entries."""
    return [
        f"{log}: {size} entries were signed, and the table holds {in_table.get(log, 0)}"
        for log, size in signed.items()
        if in_table.get(log, 0) < size
    ]


def _has_swap() -> bool:
    try:
        return len(_SWAPS.read_text("ascii").splitlines()) > 1
    except OSError:
        return False
