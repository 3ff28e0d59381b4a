"""When an engine is ended because it was told words that are destroyed now: its memory forgets in no other way.

Ending it costs everybody who uses it: the time to load, and all that it had read already. So it is ended only while it
answers nobody, and seldom, however much is deleted. Waiting for such a moment is bounded too, for what is to be
forgotten and for who wants to be answered meanwhile.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """How soon one engine is ended to forget, in seconds.

    The first time as soon as it answers nobody, later on not before `pause` has gone by since the last time. While
    there is no such moment, newcomers are let in for `opened` and kept waiting for `held`, in turns, so that there may
    be one. After so many `turns` it is ended in the middle of what it answers.
    """

    pause: float = 600.0
    opened: float = 300.0
    held: float = 30.0
    turns: int = 10

    @property
    def longest(self) -> float:
        """How long at most we wait for a moment in which it answers nobody."""
        return self.turns * (self.opened + self.held)

    def hold(self, waited: float) -> float:
        """How long a newcomer is to wait when we have waited so long for such a moment; 0: may come in."""
        into = waited % (self.opened + self.held)
        return self.opened + self.held - into if waited >= 0 and into >= self.opened else 0.0
