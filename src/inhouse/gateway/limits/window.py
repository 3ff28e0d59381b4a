"""A sliding minute: how much was taken in the last sixty seconds, never too little.

Time is cut into slots of one second. What is taken in a slot counts until 61 slots later, so for 60 to 61 seconds: in
no sixty seconds, wherever they begin, more is taken than the limit. (A token bucket would let twice the limit through
around the moment at which it is full.) Pure: `now` is in seconds, on a clock that does not go backwards; an earlier
moment than one that was seen counts as that one.
"""

from math import ceil

KEPT_SLOTS = 61


class Window:
    """What was taken in the sliding minute. At most 62 slots are kept, whatever comes."""

    __slots__ = ("_latest", "_slots", "total")

    def __init__(self) -> None:
        self._slots: dict[int, int] = {}
        self._latest = 0
        self.total = 0

    def advance(self, now: float) -> int:
        """Forget what is over; returns the slot of `now`."""
        slot = int(now)
        if slot <= self._latest:
            return self._latest
        self._latest = slot
        slots = self._slots
        while slots and (oldest := next(iter(slots))) <= slot - KEPT_SLOTS:
            self.total -= slots.pop(oldest)
        return slot

    def take(self, now: float, amount: int) -> int:
        """Count an amount now; returns the slot in which it stands, for `correct`."""
        slot = self.advance(now)
        self._slots[slot] = self._slots.get(slot, 0) + amount
        self.total += amount
        return slot

    def correct(self, slot: int, difference: int) -> None:
        """What was counted in `slot` turned out to be more or less. What is over is left as it is."""
        if slot in self._slots:
            self._slots[slot] += difference
            self.total += difference

    def wait(self, now: float, amount: int, limit: int) -> float:
        """Seconds until `amount` fits under `limit`, 0 if it does now; infinite if it never can."""
        self.advance(now)
        excess = self.total + amount - limit
        if excess <= 0:
            return 0.0
        for slot, taken in self._slots.items():
            excess -= taken
            if excess <= 0:
                return max(slot + KEPT_SLOTS - now, 0.001)
        return float("inf")

    def empty_in(self, now: float) -> int:
        """Whole seconds until nothing of what was taken counts any more."""
        self.advance(now)
        if self.total == 0:
            return 0
        last = next(slot for slot, taken in reversed(self._slots.items()) if taken)
        return max(ceil(last + KEPT_SLOTS - now), 1)
