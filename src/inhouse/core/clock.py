"""The clock. Everything asks here for the time, so that there is one place that decides the zone."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, in UTC, with its zone."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds on a clock that never goes backwards; only differences mean something."""
    return time.monotonic()
