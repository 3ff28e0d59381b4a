import asyncio

import pytest

from inhouse.chat import runs as runs_module
from inhouse.chat.chat import Status
from inhouse.chat.errors import RunNotFound, TooManyRuns
from inhouse.chat.runs import RUNS_PER_PERSON, About, Run, Runs
from inhouse.core.caller import Caller
from inhouse.core.events import Event, Failed, Finished, Reading, ReasoningDelta, TextDelta
from inhouse.core.ids import ChatId, RunId, new_id
from tests.chats import an_answer
from tests.people import someone


def about(caller: Caller | None = None) -> About:
    return About(RunId(new_id()), ChatId(new_id()), (caller or someone()).person, an_answer(None))


async def nothing(run: Run) -> None:
    await run.ends_within(60)


def text(run: Run) -> str:
    return "".join(event.text for event in run.events if isinstance(event, TextDelta))


async def read(run: Run, after: int = 0) -> list[Event]:
    seen: list[Event] = []
    while True:
        await run.changed(after + len(seen), 60)
        seen += run.since(after + len(seen))
        if run.ended:
            return [*seen, *run.since(after + len(seen))]


async def test_a_hundred_thousand_tiny_pieces_become_few_events() -> None:
    run = Run(about())
    for number in range(100_000):
        run.publish(TextDelta(str(number % 10)))
    run.publish(Finished("stop"))
    assert len(run.events) < 200
    assert len(run.message().text) == 100_000
    assert run.message().status is Status.COMPLETE


async def test_an_event_is_never_large() -> None:
    run = Run(about())
    for _ in range(1000):
        run.publish(TextDelta("x" * 1000))
    run.publish(Finished("stop"))
    assert max(len(event.text) for event in run.events if isinstance(event, TextDelta)) < 20_000
    assert len(text(run)) == 1_000_000


async def test_the_first_word_goes_out_at_once() -> None:
    run = Run(about())
    run.publish(TextDelta("First"))
    assert run.events == [TextDelta("First")]


async def test_a_lonely_piece_does_not_wait_for_another_one() -> None:
    run = Run(about())
    run.publish(TextDelta("one"))
    run.publish(TextDelta("two"))
    assert await run.changed(1, 5)
    assert run.since(1) == [TextDelta("two")]


async def test_text_and_reasoning_keep_their_order() -> None:
    run = Run(about())
    for event in (ReasoningDelta("a"), ReasoningDelta("b"), TextDelta("c"), TextDelta("d"), Reading(0), TextDelta("e")):
        run.publish(event)
    run.publish(Finished("stop"))
    kinds = [event.type for event in run.events]
    assert kinds.index("reasoning_delta") < kinds.index("text_delta") < kinds.index("reading")
    assert (run.message().text, run.message().reasoning) == ("cde", "ab")


async def test_halves_of_a_character_that_came_apart_are_joined_and_single_ones_replaced() -> None:
    run = Run(about())
    for piece in ("x", "\ud83e", "\uddad", "\ud800", "\x00"):
        run.publish(TextDelta(piece))
    run.publish(Finished("stop"))
    assert text(run) == "x\N{SEAL}\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"


async def test_readers_at_any_place_see_the_same() -> None:
    run = Run(about())
    readers = [asyncio.ensure_future(read(run, after)) for after in (0, 0, 2)]
    for number in range(5):
        run.publish(Reading(number))
        await asyncio.sleep(0)
    run.publish(Finished("stop"))
    whole = await readers[0]
    assert await readers[1] == whole == run.events
    assert await readers[2] == whole[2:]
    assert await read(run, 6) == []


async def test_only_the_first_end_counts() -> None:
    run = Run(about())
    run.publish(TextDelta("Half"))
    run.cancel()
    run.publish(TextDelta(" more"))
    run.publish(Finished("stop"))
    run.cancel()
    assert run.events == [TextDelta("Half"), Finished("cancelled")]
    assert run.message().status is Status.CANCELLED


async def test_cancelling_ends_the_log_at_once_whatever_the_model_does() -> None:
    runs, stubborn = Runs(), asyncio.Event()
    asked_to_stop = asyncio.Event()

    async def drive(run: Run) -> None:
        run.publish(TextDelta("one"))
        run.publish(TextDelta("two"))
        try:
            await asyncio.Event().wait()
        finally:
            asked_to_stop.set()
            await stubborn.wait()

    with runs.begin(about()) as run:
        pass
    runs.go(run, drive, nothing)
    await run.changed(0, 5)
    run.cancel()
    assert run.ended
    assert text(run) == "onetwo"
    await asked_to_stop.wait()
    stubborn.set()


async def test_a_run_that_is_cancelled_before_it_goes_sends_nothing_and_is_kept() -> None:
    runs, done = Runs(), list[str]()

    async def drive(run: Run) -> None:
        done.append("drive")

    async def keep(run: Run) -> None:
        done.append("keep")

    with runs.begin(about()) as run:
        run.cancel()
    runs.go(run, drive, keep)
    await runs.stop()
    assert done == ["keep"]


async def test_readers_are_never_left_waiting_when_we_fail(caplog: pytest.LogCaptureFixture) -> None:
    runs = Runs()

    async def drive(run: Run) -> None:
        raise RuntimeError("secret words")

    with runs.begin(about()) as run:
        pass
    runs.go(run, drive, nothing)
    assert await run.ends_within(5)
    assert isinstance(run.events[-1], Failed)
    assert run.events[-1].code == "internal_error"
    await asyncio.sleep(0)
    assert "secret words" not in caplog.text


async def test_a_person_has_a_limited_number_of_runs_at_once() -> None:
    runs, caller = Runs(), someone()
    begun: list[Run] = []
    for _ in range(RUNS_PER_PERSON):
        with runs.begin(about(caller)) as run:
            begun.append(run)
    with pytest.raises(TooManyRuns), runs.begin(about(caller)):
        pass
    with runs.begin(about(someone())):
        pass
    begun[0].cancel()
    with runs.begin(about(caller)):
        pass


async def test_a_run_that_could_not_begin_is_forgotten() -> None:
    runs, what = Runs(), about()
    with pytest.raises(ZeroDivisionError), runs.begin(what):
        raise ZeroDivisionError
    assert runs.get(what.id) is None


async def test_a_run_is_found_in_its_chat_by_its_owner_only() -> None:
    runs, caller = Runs(), someone()
    what = about(caller)
    with runs.begin(what) as run:
        pass
    assert runs.of(caller, what.id) is run
    assert runs.live(caller.person, what.chat_id) == [run]
    assert runs.live(someone().person, what.chat_id) == []
    with pytest.raises(RunNotFound):
        runs.of(someone(), what.id)
    runs.forget(caller.person, what.chat_id)
    assert run.ended
    with pytest.raises(RunNotFound):
        runs.of(caller, what.id)


@pytest.mark.parametrize(("limit", "most"), [("KEPT_ENDED", 2), ("KEPT_BYTES", 8)])
async def test_logs_that_ended_first_are_forgotten_first(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(runs_module, limit, most)
    runs, begun = Runs(), list[Run]()

    async def drive(run: Run) -> None:
        run.publish(TextDelta("\N{SEAL}"))
        run.publish(Finished("stop"))

    for _ in range(4):
        with runs.begin(about()) as run:
            begun.append(run)
        runs.go(run, drive, nothing)
        assert await run.ends_within(5)
        await runs.stop()
    assert [runs.get(run.about.id) is not None for run in begun] == [False, False, True, True]


async def test_a_log_is_forgotten_a_while_after_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_module, "KEPT_SECONDS", 0.0)
    runs, forgotten = Runs(), asyncio.Event()

    async def drive(run: Run) -> None:
        run.publish(Finished("stop"))

    with runs.begin(about()) as run:
        pass
    monkeypatch.setattr(runs, "_drop", lambda _: forgotten.set())
    runs.go(run, drive, nothing)
    await asyncio.wait_for(forgotten.wait(), 5)


async def test_only_so_many_ended_logs_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_module, "KEPT_ENDED", 1)
    runs, caller = Runs(), someone()

    async def drive(run: Run) -> None:
        run.publish(Finished("stop"))

    ids: list[RunId] = []
    for _ in range(3):
        what, stored = about(caller), asyncio.Event()

        async def keep(run: Run, stored: asyncio.Event = stored) -> None:
            await run.ends_within(5)
            stored.set()

        with runs.begin(what) as run:
            ids.append(what.id)
        runs.go(run, drive, keep)
        await stored.wait()
        await asyncio.sleep(0)
    assert [runs.get(one) is not None for one in ids] == [False, False, True]


async def test_whoever_reads_a_chat_after_its_answer_waits_until_it_is_stored() -> None:
    runs, storing, stored = Runs(), asyncio.Event(), asyncio.Event()

    async def drive(run: Run) -> None:
        run.publish(Finished("stop"))

    async def keep(run: Run) -> None:
        await storing.wait()
        stored.set()

    whose = about()
    with runs.begin(whose) as run:
        pass
    runs.go(run, drive, keep)
    await run.ends_within(1)
    waiting = asyncio.ensure_future(runs.stored(whose.owner, whose.chat_id))
    await asyncio.sleep(0)
    assert not waiting.done()
    storing.set()
    await waiting
    assert stored.is_set()
    await runs.stored(whose.owner)
