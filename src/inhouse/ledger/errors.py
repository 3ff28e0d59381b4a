"""Why the ledger cannot write, or has nothing to show.

Unavailable
|- LedgerUnavailable   503   a line cannot be written now: no line, no call
|- LogAway             503   the log's home does not answer, or somebody else holds the log
`- ActsGone            503   acts that were to be numbered are in another log already
NotFound
|- NoReceipt           404   there is no such receipt of the caller's
`- NotCovered          404   no checkpoint covers the entry yet, or the log's files do not show it
Conflict
|- VerificationRuns    409   somebody is verifying already
`- LogRewritten        409   what is in the log's home is not what was signed
"""

from inhouse.core.errors import Conflict, NotFound, Unavailable


class LedgerUnavailable(Unavailable):
    """A line cannot be written now, so nothing may leave."""

    code = "ledger_unavailable"


class LogAway(Unavailable):
    """The log's home does not answer, or another server holds the log. What was asked may have happened or not."""

    code = "log_away"


class ActsGone(Unavailable):
    """An act waits no longer: another server has numbered it. Nothing was written."""

    code = "acts_gone"


class NoReceipt(NotFound):
    """There is no such receipt, it is not numbered yet, or it is somebody else's."""

    code = "no_receipt"

    def __init__(self, hint: str = "That of a new answer takes some seconds: try again.") -> None:
        super().__init__("There is no such receipt of yours.", hint=hint)


class NotCovered(NotFound):
    """No checkpoint covers the entry yet, or the log's files do not show it."""

    code = "not_covered"


class VerificationRuns(Conflict):
    """The server is verifying its record already."""

    code = "verification_runs"

    def __init__(self) -> None:
        super().__init__("The record is being verified already.", hint="Wait for it, or stop it first.")


class LogRewritten(Conflict):
    """The log's home holds other entries, or fewer, than a checkpoint has signed: nothing is signed any more."""

    code = "log_rewritten"
