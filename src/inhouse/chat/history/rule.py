"""What may be said about history, and what counts when several things are said. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from inhouse.core.caller import Caller
from inhouse.core.errors import Conflict, Forbidden


class History(StrEnum):
    """Whether chats are kept, from the mildest word to the strictest."""

    FREE = "free"
    """Everybody chooses, chat by chat."""
    KEPT = "kept"
    """Every chat is kept: history cannot be off."""
    OFF = "off"
    """No chat is kept: history is always off."""


_ORDER = tuple(History)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is said for a group; None: for everybody."""

    group: UUID | None
    history: History


class HistoryMustBeOff(Forbidden):
    """Nothing may be kept for this caller."""

    code = "history_must_be_off"


class HistoryMustBeKept(Forbidden):
    """Every chat of this caller is kept."""

    code = "history_must_be_kept"


class HistoryIsOff(Conflict):
    """What is asked for would be stored, and the chat is one that is not."""

    code = "history_is_off"


Check = Callable[[Caller, bool], None]
"""Raises HistoryMustBeOff or HistoryMustBeKept unless the caller may write where history is off (True), or on."""


def allow_all(_caller: Caller, _off: bool) -> None:  # noqa: FBT001 (the shape of `Check`)
    """Everybody chooses."""


def strictest(rules: Iterable[Rule], caller: Caller) -> History:
    """What counts for the caller: `off` before `kept` before `free`, of the organisation and of all their groups.

    A group makes it stricter and never milder: what must not be stored is stored nowhere, whatever else is said.
    """
    said = (rule.history for rule in rules if rule.group is None or rule.group in caller.groups)
    return max(said, key=_ORDER.index, default=History.FREE)


def check(history: History, *, off: bool) -> None:
    """Raises HistoryMustBeOff or HistoryMustBeKept when what is asked for is not what must be."""
    if history is History.OFF and not off:
        raise HistoryMustBeOff(
            "Your organisation keeps no chats: history is off for you.", hint="Begin a new chat; it is not stored."
        )
    if history is History.KEPT and off:
        raise HistoryMustBeKept(
            "Your organisation keeps every chat: history cannot be off for you.",
            hint="Begin a new chat; it is kept, sealed, until you delete it.",
        )
