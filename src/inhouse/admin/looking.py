"""Asks the running server how it stands, everything once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from inhouse.admin.posture import Known, promises
from inhouse.admin.status import (
    DatabaseStatus,
    EngineStatus,
    GuardStatus,
    LedgerStatus,
    NetworkStatus,
    QueueStatus,
    Status,
)
from inhouse.models.load import PlaceState


@dataclass(frozen=True, slots=True)
class Facts:
    """Where the status comes from, given by the application."""

    version: str
    started_at: float
    database: Callable[[], Awaitable[DatabaseStatus]]
    engine: Callable[[], EngineStatus]
    queue: Callable[[], QueueStatus]
    places: Callable[[], list[PlaceState]]
    guard: Callable[[], GuardStatus]
    ledger: Callable[[], LedgerStatus]
    network: Callable[[], NetworkStatus]
    further: Callable[[Known], Awaitable[Known]]


async def look(facts: Facts, now: float) -> Status:
    """Ask everything once. `now` is on the clock of `started_at`."""
    engine, ledger, network, database = facts.engine(), facts.ledger(), facts.network(), await facts.database()
    guard = facts.guard()
    known = Known(guard=guard, database=database, engine=engine, ledger=ledger, network=network)
    return Status(
        version=facts.version,
        uptime_seconds=round(now - facts.started_at, 1),
        database=database,
        engine=engine,
        queue=facts.queue(),
        places=facts.places(),
        guard=guard,
        promises=promises(await facts.further(known)),
        ledger=ledger,
        network=network,
    )
