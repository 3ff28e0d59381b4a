"""The policy as data: what may happen to words, by how far away their destination is."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

import orjson

from inhouse.core.destination import DestinationClass


class Action(StrEnum):
    """What the policy says about a destination."""

    ALLOW = "allow"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to words for one class of destinations."""

    destination_class: DestinationClass
    action: Action


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules with a name and a version. A destination class without a rule is refused."""

    name: str
    version: int
    rules: tuple[Rule, ...]

    def action(self, destination_class: DestinationClass) -> Action:
        """What happens to words for that class; if rules contradict each other, the refusal holds."""
        actions = {rule.action for rule in self.rules if rule.destination_class is destination_class}
        return Action.ALLOW if actions == {Action.ALLOW} else Action.REFUSE

    def hash(self) -> str:
        """SHA-256 over the policy as canonical JSON (RFC 8785; strings and small integers only), in hexadecimal."""
        fields = {
            "name": self.name,
            "version": self.version,
            "rules": [{"destination_class": rule.destination_class, "action": rule.action} for rule in self.rules],
        }
        return hashlib.sha256(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)).hexdigest()


THIS_MACHINE_ONLY = Policy(
    name="this-machine-only",
    version=1,
    rules=(
        Rule(DestinationClass.LOCAL, Action.ALLOW),
        Rule(DestinationClass.PRIVATE, Action.REFUSE),
        Rule(DestinationClass.EXTERNAL, Action.REFUSE),
    ),
)
"""The policy as long as the guard cannot look for secrets and personal data: words stay on this machine."""

NOTICE = (
    "Guard: words go to models on this machine only. Every other destination is refused, because this version does not "
    "look for secrets and personal data yet."
)
"""What is said at start about THIS_MACHINE_ONLY."""
