"""Reads a prompt for a destination and says whether it may go there; restores the answer.

The guard promises: nothing that it cannot read and nothing that the policy does not allow leaves; an error of its own
is a refusal. It makes no calls, and it is the only maker of `Cleared`.
"""

from inhouse.guard.clear import GUARD_VERSION, UNGUARDED, Guard
from inhouse.guard.errors import CannotInspect, Refused
from inhouse.guard.policy import THIS_MACHINE_ONLY, Action, Policy, Rule, notice, policy_of
from inhouse.guard.restore import restore

__all__ = [
    "GUARD_VERSION",
    "THIS_MACHINE_ONLY",
    "UNGUARDED",
    "Action",
    "CannotInspect",
    "Guard",
    "Policy",
    "Refused",
    "Rule",
    "notice",
    "policy_of",
    "restore",
]
