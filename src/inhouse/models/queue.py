"""A fair queue in front of a destination that answers only so many at once.

First come, first served for each person, and persons in turn: who asks for ten answers does not keep out who asks for
one. Leaving takes effect at once, whether one waits or is being served.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, Iterator

from inhouse.core.ids import PersonId
from inhouse.models.errors import QueueFull

_MOST_WAITING = 2_000


class Ticket:
    """One's place in the queue. Whoever takes one gives it back with `leave`, in a finally."""

    __slots__ = ("_changed", "_queue", "person", "place")

    def __init__(self, queue: "Queue", person: PersonId) -> None:
        self._queue = queue
        self._changed: asyncio.Future[None] | None = None
        self.person = person
        self.place = 0

    @property
    def served(self) -> bool:
        """Whether it is one's turn."""
        return self.place == 0

    async def wait(self) -> AsyncGenerator[int, None]:
        """Each new place in the queue, 1 for the next one; ends when it is one's turn. Use inside `aclosing`."""
        told = 0
        while self.place:
            if self.place != told:
                told = self.place
                yield told
            else:
                self._changed = asyncio.get_running_loop().create_future()
                await self._changed

    def moved(self, place: int) -> None:
        """Wake the waiter if its place has changed; for the queue."""
        if place == self.place:
            return
        self.place = place
        if self._changed is not None and not self._changed.done():
            self._changed.set_result(None)

    def leave(self) -> None:
        """Give the place back."""
        self._queue.remove(self)


class Queue:
    """`capacity` are served, the others wait."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._served: set[Ticket] = set()
        # Who is first in the order is served next; then that person goes to the end.
        self._waiting: OrderedDict[PersonId, deque[Ticket]] = OrderedDict()

    @property
    def running(self) -> int:
        """How many are being served."""
        return len(self._served)

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(len(tickets) for tickets in self._waiting.values())

    def enter(self, person: PersonId) -> Ticket:
        """Take a place; raises QueueFull."""
        ticket = Ticket(self, person)
        if not self._waiting and len(self._served) < self.capacity:
            self._served.add(ticket)
            return ticket
        if self.waiting >= _MOST_WAITING:
            raise QueueFull("Too many people wait for this model.", hint="Try again later.", retry_after=30)
        self._waiting.setdefault(person, deque()).append(ticket)
        ticket.place = self.waiting
        self._move_up()
        return ticket

    def remove(self, ticket: Ticket) -> None:
        """Forget a ticket, wherever it stands; a second time has no effect."""
        own = self._waiting.get(ticket.person)
        if ticket in self._served:
            self._served.discard(ticket)
        elif own is not None and ticket in own:
            own.remove(ticket)
            if not own:
                del self._waiting[ticket.person]
        else:
            return
        self._move_up()

    def resize(self, capacity: int) -> None:
        """Serve so many from now on; who is being served stays."""
        if capacity != self.capacity:
            self.capacity = capacity
            self._move_up()

    def _move_up(self) -> None:
        """Serve who may be served, and tell the others their places: persons in turn, as they would be served."""
        while self._waiting and len(self._served) < self.capacity:
            person, own = next(iter(self._waiting.items()))
            ticket = own.popleft()
            if own:
                self._waiting.move_to_end(person)
            else:
                del self._waiting[person]
            self._served.add(ticket)
            ticket.moved(0)
        place = 0
        rounds = [iter(own) for own in self._waiting.values()]
        while rounds:
            going: list[Iterator[Ticket]] = []
            for own in rounds:
                if (ticket := next(own, None)) is not None:
                    place += 1
                    ticket.moved(place)
                    going.append(own)
            rounds = going
