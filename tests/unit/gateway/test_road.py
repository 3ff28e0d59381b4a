"""The road as transcripts: what happened, in which order."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

import pytest

from inhouse.core.caller import Caller
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import Unavailable
from inhouse.core.events import Disclosure, Event, Failed, Finished, Place, Queued, Relayed, Restored, TextDelta, Usage
from inhouse.core.prompt import Cleared, Prompt
from inhouse.gateway.road import Road
from inhouse.guard import Guard, KeptLocal
from inhouse.guard.policies.presets import BALANCED
from inhouse.ledger import LedgerUnavailable
from inhouse.models.call import Outbound
from inhouse.models.errors import BadAnswer, ModelUnavailable, ModelUnknown
from inhouse.models.load import Standing
from inhouse.models.model import Deployment, Model, Terms
from tests.guards import guard_of
from tests.moments import until
from tests.prompts import ANNA, FAR, HERE, model_at, outbound_of, prompt_of
from tests.worlds import END, Pause, World, kind_of

SAFE = Terms(trained_on=False, kept_days=0, monitored=False)


AWS_KEY = "AKIA" + "Q7ZR4MT2VX6KD3WB"


async def test_a_normal_call_goes_through_the_steps_in_their_order() -> None:
    world = World([TextDelta("Hi"), Usage(3, 1), END])

    got = await world.read()

    place = Place("engine", DestinationClass.LOCAL)
    assert got == [Disclosure(place, "pass", 0, "inhouse.test/one/1"), TextDelta("Hi"), Usage(3, 1), END]
    assert world.happened == [
        "model prepared", "ledger opened", "model got hello",
        "reader got disclosure", "reader got text_delta", "reader got usage", "reader got finished",
        "model closed", "ledger closed ok", "reader left",
    ]  # fmt: skip
    assert world.log.entries[1]["usage"] == {"prompt": 3, "completion": 1, "cached": 0, "reasoning": 0}


async def test_a_models_own_instructions_come_first_where_the_prompt_has_none() -> None:
    world = World([END])
    model = model_at(HERE)
    world.model = replace(model, profile=replace(model.profile, system_prompt="Be brief."))

    await world.read()

    assert world.sent == [["Be brief.", "hello"]]


async def test_a_refused_prompt_has_its_line_and_never_touches_the_model() -> None:
    world = World([TextDelta("Hi"), END], destination=FAR, text=f"Use {AWS_KEY} for it")

    with pytest.raises(KeptLocal):
        await world.read()

    assert world.happened == ["ledger refused guard_keeps_local"]
    assert world.log.entries[0]["findings"] == [{"kind": "secret.aws_access_key", "count": 1}]


async def test_what_is_kept_here_goes_to_a_model_of_this_machine_that_is_fit_for_work() -> None:
    world = World([TextDelta("Hi"), END], destination=FAR, text=f"Use {AWS_KEY} for it", local=model_at(HERE))

    disclosure, *_ = await world.read()

    assert disclosure == Disclosure(
        Place("engine", DestinationClass.LOCAL), "keep_local", 0, "inhouse.test/one/2", kept_from="demo"
    )
    assert [kind for kind in world.happened if kind.startswith("ledger")] == [
        "ledger refused guard_keeps_local", "ledger opened", "ledger closed ok",
    ]  # fmt: skip


async def test_stand_ins_leave_and_the_reader_gets_the_real_words() -> None:
    world = World(destination=FAR, text="Write to anna.keller@northwind.de", policy=BALANCED)
    world.echo = True

    disclosure, *events = await world.read()

    assert isinstance(disclosure, Disclosure)
    assert (disclosure.verdict, disclosure.replaced, disclosure.removed) == ("stand_in", 1, ())
    (restored,) = (event for event in events if isinstance(event, Restored))
    assert restored.value == "anna.keller@northwind.de"
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == world.text
    (sent,) = [step for step in world.happened if step.startswith("model got")]
    assert sent == f"model got Write to {restored.stand_in}"
    assert world.log.entries[0]["findings"] == [{"kind": "personal.email", "count": 1}]
    assert world.log.entries[0]["verdict"] == "stand_in"


async def test_a_guard_that_breaks_is_on_record_and_nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World([END])

    class Broken(Guard):
        async def clear(self, prompt: Prompt, caller: Caller, destination: Destination) -> Cleared:
            raise ZeroDivisionError

    guard = guard_of()
    world.road = Road(world, Broken(guard.policies, guard.eyes), world.ledger, world)
    with pytest.raises(ZeroDivisionError):
        await world.read()

    assert world.happened == ["ledger refused guard_failed"]


async def test_a_reader_who_leaves_closes_the_model_and_the_line_at_once() -> None:
    world = World([TextDelta("Hi"), TextDelta(" you"), END])

    await world.read(most=2)

    assert world.happened[3:] == [
        "reader got disclosure", "reader got text_delta", "model closed", "ledger closed cut", "reader left",
    ]  # fmt: skip


async def test_a_cancelled_reader_closes_the_model_and_the_line() -> None:
    world = World([TextDelta("Hi"), Pause()])
    reading = asyncio.create_task(world.read())
    await until(lambda: "reader got text_delta" in world.happened)

    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading

    assert world.happened[-2:] == ["model closed", "ledger closed cut"]


async def test_a_reader_who_leaves_after_the_end_has_not_cut_it() -> None:
    world = World([TextDelta("Hi"), END])
    await world.read(most=3)
    assert world.happened[-2:] == ["ledger closed ok", "reader left"]


async def test_without_the_ledger_the_model_is_never_touched() -> None:
    world = World([END])
    await world.ledger.start()
    world.log.away = True

    for _ in range(2):
        async with aclosing(world.road.run(ANNA, prompt_of("hello"))) as events:
            with pytest.raises(LedgerUnavailable):
                await anext(events)

    assert world.happened == ["model prepared", "model prepared"]
    await world.ledger.stop()


async def test_an_error_before_the_first_event_is_raised_and_the_line_names_it() -> None:
    world = World([Unavailable("The engine is starting.")])
    with pytest.raises(Unavailable):
        await world.read()
    assert world.happened[-2:] == ["model closed", "ledger closed failed unavailable"]


async def test_an_error_after_waiting_is_raised_because_the_model_has_said_nothing() -> None:
    world = World([Queued(1), Unavailable("The engine died.")])
    with pytest.raises(Unavailable):
        await world.read()
    assert world.happened[-3:] == ["reader got queued", "model closed", "ledger closed failed unavailable"]


async def test_places_in_the_queue_come_before_the_disclosure() -> None:
    world = World([Queued(2), Queued(1), TextDelta("Hi"), END])
    assert [kind_of(event) for event in await world.read()] == [
        "queued",
        "queued",
        "disclosure",
        "text_delta",
        "finished",
    ]


async def test_an_error_after_the_first_event_is_the_last_event() -> None:
    world = World([Queued(1), TextDelta("Hi"), Unavailable("The engine died.", hint="Try again.")])

    got = await world.read()

    assert got[-1] == Failed("unavailable", "The engine died.", "Try again.", retryable=True)
    assert world.happened[-4:] == [
        "model closed", "reader got failed", "ledger closed failed unavailable", "reader left",
    ]  # fmt: skip


async def test_a_stream_without_an_end_gets_one() -> None:
    world = World([TextDelta("Hi")])
    assert [kind_of(event) for event in await world.read()] == ["disclosure", "text_delta", "failed"]
    assert world.happened[-2:] == ["ledger closed failed answer_cut", "reader left"]


async def test_a_model_that_says_nothing_at_all_is_an_error() -> None:
    world = World([])
    with pytest.raises(Unavailable):
        await world.read()
    assert world.happened[-1] == "ledger closed failed answer_cut"


async def test_nothing_comes_after_the_end() -> None:
    world = World([END, TextDelta("more"), END])
    assert [kind_of(event) for event in await world.read()] == ["disclosure", "finished"]


async def test_a_fault_of_ours_is_closed_as_one() -> None:
    world = World([TextDelta("Hi"), KeyError("ours")])
    with pytest.raises(KeyError):
        await world.read()
    assert world.happened[-2:] == ["model closed", "ledger closed failed internal_error"]


async def test_an_answer_that_was_stopped_is_closed_as_cut() -> None:
    world = World([TextDelta("Hi"), Finished("cancelled")])
    await world.read()
    assert world.happened[-2:] == ["ledger closed cut", "reader left"]


async def test_the_line_commits_to_the_exact_bytes_that_leave() -> None:
    one, same, other = World([END]), World([END]), World([END])
    other.prepare = lambda cleared, deployment: outbound_of(b"something else")  # type: ignore[method-assign]
    for world in (one, same, other):
        await world.read()

    commits = [world.log.entries[0]["commit"] for world in (one, same, other)]
    assert commits[0] == commits[1] != commits[2]
    assert one.log.entries[0]["bytes"] == 5


AWAY = Destination("away", DestinationClass.LOCAL, Assurance.ENFORCED)
ELSEWHERE = Destination("elsewhere", DestinationClass.LOCAL, Assurance.ENFORCED)


def broken(status: int, wait: float | None = None) -> ModelUnavailable:
    error = ModelUnavailable("The model cannot answer now.", retry_after=5)
    error.cause, error.wait, error.transient = f"status_{status}", wait, True
    return error


class Places(World):
    """A model "demo" at two places and a model "spare"; a script for each attempt, by the place it goes to."""

    def __init__(self, *steps: tuple[str, Sequence[Event | Relayed | Exception | Pause]]) -> None:
        super().__init__()
        self.steps = list(steps)
        both = (Deployment(AWAY, "a", weight=1000, terms=SAFE), Deployment(ELSEWHERE, "b", terms=SAFE))
        self.demo = replace(model_at(AWAY), deployments=both, fallback=("gone", "far", "spare"), terms=SAFE)
        spare = replace(model_at(HERE), id="spare", deployments=(Deployment(HERE, "c", terms=SAFE),))
        far = replace(model_at(FAR), id="far", deployments=(Deployment(FAR, "d", terms=SAFE),))
        self.models = {each.id: each for each in (self.demo, spare, far)}
        self.calls = {"away": 0, "elsewhere": 1, "engine": 0}

    async def find(self, model_id: str, caller: Caller) -> Model:
        if model_id not in self.models:
            raise ModelUnknown
        return self.models[model_id]

    async def here(self, caller: Caller) -> Model | None:
        return self.local

    def standing(self, deployment: Deployment) -> Standing:
        return Standing(self.calls[deployment.destination.name], 0.0)

    def prepare(self, cleared: Cleared, deployment: Deployment) -> Outbound:
        assert cleared.destination == deployment.destination
        self.happened.append(f"{cleared.prompt.model} prepared for {deployment.destination.name}")
        return outbound_of(b"hello")

    async def stream(self, outbound: Outbound, caller: Caller) -> AsyncGenerator[Event | Relayed, None]:
        _, self.script = self.steps.pop(0)
        stream = super().stream(outbound, caller)
        async with aclosing(stream):
            async for event in stream:
                yield event


async def test_each_attempt_is_cleared_for_its_own_place_and_has_its_own_line() -> None:
    world = Places(("away", [broken(503)]), ("elsewhere", [BadAnswer("no")]), ("away", [TextDelta("Hi"), END]))
    world.demo = replace(world.demo, fallback=())

    got = await world.read()

    assert [kind_of(event) for event in got] == ["disclosure", "text_delta", "finished"]
    assert isinstance(got[0], Disclosure)
    assert (got[0].destination.name, got[0].line) == ("away", "inhouse.test/one/5")
    told = [line for line in world.happened if "prepared" in line or "ledger" in line]
    assert told == [
        "demo prepared for away", "ledger opened", "ledger closed failed status_503",
        "demo prepared for elsewhere", "ledger opened", "ledger closed failed bad_answer",
        "demo prepared for away", "ledger opened", "ledger closed ok",
    ]  # fmt: skip
    assert [entry["destination"] for entry in world.log.entries if entry["kind"] == "open"] == [
        "away", "elsewhere", "away",
    ]  # fmt: skip


async def test_a_fallback_answers_under_its_own_name_and_never_one_that_is_farther_away() -> None:
    trouble = ModelUnavailable("401")
    world = Places(("away", [trouble]), ("elsewhere", [trouble]), ("engine", [TextDelta("Hi"), END]))

    got = await world.read()

    assert isinstance(got[0], Disclosure)
    assert got[0].destination.name == "engine"
    assert [entry["model"] for entry in world.log.entries if entry["kind"] == "open"] == ["demo", "demo", "spare"]
    assert not any("far" in line for line in world.happened)


async def test_after_the_first_event_there_is_no_second_attempt() -> None:
    world = Places(("away", [TextDelta("Hi"), broken(503)]))
    got = await world.read()
    assert [kind_of(event) for event in got] == ["disclosure", "text_delta", "failed"]
    assert world.happened[-2:] == ["ledger closed failed status_503", "reader left"]


async def test_relayed_bytes_are_an_event_like_any_other() -> None:
    world = Places(("away", [Relayed(b"data: {}\n\n", 1), Usage(1, 1), END]))
    assert [kind_of(event) for event in await world.read()] == ["disclosure", "relayed", "usage", "finished"]


async def test_a_reader_is_told_of_a_long_pause_and_can_leave_during_it() -> None:
    world = Places(("away", [broken(503, wait=9)]), ("elsewhere", [ModelUnavailable("401")]))
    reading = asyncio.create_task(world.read())
    await until(lambda: "reader got queued" in world.happened)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert [line for line in world.happened if "opened" in line] == ["ledger opened"] * 2
