"""Our own door writes what this wire reads, so the two are held against each other; trouble is written out."""

import orjson
import pytest

from inhouse.core.events import Event, Finished, ReasoningDelta, TextDelta, ToolCall, Usage
from inhouse.gateway.anthropic.answer import Message, Streamed
from inhouse.models.errors import AnswerBroken, BadAnswer
from inhouse.models.wires.anthropic_answer import AnthropicAnswer


def written(*events: Event) -> bytes:
    door = Streamed(Message("demo", thoughts=True))
    return b"".join([*(door.encode(event) for event in events), door.end()])


def heard(raw: bytes, size: int = 100_000) -> list[Event]:
    answer = AnthropicAnswer()
    found = [event for start in range(0, len(raw), size) for event in answer.feed(raw[start : start + size])]
    return [*found, *answer.end()]


@pytest.mark.parametrize("size", [13, 100_000])
def test_what_was_said_is_what_is_heard(size: int) -> None:
    events: list[Event] = [
        ReasoningDelta("hm"), TextDelta("Hi"), ToolCall(0, "call_1", "look", ""), ToolCall(0, None, None, '{"a":1}'),
        ToolCall(1, "call_2", "find", ""), Usage(10, 2, 4), Finished("tool_calls"),
    ]  # fmt: skip
    assert heard(written(*events), size) == events


def test_ends_have_our_names() -> None:
    for event in (Finished("stop"), Finished("length"), Finished("filtered")):
        assert heard(written(TextDelta("x"), event))[-1] == event


def test_tokens_of_the_cache_are_counted_with_the_prompt() -> None:
    usage = {"input_tokens": 3, "cache_read_input_tokens": 5, "cache_creation_input_tokens": 2, "output_tokens": 1}
    start = orjson.dumps({"type": "message_start", "message": {"usage": usage}})
    last = orjson.dumps({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 9}})
    assert heard(b"data: " + start + b"\n\ndata: " + last + b"\n\n") == [Usage(10, 9, 5), Finished("stop")]


def test_arguments_that_come_at_once_are_heard() -> None:
    block = {"type": "tool_use", "id": "t", "name": "look", "input": {"a": 1}}
    raw = orjson.dumps({"type": "content_block_start", "index": 0, "content_block": block})
    assert AnthropicAnswer().feed(b"data: " + raw + b"\n\n") == [ToolCall(0, "t", "look", '{"a":1}')]


def test_trouble_is_trouble() -> None:
    with pytest.raises(BadAnswer):
        heard(b'data: {"type":"error","error":{"type":"overloaded_error","message":"x"}}\n\n')
    with pytest.raises(AnswerBroken):
        heard(b'data: {"type":"ping"}\n\n')
