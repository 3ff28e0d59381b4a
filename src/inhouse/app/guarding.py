"""The guard's policy, terms, counters and requests for release, wired."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from inhouse.app.showing import Shows
from inhouse.app.ways import Outside
from inhouse.core import tasks
from inhouse.guard import Guard
from inhouse.guard.detectors import plug_ins
from inhouse.guard.detectors.names import Names
from inhouse.guard.detectors.secrets import built_apart
from inhouse.guard.finding import Family
from inhouse.guard.inspection import Eyes
from inhouse.guard.kinds import every
from inhouse.guard.policies.counts import Counts
from inhouse.guard.policies.current import Policies
from inhouse.guard.policies.http import Desk
from inhouse.guard.policies.policy import Action, Policy
from inhouse.guard.policies.releases import MayKeep, Releases
from inhouse.guard.scanners import Scanners
from inhouse.guard.terms import Terms
from inhouse.host import give_back_memory
from inhouse.ledger import Ledger
from inhouse.settings import Settings
from inhouse.store import Store
from inhouse.vault import Vault

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Guarding:
    """What the guard, its routes and the end of the server need of it."""

    guard: Guard
    desk: Desk
    terms: Terms
    names: Names
    following: tuple[asyncio.Task[None], ...]

    @classmethod
    async def start(
        cls, store: Store, vault: Vault, more: Sequence[plug_ins.Asking] = (), may_keep: MayKeep | None = None
    ) -> Self:
        """Hold the policy in force and the company's terms; `more` looks too. Raises DatabaseAway, PolicyUnusable.

        `may_keep` refuses requests for release about chats of which nothing is stored.
        """
        policies, counts = Policies(store), Counts(store)
        terms = Terms(store, vault)
        await policies.start()
        await terms.start()
        counts.start()
        releases = Releases(store, vault) if may_keep is None else Releases(store, vault, may_keep)
        # Where it is not installed and a policy asks for it, the texts count as not inspected.
        names = Names()
        if (missing := Names.available()) is not None and _asks_for_names(policies.current.policy):
            _log.warning("names cannot be looked for: %s", missing)
        scanners = Scanners(terms.detector)
        guard = Guard(policies, Eyes(scanners.of, (names,), more), counts, releases)
        desk = Desk(policies, counts, releases, every())
        following = (
            tasks.spawn(policies.follow(), name="follow the guard's policy"),
            tasks.spawn(terms.follow(), name="follow the company's terms"),
            tasks.spawn(_warm(scanners, policies.current.policy.countries), name="warm the guard"),
        )
        return cls(guard, desk, terms, names, following)

    async def stop(self) -> None:
        """Write the last numbers."""
        for task in self.following:
            task.cancel()
        await self.desk.counts.stop()
        await self.names.close()

    async def remove_old(self) -> None:
        """Remove counters and requests that are older than they may be."""
        await self.desk.counts.remove_old()
        await self.desk.releases.remove_old()


def declare_plug_ins(settings: Settings, outside: Outside) -> Sequence[plug_ins.PlugIn]:
    """The guard's plug-ins as the file has them, each a destination of its own. Raises InvalidRequest."""
    found = plug_ins.read(settings.guard_plug_ins)
    for each in found:
        each.declare(outside.destinations)
    return found


def plug_ins_of(settings: Settings, outside: Outside, ledger: Ledger) -> Sequence[plug_ins.Asking]:
    """The guard's plug-ins, with what they are shown on record. Raises InvalidRequest."""
    return [plug_ins.Asking(each, outside.client, Shows(ledger)) for each in declare_plug_ins(settings, outside)]


async def _warm(scanners: Scanners, countries: frozenset[str]) -> None:
    await asyncio.to_thread(scanners.warm, countries, await built_apart())
    await asyncio.to_thread(give_back_memory)


def _asks_for_names(policy: Policy) -> bool:
    return any(rule.could_name(Family.NAME) and rule.action is not Action.ALLOW for rule in policy.rules)
