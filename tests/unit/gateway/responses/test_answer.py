from typing import Any

import orjson
import pytest

from inhouse.core.events import (
    Event,
    Failed,
    Finished,
    FinishReason,
    Logprobs,
    Queued,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    Usage,
)
from inhouse.gateway.openai.errors import AnswerFailed
from inhouse.gateway.responses.answer import Gathered, Response, Streamed

TOLD = {"store": False, "tools": []}
TWO_CALLS = (
    ToolCall(0, "call_1", "look", '{"a"'), ToolCall(1, "call_2", "find", ""), ToolCall(0, None, None, ":1}"),
    ToolCall(1, None, None, "{}"),
)  # fmt: skip


def of(raw: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for block in raw.decode().removesuffix("\n\n").split("\n\n"):
        name, data = block.split("\n")
        found.append(orjson.loads(data.removeprefix("data: ")))
        assert name == f"event: {found[-1]['type']}"
    return found


def streamed(*events: Event) -> list[dict[str, Any]]:
    written = Streamed(Response("demo", TOLD))
    return of(b"".join([*(written.encode(event) for event in events), written.end()]))


def whole(*events: Event) -> dict[str, Any]:
    gathered = Gathered(Response("demo", TOLD))
    for event in events:
        gathered.fold(event)
    return orjson.loads(gathered.encode())


def test_a_stream_has_its_events_in_their_order_and_numbered() -> None:
    found = streamed(Queued(1), TextDelta("Hi"), TextDelta(" you"), Usage(10, 2, 4, 1), Finished("stop"))
    assert [event["type"].removeprefix("response.") for event in found] == [
        "created", "in_progress", "output_item.added", "content_part.added", "output_text.delta", "output_text.delta",
        "output_text.done", "content_part.done", "output_item.done", "completed",
    ]  # fmt: skip
    assert [event["sequence_number"] for event in found] == list(range(10))
    assert (found[0]["response"]["status"], found[0]["response"]["output"]) == ("in_progress", [])
    assert found[3]["part"] == {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
    assert [event["delta"] for event in found[4:6]] == ["Hi", " you"]
    assert found[6]["text"] == "Hi you"
    last = found[-1]["response"]
    assert (last["status"], last["output"]) == ("completed", [found[-2]["item"]])
    assert last["output"][0]["content"][0]["text"] == "Hi you"
    assert last["usage"] == {
        "input_tokens": 10, "output_tokens": 2, "total_tokens": 12,
        "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 1},
    }  # fmt: skip
    assert len({event["item_id"] for event in found[3:8]}) == 1


def test_reasoning_text_and_calls_are_items_of_their_own() -> None:
    events = (ReasoningDelta("hm"), TextDelta("I look."), *TWO_CALLS, Finished("tool_calls"))
    answer = whole(*events)
    assert [item["type"] for item in answer["output"]] == ["reasoning", "message", "function_call", "function_call"]
    assert answer["output"][0]["content"] == [{"type": "reasoning_text", "text": "hm"}]
    calls = [(item["call_id"], item["name"], item["arguments"], item["status"]) for item in answer["output"][2:]]
    assert calls == [("call_1", "look", '{"a":1}', "completed"), ("call_2", "find", "{}", "completed")]
    assert answer["status"] == "completed"
    found = streamed(*events)
    pieces = [event for event in found if event["type"] == "response.function_call_arguments.delta"]
    assert [(event["output_index"], event["delta"]) for event in pieces] == [(2, '{"a"'), (2, ":1}"), (3, "{}")]
    done = [event for event in found if event["type"] == "response.function_call_arguments.done"]
    assert [event["arguments"] for event in done] == ['{"a":1}', "{}"]
    assert [event["output_index"] for event in found if event["type"] == "response.output_item.done"] == [0, 1, 2, 3]


def test_a_refusal_has_a_part_of_its_own() -> None:
    answer = whole(TextDelta("No", refusal=True), TextDelta(".", refusal=True), Finished("stop"))
    assert answer["output"][0]["content"] == [{"type": "refusal", "refusal": "No."}]


def test_likelihoods_come_with_the_text_they_belong_to() -> None:
    token = {"token": "Hi", "logprob": -0.5}
    likely = Logprobs(orjson.dumps({"content": [token], "refusal": None}).decode())
    found = streamed(likely, TextDelta("Hi"), TextDelta("!"), Finished("stop"))
    assert [event["logprobs"] for event in found if event["type"] == "response.output_text.delta"] == [[token], []]
    assert found[-1]["response"]["output"][0]["content"][0]["logprobs"] == [token]


@pytest.mark.parametrize(
    ("reason", "why"), [("length", "max_output_tokens"), ("loop", "max_output_tokens"), ("filtered", "content_filter")]
)
def test_an_answer_that_was_cut_is_incomplete(reason: FinishReason, why: str) -> None:
    last = streamed(TextDelta("x"), Finished(reason))[-1]
    assert last["type"] == "response.incomplete"
    assert last["response"]["incomplete_details"] == {"reason": why}
    assert last["response"]["output"][0]["status"] == "incomplete"


def test_an_answer_without_words_has_no_items() -> None:
    assert [event["type"] for event in streamed(Finished("stop"))] == [
        "response.created", "response.in_progress", "response.completed",
    ]  # fmt: skip
    assert whole(Finished("stop"))["output"] == []


@pytest.mark.parametrize(("retryable", "code"), [(True, "server_error"), (False, "server_error")])
def test_a_failure_ends_the_stream(retryable: bool, code: str) -> None:
    written = Streamed(Response("demo", TOLD))
    written.encode(TextDelta("Hi"))
    with pytest.raises(AnswerFailed) as failure:
        written.encode(Failed("engine_died", "It died.", "Ask again.", retryable))
    (last,) = of(written.broken(failure.value))
    assert (last["type"], last["sequence_number"]) == ("response.failed", 5)
    assert last["response"]["error"] == {"code": code, "message": "It died. Ask again."}
