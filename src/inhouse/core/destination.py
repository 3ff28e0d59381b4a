"""Where words may go, and what is known about the place."""

from dataclasses import dataclass
from enum import StrEnum


class DestinationClass(StrEnum):
    """How far away a destination is: this machine, our own network, somebody else."""

    LOCAL = "local"
    PRIVATE = "private"
    EXTERNAL = "external"


class Assurance(StrEnum):
    """How we know the class: we enforce it here (the engine has no network), or somebody declared it."""

    ENFORCED = "enforced"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class Destination:
    """A place that words may be sent to: a name in the closed table of `net`, never an address."""

    name: str
    destination_class: DestinationClass
    assurance: Assurance
