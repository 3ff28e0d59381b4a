"""Our own door writes what this wire reads, so the two are held against each other; trouble is written out."""

import orjson
import pytest

from inhouse.core.errors import InhouseError
from inhouse.core.events import Event, Finished, Logprobs, ReasoningDelta, TextDelta, ToolCall, Usage
from inhouse.gateway.responses.answer import Response, Streamed
from inhouse.models.errors import AnswerBroken, BadAnswer, PromptTooLong
from inhouse.models.wires.responses_answer import ResponsesAnswer

LIKELY = Logprobs(orjson.dumps({"content": [{"token": "Hi"}], "refusal": None}).decode())


def written(*events: Event) -> bytes:
    door = Streamed(Response("demo", {}))
    return b"".join([*(door.encode(event) for event in events), door.end()])


def heard(raw: bytes, size: int = 100_000) -> list[Event]:
    answer = ResponsesAnswer()
    found = [event for start in range(0, len(raw), size) for event in answer.feed(raw[start : start + size])]
    return [*found, *answer.end()]


@pytest.mark.parametrize("size", [17, 100_000])
def test_what_was_said_is_what_is_heard(size: int) -> None:
    events: list[Event] = [
        ReasoningDelta("hm"), LIKELY, TextDelta("Hi"), ToolCall(0, "call_1", "look", ""),
        ToolCall(0, None, None, '{"a"'),
        ToolCall(1, "call_2", "find", ""), ToolCall(0, None, None, ":1}"), Usage(10, 2, 4, 1), Finished("tool_calls"),
    ]  # fmt: skip
    assert heard(written(*events), size) == events


def test_a_refusal_and_an_end_that_was_cut() -> None:
    events: list[Event] = [TextDelta("No.", 0, refusal=True), Finished("length")]
    assert heard(written(*events)) == events
    assert heard(written(Finished("filtered"))) == [Finished("filtered")]
    assert heard(written(TextDelta("a"), Finished("stop")))[-1] == Finished("stop")


def test_calls_that_come_whole_are_heard_once() -> None:
    item = {"type": "function_call", "call_id": "c", "name": "look", "arguments": "{}"}
    added = orjson.dumps({"type": "response.output_item.added", "output_index": 0, "item": item | {"arguments": ""}})
    done = orjson.dumps({"type": "response.output_item.done", "output_index": 0, "item": item})
    end = b'data: {"type":"response.completed","response":{"status":"completed"}}\n\n'
    raw = b"data: " + added + b"\n\ndata: " + done + b"\n\n" + end
    assert heard(raw) == [ToolCall(0, "c", "look", ""), ToolCall(0, None, None, "{}"), Finished("tool_calls")]


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"type": "response.failed", "response": {"error": {"code": "server_error", "message": "x"}}}, BadAnswer),
        ({"type": "error", "code": "server_error", "message": "x"}, BadAnswer),
        ({"type": "response.failed", "response": {"error": {
            "code": "context_length_exceeded", "message": "maximum context length is 10 tokens, you sent 20"}}},
         PromptTooLong),
    ],
)  # fmt: skip
def test_trouble_is_trouble(event: object, kind: type[InhouseError]) -> None:
    with pytest.raises(kind):
        heard(b"data: " + orjson.dumps(event) + b"\n\n")


def test_a_stream_without_an_end_is_broken() -> None:
    with pytest.raises(AnswerBroken):
        heard(b'data: {"type":"response.output_text.delta","delta":"a"}\n\n')
