"""What a removal is known by, and its two dates."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Receipt:
    """A removal on record: the act's id finds its proof.

    `unreadable_here`: through Inhouse. `unreadable_anywhere`: to a holder of disk, logs and master key.
    """

    act: UUID
    unreadable_here: datetime
    unreadable_anywhere: datetime


def dated(what: str, here: datetime, anywhere: datetime, **counts: int) -> dict[str, str | int | None]:
    """The facts of a removal's act."""
    dates = {"unreadable_here": _written(here), "unreadable_anywhere": _written(anywhere)}
    return {"what": what, **counts, **dates}


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
