"""Why the ledger cannot write.

Unavailable
|- LedgerUnavailable   503   a line cannot be written now: no line, no call
`- LogAway             503   the log's home does not answer, or somebody else holds the log
"""

from inhouse.core.errors import Unavailable


class LedgerUnavailable(Unavailable):
    """A line cannot be written now, so nothing may leave."""

    code = "ledger_unavailable"


class LogAway(Unavailable):
    """The log's home does not answer, or another server holds the log. What was asked may have happened or not."""

    code = "log_away"
