"""What may leave, as data: the policy in force, what it decides, what it counted, and who asked for an exception.

It promises: every version of the policy is kept and never changed; decisions are pure; counters hold no content; what
one person did is shown to nobody, sums only of five people or more.
"""

from inhouse.guard.policies.decide import (
    Ask,
    Decisions,
    Judged,
    Judgement,
    Keyed,
    Treatment,
    decide,
    reads,
    wants,
    wants_names,
)
from inhouse.guard.policies.errors import PolicyChanged, PolicyUnusable
from inhouse.guard.policies.parse import from_json
from inhouse.guard.policies.policy import Action, Mode, Policy, Rule, Valve, to_json
from inhouse.guard.policies.presets import BALANCED, OPEN, PRESETS, STRICT, preset_of

__all__ = [
    "BALANCED",
    "OPEN",
    "PRESETS",
    "STRICT",
    "Action",
    "Ask",
    "Decisions",
    "Judged",
    "Judgement",
    "Keyed",
    "Mode",
    "Policy",
    "PolicyChanged",
    "PolicyUnusable",
    "Rule",
    "Treatment",
    "Valve",
    "decide",
    "from_json",
    "preset_of",
    "reads",
    "to_json",
    "wants",
    "wants_names",
]
