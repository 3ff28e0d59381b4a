"""Why the ledger cannot write, or has nothing to show.

Unavailable
|- LedgerUnavailable   503   a line cannot be written now: no line, no call
|- LogAway             503   the log's home does not answer, or somebody else holds the log
`- ActsGone            503   acts that were to be numbered are in another log already
NotFound
`- NoReceipt           404   there is no such receipt of the caller's
"""

from inhouse.core.errors import NotFound, Unavailable


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

    def __init__(self) -> None:
        super().__init__("There is no such receipt of yours.", hint="A new one takes some seconds. Try again.")
