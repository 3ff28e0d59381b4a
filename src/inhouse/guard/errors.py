"""What the guard does not let go, each with what a person can do about it.

Forbidden
`- Stopped             403
   |- Refused          guard_refused: the policy does not let these words go to this destination
   |- Asks             guard_asks: the person says first whether they go
   `- KeptLocal        guard_keeps_local: a model on this machine that is fit for work may have them

None of them is a conflict: clients of the doors would send the same again, and again.
"""

from inhouse.core.errors import Forbidden, InhouseError
from inhouse.core.events import Blocked


class Stopped(Forbidden):
    """These words do not go to this destination now. `blocked` says why, and what may be done."""

    def __init__(self, message: str, blocked: Blocked | None = None, *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.blocked = blocked


class Refused(Stopped):
    """The policy does not let these words go to this destination."""

    code = "guard_refused"


class Asks(Stopped):
    """The person is to say first whether these words go."""

    code = "guard_asks"


class KeptLocal(Stopped):
    """These words stay on this machine: a model there that is fit for work may have them."""

    code = "guard_keeps_local"


def blocked_of(error: InhouseError) -> Blocked | None:
    """What the guard said, if this error is the guard's."""
    return error.blocked if isinstance(error, Stopped) else None
