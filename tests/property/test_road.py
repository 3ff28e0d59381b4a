"""Whatever the model does and whenever the reader leaves: no call without a line, and every line is closed once."""

import asyncio
from collections.abc import Generator
from contextlib import aclosing
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.core.caller import Caller
from inhouse.core.errors import InhouseError, Unavailable
from inhouse.core.events import Event, Failed, Finished, Queued, Relayed, TextDelta, Usage
from inhouse.core.prompt import Cleared
from inhouse.gateway import attempts
from inhouse.gateway.attempts import MOST_ATTEMPTS
from inhouse.guard.policies.presets import STRICT
from inhouse.ledger import writer
from inhouse.models.call import Outbound
from inhouse.models.errors import BadAnswer, ModelUnavailable
from inhouse.models.model import Deployment, Model
from tests.prompts import ANNA, FAR, HERE, model_at, prompt_of
from tests.roads import ScriptedRoad, Step

ENDS = [Finished("stop"), Finished("cancelled"), Failed("died", "It died.", None, retryable=True)]
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(TextDelta, st.text(max_size=3)),
    st.sampled_from([Queued(1), Usage(1, 2), Relayed(b"data: {}\n\n", 1), *ENDS]),
    st.builds(Unavailable, st.just("away")),
    st.builds(KeyError),
)


@pytest.fixture(autouse=True, scope="module")
def a_lost_log_is_tried_again_at_once() -> Generator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "RETRY_SECONDS", 0)
        patch.setattr(attempts, "_FIRST_PAUSE", 0)
        yield


@dataclass(frozen=True)
class Reader:
    """Reads so many events, letting the loop turn between them, then leaves or is cancelled; None stays to the end."""

    most: int | None
    turns: int
    cancelled_at_turn: int | None


READERS = st.builds(Reader, st.none() | st.integers(0, 6), st.integers(0, 3), st.none() | st.integers(0, 40))


def kind_of(event: Event | Relayed) -> str:
    return "relayed" if isinstance(event, Relayed) else event.type


async def read(world: ScriptedRoad, reader: Reader) -> list[Event | Relayed]:
    got: list[Event | Relayed] = []
    # By the strict policy an address does not go there.
    said = "hello" if world.destination is HERE else "Mail anna.keller@northwind.de"
    events = world.road.run(ANNA, prompt_of(said))
    async with aclosing(events):
        async for event in events:
            got.append(event)
            for _ in range(reader.turns):
                await asyncio.sleep(0)
            if reader.most is not None and len(got) >= reader.most:
                break
    return got


async def visit(world: ScriptedRoad, reader: Reader) -> list[Event | Relayed] | BaseException:
    await world.ledger.start()
    reading = asyncio.create_task(read(world, reader))
    if reader.cancelled_at_turn is not None:
        for _ in range(reader.cancelled_at_turn):
            await asyncio.sleep(0)
        reading.cancel()
    (result,) = await asyncio.gather(reading, return_exceptions=True)
    # What has been left at this point is closed: nothing waits for the loop to tidy up.
    assert world.happened.count("model called") == world.happened.count("model closed")
    await world.ledger.stop()
    return result


def check(world: ScriptedRoad, reader: Reader, result: list[Event | Relayed] | BaseException) -> None:
    happened = [line.split(" ", 2)[:2] for line in world.happened]
    opened, closed = happened.count(["ledger", "opened"]), happened.count(["ledger", "closed"])
    assert opened == closed <= 1
    if ["model", "called"] in happened:
        assert happened.index(["ledger", "opened"]) < happened.index(["model", "called"])
        assert happened.index(["model", "closed"]) < happened.index(["ledger", "closed"])
    if isinstance(result, BaseException):
        assert isinstance(result, InhouseError | KeyError | asyncio.CancelledError)
        return
    ends = [event for event in result if isinstance(event, Finished | Failed)]
    assert [kind_of(event) for event in result].count("disclosure") <= 1
    told = [kind_of(event) for event in result if not isinstance(event, Queued)]
    assert not told or told[0] == "disclosure"
    assert ends == result[len(result) - len(ends) :]
    assert len(ends) <= 1
    if reader.most is None:
        assert len(ends) == 1


@settings(deadline=None)
@given(st.lists(STEPS, max_size=6), READERS, st.sampled_from([HERE, HERE, FAR]), st.booleans())
def test_every_interleaving_keeps_the_promises(
    script: list[Step], reader: Reader, destination: object, lost: bool
) -> None:
    world = ScriptedRoad(*script, destination=HERE if destination is HERE else FAR)
    world.log.lose_answer, world.policy = lost, STRICT
    with asyncio.Runner() as runner:
        result = runner.run(visit(world, reader))
    check(world, reader, result)
    if destination is FAR:
        assert not any(line.startswith("model") for line in world.happened)


class SeveralPlaces(ScriptedRoad):
    """The model answers at several places; each attempt follows a script of its own."""

    def __init__(self, scripts: list[list[Step]], places: int) -> None:
        super().__init__()
        self.scripts = scripts
        several = tuple(replace(HERE, name=f"place {number}") for number in range(places))
        self.model = replace(model_at(HERE), deployments=tuple(Deployment(each, "scripted") for each in several))

    async def find(self, model_id: str, caller: Caller) -> Model:
        return self.model

    def prepare(self, cleared: Cleared, deployment: Deployment) -> Outbound:
        assert cleared.destination == deployment.destination
        self.script = self.scripts.pop(0) if self.scripts else []
        return super().prepare(cleared, deployment)


def passing() -> ModelUnavailable:
    error = ModelUnavailable("It is away.")
    error.transient = True
    return error


TROUBLE: st.SearchStrategy[Step] = st.one_of(st.builds(passing), st.builds(BadAnswer, st.just("bad")), STEPS)


@settings(deadline=None)
@given(st.lists(st.lists(TROUBLE, max_size=3), max_size=8), st.integers(1, 3), READERS)
def test_every_attempt_has_a_line_that_is_closed_once_and_none_follows_a_first_event(
    scripts: list[list[Step]], places: int, reader: Reader
) -> None:
    world = SeveralPlaces(scripts, places)
    with asyncio.Runner() as runner:
        result = runner.run(visit(world, reader))
    happened = [line.split(" ", 2)[:2] for line in world.happened]
    opened = happened.count(["ledger", "opened"])
    assert opened == happened.count(["ledger", "closed"])
    assert happened.count(["model", "called"]) <= opened <= MOST_ATTEMPTS
    if not isinstance(result, BaseException):
        assert [kind_of(event) for event in result].count("disclosure") <= 1
        ends = [event for event in result if isinstance(event, Finished | Failed)]
        assert ends == result[len(result) - len(ends) :]
        assert len(ends) <= 1
