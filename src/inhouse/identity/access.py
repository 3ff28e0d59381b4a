"""Who administers, said in one place. Row-level security says it a second time.

What a person owns is theirs alone: being an administrator opens nothing of others.
"""

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Forbidden


def administers(caller: Caller) -> bool:
    """Whether the caller may administer. A key in a script never does."""
    return caller.kind is CallerKind.SESSION and caller.admin


def check_administers(caller: Caller) -> None:
    """Raises Forbidden unless the caller may administer."""
    if not administers(caller):
        raise Forbidden("You may not do this.", hint="Ask an administrator of your company.")
