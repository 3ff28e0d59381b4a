import asyncio
from contextlib import aclosing
from uuid import uuid4

import pytest

from inhouse.core.ids import PersonId
from inhouse.models import queue as queue_room
from inhouse.models.errors import QueueFull
from inhouse.models.queue import Queue, Ticket

ANNE, BEN, CORA = (PersonId(uuid4()) for _ in range(3))


async def places(ticket: Ticket) -> list[int]:
    waiting = ticket.wait()
    async with aclosing(waiting):
        return [place async for place in waiting]


def served(queue: Queue, tickets: dict[str, Ticket]) -> list[str]:
    """In which order the waiting ones are served when one after the other ends."""
    order = [name for name, ticket in tickets.items() if ticket.served]
    for name in order:
        tickets[name].leave()
        order.extend(other for other, ticket in tickets.items() if ticket.served and other not in order)
    return order


async def test_who_finds_a_free_place_does_not_wait() -> None:
    queue = Queue(2)
    assert [await places(queue.enter(ANNE)), await places(queue.enter(ANNE))] == [[], []]
    assert (queue.running, queue.waiting) == (2, 0)


def test_first_come_first_served_for_one_person() -> None:
    queue = Queue(1)
    assert served(queue, {str(number): queue.enter(ANNE) for number in range(5)}) == list("01234")


def test_persons_take_turns() -> None:
    queue = Queue(1)
    tickets = {f"{name}{number}": queue.enter(who) for name, who in (("a", ANNE), ("b", BEN)) for number in range(3)}
    tickets["c0"] = queue.enter(CORA)
    assert served(queue, tickets) == ["a0", "a1", "b0", "c0", "a2", "b1", "b2"]


def test_the_places_told_are_the_order_of_serving() -> None:
    queue = Queue(1)
    tickets = {f"{name}{number}": queue.enter(who) for name, who in (("a", ANNE), ("b", BEN)) for number in range(4)}
    told = sorted((name for name, ticket in tickets.items() if not ticket.served), key=lambda name: tickets[name].place)
    assert served(queue, tickets)[1:] == told


async def test_each_new_place_is_told_once() -> None:
    queue = Queue(1)
    first, second, third = (queue.enter(ANNE) for _ in range(3))
    told = asyncio.ensure_future(places(third))
    await asyncio.sleep(0)
    first.leave()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    second.leave()
    assert await told == [2, 1]
    assert third.served


async def test_who_stops_waiting_leaves_at_once() -> None:
    queue = Queue(1)
    first, second, third = (queue.enter(ANNE) for _ in range(3))
    waiting = asyncio.ensure_future(places(second))
    await asyncio.sleep(0)
    waiting.cancel()
    second.leave()
    assert (third.place, queue.waiting) == (1, 1)
    first.leave()
    assert third.served


def test_leaving_twice_frees_one_place_only() -> None:
    queue = Queue(1)
    first, second, third = (queue.enter(ANNE) for _ in range(3))
    first.leave()
    first.leave()
    assert (second.served, third.served) == (True, False)


def test_more_places_serve_more() -> None:
    queue = Queue(1)
    tickets = [queue.enter(ANNE) for _ in range(4)]
    queue.resize(3)
    assert [ticket.served for ticket in tickets] == [True, True, True, False]
    queue.resize(1)
    tickets[0].leave()
    assert not tickets[3].served


def test_the_queue_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_room, "_MOST_WAITING", 2)
    queue = Queue(1)
    for _ in range(3):
        queue.enter(ANNE)
    with pytest.raises(QueueFull):
        queue.enter(BEN)
    assert queue.waiting == 2
