"""Rows of usage, kept and read: people their own, administrators and commands sums over five or more people."""

from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, timedelta

from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.gateway.records import usage as records
from inhouse.gateway.usage.call import Call
from inhouse.gateway.usage.sums import By, Month, OwnCall, OwnDeparture, OwnSum, Sum
from inhouse.identity.access import Administration, administer
from inhouse.store import Store

AT_ONCE = 1_000
"""Calls that are read at once; no transaction is open while a reader takes them."""


class UsageRows:
    """What was used, for who may see it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def keep(self, calls: Sequence[Call]) -> None:
        """Write rows down; each call may be among them once. A row that has ended stays as it is."""
        async with self._store.work(None) as work:
            await records.keep(work, calls)

    async def own(self, caller: Caller, month: Month) -> Sequence[OwnSum]:
        """The caller's days of a month, by model and key."""
        async with self._store.work(caller) as work:
            return await records.own_sums(work, month.first, month.after)

    async def own_departures(self, caller: Caller, days: int) -> Sequence[OwnDeparture]:
        """The caller's last days, today among them, by model and how far away it is."""
        today = clock.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        async with self._store.work(caller) as work:
            return await records.own_departures(work, today - timedelta(days=days - 1))

    async def own_calls(self, caller: Caller, month: Month) -> AsyncGenerator[Sequence[OwnCall]]:
        """The caller's calls of a month in portions, the oldest first. Use in `aclosing`."""
        seen: OwnCall | None = None
        while True:
            async with self._store.work(caller) as work:
                calls = await records.own_calls(work, month.first, month.after, seen, AT_ONCE)
            yield calls
            if len(calls) < AT_ONCE:
                return
            seen = calls[-1]

    async def together(self, who: Administration, month: Month, by: By) -> Sequence[Sum]:
        """Sums of a month, never of fewer than five people. Raises AdministratorsOnly."""
        async with administer(self._store, who) as work:
            return await records.together(work, month.first.date(), by)
