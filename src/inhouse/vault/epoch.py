"""An epoch: so long the same key, kept outside the database, lies over the keys of people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

USUAL_LENGTH = timedelta(days=7)
SHORTEST_LENGTH = timedelta(hours=1)
_LEAD_PART = 14
"""A turn begins before the epoch's end by this part of its length: half a day of a week."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """One epoch. From `turns_at` on the next one may begin; at `ends_at` its key is destroyed.

    `closed_at`: since then no key is under it any more. `destroyed_at`: its key is gone.
    """

    number: int
    began_at: datetime
    turns_at: datetime
    ends_at: datetime
    fingerprint: bytes
    closed_at: datetime | None = None
    destroyed_at: datetime | None = None


def next_epoch(before: Epoch | None, number: int, now: datetime, length: timedelta, fingerprint: bytes) -> Epoch:
    """The epoch that begins now.

    One that begins before its time ends when the one before it would have: an end that somebody was told stays true.
    """
    if before is not None and now < before.turns_at:
        return Epoch(number, now, before.turns_at, before.ends_at, fingerprint)
    return Epoch(number, now, now + length - length / _LEAD_PART, now + length, fingerprint)
