"""How the system stands, in words that say how each thing is known: enforced here, configured, declared, or off."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from inhouse.models.load import PlaceState

PromiseState = Literal["enforced", "configured", "declared", "off"]


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise of the house and how far it holds now."""

    id: str
    title: str
    state: PromiseState
    detail: str


@dataclass(frozen=True, slots=True)
class DatabaseStatus:
    """The database. `isolation` is None for a server of your own."""

    ready: bool
    embedded: bool
    restarts: int
    isolation: str | None


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """The built-in engine; `state` is `off` when it is switched off. Tokens are per answer."""

    state: str
    model: str | None = None
    slots: int = 0
    context_tokens: int = 0
    isolation: str | None = None
    restarts: int = 0


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """Calls to all models: waiting for a place, and running."""

    waiting: int
    running: int


@dataclass(frozen=True, slots=True)
class GuardStatus:
    """The policy in force. In a dry run (`mode` record) it only counts what it would do."""

    policy: str
    policy_hash: str
    version: int
    mode: Literal["enforce", "record"]


@dataclass(frozen=True, slots=True)
class LedgerStatus:
    """The log of this server."""

    lines: int
    open_lines: int
    last_at: datetime | None
    writable: bool


@dataclass(frozen=True, slots=True)
class NetworkStatus:
    """The way in and the way out.

    `tls` says who speaks TLS with browsers. `opened` names the external destinations whose certificates only the
    company's authorities vouched for: their traffic is opened on the way, and can be read there.
    """

    public_url: str | None = None
    tls: Literal["own", "proxy", "none"] = "none"
    proxy: str | None = None
    company_authorities: bool = False
    opened: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Status:
    """All of it at one moment."""

    version: str
    uptime_seconds: float
    database: DatabaseStatus
    engine: EngineStatus
    queue: QueueStatus
    places: list[PlaceState]
    guard: GuardStatus
    promises: list[Promise]
    ledger: LedgerStatus
    network: NetworkStatus


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


async def look(facts: Facts, now: float) -> Status:
    """Ask everything once. `now` is on the clock of `started_at`."""
    engine, ledger, network, database = facts.engine(), facts.ledger(), facts.network(), await facts.database()
    return Status(
        version=facts.version,
        uptime_seconds=round(now - facts.started_at, 1),
        database=database,
        engine=engine,
        queue=facts.queue(),
        places=facts.places(),
        guard=facts.guard(),
        promises=promises(facts.guard(), database, engine, ledger, network),
        ledger=ledger,
        network=network,
    )


def promises(
    guard: GuardStatus, database: DatabaseStatus, engine: EngineStatus, ledger: LedgerStatus, network: NetworkStatus
) -> list[Promise]:
    """What holds now, and what does not hold yet. Nothing here is called proved: nothing can be re-checked outside."""
    return [
        _guarded(guard),
        _walls(engine),
        _readers(network),
        Promise(
            "no-line-no-call",
            "Every call to a model is on record before it leaves",
            "enforced" if ledger.writable else "off",
            "A line without content is written to the database first. It is not tamper-evident yet."
            if ledger.writable
            else "The ledger cannot be written now, so nothing is sent to any model.",
        ),
        Promise(
            "sealed",
            "What people write is sealed in the database",
            "enforced",
            "Each chat has a key, under its owner's, under the master key. Whoever holds host and master key can read.",
        ),
        Promise(
            "own-rows",
            "The server's database role sees its caller's rows only",
            "enforced" if database.embedded else "configured",
            "Row-level security stops a forgotten condition, not a compromised server.",
        ),
        Promise(
            "shred",
            "A deleted chat's key is destroyed",
            "configured",
            "After 15 seconds it cannot be read through Inhouse. Copies of the wrapped key stay in the database's log "
            "and in backups until these are overwritten.",
        ),
        Promise(
            "sealed-gate",
            "The application has no way out but the gate",
            "off",
            "Not built yet: the closed list of destinations is kept by the server itself.",
        ),
    ]


def _guarded(guard: GuardStatus) -> Promise:
    title = "Words are looked at before they leave this machine"
    policy = f"The policy {guard.policy} (version {guard.version})"
    if guard.mode == "enforce":
        return Promise("guard", title, "enforced", f"{policy} decides what goes, what goes as a stand-in, what stays.")
    return Promise("guard", title, "off", f"{policy} is in a dry run: it counts, and everything goes.")


def _walls(engine: EngineStatus) -> Promise:
    title = "The built-in model has no network"
    match engine.isolation:
        case None:
            return Promise("engine-walls", title, "off", "The engine does not run.")
        case "shared":
            detail = "This machine does not let us take the network away from the engine."
            return Promise("engine-walls", title, "declared", detail)
        case _:
            detail = "It runs in an empty network of its own and is reached through a private socket only."
            return Promise("engine-walls", title, "enforced", detail)


def _readers(network: NetworkStatus) -> Promise:
    title = "Nobody on the way reads what goes to external models"
    if network.opened:
        names = ", ".join(network.opened)
        detail = f"Your company opens this traffic on the way (TLS inspection), and can read it there: {names}."
        return Promise("no-readers", title, "off", detail)
    if network.company_authorities:
        detail = "Whoever runs the proxy with the authority of INHOUSE_CA_FILE can read what goes to external models."
        return Promise("no-readers", title, "declared", detail)
    detail = "TLS ends at the destination, as the authorities that this machine trusts vouch for its name."
    return Promise("no-readers", title, "configured", detail)
