"""What can go wrong with the database, as a tree.

    Unavailable            503
    |- DatabaseAway        503  refused, lost, shutting down, too busy; retry_after
    `- StorageFull         507  the disk is full
    InvalidRequest         400
    `- NotStorable         400  text that PostgreSQL cannot hold (NUL, half a surrogate pair, a number out of range)
    InhouseError           500
    |- StatementFailed     500  a fault of ours: the statement is wrong or breaks a rule of the tables
    |  `- AlreadyThere     500  a unique rule; `constraint` names it. Rooms turn it into a Conflict of their own
    |- DatabaseNewer       500  at the start: the tables were made by a later Inhouse
    `- RolesMissing        500  at the start: our roles are not there and we may not make them

None holds values of rows: PostgreSQL's own text ("Key (email)=(...)") is dropped.
"""

from inhouse.core.errors import InhouseError, InvalidRequest, Unavailable


class DatabaseAway(Unavailable):
    """The database does not answer now; what was asked was not done, or at a lost COMMIT may have been done."""

    code = "database_away"


class StorageFull(Unavailable):
    """The database's disk is full; nothing was stored."""

    status = 507
    code = "storage_full"


class NotStorable(InvalidRequest):
    """The text or number cannot be stored in PostgreSQL."""

    code = "not_storable"


class StatementFailed(InhouseError):
    """The database refused a statement of ours. `state` is the SQLSTATE (PostgreSQL manual, appendix A)."""

    def __init__(self, state: str, constraint: str | None = None) -> None:
        super().__init__("Something went wrong on our side.", hint="Try again; if it stays, tell your administrator.")
        self.state = state
        self.constraint = constraint


class AlreadyThere(StatementFailed):
    """A row with the same unique value is there already; `constraint` names the rule."""


class DatabaseNewer(InhouseError):
    """The tables were made by a later version of Inhouse."""

    code = "database_newer"


class RolesMissing(InhouseError):
    """Roles cannot be made or signed in as; the hint is the SQL for the database's administrator."""

    code = "database_roles_missing"
