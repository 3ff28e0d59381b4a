"""A breaker for each place where a model answers: a place that keeps failing is left alone for a while.

    closed      calls go there; FAILURES of them failing in a row open it
    open        no call goes there, for a pause that doubles each time, up to LONGEST_PAUSE
    half open   one call goes there to see, and another each FIRST_PAUSE while none has ended; the end of one closes the
                breaker or opens it again

Pure: the time is given, in seconds on a clock that never goes back.
"""

from enum import StrEnum

FAILURES = 5
FIRST_PAUSE = 5.0
LONGEST_PAUSE = 60.0


class BreakerState(StrEnum):
    """Whether calls go there."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """What is known of one place."""

    __slots__ = ("_openings", "_probed_at", "_rests_until", "_until", "failures")

    def __init__(self) -> None:
        self.failures = 0
        self._openings = 0
        self._until = 0.0
        self._rests_until = 0.0
        self._probed_at: float | None = None

    def state(self, now: float) -> BreakerState:
        """How it stands."""
        if not self._openings:
            return BreakerState.CLOSED
        return BreakerState.OPEN if now < self._until else BreakerState.HALF_OPEN

    def pause(self, now: float) -> float:
        """For how many seconds no call goes there; 0 if one may go now."""
        until = self._until if self._probed_at is None else max(self._until, self._probed_at + FIRST_PAUSE)
        return max(0.0, until - now)

    def begin(self, now: float) -> None:
        """A call goes there."""
        self._probed_at = now if self.state(now) is BreakerState.HALF_OPEN else None

    def answered(self) -> None:
        """The place has answered."""
        self.failures = self._openings = 0
        self._until = 0.0
        self._probed_at = None

    def failed(self, now: float) -> None:
        """A call failed there."""
        probed, self._probed_at = self._probed_at is not None, None
        self.failures += 1
        if probed or (not self._openings and self.failures >= FAILURES):
            self._until = now + min(FIRST_PAUSE * 2**self._openings, LONGEST_PAUSE)
            self._openings += 1

    def left(self) -> None:
        """A call ended without telling anything about the place."""
        self._probed_at = None

    def rest(self, seconds: float, now: float) -> None:
        """The place itself asked for a pause; that is no failure."""
        self._rests_until = max(self._rests_until, now + min(seconds, LONGEST_PAUSE))

    def resting(self, now: float) -> bool:
        """Whether it has asked for a pause: others go first, and if there are none it is asked all the same."""
        return now < self._rests_until
