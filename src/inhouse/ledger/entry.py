"""The nouns: what stands in one entry of the ledger, and its exact bytes.

An entry holds no content and no plain hash of content (short texts can be guessed): a commitment is an HMAC under the
conversation's key, so that destroying the key blinds the commitment while the entry stays as it is.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID

import orjson

from inhouse.core.caller import CallerKind
from inhouse.core.destination import Destination
from inhouse.core.events import Usage
from inhouse.core.prompt import CommitmentKey, Purpose, Verdict

VERSION: Final = 1
"""The version of an entry's fields."""

ENTRY_BYTES: Final = 65_535
"""The longest entry that a tile can hold (C2SP tlog-tiles, "Log entries")."""

Value = str | int | None | dict[str, "Value"] | list["Value"]
"""What an entry may hold: no floats and no booleans, so that RFC 8785 leaves no choice."""


class Outcome(StrEnum):
    """How a call ended."""

    OK = "ok"
    CUT = "cut"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """How often the guard found one kind of thing."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Departure:
    """Who wanted to send what kind of thing where, and what the guard said. `body_bytes` is 0 if nothing was made.

    `terms` are the data terms as they were declared for the place then; None when no place was chosen.
    """

    actor: str
    credential: CallerKind
    conversation: str | None
    purpose: Purpose
    destination: Destination
    model: str
    verdict: Verdict
    policy: str
    guard_version: str
    findings: tuple[Finding, ...]
    body_bytes: int
    tokens: int | None
    commit: str | None
    terms: Mapping[str, str | int | None] | None = None

    def fields(self) -> dict[str, Value]:
        """The departure's part of an entry."""
        return {
            "actor": self.actor,
            "credential": self.credential.value,
            "conversation": self.conversation,
            "purpose": self.purpose.value,
            "destination": self.destination.name,
            "destination_class": self.destination.destination_class.value,
            "assurance": self.destination.assurance.value,
            "terms": None if self.terms is None else dict(self.terms),
            "model": self.model,
            "verdict": self.verdict.value,
            "policy": self.policy,
            "guard": self.guard_version,
            "findings": [{"kind": finding.kind, "count": finding.count} for finding in self.findings],
            "bytes": self.body_bytes,
            "tokens": self.tokens,
            "commit": self.commit,
        }


@dataclass(frozen=True, slots=True)
class Opened:
    """Words are about to leave. Durable before the first byte goes."""

    departure: Departure
    kind: ClassVar[str] = "open"

    def fields(self) -> dict[str, Value]:
        """What an opening entry says."""
        return self.departure.fields()


@dataclass(frozen=True, slots=True)
class Refused:
    """Words were not let go. `error` is the refusal's code."""

    departure: Departure
    error: str
    kind: ClassVar[str] = "refused"

    def fields(self) -> dict[str, Value]:
        """What a refusing entry says."""
        return {**self.departure.fields(), "error": self.error}


@dataclass(frozen=True, slots=True)
class Closed:
    """How the call of the line with the number `closes` ended."""

    closes: int
    outcome: Outcome
    error: str | None = None
    usage: Usage | None = None
    response_commit: str | None = None
    kind: ClassVar[str] = "outcome"

    def fields(self) -> dict[str, Value]:
        """What a closing entry says."""
        usage: Value = None
        if self.usage is not None:
            usage = {
                "prompt": self.usage.prompt_tokens,
                "completion": self.usage.completion_tokens,
                "cached": self.usage.cached_tokens,
                "reasoning": self.usage.reasoning_tokens,
            }
        return {
            "closes": self.closes,
            "outcome": self.outcome.value,
            "error": self.error,
            "usage": usage,
            "response_commit": self.response_commit,
        }


@dataclass(frozen=True, slots=True)
class Acted:
    """Something was done without words leaving. `act` is its id, `kind` a value of `core.acts.ActKind`.

    `actor`, `subject` and `conversation` are pseudonyms. Without an actor it was Inhouse itself or the command line;
    without a key (it was destroyed before, or never kept) there is no pseudonym either.
    """

    act: UUID
    done: datetime
    kind: str
    actor: str | None
    subject: str | None
    conversation: str | None
    facts: Mapping[str, str | int | None]

    def fields(self) -> dict[str, Value]:
        """What an act's entry says."""
        return {
            "act": str(self.act),
            "done": _moment(self.done),
            "actor": self.actor,
            "subject": self.subject,
            "conversation": self.conversation,
            "facts": dict(self.facts),
        }


Matter = Opened | Refused | Closed | Acted
"""What an entry is about; `kinds` lists all kinds. The log, the number and the time are the writer's."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Which log of which installation: every server that writes has a log of its own."""

    log: str
    tenant: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered entry. `number` counts from 1 without gaps within a log, `time` never goes backwards there."""

    origin: Origin
    number: int
    time: datetime
    matter: Matter

    def encode(self) -> bytes:
        """The entry's bytes, in canonical JSON; raises ValueError if they are too long for a tile."""
        encoded = canonical(
            {
                "v": VERSION,
                "seq": self.number,
                "log": self.origin.log,
                "time": _moment(self.time),
                "tenant": self.origin.tenant,
                "kind": self.matter.kind,
                **self.matter.fields(),
            }
        )
        if len(encoded) > ENTRY_BYTES:
            raise ValueError(f"an entry of {len(encoded)} bytes does not fit into a tile")
        return encoded


def _moment(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def canonical(fields: dict[str, Value]) -> bytes:
    """JSON of RFC 8785 for our restricted values: ASCII keys sorted, integers below 2**53, no spaces.

    Raises TypeError for a lone surrogate, a larger integer or another type.
    """
    return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)


def commitment(key: CommitmentKey, body: bytes) -> str:
    """HMAC-SHA-256 over the exact bytes of a body, in hexadecimal."""
    return hmac.digest(key.key, body, "sha256").hex()
