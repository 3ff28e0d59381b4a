"""The errors that a caller may see, drawn as a tree.

    InhouseError                     status, code, message, hint
    |- InvalidRequest        400     what was sent cannot be understood or used
    |- SignInNeeded          401     nobody is signed in, or the key is unknown
    |- Forbidden             403     known, but not allowed
    |- NotFound              404     not there, or somebody else's (we do not say which)
    |- Conflict              409     the state does not allow it
    |- Gone                  410     it was there and is destroyed
    |- TooLarge              413     more than the limit that the message names
    |- TooMany               429     slow down; retry_after in seconds
    `- Unavailable           503     a part of us is away; retry_after in seconds

Each room derives its own refusals in its `errors.py` and gives them a code of their own. A code, once published, stays.
"""

from collections.abc import Mapping
from typing import ClassVar


class InhouseError(Exception):
    """A refusal with an HTTP status, a stable code, a message for people and the next step.

    `message` and `hint` are shown to the caller: they never hold content, tokens or keys. `details` are further
    machine-readable facts of the same kind.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        retry_after: float | None = None,
        details: Mapping[str, int | float | str | None] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.retry_after = retry_after
        self.details = details


class InvalidRequest(InhouseError):
    """What was sent cannot be understood or used."""

    status = 400
    code = "invalid_request"


class SignInNeeded(InhouseError):
    """Nobody is signed in, the session has ended, or the key is unknown."""

    status = 401
    code = "sign_in_needed"


class Forbidden(InhouseError):
    """The caller is known and may not do this."""

    status = 403
    code = "forbidden"


class NotFound(InhouseError):
    """It is not there, or it is somebody else's; which of the two is not said."""

    status = 404
    code = "not_found"


class Conflict(InhouseError):
    """The present state does not allow it."""

    status = 409
    code = "conflict"


class Gone(InhouseError):
    """It was there and its key is destroyed."""

    status = 410
    code = "gone"


class TooLarge(InhouseError):
    """More than the limit that the message names."""

    status = 413
    code = "too_large"


class TooMany(InhouseError):
    """Too often or too many at once; `retry_after` says when to come back, in seconds."""

    status = 429
    code = "too_many_requests"


class Unavailable(InhouseError):
    """A part of the system is away for now; `retry_after` says when to come back, in seconds."""

    status = 503
    code = "unavailable"
