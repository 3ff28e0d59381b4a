"""Turns the driver's errors into ours, by SQLSTATE (PostgreSQL manual, appendix A)."""

import logging

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from inhouse.core.errors import InhouseError
from inhouse.store.errors import AlreadyThere, DatabaseAway, NotStorable, StatementFailed, StorageFull

_log = logging.getLogger(__name__)

TROUBLE = (DBAPIError, PoolTimeout, OSError)
"""What SQLAlchemy and the driver raise. TimeoutError is an OSError; so is a refused connection."""

_DISK_FULL = "53100"
_UNIQUE = "23505"
_REFERRED = "23503"
_AWAY = (
    "08",  # connection
    "28",  # who we are was refused: a restored or half-configured server
    "3D",  # the database is not there (yet)
    "40",  # serialisation and deadlock: the other one won
    "53",  # no memory, too many connections
    "55P03",  # a lock was not free in time
    "57",  # shutting down, starting up, cancelled by a time limit
    "58",  # input and output
    "25P03",  # we held a transaction too long
)
_NOT_STORABLE = ("22", "54")


def of(error: Exception) -> InhouseError:
    """Our error for one of `TROUBLE`."""
    state, constraint = _facts(error)
    if state == _DISK_FULL:
        _log.error("the database's disk is full")
        return StorageFull(
            "The disk is full: nothing was stored.", hint="Tell your administrator to make room.", retry_after=30
        )
    if state.startswith(_AWAY) or _is_away(error, state):
        _log.warning("the database is away: %s", state or type(error).__name__)
        return DatabaseAway("The database does not answer.", hint="Try again in a few seconds.", retry_after=2)
    if state.startswith(_NOT_STORABLE) or _is_unencodable(error):
        return NotStorable(
            "A text or number in the request cannot be stored.",
            hint="Remove control characters such as NUL and incomplete emoji.",
        )
    if state == _UNIQUE:
        # Two people chose the same name: whoever asked says so, and nothing is wrong with us.
        _log.info("a value is there already: %s", constraint or "")
        return AlreadyThere(state, constraint)
    if state == _REFERRED:
        # It is gone, or never was: as with a name that is taken, whoever asked says so.
        _log.info("what a value names is not there: %s", constraint or "")
    else:
        _log.error("a statement failed: %s %s", state or type(error).__name__, constraint or "")
    return StatementFailed(state, constraint)


def _facts(error: Exception) -> tuple[str, str | None]:
    origin: object = error.orig if isinstance(error, DBAPIError) else error
    cause = getattr(origin, "__cause__", None)
    state = getattr(origin, "sqlstate", None) or getattr(cause, "sqlstate", None) or ""
    return str(state), getattr(cause, "constraint_name", None)


def _is_away(error: Exception, state: str) -> bool:
    if isinstance(error, DBAPIError):
        return error.connection_invalidated and not state
    return not state


def _is_unencodable(error: Exception) -> bool:
    # The driver refuses values that do not fit the column's type before it sends them.
    return isinstance(error, DBAPIError) and isinstance(getattr(error.orig, "__cause__", None), ValueError)
