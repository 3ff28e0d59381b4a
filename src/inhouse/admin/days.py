"""When somebody was last here is told to administrators by the day: hours would make a time sheet of it."""

from datetime import UTC, datetime


def day_of(moment: datetime | None) -> datetime | None:
    """Midnight (UTC) of the moment's day."""
    return None if moment is None else moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
