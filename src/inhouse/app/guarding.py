"""The guard's policy, terms, counters and requests for release, wired."""

import asyncio
from dataclasses import dataclass
from typing import Self

from inhouse.core import tasks
from inhouse.guard import Guard
from inhouse.guard.detectors.names import Names
from inhouse.guard.inspection import Eyes
from inhouse.guard.kinds import every
from inhouse.guard.policies.counts import Counts
from inhouse.guard.policies.current import Policies
from inhouse.guard.policies.http import Desk
from inhouse.guard.policies.releases import Releases
from inhouse.guard.scanners import Scanners
from inhouse.guard.terms import Terms
from inhouse.store import Store
from inhouse.vault import Vault


@dataclass(frozen=True, slots=True)
class Guarding:
    """What the guard, its routes and the end of the server need of it."""

    guard: Guard
    desk: Desk
    terms: Terms
    names: Names | None
    following: tuple[asyncio.Task[None], ...]

    @classmethod
    async def start(cls, store: Store, vault: Vault) -> Self:
        """Hold the policy in force and the company's terms. Raises DatabaseAway, PolicyUnusable."""
        policies, counts = Policies(store), Counts(store)
        terms = Terms(store, vault)
        await policies.start()
        await terms.start()
        counts.start()
        releases = Releases(store, vault)
        names = None if Names.available() else Names()
        scanners = Scanners(terms.detector)
        guard = Guard(policies, Eyes(scanners.of, () if names is None else (names,)), counts, releases)
        desk = Desk(policies, counts, releases, every())
        following = (
            tasks.spawn(policies.follow(), name="follow the guard's policy"),
            tasks.spawn(terms.follow(), name="follow the company's terms"),
            tasks.spawn(asyncio.to_thread(scanners.warm, policies.current.policy.countries), name="warm the guard"),
        )
        return cls(guard, desk, terms, names, following)

    async def stop(self) -> None:
        """Write the last numbers."""
        for task in self.following:
            task.cancel()
        await self.desk.counts.stop()
        if self.names is not None:
            await self.names.close()

    async def remove_old(self) -> None:
        """Remove counters and requests that are older than they may be."""
        await self.desk.counts.remove_old()
        await self.desk.releases.remove_old()
