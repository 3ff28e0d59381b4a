"""The nouns of how the system stands. `posture` has the verbs."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from inhouse.admin.sentences import Sentence
from inhouse.models.load import PlaceState

PromiseState = Literal["proved", "enforced", "configured", "declared", "weak", "off"]
"""How a promise stands; `posture` says what each of the words means."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise and how far it holds. `mend` is the command or the line of the settings that would mend it.

    `said` says the same as the English `detail`, for programs and for other languages.
    """

    id: str
    title: str
    state: PromiseState
    detail: str
    mend: str | None
    said: list[Sentence]


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
class CopyStatus:
    """A place outside that checkpoints are sent to: how many entries its last one covers, and what went wrong since."""

    name: str
    kind: str
    entries: int
    sent_at: datetime | None
    trouble: str | None


@dataclass(frozen=True, slots=True)
class PublishedStatus:
    """The files of the log: how many entries their last checkpoint covers, and why they do not follow, if so.

    `rewritten` says what of the table is not what was signed; it stays said until the next start.
    """

    entries: int
    trouble: str | None
    rewritten: str | None


@dataclass(frozen=True, slots=True)
class LedgerStatus:
    """The log of this server. `copies` are the places outside that checkpoints are sent to.

    Sealed, another process writes the files and sends the copies: `published` is None, and `copies` are not known.
    """

    lines: int
    open_lines: int
    last_at: datetime | None
    writable: bool
    copies: list[CopyStatus] = field(default_factory=list[CopyStatus])
    published: PublishedStatus | None = None


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
