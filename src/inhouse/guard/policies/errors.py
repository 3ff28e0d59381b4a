"""What policies refuse.

InvalidRequest
`- PolicyUnusable         400   guard_policy_unusable: `details.where` says which part of the policy
Conflict
`- PolicyChanged          409   guard_policy_changed: somebody else changed the policy meanwhile
"""

from inhouse.core.errors import Conflict, InvalidRequest


class PolicyUnusable(InvalidRequest):
    """What was given is not a policy. `where` names the part, as in `rules[2].kinds`; `reason` is a stable word."""

    code = "guard_policy_unusable"

    def __init__(self, where: str, reason: str, message: str) -> None:
        self.where = where
        self.reason = reason
        super().__init__(
            f"{where}: {message}" if where else message,
            hint="See the guide on the guard: it shows every part of a policy.",
            details={"where": where, "reason": reason},
        )


class PolicyChanged(Conflict):
    """The policy that was to be changed is no longer the one in force."""

    code = "guard_policy_changed"
