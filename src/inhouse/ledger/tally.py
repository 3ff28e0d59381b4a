"""What left and what was refused in the last days, counted from the ledger's own lines: no content, and nobody's name.

Lines never change, so what was counted once is remembered, and each look adds what is new. A look takes a bounded time:
where there is more than it can count, it says how far it came, and the next one goes on.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.ledger import records
from inhouse.ledger.records import Reach, Sum
from inhouse.store import Store

DAYS: Final = 30
"""So many days are counted, today among them."""
PORTION: Final = 20_000
"""Entries that the database counts at once: about a tenth of a second."""
SMALL: Final = 250
"""So few entries are left out together when one of them cannot be read."""
LOOK_SECONDS: Final = 0.7
"""After so long a look begins no further portion."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The sums of the last days so far. `unreadable` entries are left out, because one near them cannot be read."""

    days: int
    counted: int
    of: int
    unreadable: int
    sums: Sequence[Sum]


class Tally:
    """Counts for whoever audits or administers. Raises StatementFailed for anybody else, DatabaseAway."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._busy = asyncio.Lock()
        self._forget()

    async def look(self, caller: Caller) -> Counted:
        """Count what is new, for a bounded time."""
        async with self._busy:
            now = clock.now()
            began, first_day = clock.monotonic(), now.astimezone(UTC).date() - timedelta(days=DAYS - 1)
            async with self._store.work(caller) as work:
                reaches = await records.logs_since(work, datetime.combine(first_day, datetime.min.time(), UTC))
            if any(self._upto.get(each.log, 0) > each.last for each in reaches):
                # Lines are gone: the database is an older one than before.
                self._forget()
            self._drop(first_day, reaches)
            for reach in reaches:
                await self._count(caller, reach, began + LOOK_SECONDS)
            return Counted(
                days=DAYS,
                counted=sum(self._upto.get(each.log, each.first - 1) - each.first + 1 for each in reaches),
                of=sum(each.last - each.first + 1 for each in reaches),
                unreadable=sum(count for _, _, count in self._unreadable),
                sums=[Sum(*key, *figures) for key, figures in sorted(self._sums.items(), key=_order)],
            )

    async def lengths(self, caller: Caller) -> dict[str, int]:
        """The number of the last entry of each log."""
        async with self._store.work(caller) as work:
            return {each.log: each.last for each in await records.logs_since(work, clock.now())}

    async def _count(self, caller: Caller, reach: Reach, latest: float) -> None:
        after = max(self._upto.get(reach.log, 0), reach.first - 1)
        self._upto[reach.log] = after
        width = PORTION
        while after < reach.last and clock.monotonic() < latest:
            until = min(after + width, reach.last)
            async with self._store.work(caller) as work:
                found = await records.sums(work, reach.log, after, until)
            if found is None and until - after > SMALL:
                width = max(SMALL, width // 8)
                continue
            width = min(2 * width, PORTION)
            if found is None:
                self._unreadable.append((reach.log, until, until - after))
            for each in found or ():
                key = (each.day, each.destination, each.destination_class, each.cause)
                calls, size = self._sums.get(key, (0, 0))
                self._sums[key] = (calls + each.calls, size + each.bytes)
            after = self._upto[reach.log] = until

    def _drop(self, before: date, reaches: Sequence[Reach]) -> None:
        self._sums = {key: figures for key, figures in self._sums.items() if key[0] >= before}
        first = {each.log: each.first for each in reaches}
        self._unreadable = [one for one in self._unreadable if one[1] >= first.get(one[0], 0)]

    def _forget(self) -> None:
        self._upto: dict[str, int] = {}
        self._sums: dict[tuple[date, str, str, str | None], tuple[int, int]] = {}
        self._unreadable: list[tuple[str, int, int]] = []


def _order(item: tuple[tuple[date, str, str, str | None], tuple[int, int]]) -> tuple[date, str, str, str]:
    day, destination, destination_class, cause = item[0]
    return day, destination, destination_class, cause or ""
