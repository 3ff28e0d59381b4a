"""What the guard does not let go, each with what a person can do about it.

Forbidden
`- Refused               403   guard_refused: the policy sends this nowhere near that destination
Conflict
|- Asks                  409   guard_asks: the person says first whether it goes
`- KeptLocal             409   guard_keeps_local: a model on this machine that is fit for work may have it
"""

from inhouse.core.errors import Conflict, Forbidden, InhouseError
from inhouse.core.events import Blocked


class Refused(Forbidden):
    """The policy does not let these words go to this destination. `blocked` says why and what may be done."""

    code = "guard_refused"

    def __init__(self, message: str, blocked: Blocked | None = None, *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.blocked = blocked


class Asks(Conflict):
    """The person is to say first whether these words go."""

    code = "guard_asks"

    def __init__(self, message: str, blocked: Blocked | None = None, *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.blocked = blocked


class KeptLocal(Conflict):
    """These words stay on this machine: a model there that is fit for work may have them."""

    code = "guard_keeps_local"

    def __init__(self, message: str, blocked: Blocked | None = None, *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.blocked = blocked


STOPS = (Refused, Asks, KeptLocal)


def blocked_of(error: InhouseError) -> Blocked | None:
    """What the guard said, if this error is the guard's."""
    return error.blocked if isinstance(error, STOPS) else None
