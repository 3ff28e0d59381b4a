"""Who administers, said in one place. Row-level security says it a second time.

What a person owns is theirs alone: being an administrator opens nothing of others.
"""

from contextlib import AbstractAsyncContextManager
from enum import Enum

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Forbidden
from inhouse.store import Role, Store, Work


class Console(Enum):
    """The command line on the server itself. Whoever runs it holds the database."""

    HERE = "here"


Administration = Caller | Console
"""Whoever administers: a signed-in administrator, or the command line on the server."""


def administers(caller: Caller) -> bool:
    """Whether the caller may administer. A key in a script never does."""
    return caller.kind is CallerKind.SESSION and caller.admin


def check_administers(caller: Caller) -> None:
    """Raises Forbidden unless the caller may administer."""
    if not administers(caller):
        raise Forbidden("You may not do this.", hint="Ask an administrator of your company.")


def administer(store: Store, who: Administration) -> AbstractAsyncContextManager[Work]:
    """A unit of work for administration. Raises Forbidden."""
    if isinstance(who, Console):
        return store.work(None, Role.JOBS)
    check_administers(who)
    return store.work(who)
