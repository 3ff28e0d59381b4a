import asyncio
from typing import Any

import orjson
import pytest

from inhouse.core.events import Failed, Finished, Queued, TextDelta
from inhouse.core.prompt import PromptMessage, Purpose, Role, Sampling, Text
from inhouse.gateway.openai import delivery
from inhouse.guard.policies.presets import OPEN, STRICT
from inhouse.models.errors import ModelUnavailable, PromptTooLong
from tests.moments import until
from tests.prompts import FAR, KEY
from tests.roads import ScriptedRoad
from tests.visits import Visit


def blocks(visit: Visit) -> list[str]:
    """The data of a stream's events."""
    return [block.removeprefix("data: ") for block in visit.body.decode().split("\n\n") if block.startswith("data: ")]


def text_of(visit: Visit) -> str:
    chunks: list[dict[str, Any]] = [orjson.loads(block) for block in blocks(visit) if block != "[DONE]"]
    return "".join(
        choice["delta"].get("content", "") for chunk in chunks if "choices" in chunk for choice in chunk["choices"]
    )


async def test_a_whole_answer(world: ScriptedRoad) -> None:
    visit = await Visit.asks(world.doors).done()

    assert visit.status == 200
    assert visit.json["choices"][0]["message"]["content"] == "Hi you"
    assert visit.json["usage"]["prompt_tokens"] == 5
    assert visit.headers["x-inhouse-line"] == "inhouse.test/one/1"
    assert visit.headers["x-inhouse-destination"] == "engine; local"
    assert world.happened[-2:] == ["model closed", "ledger closed ok"]


async def test_a_streamed_answer(world: ScriptedRoad) -> None:
    visit = await Visit.asks(world.doors, stream=True, stream_options={"include_usage": True}).done()

    assert visit.status == 200
    assert visit.headers["content-type"].startswith("text/event-stream")
    assert visit.headers["x-inhouse-line"] == "inhouse.test/one/1"
    assert text_of(visit) == "Hi you"
    assert blocks(visit)[-1] == "[DONE]"
    assert orjson.loads(blocks(visit)[-2])["usage"]["total_tokens"] == 7
    assert visit.complete
    assert world.happened[-1] == "ledger closed ok"


async def test_what_was_asked_goes_down_the_road(world: ScriptedRoad) -> None:
    await Visit.asks(world.doors, temperature=0.5, seed=3).done()
    prompt = world.prompts[0]
    assert (prompt.purpose, prompt.chat, prompt.commitment) == (Purpose.DOOR, None, KEY)
    assert prompt.messages == (PromptMessage(Role.USER, (Text("hello"),)),)
    assert prompt.sampling == Sampling(temperature=0.5, seed=3)
    entry = world.log.entries[0]
    assert (entry["purpose"], entry["credential"], entry["conversation"]) == ("door", "key", None)


@pytest.mark.parametrize("stream", [True, False])
async def test_a_model_that_is_not_there(world: ScriptedRoad, stream: bool) -> None:
    visit = await Visit.asks(world.doors, model="gpt-9", stream=stream).done()
    assert (visit.status, visit.json["error"]["code"]) == (404, "model_not_found")


@pytest.mark.parametrize("stream", [True, False])
async def test_a_destination_that_the_guard_refuses(world: ScriptedRoad, stream: bool) -> None:
    world.destination, world.policy = FAR, STRICT
    said = [{"role": "user", "content": "Why does AKIA" + "Q7ZR4MT2VX6KD3WB not work?"}]
    visit = await Visit.asks(world.doors, stream=stream, messages=said).done()
    error = visit.json["error"]
    assert (visit.status, error["type"], error["code"]) == (403, "permission_error", "guard_keeps_local")
    assert "AWS access key" in error["message"]
    assert world.happened == ["ledger refused guard_keeps_local"]


async def test_what_the_guard_did_stands_in_the_headers_and_in_the_body(world: ScriptedRoad) -> None:
    world.destination = FAR
    said = [{"role": "user", "content": "Mail anna.keller@northwind.de, key AKIA" + "Q7ZR4MT2VX6KD3WB"}]
    visit = await Visit.asks(world.doors, messages=said).done()
    assert visit.headers["x-inhouse-guard"] == "stand_in; replaced=1; removed=1"
    assert visit.json["inhouse"] == {
        "line": "inhouse.test/one/1",
        "destination": {"name": "openai", "destination_class": "external"},
        "kept_from": None,
        "guard": {"verdict": "stand_in", "replaced": 1, "removed": [{"kind": "secret.aws_access_key", "count": 1}]},
    }
    assert "anna.keller" not in "".join(world.prompts[0].texts())


async def test_a_program_says_beforehand_that_what_a_person_would_be_asked_about_may_go(world: ScriptedRoad) -> None:
    world.destination, world.policy = FAR, OPEN
    said = [{"role": "user", "content": "CONFIDENTIAL\n\nThe plan for May"}]
    asked = await Visit.asks(world.doors, messages=said).done()
    assert (asked.status, asked.json["error"]["code"]) == (403, "guard_asks")
    visit = await Visit.asks(world.doors, messages=said).saying("x-inhouse-guard", "send").done()
    assert (visit.status, visit.headers["x-inhouse-guard"]) == (200, "warn; replaced=0; removed=0")


@pytest.mark.parametrize("stream", [True, False])
async def test_without_the_ledger_nothing_is_sent(world: ScriptedRoad, stream: bool) -> None:
    world.log.away = True
    visit = await Visit.asks(world.doors, stream=stream).done()
    assert (visit.status, visit.json["error"]["code"]) == (503, "ledger_unavailable")
    assert visit.headers["retry-after"] == "2"
    assert "model called" not in world.happened


@pytest.mark.parametrize("stream", [True, False])
async def test_trouble_before_the_first_word_has_a_status(world: ScriptedRoad, stream: bool) -> None:
    for script, status, code in (
        ([PromptTooLong(9, 5)], 400, "context_length_exceeded"),
        ([ModelUnavailable("away", retry_after=1)], 503, "model_unavailable"),
        ([Queued(1), PromptTooLong(9, 5)], 400, "context_length_exceeded"),
        ([Queued(1), ModelUnavailable("away")], 503, "model_unavailable"),
    ):
        world.script = script
        visit = await Visit.asks(world.doors, stream=stream).done()
        assert (visit.status, visit.json["error"]["code"]) == (status, code)


async def test_trouble_in_the_middle_of_a_stream_is_its_last_event(world: ScriptedRoad) -> None:
    wait = asyncio.Event()
    world.script = [TextDelta("Hi"), wait, Failed("engine_died", "It died.", "Try again.", retryable=True)]
    visit = Visit.asks(world.doors, stream=True)
    await until(lambda: len(visit.sent) > 1)
    wait.set()
    await visit.done()

    assert (visit.status, text_of(visit)) == (200, "Hi")
    assert orjson.loads(blocks(visit)[-1])["error"]["code"] == "engine_died"
    assert world.happened[-1] == "ledger closed failed engine_died"


async def test_trouble_in_the_middle_of_a_whole_answer_is_an_error(world: ScriptedRoad) -> None:
    world.script = [TextDelta("Hi"), Failed("engine_died", "It died.", None, retryable=True)]
    visit = await Visit.asks(world.doors).done()
    assert (visit.status, visit.json["error"]["code"]) == (503, "engine_died")


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("said", [True, False])
async def test_when_the_client_goes_the_model_stops_at_once(world: ScriptedRoad, stream: bool, said: bool) -> None:
    world.script = [*([TextDelta("Hi")] if said else []), asyncio.Event(), Finished("stop")]
    visit = Visit.asks(world.doors, stream=stream)
    await until(lambda: "model waits" in world.happened)

    visit.leave()
    await visit.done()

    assert world.happened[-2:] == ["model closed", "ledger closed cut"]
    assert not visit.complete


async def test_a_body_cut_in_half_is_nobodys_request(world: ScriptedRoad) -> None:
    half = {"type": "http.request", "body": b'{"model":"de', "more_body": True}
    visit = Visit(world.doors, "POST", "/v1/chat/completions").with_body(half, {"type": "http.disconnect"})
    await visit.start().done()
    assert (visit.sent, world.happened) == ([], [])


async def test_a_body_may_come_in_pieces(world: ScriptedRoad) -> None:
    body = orjson.dumps({"model": "demo", "messages": [{"role": "user", "content": "é" * 1000}]})
    pieces = [{"type": "http.request", "body": body[i : i + 7], "more_body": True} for i in range(0, len(body), 7)]
    end = {"type": "http.request", "body": b"", "more_body": False}
    visit = await Visit(world.doors, "POST", "/v1/chat/completions").with_body(*pieces, end).start().done()
    assert visit.status == 200


async def test_a_slow_reader_does_not_hold_the_road(world: ScriptedRoad) -> None:
    world.script = [*[TextDelta("x" * 50)] * 1000, Finished("stop")]
    visit = Visit.asks(world.doors, stream=True)
    visit.reading.clear()

    await until(lambda: "ledger closed ok" in world.happened)
    assert visit.sent == []
    visit.reading.set()
    await visit.done()
    assert len(text_of(visit)) == 50_000


async def test_a_reader_who_takes_nothing_is_cut(world: ScriptedRoad, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "SEND_SECONDS", 0.02)
    monkeypatch.setattr(delivery, "BUFFER_BYTES", 1000)
    world.script = [*[TextDelta("x" * 500)] * 1000, Finished("stop")]
    visit = Visit.asks(world.doors, stream=True)
    visit.reading.clear()

    await visit.done()

    assert world.happened[-2:] == ["model closed", "ledger closed cut"]
    assert not visit.complete


async def test_silence_is_broken_by_comments(world: ScriptedRoad, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "BEAT_SECONDS", 0.01)
    wait = asyncio.Event()
    world.script = [Queued(1), wait, TextDelta("Hi"), Finished("stop")]
    visit = Visit.asks(world.doors, stream=True)
    await until(lambda: visit.body.count(delivery.BEAT) >= 2)
    wait.set()
    await visit.done()
    assert (visit.status, text_of(visit)) == (200, "Hi")


async def test_after_a_silence_trouble_is_an_event(world: ScriptedRoad, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "BEAT_SECONDS", 0.01)
    wait = asyncio.Event()
    world.script = [Queued(1), wait, ModelUnavailable("away")]
    visit = Visit.asks(world.doors, stream=True)
    await until(lambda: delivery.BEAT in visit.body)
    wait.set()
    await visit.done()
    assert orjson.loads(blocks(visit)[-1])["error"]["code"] == "model_unavailable"
