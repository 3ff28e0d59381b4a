import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from uuid import uuid4

import orjson
import pytest

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InhouseError
from inhouse.core.events import Event, Finished, Queued, Relayed, TextDelta, Usage
from inhouse.core.ids import PersonId
from inhouse.core.prompt import Cleared, CommitmentKey, Prompt, PromptMessage, Purpose, Role, Text, Verdict
from inhouse.models.breaker import FAILURES, BreakerState
from inhouse.models.call import Models, Outbound
from inhouse.models.errors import (
    AnswerBroken,
    BadAnswer,
    ModelUnavailable,
    ModelUnknown,
    PromptTooLong,
    ServerTrouble,
    UpstreamBusy,
)
from inhouse.models.model import UNTOLD, Deployment, Kind, Model
from inhouse.models.patience import Patience
from inhouse.models.profile import Profile, Quirks
from inhouse.net import Client, Destinations
from tests.scripted import Answer, Cut, Gate, Upstream, broken, chunk, document, failure, prompt_too_long, words

THERE = Destination("there", DestinationClass.LOCAL, Assurance.DECLARED)
MODEL = Model("m", "Scripted", "", Kind.OPENAI, (Deployment(THERE, "scripted"),), Profile(1000, 400, at_once=1), UNTOLD)


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream() as server:
        yield server


def later(status: int, when: str) -> Answer:
    return Answer((b"{}",), status=status, headers=(("retry-after", when),))


class House:
    """The room models on one scripted server."""

    def __init__(self, upstream: Upstream, client: Client) -> None:
        self.upstream = upstream
        self.known = {"m": MODEL}
        self.models = Models(client, self._find)

    def _find(self, model_id: str) -> Model:
        if model_id not in self.known:
            raise ModelUnknown
        return self.known[model_id]

    def cleared(self, model: str = "m") -> Cleared:
        prompt = Prompt(model, (PromptMessage(Role.USER, (Text("hi"),)),), Purpose.CHAT, CommitmentKey(b"k"))
        return Cleared(prompt, THERE, Verdict.PASS, "policy", "1")

    def prepare(self) -> Outbound:
        return self.models.prepare(self.cleared(), MODEL.deployments[0])

    async def ask(self, caller: Caller | None = None) -> list[Event | Relayed]:
        events: list[Event | Relayed] = []
        stream = self.models.stream(
            self.models.prepare(self.cleared(), self.known["m"].deployments[0]), caller or somebody()
        )
        async with aclosing(stream):
            async for event in stream:
                events.append(event)  # noqa: PERF401 (what came before an error is looked at)
        return events

    def change(self, **profile: object) -> None:
        self.known["m"] = replace(MODEL, profile=replace(MODEL.profile, **profile))  # type: ignore[arg-type]


def somebody() -> Caller:
    return Caller(PersonId(uuid4()), admin=False, kind=CallerKind.SESSION, credential=uuid4())


@pytest.fixture
async def house(upstream: Upstream) -> AsyncIterator[House]:
    table = Destinations()
    table.declare(upstream.entry("there"))
    async with Client(table) as client:
        yield House(upstream, client)


async def test_a_call_gives_the_answer(house: House) -> None:
    house.upstream.will(words("Hello", " there", usage=(5, 2)))
    events = await house.ask()
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert (text, events[-2:]) == ("Hello there", [Usage(5, 2), Finished("stop")])
    (seen,) = house.upstream.requests
    assert (seen.path, seen.json["model"], seen.json["stream"], seen.json["store"]) == (
        "/v1/chat/completions",
        "scripted",
        True,
        False,
    )


async def test_exactly_the_prepared_bytes_leave(house: House) -> None:
    outbound = house.prepare()
    stream = house.models.stream(outbound, somebody())
    async with aclosing(stream):
        assert [event async for event in stream]
    assert house.upstream.requests[0].body == outbound.body
    assert not any("authorization" in header for header in outbound.sent.headers)


async def test_a_model_that_moved_is_not_sent_what_was_cleared_for_its_old_place(house: House) -> None:
    elsewhere = Destination("elsewhere", DestinationClass.EXTERNAL, Assurance.DECLARED)
    house.known["m"] = replace(MODEL, deployments=(Deployment(elsewhere, "scripted"),))
    with pytest.raises(ModelUnavailable):
        house.prepare()
    with pytest.raises(ModelUnknown):
        house.models.prepare(house.cleared("gone"), MODEL.deployments[0])


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (prompt_too_long(5000, 4096), PromptTooLong),
        (failure(429), UpstreamBusy),
        (failure(503), ModelUnavailable),
        (failure(401), ModelUnavailable),
        (document(b"<html>not a model</html>"), BadAnswer),
        (document(b"{}", "application/json"), BadAnswer),
        (Answer((b"x",), status=307, headers=(("location", "/elsewhere"),)), ModelUnavailable),
        (Answer((Cut(),)), ModelUnavailable),
        (broken(b"data: {\n\n"), BadAnswer),
        (broken(b'data: {"error": {"message": "overloaded"}}\n\n'), BadAnswer),
        (broken(b": only comments\n\n"), BadAnswer),
        (broken(*[b"data: " + b"x" * 60_000] * 20), BadAnswer),
    ],
)
async def test_trouble_before_the_first_word_is_raised(house: House, answer: Answer, error: type[InhouseError]) -> None:
    house.upstream.will(answer)
    with pytest.raises(error):
        await house.ask()
    assert await house.ask()


async def test_a_server_that_is_away_is_worth_another_try(upstream: Upstream, house: House) -> None:
    await upstream.__aexit__()
    with pytest.raises(ModelUnavailable) as caught:
        await house.ask()
    assert caught.value.status == 503
    assert caught.value.retry_after is not None


async def test_trouble_after_the_first_word_keeps_the_words(house: House) -> None:
    gate = Gate()
    house.upstream.will(words("half a", gate, Cut()))
    stream = house.models.stream(house.prepare(), somebody())
    async with aclosing(stream):
        assert await anext(stream) == TextDelta("half a")
        gate.open()
        with pytest.raises(AnswerBroken) as caught:
            await anext(stream)
    assert caught.value.cause == "destination_unreachable"
    assert house.models.queued() == (0, 0)


async def test_an_answer_that_just_ends_says_so(house: House) -> None:
    house.upstream.will(broken(chunk(delta={"content": "half"})))
    with pytest.raises(AnswerBroken):
        await house.ask()


async def test_leaving_reaches_the_server_at_once(house: House) -> None:
    gate = Gate()
    house.upstream.will(words("one", gate))
    stream = house.models.stream(house.prepare(), somebody())
    async with aclosing(stream):
        assert await anext(stream) == TextDelta("one")
        await gate.reached.wait()
    await house.upstream.left()
    assert house.models.queued() == (0, 0)


async def test_who_waits_is_told_the_place_and_is_served_in_turn(house: House) -> None:
    gate = Gate()
    house.upstream.will(words("one", gate), words("two"))
    first = asyncio.ensure_future(house.ask())
    await gate.reached.wait()
    second = house.models.stream(house.prepare(), somebody())
    async with aclosing(second):
        assert await anext(second) == Queued(1)
        assert house.models.queued() == (1, 1)
        assert len(house.upstream.requests) == 1
        gate.open()
        assert await anext(second) == TextDelta("two")
    assert (await first)[-1] == Finished("stop")


async def test_who_stops_waiting_never_reaches_the_server(house: House) -> None:
    gate = Gate()
    house.upstream.will(words("one", gate))
    first = asyncio.ensure_future(house.ask())
    await gate.reached.wait()
    waiting = asyncio.ensure_future(house.ask())
    while house.models.queued() != (1, 1):
        await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert house.models.queued() == (0, 1)
    gate.open()
    await first
    assert len(house.upstream.requests) == 1


async def test_a_place_is_kept_until_the_engine_is_idle_again(house: House) -> None:
    house.change(quirks=Quirks(slots=True))
    free = Gate()
    busy = document(orjson.dumps([{"is_processing": True}]), "application/json")
    idle = Answer((free, orjson.dumps([{"is_processing": False}])), headers=(("content-type", "application/json"),))
    house.upstream.on("/slots", busy, busy, idle)
    reading = Gate()
    house.upstream.will(Answer((reading,)), words("next"))
    first = asyncio.ensure_future(house.ask())
    await reading.reached.wait()
    first.cancel()
    second = asyncio.ensure_future(house.ask())
    await free.reached.wait()
    assert house.models.queued() == (1, 1)
    assert len(house.upstream.requests) == 1
    free.open()
    assert (await second)[0] == Queued(1)
    assert len(house.upstream.requests) == 2


@pytest.mark.parametrize("slots", [failure(501), document(b"<html>"), document(b"{}", "application/json")])
async def test_a_place_is_not_kept_when_the_engine_cannot_tell(house: House, slots: Answer) -> None:
    house.change(quirks=Quirks(slots=True))
    house.upstream.on("/slots", slots)
    reading = Gate()
    house.upstream.will(Answer((reading,)), words("next"))
    first = asyncio.ensure_future(house.ask())
    await reading.reached.wait()
    first.cancel()
    assert (await house.ask())[-1] == Finished("stop")


async def test_a_loop_of_a_small_model_is_cut(house: House) -> None:
    house.change(cut_loops=True)
    gate = Gate()
    progress = chunk(delta={})[:-3] + b', "prompt_progress": {"total": 31}}\n\n'
    again = ["I am not sure what you mean by that, but here it is. "] * 60
    house.upstream.will(words(progress, *again, gate))
    events = await house.ask()
    assert events[-1] == Finished("loop")
    assert isinstance(events[-2], Usage)
    assert events[-2].prompt_tokens == 31
    await house.upstream.left()


async def test_a_good_answer_leaves_the_connection_for_the_next(house: House) -> None:
    for _ in range(3):
        await house.ask()
    assert house.upstream.connections == 1


@pytest.mark.parametrize(
    ("answer", "cause", "wait", "transient"),
    [
        (failure(503), "status_503", None, True),
        (failure(529), "status_529", None, True),
        (failure(501), "status_501", None, False),
        (failure(401), "status_401", None, False),
        (failure(400), "status_400", None, False),
        (later(429, "7"), "status_429", 7, True),
        (later(503, "86400"), "status_503", 3600, True),
        (later(503, "Wed, 21 Oct 2015 07:28:00 GMT"), "status_503", 0, True),
        (later(503, "soon"), "status_503", None, True),
        (Answer((Cut(),)), "destination_unreachable", None, True),
        (Answer((b"x",), headers=(("content-encoding", "gzip"),)), "destination_bad_response", None, False),
    ],
)
async def test_trouble_tells_its_cause_and_whether_another_try_may_do_better(
    house: House, answer: Answer, cause: str, wait: float | None, *, transient: bool
) -> None:
    house.upstream.will(answer)
    with pytest.raises(InhouseError) as caught:
        await house.ask()
    error = caught.value
    assert isinstance(error, ServerTrouble)
    assert (error.cause, error.wait, error.transient) == (cause, wait, transient)


@pytest.mark.parametrize(
    ("steps", "cause"),
    [
        ((), "destination_timed_out"),
        ((b": still here\n\n",), "destination_timed_out"),
        ((chunk(delta={"role": "assistant", "content": ""}),), "destination_timed_out"),
    ],
)
async def test_a_server_that_does_not_come_to_its_first_word_has_its_time(
    house: House, steps: tuple[bytes, ...], cause: str
) -> None:
    house.change(patience=Patience(first=0.2))
    house.upstream.will(Answer((*steps, Gate())))
    with pytest.raises(ModelUnavailable) as caught:
        await house.ask()
    assert (caught.value.cause, caught.value.transient) == (cause, True)
    await house.upstream.left()
    assert house.models.queued() == (0, 0)


async def test_a_server_that_falls_silent_or_drips_without_end_is_left(house: House) -> None:
    for patience in (Patience(idle=0.1), Patience(total=0.0)):
        house.change(patience=patience)
        gate = Gate()
        house.upstream.will(words("half", gate, "more", Gate()))
        stream = house.models.stream(house.prepare(), somebody())
        async with aclosing(stream):
            assert await anext(stream) == TextDelta("half")
            if not patience.total:
                gate.open()
            with pytest.raises(AnswerBroken) as caught:
                await anext(stream)
        assert caught.value.cause == "destination_timed_out"


async def test_failures_in_a_row_open_the_breaker_of_the_place_and_an_answer_closes_it(house: House) -> None:
    place = MODEL.deployments[0]
    for _ in range(FAILURES):
        assert house.models.standing(place).pause == 0
        house.upstream.will(failure(500))
        with pytest.raises(ModelUnavailable):
            await house.ask()
    assert house.models.standing(place).pause > 0
    (state,) = house.models.places()
    assert (state.destination, state.model, state.breaker) == ("there", "scripted", BreakerState.OPEN)
    await house.ask()
    assert house.models.places()[0].breaker is BreakerState.CLOSED


@pytest.mark.parametrize("answer", [failure(400), failure(429)])
async def test_a_server_that_refuses_or_is_busy_is_not_broken(house: House, answer: Answer) -> None:
    for _ in range(FAILURES + 1):
        house.upstream.will(answer)
        with pytest.raises(InhouseError):
            await house.ask()
    assert house.models.places()[0].breaker is BreakerState.CLOSED


async def test_the_account_s_cap_counts_before_the_profile_s(house: House) -> None:
    place = replace(MODEL.deployments[0], at_once=2)
    house.known["m"] = replace(MODEL, deployments=(place,))
    gate = Gate()
    house.upstream.will(words("one", gate), words("two", gate), words("three"))
    asking = [asyncio.ensure_future(house.ask()) for _ in range(3)]
    await house.upstream.asked(2)
    assert (house.models.queued(), house.models.standing(place).calls) == ((1, 2), 3)
    gate.open()
    await asyncio.gather(*asking)
    assert house.models.queued() == (0, 0)
