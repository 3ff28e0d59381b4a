import asyncio
from dataclasses import replace

import orjson
import pytest

from inhouse.chat import stream as stream_module
from inhouse.chat.chat import Message, Status, Trouble
from inhouse.chat.errors import RunNotFound
from inhouse.chat.memory import Memory
from inhouse.chat.place import Begin, Create, Keep, Places
from inhouse.chat.runs import About, Run, Runs
from inhouse.chat.stream import RunEvents
from inhouse.core.caller import Caller
from inhouse.core.errors import InvalidRequest, SignInNeeded, Unavailable
from inhouse.core.events import Event, Finished, Reading, TextDelta
from inhouse.core.ids import RunId, new_id
from inhouse.edge.asgi import Message as AsgiMessage
from inhouse.edge.asgi import Scope
from tests.asgi import scope_of
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone


class Desk:
    """An event stream with one run, and a caller who may be signed out."""

    def __init__(self) -> None:
        self.caller: Caller | None = someone()
        self.away = False
        self.memory, self.runs = Memory(), Runs()
        self.app = RunEvents(Places(self.memory, Memory()), self.runs, self.recognise)

    async def recognise(self, scope: Scope) -> Caller | None:
        if self.away:
            raise Unavailable("away")
        return self.caller

    def run(self, *events: Event) -> Run:
        assert self.caller is not None
        about = About(RunId(new_id()), a_chat(self.caller).id, self.caller.person, an_answer(None))
        with self.runs.begin(about) as run:
            for event in events:
                run.publish(event)
        return run


class Reader:
    """A client that reads the stream of a run until it goes away."""

    def __init__(self, desk: Desk, run: RunId, query: str = "", headers: dict[str, str] | None = None) -> None:
        self.sent: list[AsgiMessage] = []
        self.got = asyncio.Event()
        self.gone = asyncio.Event()
        scope = scope_of("GET", f"/api/runs/{run}/events{query}", headers or {})
        assert desk.app.takes(scope)
        self.done = asyncio.ensure_future(desk.app(scope, self.receive, self.send))

    async def receive(self) -> AsgiMessage:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: AsgiMessage) -> None:
        self.sent.append(message)
        self.got.set()

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)

    async def until(self, text: bytes) -> None:
        async with asyncio.timeout(5):
            while text not in self.body:
                self.got.clear()
                await self.got.wait()

    def events(self) -> list[tuple[int, dict[str, object]]]:
        found: list[tuple[int, dict[str, object]]] = []
        for block in self.body.decode().split("\n\n"):
            if block.startswith("id: "):
                number, kind, data = block.split("\n")
                event = orjson.loads(data.removeprefix("data: "))
                assert kind == f"event: {event['type']}"
                found.append((int(number.removeprefix("id: ")), event))
        return found


async def test_events_are_replayed_numbered_and_then_come_live() -> None:
    desk = Desk()
    run = desk.run(Reading(0), TextDelta("One"))
    reader = Reader(desk, run.about.id)
    await reader.until(b'"One"')
    run.publish(TextDelta(" two"))
    await reader.until(b'" two"')
    run.publish(Finished("stop"))
    await asyncio.wait_for(reader.done, 5)
    assert [(number, event["type"]) for number, event in reader.events()] == [
        (1, "reading"),
        (2, "text_delta"),
        (3, "text_delta"),
        (4, "finished"),
    ]
    headers = dict(reader.sent[0]["headers"])
    assert headers[b"x-accel-buffering"] == b"no"
    assert headers[b"content-type"].startswith(b"text/event-stream")
    assert reader.sent[-1] == {"type": "http.response.body", "body": b""}


@pytest.mark.parametrize(("query", "headers"), [("?after=2", {}), ("", {"last-event-id": "2"})])
async def test_a_reader_goes_on_where_it_was(query: str, headers: dict[str, str]) -> None:
    desk = Desk()
    run = desk.run(Reading(0), Reading(1), Reading(2), Finished("stop"))
    reader = Reader(desk, run.about.id, query, headers)
    await asyncio.wait_for(reader.done, 5)
    assert [number for number, _ in reader.events()] == [3, 4]


async def test_many_events_are_sent_in_few_pieces() -> None:
    desk = Desk()
    run = desk.run(*(Reading(number) for number in range(1000)), Finished("stop"))
    reader = Reader(desk, run.about.id)
    await asyncio.wait_for(reader.done, 5)
    assert len(reader.events()) == 1001
    assert len(reader.sent) < 25


async def test_a_reader_who_catches_up_is_sent_a_piece_at_a_time() -> None:
    desk = Desk()
    run = desk.run(*(event for _ in range(100) for event in (TextDelta("x" * 10_000), Reading(0))), Finished("stop"))
    reader = Reader(desk, run.about.id)
    await asyncio.wait_for(reader.done, 5)
    assert max(len(message.get("body", b"")) for message in reader.sent) < 80_000
    assert len(reader.events()) == len(run.events)


async def test_a_silent_run_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "BEAT_SECONDS", 0.01)
    desk = Desk()
    run = desk.run()
    reader = Reader(desk, run.about.id)
    await reader.until(b": beat\n\n")
    run.cancel()
    await asyncio.wait_for(reader.done, 5)


async def test_the_stream_ends_soon_after_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "BEAT_SECONDS", 0.01)
    desk = Desk()
    run = desk.run(Reading(0))
    reader = Reader(desk, run.about.id)
    await reader.until(b"reading")
    desk.caller = None
    await asyncio.wait_for(reader.done, 5)
    assert not run.ended


async def test_the_stream_goes_on_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "BEAT_SECONDS", 0.01)
    desk = Desk()
    run = desk.run(Reading(0))
    reader = Reader(desk, run.about.id)
    await reader.until(b"reading")
    desk.away = True
    await reader.until(b": beat\n\n: beat\n\n: beat\n\n")
    run.publish(Finished("stop"))
    await asyncio.wait_for(reader.done, 5)
    assert [event["type"] for _, event in reader.events()] == ["reading", "finished"]


async def test_the_stream_does_not_go_on_for_ever_without_knowing_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(stream_module, "UNSURE_SECONDS", 0.05)
    desk = Desk()
    run = desk.run(Reading(0))
    reader = Reader(desk, run.about.id)
    await reader.until(b"reading")
    desk.away = True
    await asyncio.wait_for(reader.done, 5)
    assert not run.ended


async def test_a_reader_who_leaves_does_not_stop_the_run() -> None:
    desk = Desk()
    run = desk.run(Reading(0))
    reader = Reader(desk, run.about.id)
    await reader.until(b"reading")
    reader.gone.set()
    await asyncio.wait_for(reader.done, 5)
    assert not run.ended


async def test_another_persons_run_is_not_there_and_nobody_reads_without_a_session() -> None:
    desk = Desk()
    run = desk.run(Reading(0))
    desk.caller = someone()
    for reader in (Reader(desk, run.about.id), Reader(desk, RunId(new_id()))):
        with pytest.raises(RunNotFound):
            await reader.done
    desk.caller = None
    with pytest.raises(SignInNeeded):
        await Reader(desk, run.about.id).done


@pytest.mark.parametrize("number", ["-1", "x", "1e3", "9" * 30, "\N{SUPERSCRIPT TWO}"])
async def test_a_number_that_is_none_is_refused(number: str) -> None:
    desk = Desk()
    with pytest.raises(InvalidRequest):
        await Reader(desk, desk.run().about.id, f"?after={number}").done


@pytest.mark.parametrize(
    ("answer", "last"),
    [
        (replace(an_answer(None), status=Status.COMPLETE, finish="stop"), {"type": "finished", "reason": "stop"}),
        (replace(an_answer(None), status=Status.CANCELLED, finish="cancelled"), {"reason": "cancelled"}),
        (replace(an_answer(None), status=Status.RUNNING), {"reason": "interrupted"}),
        (
            replace(an_answer(None), status=Status.FAILED, trouble=Trouble("c", "m", None, True)),
            {"type": "failed", "code": "c", "retryable": True},
        ),
    ],
)
async def test_a_run_that_is_not_in_memory_any_more_is_told_from_storage(
    answer: Message, last: dict[str, object]
) -> None:
    desk = Desk()
    assert desk.caller is not None
    chat, asked = a_chat(desk.caller), a_question()
    answer = replace(answer, parent_id=asked.id, text="All of it", reasoning="why")
    await desk.memory.write(desk.caller, chat.id, Create(chat))
    await desk.memory.write(desk.caller, chat.id, Begin(asked, answer))
    await desk.memory.write(desk.caller, chat.id, Keep(answer))
    assert answer.run_id is not None
    reader = Reader(desk, answer.run_id, "?after=7")
    await asyncio.wait_for(reader.done, 5)
    events = reader.events()
    assert [(number, event["type"]) for number, event in events[:2]] == [(8, "started"), (9, "snapshot")]
    assert (events[1][1]["text"], events[1][1]["reasoning"]) == ("All of it", "why")
    assert last.items() <= events[2][1].items()
