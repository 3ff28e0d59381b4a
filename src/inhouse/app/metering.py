"""Limits and usage, wired: the meter that the road asks, the rules it holds, the rows it hands in."""

import asyncio
from dataclasses import dataclass
from typing import Self

from inhouse.core import tasks
from inhouse.gateway.limits import Meter
from inhouse.gateway.limits.rules import Rules
from inhouse.gateway.usage.rows import UsageRows
from inhouse.gateway.usage.writer import Writer
from inhouse.store import Store


@dataclass(frozen=True, slots=True)
class Metering:
    """What the road, the routes and the end of the server need of it."""

    meter: Meter
    rules: Rules
    rows: UsageRows
    writer: Writer
    following: asyncio.Task[None]

    @classmethod
    async def start(cls, store: Store, log: str) -> Self:
        """Take up the month as it stands; `log` is this server's. Raises DatabaseAway."""
        rows = UsageRows(store)
        writer = Writer(rows.keep)
        meter = Meter(writer.put)
        rules = Rules(store, meter)
        await rules.start(log)
        writer.start(meter.under_way)
        return cls(meter, rules, rows, writer, tasks.spawn(rules.follow(), name="follow limits"))

    async def stop(self) -> None:
        """Write the last rows."""
        self.following.cancel()
        await self.writer.stop()
