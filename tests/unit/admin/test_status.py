"""How the system stands, in words that say how each thing is known."""

from typing import get_args

from inhouse.admin.status import (
    DatabaseStatus,
    EngineStatus,
    Facts,
    GuardStatus,
    LedgerStatus,
    NetworkStatus,
    PromiseState,
    QueueStatus,
    look,
    promises,
)

DATABASE = DatabaseStatus(ready=True, embedded=True, restarts=0, isolation="namespace")
ENGINE = EngineStatus("ready", "a model", 4, 4096, "namespace", 0)
LEDGER = LedgerStatus(3, 0, None, writable=True)
NETWORK = NetworkStatus()
GUARD = GuardStatus("balanced", "hash", 1, "enforce")


def states(
    database: DatabaseStatus = DATABASE,
    engine: EngineStatus = ENGINE,
    ledger: LedgerStatus = LEDGER,
    network: NetworkStatus = NETWORK,
    guard: GuardStatus = GUARD,
) -> dict[str, str]:
    return {promise.id: promise.state for promise in promises(guard, database, engine, ledger, network)}


def test_every_promise_has_a_known_state_and_none_is_called_proved() -> None:
    assert set(states().values()) <= set(get_args(PromiseState))


def test_an_engine_with_a_network_only_declares_that_it_has_none() -> None:
    assert states()["engine-walls"] == "enforced"
    assert states(engine=EngineStatus("ready", isolation="shared"))["engine-walls"] == "declared"
    assert states(engine=EngineStatus("off"))["engine-walls"] == "off"


def test_a_ledger_that_cannot_be_written_is_said() -> None:
    assert states(ledger=LedgerStatus(3, 1, None, writable=False))["no-line-no-call"] == "off"


def test_a_database_of_ones_own_is_configured_by_its_owner() -> None:
    own = DatabaseStatus(ready=True, embedded=False, restarts=0, isolation=None)
    assert states(database=own)["own-rows"] == "configured"


async def test_a_look_asks_everything_once() -> None:
    async def database() -> DatabaseStatus:
        return DATABASE

    facts = Facts(
        version="1.0",
        started_at=100.0,
        database=database,
        engine=lambda: ENGINE,
        queue=lambda: QueueStatus(1, 2),
        places=list,
        guard=lambda: GUARD,
        ledger=lambda: LEDGER,
        network=lambda: NETWORK,
    )
    status = await look(facts, 160.04)
    assert (status.version, status.uptime_seconds, status.queue.waiting) == ("1.0", 60.0, 1)


def test_who_can_read_along_on_the_way_is_named() -> None:
    assert states()["no-readers"] == "configured"
    assert states(network=NetworkStatus(company_authorities=True))["no-readers"] == "declared"
    opened = NetworkStatus(company_authorities=True, opened=["Azure"])
    assert states(network=opened)["no-readers"] == "off"
    assert any("Azure" in promise.detail for promise in promises(GUARD, DATABASE, ENGINE, LEDGER, opened))


def test_words_that_may_leave_without_a_guard_are_no_promise_any_more() -> None:
    assert states()["guard"] == "enforced"
    assert states(guard=GuardStatus("balanced", "hash", 2, "record"))["guard"] == "off"
