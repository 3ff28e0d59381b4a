"""The guard's policy, counters and requests for release, wired."""

import asyncio
from dataclasses import dataclass
from typing import Self

from inhouse.core import tasks
from inhouse.guard import Guard
from inhouse.guard.inspection import Eyes
from inhouse.guard.kinds import every
from inhouse.guard.policies.counts import Counts
from inhouse.guard.policies.current import Policies
from inhouse.guard.policies.http import Desk
from inhouse.guard.policies.releases import Releases
from inhouse.guard.scanners import Scanners
from inhouse.store import Store
from inhouse.vault import Vault


@dataclass(frozen=True, slots=True)
class Guarding:
    """What the guard, its routes and the end of the server need of it."""

    guard: Guard
    desk: Desk
    following: asyncio.Task[None]

    @classmethod
    async def start(cls, store: Store, vault: Vault) -> Self:
        """Hold the policy in force. Raises DatabaseAway, PolicyUnusable."""
        policies, counts = Policies(store), Counts(store)
        await policies.start()
        counts.start()
        releases = Releases(store, vault)
        guard = Guard(policies, Eyes(Scanners().of), counts, releases)
        desk = Desk(policies, counts, releases, every())
        return cls(guard, desk, tasks.spawn(policies.follow(), name="follow the guard's policy"))

    async def stop(self) -> None:
        """Write the last numbers."""
        self.following.cancel()
        await self.desk.counts.stop()

    async def remove_old(self) -> None:
        """Remove counters and requests that are older than they may be."""
        await self.desk.counts.remove_old()
        await self.desk.releases.remove_old()
