"""How long we wait for a model, step by step, in seconds."""

from dataclasses import dataclass

from inhouse.core.destination import DestinationClass
from inhouse.net import Limits


@dataclass(frozen=True, slots=True)
class Patience:
    """`connect`: until a connection stands. `first`: from there to the first word. `idle`: between two pieces.

    `total`: for the whole answer, so that a server that drips does not hold its place for ever.
    """

    connect: float = 5.0
    first: float = 60.0
    idle: float = 60.0
    total: float = 1800.0

    def limits(self) -> Limits:
        """The same for one exchange of `net`."""
        return Limits(connect=self.connect, first_byte=self.first, idle=self.idle)


NEAR = Patience(first=900.0, idle=180.0, total=7200.0)
"""A model on this machine may read a long prompt for minutes before its first word."""
INSIDE = Patience(first=300.0, idle=120.0, total=3600.0)
"""So may one in our network, on larger machines."""
FAR = Patience()

_USUAL = {
    DestinationClass.LOCAL: NEAR,
    DestinationClass.PRIVATE: INSIDE,
    DestinationClass.EXTERNAL: FAR,
}


def usual(destination_class: DestinationClass) -> Patience:
    """How long we wait for a model so far away if its profile does not say."""
    return _USUAL[destination_class]
