"""Who may do what, in one place. Row-level security says it a second time."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Forbidden, NotFound
from inhouse.core.ids import PersonId


class Action(StrEnum):
    """What can be asked for."""

    READ = "read"
    CHANGE = "change"
    DELETE = "delete"
    CHANGE_SIGN_IN = "change sign-in"
    ADMINISTER = "administer"


@dataclass(frozen=True, slots=True)
class Owned:
    """Anything that belongs to one person."""

    owner: PersonId


def may(caller: Caller, action: Action, thing: Owned | None = None) -> bool:
    """Whether the caller may. What is owned is its owner's alone: being an administrator opens nothing."""
    match action:
        case Action.READ | Action.CHANGE | Action.DELETE:
            return thing is not None and thing.owner == caller.person
        case Action.CHANGE_SIGN_IN:
            return caller.kind is CallerKind.SESSION and (thing is None or thing.owner == caller.person)
        case Action.ADMINISTER:
            # A key in a script never administers.
            return caller.kind is CallerKind.SESSION and caller.admin
        case _:
            assert_never(action)


def check(caller: Caller, action: Action, thing: Owned | None = None) -> None:
    """Raises NotFound for another person's thing and Forbidden otherwise, unless the caller may."""
    if may(caller, action, thing):
        return
    if thing is not None and thing.owner != caller.person:
        raise NotFound("There is nothing here.")
    raise Forbidden("You may not do this.", hint="Ask an administrator of your company.")
