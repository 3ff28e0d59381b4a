import asyncio
from functools import partial

import orjson
import pytest

from inhouse.core.caller import Caller
from inhouse.core.errors import Unavailable
from inhouse.core.events import Finished, TextDelta
from inhouse.edge.asgi import Scope
from inhouse.gateway.openai import running
from inhouse.gateway.openai.doors import Doors
from inhouse.identity.errors import KeyExpired, KeyUnknown
from tests.moments import until
from tests.prompts import ANNAS_KEY
from tests.roads import ScriptedRoad
from tests.visits import Visit


class Lock:
    """Who is let in: anybody, until `error` is set."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.looked = 0

    async def __call__(self, scope: Scope) -> Caller | None:
        self.looked += 1
        if self.error is not None:
            raise self.error
        return ANNAS_KEY


@pytest.fixture
def lock(monkeypatch: pytest.MonkeyPatch) -> Lock:
    monkeypatch.setattr(running, "LOOK_SECONDS", 0.01)
    return Lock()


@pytest.mark.parametrize("error", [KeyUnknown("Gone."), KeyExpired("Over.")])
async def test_a_stream_ends_with_its_key_as_if_its_reader_had_left(
    world: ScriptedRoad, lock: Lock, error: Exception
) -> None:
    world.script = (TextDelta("Hi "), asyncio.Event(), TextDelta("you"), Finished("stop"))
    visit = Visit.asks(Doors(lock, world.entries), stream=True)
    await until(lambda: "model waits" in world.happened)
    lock.error = error
    await visit.done()

    told = [block for block in visit.body.decode().split("\n\n") if block.startswith("data: ")]
    assert orjson.loads(told[-1].removeprefix("data: "))["error"]["code"] == "invalid_api_key"
    assert visit.complete
    assert world.happened[-2:] == ["model closed", "ledger closed cut"]


async def test_what_waits_for_a_slow_reader_goes_with_the_key(world: ScriptedRoad, lock: Lock) -> None:
    first, second = asyncio.Event(), asyncio.Event()
    script = (TextDelta("One "), first, TextDelta("two "), second, TextDelta("three"), asyncio.Event())
    world.script = (*script, Finished("stop"))
    visit = Visit.asks(Doors(lock, world.entries), stream=True)
    await until(lambda: len(visit.sent) > 1)
    visit.reading.clear()
    for step in (first.set, second.set, partial(setattr, lock, "error", KeyUnknown("Gone."))):
        before = len(world.happened)
        step()
        await until(lambda before=before: len(world.happened) > before)
        await turns()
    await until(lambda: world.happened[-1] == "ledger closed cut")
    await turns()
    visit.reading.set()
    await visit.done()

    assert [word for word in (b"One ", b"two ", b"three") if word in visit.body] == [b"One ", b"two "]
    assert b"running calls have ended" in visit.body
    assert visit.complete


async def turns() -> None:
    """Let everything that can go on do so."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_an_answer_that_is_one_object_becomes_a_refusal(world: ScriptedRoad, lock: Lock) -> None:
    world.script = (TextDelta("Hi "), asyncio.Event(), Finished("stop"))
    visit = Visit.asks(Doors(lock, world.entries))
    await until(lambda: "model waits" in world.happened)
    lock.error = KeyUnknown("Gone.")
    await visit.done()

    assert (visit.status, visit.json["error"]["code"]) == (401, "invalid_api_key")
    assert "running calls have ended" in visit.json["error"]["message"]
    assert world.happened[-2:] == ["model closed", "ledger closed cut"]


async def test_a_database_that_is_away_ends_nobody(world: ScriptedRoad, lock: Lock) -> None:
    wait = asyncio.Event()
    world.script = (TextDelta("Hi "), wait, TextDelta("you"), Finished("stop"))
    visit = Visit.asks(Doors(lock, world.entries))
    await until(lambda: "model waits" in world.happened)
    lock.error, lock.looked = Unavailable("Away."), 0
    async with asyncio.timeout(10):
        while lock.looked < 2:
            await asyncio.sleep(0.01)
    wait.set()
    await visit.done()

    assert visit.json["choices"][0]["message"]["content"] == "Hi you"


async def test_who_leaves_while_the_key_goes_is_gone(world: ScriptedRoad, lock: Lock) -> None:
    world.script = (TextDelta("Hi "), asyncio.Event(), Finished("stop"))
    visit = Visit.asks(Doors(lock, world.entries), stream=True)
    await until(lambda: "model waits" in world.happened)
    lock.error = KeyUnknown("Gone.")
    visit.leave()
    await visit.done()

    assert world.happened[-2:] == ["model closed", "ledger closed cut"]


async def test_nothing_is_looked_for_when_nothing_runs(world: ScriptedRoad, lock: Lock) -> None:
    doors = Doors(lock, world.entries)
    assert (await Visit.asks(doors).done()).status == 200
    await asyncio.sleep(0.05)
    assert lock.looked == 1
    assert not doors._running._calls
