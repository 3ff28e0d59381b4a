"""How busy and how well each place is where models answer: its fair queue and its breaker.

The queue belongs to the destination, because its account counts calls to all models together; the breaker to one model
there, because one may be broken while the others are well.
"""

from dataclasses import dataclass

from inhouse.core import clock
from inhouse.models.breaker import Breaker, BreakerState
from inhouse.models.model import Deployment, Model
from inhouse.models.queue import Queue


@dataclass(frozen=True, slots=True)
class Standing:
    """One place now: calls that run or wait there, and for how many seconds no call goes there.

    `resting`: it has asked for a pause, so that others go first.
    """

    calls: int
    pause: float
    resting: bool = False


@dataclass(frozen=True, slots=True)
class PlaceState:
    """One place as an administrator sees it. `pause_seconds` is how long it will still be left alone."""

    destination: str
    model: str
    breaker: BreakerState
    failures: int
    pause_seconds: float
    running: int
    waiting: int


class Loads:
    """All places that have been called since the start."""

    def __init__(self) -> None:
        self._queues: dict[str, Queue] = {}
        self._breakers: dict[tuple[str, str], Breaker] = {}

    def queue(self, model: Model, deployment: Deployment) -> Queue:
        """The queue before the deployment's destination."""
        at_once = deployment.at_once or model.profile.at_once
        name = deployment.destination.name
        queue = self._queues.get(name)
        if queue is None:
            queue = self._queues[name] = Queue(at_once)
        queue.resize(at_once)
        return queue

    def breaker(self, deployment: Deployment) -> Breaker:
        """The breaker of the deployment."""
        place = deployment.destination.name, deployment.upstream_model
        breaker = self._breakers.get(place)
        if breaker is None:
            breaker = self._breakers[place] = Breaker()
        return breaker

    def standing(self, deployment: Deployment) -> Standing:
        """How busy and how well the deployment is now."""
        queue = self._queues.get(deployment.destination.name)
        calls = 0 if queue is None else queue.running + queue.waiting
        breaker, now = self.breaker(deployment), clock.monotonic()
        return Standing(calls, breaker.pause(now), breaker.resting(now))

    def queued(self) -> tuple[int, int]:
        """How many calls wait and how many run, at all places."""
        return sum(each.waiting for each in self._queues.values()), sum(each.running for each in self._queues.values())

    def places(self) -> list[PlaceState]:
        """Every place that was called, by name."""
        now = clock.monotonic()
        return [
            PlaceState(
                destination=name,
                model=model,
                breaker=breaker.state(now),
                failures=breaker.failures,
                pause_seconds=round(breaker.pause(now), 1),
                running=self._queues[name].running if name in self._queues else 0,
                waiting=self._queues[name].waiting if name in self._queues else 0,
            )
            for (name, model), breaker in sorted(self._breakers.items())
        ]
