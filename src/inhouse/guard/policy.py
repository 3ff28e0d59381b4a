"""The policy as data: what may happen to words, by how far away their destination is."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import orjson

from inhouse.core.destination import DestinationClass


class Action(StrEnum):
    """What the policy says about a destination."""

    ALLOW = "allow"
    UNGUARDED = "unguarded"
    """Words go there although nobody looks for secrets and personal data in them: an administrator said so."""
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
        return actions.pop() if len(actions) == 1 else Action.REFUSE

    @property
    def unguarded(self) -> frozenset[DestinationClass]:
        """The classes to which words go without being looked at."""
        return frozenset(each for each in DestinationClass if self.action(each) is Action.UNGUARDED)

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

SETTING = "INHOUSE_UNGUARDED"


def policy_of(unguarded: Collection[DestinationClass]) -> Policy:
    """The policy with the destinations that may be reached without a guard; local ones need no permission."""
    opened = [each for each in DestinationClass if each in unguarded and each is not DestinationClass.LOCAL]
    if not opened:
        return THIS_MACHINE_ONLY
    rules = (
        Rule(rule.destination_class, Action.UNGUARDED) if rule.destination_class in opened else rule
        for rule in THIS_MACHINE_ONLY.rules
    )
    return Policy("-".join(["unguarded", *opened]), 1, tuple(rules))


def notice(policy: Policy) -> str:
    """What is said of the policy at start."""
    if not policy.unguarded:
        return (
            "Guard: words go to models on this machine only. Every other destination is refused, because this version "
            "does not look for secrets and personal data yet."
        )
    opened = " and ".join(each for each in DestinationClass if each in policy.unguarded)
    return (
        f"Guard: words go to {opened} destinations UNGUARDED: nobody looks for secrets and personal data in them. "
        f"The setting {SETTING} allows it; every such call says so in its ledger line."
    )
