"""What policies refuse.

InvalidRequest
`- PolicyUnusable         400   guard_policy_unusable: `details.where` says which part of the policy
Conflict
|- PolicyChanged          409   guard_policy_changed: somebody else changed the policy meanwhile
`- ReleaseAnswered        409   release_answered
NotFound
`- ReleaseUnknown         404   not_found
Forbidden
`- OfficersOnly           403   officers_only: also for one's own request
TooMany
`- TooManyReleases        429   too_many_releases: as many requests as may wait for an answer
"""

from inhouse.core.errors import Conflict, Forbidden, InvalidRequest, NotFound, TooMany


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


class ReleaseUnknown(NotFound):
    """There is no such request for release, or it is somebody else's."""


class ReleaseAnswered(Conflict):
    """Another officer has answered already, and an answer stays."""

    code = "release_answered"


class OfficersOnly(Forbidden):
    """Only officers see and answer requests for release, and nobody answers their own."""

    code = "officers_only"


class TooManyReleases(TooMany):
    """As many requests of one person wait for an answer as may."""

    code = "too_many_releases"
