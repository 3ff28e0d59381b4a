"""The policy as data: which finding means what, for which destination, model and group. Pure."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

import orjson

from inhouse.core.destination import DestinationClass
from inhouse.guard.finding import Family

EVERYTHING: Final = "*"
"""The pattern that every kind matches."""


class Action(StrEnum):
    """What happens to a request because of a finding, from weak to strong."""

    ALLOW = "allow"
    WARN = "warn"
    """The person is asked first, and says whether it goes."""
    STAND_IN = "stand_in"
    """It goes with a stand-in in its place. A secret is removed instead, and never comes back."""
    KEEP_LOCAL = "keep_local"
    """It goes to a model on this machine only, one that is marked fit for work."""
    REFUSE = "refuse"

    @property
    def strength(self) -> int:
        """A stronger action has a higher number."""
        return _STRENGTH[self]


def together(actions: Iterable[Action]) -> Action:
    """What happens of several: the strongest, but a person who is to be asked is asked before stand-ins go in."""
    found = set(actions)
    strongest = max(found, key=lambda action: action.strength, default=Action.ALLOW)
    return Action.WARN if strongest is Action.STAND_IN and Action.WARN in found else strongest


_STRENGTH: Final = {action: number for number, action in enumerate(Action)}


class Valve(StrEnum):
    """How a person may go on nevertheless, where a rule offers it. Every use is counted."""

    NOT_SENSITIVE = "not_sensitive"
    """This is not what it looks like: it goes as it is."""
    REMOVE = "remove"
    """It is cut out for good, and the rest goes."""
    STAND_INS = "stand_ins"
    """It goes with stand-ins, although the rule would keep it here."""
    REAL_VALUES = "real_values"
    """It goes as it is, because the answer needs the real values."""
    RELEASE = "release"
    """An officer has answered a request and lets it go."""


class Mode(StrEnum):
    """Whether the policy holds, or only counts what it would do."""

    ENFORCE = "enforce"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Rule:
    """What findings of some kinds mean on the way to some destinations.

    `models` and `groups` None: all of them. `kinds` are kinds, families (`secret.*`) or `*`. `at_least`: the rule
    applies from so many different findings in one request.
    """

    id: str
    title: str
    kinds: frozenset[str]
    action: Action
    destinations: frozenset[DestinationClass]
    valves: frozenset[Valve] = frozenset()
    description: str = ""
    models: frozenset[str] | None = None
    groups: frozenset[UUID] | None = None
    at_least: int = 1

    def names(self, kind: str) -> bool:
        """Whether the rule is about findings of this kind."""
        return kind in self.kinds or f"{kind.partition('.')[0]}.*" in self.kinds or EVERYTHING in self.kinds

    def could_name(self, family: Family) -> bool:
        """Whether the rule is about any kind of this family."""
        return EVERYTHING in self.kinds or any(kind.startswith(f"{family}.") for kind in self.kinds)

    def applies(self, destination_class: DestinationClass, model_id: str, groups: Collection[UUID]) -> bool:
        """Whether the rule is about this way: a destination, a model, the groups of the one who asks."""
        return (
            destination_class in self.destinations
            and (self.models is None or model_id in self.models)
            and (self.groups is None or not self.groups.isdisjoint(groups))
        )

    def offers(self, valve: Valve) -> bool:
        """Whether a person may go on that way. A rule that only warns can always be answered with "send it"."""
        return valve in self.valves or (self.action is Action.WARN and valve is Valve.NOT_SENSITIVE)


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules with a name. Their order is for the eye only.

    `countries`: whose national numbers are looked for, as ISO 3166 codes in lower case. `contact`: whom a refused
    person can ask. `officers`: the group that answers requests for release; None: the administrators do.
    """

    name: str
    rules: tuple[Rule, ...]
    mode: Mode = Mode.ENFORCE
    countries: frozenset[str] = frozenset()
    contact: str = ""
    officers: UUID | None = None

    def hash(self) -> str:
        """SHA-256 over the policy as canonical JSON (RFC 8785; strings and small integers only), in hexadecimal."""
        return hash_of(to_json(self))


def hash_of(policy: Mapping[str, object]) -> str:
    """The hash of a policy as JSON; of one that an older Inhouse wrote, as that one wrote it."""
    return hashlib.sha256(orjson.dumps(policy, option=orjson.OPT_SORT_KEYS)).hexdigest()


def to_json(policy: Policy) -> dict[str, object]:
    """The policy as JSON; what has no order is sorted."""
    return {
        "name": policy.name,
        "mode": policy.mode.value,
        "countries": sorted(policy.countries),
        "contact": policy.contact,
        "officers": None if policy.officers is None else str(policy.officers),
        "rules": [_rule(rule) for rule in policy.rules],
    }


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title,
        "description": rule.description,
        "destinations": sorted(rule.destinations),
        "models": None if rule.models is None else sorted(rule.models),
        "groups": None if rule.groups is None else sorted(map(str, rule.groups)),
        "kinds": sorted(rule.kinds),
        "at_least": rule.at_least,
        "action": rule.action.value,
        "valves": [valve.value for valve in Valve if valve in rule.valves],
    }
