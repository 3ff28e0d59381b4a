"""Which doors a caller may enter. Every door asks here before it reads a body."""

from inhouse.core.caller import Caller, Door
from inhouse.gateway.errors import DoorNotAllowed


def check_door(caller: Caller, door: Door) -> None:
    """Raises DoorNotAllowed unless the caller's key is for this door."""
    if not caller.may_enter(door):
        raise DoorNotAllowed(
            f"This API key is not for the door '{door}'.", hint="Use a key whose scope names this door, or make one."
        )
