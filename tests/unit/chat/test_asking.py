import asyncio
from collections.abc import Collection
from uuid import UUID

import pytest

from inhouse.chat.asking import Asking
from inhouse.chat.runs import About, Run, Runs
from inhouse.core.errors import Unavailable
from inhouse.core.events import Failed, TextDelta
from inhouse.core.ids import ChatId, PersonId, RunId, new_id
from tests.chats import an_answer
from tests.moments import until

PERSON, GONE_PERSON = PersonId(new_id()), PersonId(new_id())
KEY, GONE_KEY = new_id(), new_id()


async def standing(keys: Collection[UUID]) -> Collection[UUID]:
    return set(keys) - {GONE_KEY}


async def enabled(people: Collection[PersonId]) -> Collection[PersonId]:
    return set(people) - {GONE_PERSON}


def begun(runs: Runs, owner: PersonId, key: UUID | None = None) -> Run:
    with runs.begin(About(RunId(new_id()), ChatId(new_id()), owner, an_answer(None), key)) as run:
        run.publish(TextDelta("One"))
        return run


async def test_what_was_asked_with_a_key_that_is_gone_ends_and_says_so() -> None:
    runs = Runs()
    stopped = asyncio.Event()
    ended, kept = begun(runs, PERSON, GONE_KEY), begun(runs, PERSON, KEY)
    ended.when_cancelled(stopped.set)
    await Asking(runs, standing, enabled).look()
    assert (ended.ended, kept.ended, stopped.is_set()) == (True, False, True)
    last = ended.events[-1]
    assert isinstance(last, Failed)
    assert (last.code, last.retryable) == ("key_ended", False)
    assert ended.message().text == "One"


async def test_what_a_disabled_person_asked_ends_also_what_was_asked_with_a_key_that_stands() -> None:
    runs = Runs()
    ended, kept, by_key = begun(runs, GONE_PERSON), begun(runs, PERSON), begun(runs, GONE_PERSON, KEY)
    await Asking(runs, standing, enabled).look()
    assert (ended.ended, kept.ended, by_key.ended) == (True, False, True)
    assert isinstance(ended.events[-1], Failed)


async def test_nothing_is_asked_while_nothing_runs() -> None:
    async def never(_: Collection[object]) -> Collection[object]:
        raise AssertionError

    runs = Runs()
    begun(runs, PERSON, KEY).cancel()
    await Asking(runs, never, never).look()  # pyright: ignore[reportArgumentType]


async def test_a_change_is_looked_at_once_and_a_database_that_is_away_ends_nothing() -> None:
    asked: list[UUID] = []

    async def away(keys: Collection[UUID]) -> Collection[UUID]:
        asked.extend(keys)
        raise Unavailable("The database is away.")

    runs = Runs()
    run = begun(runs, PERSON, GONE_KEY)
    asking = Asking(runs, away, enabled)
    for _ in range(3):
        asking.changed()
    async with asyncio.timeout(10):
        while not asked:
            await asyncio.sleep(0)
    assert asked == [GONE_KEY]
    assert not run.ended
    with pytest.raises(Unavailable):
        await asking.look()


async def test_a_change_in_the_middle_of_a_look_is_looked_at_after_it() -> None:
    gone: set[UUID] = set()
    looks: list[asyncio.Event] = []

    async def slow(keys: Collection[UUID]) -> Collection[UUID]:
        stand = set(keys) - gone
        looks.append(asyncio.Event())
        await looks[-1].wait()
        return stand

    runs = Runs()
    run = begun(runs, PERSON, KEY)
    asking = Asking(runs, slow, enabled)
    asking.changed()
    await until(lambda: len(looks) == 1)
    gone.add(KEY)
    asking.changed()
    asking.changed()
    looks[0].set()
    await until(lambda: len(looks) == 2)
    looks[1].set()
    await until(lambda: run.ended)
    assert len(looks) == 2
