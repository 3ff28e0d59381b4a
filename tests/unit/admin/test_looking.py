"""Asking the running server how it stands."""

from dataclasses import replace

from inhouse.admin.looking import Facts, look
from inhouse.admin.posture import Known
from inhouse.admin.status import DatabaseStatus, EngineStatus, GuardStatus, LedgerStatus, NetworkStatus, QueueStatus


async def test_a_look_asks_everything_once() -> None:
    async def database() -> DatabaseStatus:
        return DatabaseStatus(ready=True, embedded=True, restarts=0, isolation="namespace")

    async def further(known: Known) -> Known:
        return replace(known, training=False)

    facts = Facts(
        version="1.0",
        started_at=100.0,
        database=database,
        engine=lambda: EngineStatus("off"),
        queue=lambda: QueueStatus(1, 2),
        places=list,
        guard=lambda: GuardStatus("balanced", "hash", 1, "enforce"),
        ledger=lambda: LedgerStatus(3, 0, None, writable=True),
        network=NetworkStatus,
        further=further,
    )
    status = await look(facts, 160.04)
    assert (status.version, status.uptime_seconds, status.queue.waiting) == ("1.0", 60.0, 1)
    assert {"guard", "no-training"} <= {promise.id for promise in status.promises}
