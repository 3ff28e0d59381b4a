"""The promises of the house, how far each holds now, how that is known, and what would mend it. Pure.

What is not known here is left out: the running server knows its engine's walls, `inhouse doctor` verifies the ledger.

    proved       looked at again just now, and anybody may do the same without our server
    enforced     this program does it
    configured   somebody set it so
    declared     somebody said so
    weak         it holds, and not as far as it could
    off          it does not hold
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from inhouse.admin.sentences import TITLES, Fact, Sentence, english
from inhouse.admin.status import (
    DatabaseStatus,
    EngineStatus,
    GuardStatus,
    LedgerStatus,
    NetworkStatus,
    Promise,
    PromiseState,
    PublishedStatus,
)
from inhouse.host.family import Kin
from inhouse.store.walls import Breach

HOLDS: Final[frozenset[PromiseState]] = frozenset({"proved", "enforced", "configured", "declared"})
"""In these states nothing has to be done about a promise."""
RECORD: Final = frozenset({"record-whole", "record-outside"})
"""Known only after a look through the whole ledger."""
IDS: Final = frozenset(TITLES)
"""All names. Those of the running server's processes are looked at by `inhouse doctor` and stop no start."""


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """How the keys are kept. `beside_data`: the key lies in the folder of what it opens; `file` None: a provider's."""

    custody: str
    file: str | None
    beside_data: bool
    verified_at: datetime | None
    epoch_ends: datetime
    overdue: bool


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look through the whole ledger found. `outside` counts places that checkpoints are sent to.

    `compared` entries were held against the table as well: all, or of a long log the newest and some others. `unseen`
    are in the table, and of their logs there is no file here.
    """

    entries: int
    faults: Sequence[str]
    outside: int
    compared: int
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class DeclaredPlace:
    """Where words may go that is somebody else's, and who said what happens to them there."""

    name: str
    by: str | None
    on: date | None


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known where the promises are looked at; None where nobody could look."""

    guard: GuardStatus | None = None
    database: DatabaseStatus | None = None
    breaches: Sequence[Breach] | None = None
    engine: EngineStatus | None = None
    ledger: LedgerStatus | None = None
    verified: Verified | None = None
    network: NetworkStatus | None = None
    keys: KeyFacts | None = None
    training: bool | None = None
    places: Sequence[DeclaredPlace] | None = None
    processes: Sequence[Kin] | None = None
    sealed: bool | None = None
    swap: bool | None = None


def promises(known: Known) -> list[Promise]:
    """What holds now, and what does not, in the order in which people ask."""
    found = (
        None if known.guard is None else _guarded(known.guard),
        None if known.ledger is None else _on_record(known.ledger),
        None if known.ledger is None or known.ledger.published is None else _signed(known.ledger.published),
        None if known.verified is None else _tamper(known.verified),
        _outside(known),
        None if known.training is None else _training(allowed=known.training),
        None if known.places is None else _declared(known.places),
        None if known.keys is None else _custody(known.keys),
        None if known.keys is None else _backup(known.keys),
        None if known.keys is None else _shredding(known.keys),
        _own_rows(known),
        None if known.swap is None else _memory(swap=known.swap),
        None if known.engine is None else _walls(known.engine),
        None if known.processes is None else _seen(known.processes),
        None if known.network is None else _readers(known.network),
        None if known.sealed is None else _gate(sealed=known.sealed),
    )
    return [promise for promise in found if promise is not None]


def broken(found: Sequence[Promise], required: Collection[str]) -> list[Promise]:
    """Which of the required promises do not hold. A required one that could not be looked at does not stop anything."""
    return [promise for promise in found if promise.id in required and promise.state not in HOLDS]


def _promise(name: str, state: PromiseState, *said: Sentence, mend: str | None = None) -> Promise:
    return Promise(name, TITLES[name], state, english(said), mend, list(said))


def _says(code: str, **facts: Fact) -> Sentence:
    return Sentence(code, facts)


def _guarded(guard: GuardStatus) -> Promise:
    if guard.mode == "enforce":
        return _promise("guard", "enforced", _says("guard.holds", policy=guard.policy, version=guard.version))
    dry = _says("guard.dry", policy=guard.policy, version=guard.version)
    return _promise("guard", "off", dry, mend="inhouse guard policy set balanced")


def _on_record(ledger: LedgerStatus) -> Promise:
    if ledger.writable:
        return _promise("no-line-no-call", "enforced", _says("line.durable"))
    return _promise("no-line-no-call", "off", _says("line.broken"), mend="inhouse status")


def _tamper(verified: Verified) -> Promise:
    if verified.faults:
        broken_at = _says("whole.broken", fault=verified.faults[0])
        return _promise("record-whole", "off", broken_at, mend="inhouse ledger verify")
    if verified.unseen and not verified.entries:
        return _promise("record-whole", "weak", _says("whole.noFile", unseen=verified.unseen), mend="inhouse serve")
    said = [_says("whole.verified", entries=verified.entries)]
    if verified.compared == verified.entries:
        said.append(_says("whole.same"))
    else:
        said.append(_says("whole.sampled", compared=verified.compared))
    if verified.unseen:
        said.append(_says("whole.elsewhere", unseen=verified.unseen))
    return _promise("record-whole", "proved", *said)


def _signed(published: PublishedStatus) -> Promise:
    mend = "inhouse ledger verify"
    if published.rewritten is not None:
        return _promise("record-signed", "off", _says("signed.rewritten", trouble=published.rewritten), mend=mend)
    if published.trouble is not None:
        return _promise("record-signed", "weak", _says("signed.late", trouble=published.trouble), mend=mend)
    return _promise("record-signed", "enforced", _says("signed.covers", count=published.entries))


def _outside(known: Known) -> Promise | None:
    ledger = known.ledger
    # Sealed, another process sends them: without a word of it nothing is known.
    copies = ledger.copies if ledger is not None and (ledger.copies or ledger.published is not None) else None
    if known.verified is None and copies is None:
        return None
    late = [f"{copy.name}: {copy.trouble}" for copy in copies or () if copy.trouble is not None]
    if late:
        trouble = _says("outside.late", trouble="; ".join(late))
        return _promise("record-outside", "weak", trouble, mend="docs/guides/checkpoints.md")
    count = len(copies or ()) if known.verified is None else known.verified.outside
    if count:
        return _promise("record-outside", "configured", _says("outside.sent", count=count))
    return _promise("record-outside", "weak", _says("outside.none"), mend="[[checkpoints]] in inhouse.toml")


def _training(*, allowed: bool) -> Promise:
    return _promise("no-training", "enforced", _says("training.allowed" if allowed else "training.forbidden"))


def _declared(places: Sequence[DeclaredPlace]) -> Promise:
    if not places:
        return _promise("declared-terms", "enforced", _says("terms.noModel"))
    told: list[Sentence] = []
    untold: list[str] = []
    for place in places:
        if place.by is None or place.on is None:
            untold.append(place.name)
        else:
            told.append(_says("terms.by", place=place.name, by=place.by, day=place.on))
    if untold:
        nobody = _says("terms.untold", names=", ".join(untold))
        return _promise("declared-terms", "weak", nobody, mend="inhouse accounts edit NAME --declared-by NAME ...")
    return _promise("declared-terms", "declared", _says("terms.told", told=told))


def _custody(keys: KeyFacts) -> Promise:
    if keys.file is None:
        return _promise("key-apart", "configured", _says("key.keeper", custody=keys.custody))
    if keys.beside_data:
        beside = _says("key.beside", file=keys.file)
        return _promise("key-apart", "weak", beside, mend="INHOUSE_MASTER_KEY_FILE=/another/place/master.key")
    return _promise("key-apart", "configured", _says("key.apart"))


def _backup(keys: KeyFacts) -> Promise:
    if keys.file is None:
        return _promise("key-backup", "declared", _says("backup.keeper", custody=keys.custody))
    if keys.verified_at is None:
        return _promise("key-backup", "weak", _says("backup.none"), mend="inhouse key verify-backup FILE")
    return _promise("key-backup", "configured", _says("backup.seen", day=keys.verified_at.date()))


def _shredding(keys: KeyFacts) -> Promise:
    if keys.overdue:
        return _promise("shred", "weak", _says("shred.overdue"), mend="inhouse key epoch --now")
    return _promise("shred", "enforced", _says("shred.done", moment=keys.epoch_ends))


def _own_rows(known: Known) -> Promise | None:
    limit = _says("rows.limit")
    if known.breaches:
        breaches: list[Sentence] = [_says(f"rows.{breach.kind}", name=breach.name) for breach in known.breaches]
        return _promise("own-rows", "off", _says("rows.broken", breaches=breaches), mend="inhouse serve")
    if known.breaches is not None:
        return _promise("own-rows", "proved", _says("rows.looked"), limit)
    if known.database is None:
        return None
    return _promise("own-rows", "enforced" if known.database.embedded else "configured", limit)


def _memory(*, swap: bool) -> Promise:
    if swap:
        return _promise("no-swap", "weak", _says("memory.swap"), mend="swapoff -a, or encrypt the swap")
    return _promise("no-swap", "enforced", _says("memory.none"))


def _walls(engine: EngineStatus) -> Promise:
    match engine.isolation:
        case None:
            return _promise("engine-walls", "off", _says("engine.off"))
        case "shared":
            return _promise("engine-walls", "declared", _says("engine.shared"))
        case _:
            return _promise("engine-walls", "enforced", _says("engine.walls"))


def _seen(processes: Sequence[Kin]) -> Promise:
    below = [kin for kin in processes[1:] if "gate" not in kin.name]
    reaching = sorted({kin.name for kin in below if kin.networkless is False})
    if not below:
        return _promise("no-network", "off", _says("processes.none"))
    if reaching:
        some = _says("processes.reaching", names=", ".join(reaching))
        return _promise("no-network", "weak", some, mend="docs/guides/install.md: user namespaces")
    names = ", ".join(sorted({kin.name for kin in below}))
    return _promise("no-network", "proved", _says("processes.apart", names=names))


def _readers(network: NetworkStatus) -> Promise:
    if network.opened:
        return _promise("no-readers", "off", _says("readers.opened", names=", ".join(network.opened)))
    if network.company_authorities:
        return _promise("no-readers", "declared", _says("readers.proxy"))
    return _promise("no-readers", "configured", _says("readers.tls"))


def _gate(*, sealed: bool) -> Promise:
    if sealed:
        return _promise("sealed-gate", "enforced", _says("gate.sealed"))
    return _promise("sealed-gate", "weak", _says("gate.open"), mend="inhouse serve --sealed")
