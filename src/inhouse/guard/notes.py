"""What the guard remembers of a conversation: its stand-ins, and what people decided about findings."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import orjson

from inhouse.core.prompt import CommitmentKey
from inhouse.guard.finding import Family, Finding
from inhouse.guard.policies.policy import Valve

EVERYTHING_ASKED: Final = "*"
"""The key by which a program says beforehand that whatever a person would be asked about may go."""

_KEY_BYTES = 12
_VALVES = frozenset(Valve)


@dataclass(frozen=True, slots=True)
class Notes:
    """`stand_ins` is the map as its own bytes; `decisions` are the valves that people chose, by the finding's key."""

    stand_ins: bytes = b""
    decisions: Mapping[str, frozenset[Valve]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, written: bytes | None) -> "Notes":
        """What `to_bytes` wrote; empty notes for none."""
        if not written:
            return cls()
        content = orjson.loads(written)
        decisions = {key: frozenset(map(Valve, valves)) for key, valves in content["decisions"].items()}
        return cls(content["stand_ins"].encode(), decisions)

    def to_bytes(self) -> bytes:
        """The notes as JSON, to be sealed by whoever keeps them."""
        decisions = {key: sorted(valves) for key, valves in self.decisions.items()}
        return orjson.dumps({"stand_ins": self.stand_ins.decode(), "decisions": decisions})

    def decided(self, chosen: Mapping[str, str]) -> Mapping[str, frozenset[Valve]]:
        """All decisions with those that are made now. What is no valve changes nothing."""
        decisions = dict(self.decisions)
        for key, valve in chosen.items():
            if valve in _VALVES and key != EVERYTHING_ASKED:
                decisions[key] = decisions.get(key, frozenset()) | {Valve(valve)}
        return decisions


def key_of(finding: Finding, key: CommitmentKey) -> str:
    """By which name decisions speak of a finding: the same in one conversation, meaningless outside it.

    Two pieces with the same value are one thing. What is about a whole text goes by its kind alone, so that a person is
    asked once in a conversation about pictures and not at each of them.
    """
    value = finding.kind if finding.family in (Family.LABEL, Family.UNREADABLE) else finding.value
    named = f"finding\0{finding.kind}\0{value}".encode("utf-8", "surrogatepass")
    return hmac.digest(key.key, named, "sha256")[:_KEY_BYTES].hex()
