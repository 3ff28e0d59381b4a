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
from datetime import datetime
from typing import Final

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

HOLDS: Final[frozenset[PromiseState]] = frozenset({"proved", "enforced", "configured", "declared"})
"""In these states nothing has to be done about a promise."""
RECORD: Final = frozenset({"record-whole", "record-outside"})
"""Known only after a look through the whole ledger."""
IDS: Final = RECORD | {
    "guard",
    "no-line-no-call",
    "record-signed",
    "no-training",
    "declared-terms",
    "key-apart",
    "key-backup",
    "shred",
    "own-rows",
    "no-swap",
    "engine-walls",
    "no-network",
    "no-readers",
    "sealed-gate",
}
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
    on: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known where the promises are looked at; None where nobody could look."""

    guard: GuardStatus | None = None
    database: DatabaseStatus | None = None
    breaches: Sequence[str] | None = None
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


def _guarded(guard: GuardStatus) -> Promise:
    title = "Words are looked at before they leave this machine"
    policy = f"The policy {guard.policy} (version {guard.version})"
    if guard.mode == "enforce":
        detail = f"{policy} decides what goes, what goes as a stand-in, what stays."
        return Promise("guard", title, "enforced", detail)
    detail = f"{policy} is in a dry run: it counts, and everything goes."
    return Promise("guard", title, "off", detail, "inhouse guard policy set balanced")


def _on_record(ledger: LedgerStatus) -> Promise:
    title = "Every call to a model is on record before it leaves"
    if ledger.writable:
        detail = "A line without content is durable in the database first."
        return Promise("no-line-no-call", title, "enforced", detail)
    detail = "The ledger cannot be written now, so nothing is sent to any model."
    return Promise("no-line-no-call", title, "off", detail, "inhouse status")


def _tamper(verified: Verified) -> Promise:
    title = "Nobody has changed the record"
    if verified.faults:
        return Promise("record-whole", title, "off", verified.faults[0], "inhouse ledger verify")
    if verified.unseen and not verified.entries:
        detail = f"No file of the record is here, so none of the {verified.unseen} entries in the table was verified."
        return Promise("record-whole", title, "weak", detail, "inhouse serve")
    detail = f"All {verified.entries} entries were verified just now: numbers, order, tree and signatures."
    if verified.compared == verified.entries:
        detail += " The table holds the same."
    else:
        detail += f" The table holds the same: {verified.compared} were compared, the newest and others at random."
    if verified.unseen:
        detail += f" The files of {verified.unseen} further entries lie with other servers."
    return Promise("record-whole", title, "proved", detail)


def _signed(published: PublishedStatus) -> Promise:
    title = "What is on record is signed within seconds"
    if published.rewritten is not None:
        return Promise("record-signed", title, "off", published.rewritten, "inhouse ledger verify")
    if published.trouble is not None:
        return Promise("record-signed", title, "weak", published.trouble, "inhouse ledger verify")
    return Promise("record-signed", title, "enforced", f"The last checkpoint covers {published.entries} entries.")


def _outside(known: Known) -> Promise | None:
    title = "The record cannot be rewritten unnoticed"
    ledger = known.ledger
    # Sealed, another process sends them: without a word of it nothing is known.
    copies = ledger.copies if ledger is not None and (ledger.copies or ledger.published is not None) else None
    if known.verified is None and copies is None:
        return None
    late = [f"{copy.name}: {copy.trouble}" for copy in copies or () if copy.trouble is not None]
    if late:
        detail = f"A checkpoint did not get outside. {'; '.join(late)}"
        return Promise("record-outside", title, "weak", detail, "docs/guides/checkpoints.md")
    count = len(copies or ()) if known.verified is None else known.verified.outside
    if count:
        places = "one place" if count == 1 else f"{count} places"
        return Promise("record-outside", title, "configured", f"Checkpoints are sent to {places} outside.")
    detail = "No checkpoint leaves this machine, so the record is self-reported: its owner could write it anew."
    return Promise("record-outside", title, "weak", detail, "[[checkpoints]] in inhouse.toml")


def _training(*, allowed: bool) -> Promise:
    title = "Nobody trains on what people write unless they said yes"
    if not allowed:
        return Promise("no-training", title, "enforced", "The organisation forbids it, so nobody can say yes.")
    detail = "People may say yes to the purpose that you named; the export looks at each one's last word."
    return Promise("no-training", title, "enforced", detail)


def _declared(places: Sequence[DeclaredPlace]) -> Promise:
    title = "What other companies do with words is known"
    untold = [place.name for place in places if place.by is None]
    if not places:
        return Promise("declared-terms", title, "enforced", "No model of another company is in the catalogue.")
    if untold:
        detail = f"Nobody has declared what happens to words at: {', '.join(untold)}."
        return Promise("declared-terms", title, "weak", detail, "inhouse accounts edit NAME --declared-by NAME ...")
    told = "; ".join(f"{place.name} by {place.by} on {place.on}" for place in places)
    return Promise("declared-terms", title, "declared", f"Declared, not proved: {told}.")


def _custody(keys: KeyFacts) -> Promise:
    title = "Who steals the data folder cannot read it"
    if keys.file is None:
        return Promise("key-apart", title, "configured", f"The master key is kept by {keys.custody}.")
    if keys.beside_data:
        detail = f"The master key {keys.file} lies in the folder of what it opens."
        return Promise("key-apart", title, "weak", detail, "INHOUSE_MASTER_KEY_FILE=/another/place/master.key")
    return Promise("key-apart", title, "configured", "The master key lies apart from the data, readable by one user.")


def _backup(keys: KeyFacts) -> Promise:
    title = "A lost master key is not the end"
    if keys.file is None:
        return Promise("key-backup", title, "declared", f"{keys.custody} keeps the key, and its backups.")
    if keys.verified_at is None:
        detail = "Nobody has shown a copy of the master key. Without it, all that is sealed is lost with this disk."
        return Promise("key-backup", title, "weak", detail, "inhouse key verify-backup FILE")
    return Promise("key-backup", title, "configured", f"A copy of it was seen on {keys.verified_at:%Y-%m-%d}.")


def _shredding(keys: KeyFacts) -> Promise:
    title = "Deleted means unreadable"
    if keys.overdue:
        detail = "The end of an epoch has passed and its key is still there: old copies of what was deleted may open."
        return Promise("shred", title, "weak", detail, "inhouse key epoch --now")
    detail = (
        "A deleted chat's key is destroyed at once. What is deleted now cannot be opened from old disks and logs "
        f"either from {keys.epoch_ends:%Y-%m-%d %H:%M} UTC on."
    )
    return Promise("shred", title, "enforced", detail)


def _own_rows(known: Known) -> Promise | None:
    title = "The server's database role sees its caller's rows only"
    limit = "Row-level security stops a forgotten condition, not a compromised server."
    if known.breaches:
        return Promise("own-rows", title, "off", f"Not as it was built: {'; '.join(known.breaches)}.", "inhouse serve")
    if known.breaches is not None:
        return Promise("own-rows", title, "proved", f"Looked at just now in every table. {limit}")
    if known.database is None:
        return None
    return Promise("own-rows", title, "enforced" if known.database.embedded else "configured", limit)


def _memory(*, swap: bool) -> Promise:
    title = "What is in memory stays off the disk"
    if swap:
        detail = "No process of ours writes a core dump, but this machine has swap: memory may reach the disk."
        return Promise("no-swap", title, "weak", detail, "swapoff -a, or encrypt the swap")
    return Promise("no-swap", title, "enforced", "No process of ours writes a core dump, and this machine has no swap.")


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


def _seen(processes: Sequence[Kin]) -> Promise:
    title = "Processes that need no network have none"
    below = [kin for kin in processes[1:] if "gate" not in kin.name]
    reaching = sorted({kin.name for kin in below if kin.networkless is False})
    if not below:
        return Promise("no-network", title, "off", "The server has no child processes: it is starting, or stopping.")
    if reaching:
        detail = f"The kernel shows a network to: {', '.join(reaching)}."
        return Promise("no-network", title, "weak", detail, "docs/guides/install.md: user namespaces")
    names = ", ".join(sorted({kin.name for kin in below}))
    return Promise("no-network", title, "proved", f"The kernel shows none to: {names}.")


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


def _gate(*, sealed: bool) -> Promise:
    title = "The application has no way out but the gate"
    if sealed:
        detail = "It runs without a network, behind a filter of system calls; the gate alone holds credentials."
        return Promise("sealed-gate", title, "enforced", detail)
    detail = "Open mode: the server itself keeps the list of destinations. Code that breaks into it is not bound."
    return Promise("sealed-gate", title, "weak", detail, "inhouse serve --sealed")
