from typing import Any

import orjson
import pytest

from inhouse.core.events import (
    Event,
    Failed,
    Finished,
    FinishReason,
    Queued,
    ReasoningDelta,
    Relayed,
    TextDelta,
    ToolCall,
    Usage,
)
from inhouse.gateway.anthropic.answer import Gathered, Message, Streamed
from inhouse.gateway.anthropic.errors import AnswerUnreadable
from inhouse.gateway.openai.errors import AnswerFailed

TWO_CALLS = (
    ToolCall(0, "call_1", "look", '{"a"'), ToolCall(1, "call_2", "find", ""), ToolCall(0, None, None, ":1}"),
    ToolCall(1, None, None, '{"b":2}'),
)  # fmt: skip


def streamed(*events: Event | Relayed, thoughts: bool = True) -> list[dict[str, Any]]:
    written = Streamed(Message("demo", thoughts=thoughts))
    raw = b"".join([*(written.encode(event) for event in events), written.end()])
    found: list[dict[str, Any]] = []
    for block in raw.decode().removesuffix("\n\n").split("\n\n"):
        name, data = block.split("\n")
        found.append(orjson.loads(data.removeprefix("data: ")))
        assert name == f"event: {found[-1]['type']}"
    return found


def whole(*events: Event, thoughts: bool = True) -> dict[str, Any]:
    gathered = Gathered(Message("demo", thoughts=thoughts))
    for event in events:
        gathered.fold(event)
    return orjson.loads(gathered.encode())


def test_a_stream_has_its_events_in_their_order() -> None:
    found = streamed(Queued(1), TextDelta("Hi"), TextDelta(" you"), Usage(10, 2, 4), Finished("stop"))
    assert [event["type"] for event in found] == [
        "message_start", "ping", "content_block_start", "content_block_delta", "content_block_delta",
        "content_block_stop", "message_delta", "message_stop",
    ]  # fmt: skip
    start = found[0]["message"]
    assert (start["role"], start["model"], start["content"], start["stop_reason"]) == ("assistant", "demo", [], None)
    assert [event["delta"] for event in found[3:5]] == [
        {"type": "text_delta", "text": "Hi"}, {"type": "text_delta", "text": " you"},
    ]  # fmt: skip
    assert found[-2]["delta"] == {"stop_reason": "end_turn", "stop_sequence": None}
    usage = found[-2]["usage"]
    assert (usage["input_tokens"], usage["cache_read_input_tokens"], usage["output_tokens"]) == (6, 4, 2)


def test_thoughts_text_and_tools_are_blocks_of_their_own() -> None:
    events = (
        ReasoningDelta("hm"),
        TextDelta("I look."),
        ToolCall(0, "call_1", "look", '{"a":1}'),
        Finished("tool_calls"),
    )
    starts = [event for event in streamed(*events) if event["type"] == "content_block_start"]
    assert [(event["index"], event["content_block"]["type"]) for event in starts] == [
        (0, "thinking"), (1, "text"), (2, "tool_use"),
    ]  # fmt: skip
    answer = whole(*events)
    assert answer["content"] == [
        {"type": "thinking", "thinking": "hm", "signature": ""},
        {"type": "text", "text": "I look."},
        {"type": "tool_use", "id": "call_1", "name": "look", "input": {"a": 1}},
    ]
    assert answer["stop_reason"] == "tool_use"


def test_thoughts_that_nobody_wants_are_left_out() -> None:
    events = (ReasoningDelta("hm"), TextDelta("Hi"), Finished("stop"))
    assert [block["type"] for block in whole(*events, thoughts=False)["content"]] == ["text"]
    assert "thinking" not in str(streamed(*events, thoughts=False))


def test_calls_that_come_interleaved_are_written_one_after_the_other() -> None:
    found = streamed(*TWO_CALLS, Finished("tool_calls"))
    arguments: dict[int, str] = {}
    open_blocks: list[int] = []
    for event in found:
        match event["type"]:
            case "content_block_start":
                open_blocks.append(event["index"])
            case "content_block_delta":
                assert open_blocks == [event["index"]]
                said = arguments.get(event["index"], "")
                arguments[event["index"]] = said + event["delta"]["partial_json"]
            case "content_block_stop":
                open_blocks.remove(event["index"])
            case _:
                pass
    assert arguments == {0: '{"a":1}', 1: '{"b":2}'}
    content = whole(*TWO_CALLS, Finished("tool_calls"))["content"]
    assert [(block["id"], block["name"], block["input"]) for block in content] == [
        ("call_1", "look", {"a": 1}), ("call_2", "find", {"b": 2}),
    ]  # fmt: skip


def test_a_second_call_begins_at_once_when_the_first_is_whole() -> None:
    written = Streamed(Message("demo", thoughts=True))
    written.encode(ToolCall(0, "call_1", "look", "{}"))
    assert b'"name":"find"' in written.encode(ToolCall(1, "call_2", "find", ""))


def test_a_call_without_arguments_has_an_empty_object() -> None:
    answer = whole(ToolCall(0, None, "look", ""), Finished("tool_calls"))
    assert answer["content"][0]["input"] == {}
    assert answer["content"][0]["id"].startswith("toolu_")


def test_arguments_may_be_nested_deeply() -> None:
    arguments = '{"a":' * 1000 + "1" + "}" * 1000
    gathered = Gathered(Message("demo", thoughts=True))
    for event in (ToolCall(0, "call_1", "look", arguments), Finished("tool_calls")):
        gathered.fold(event)
    assert arguments.encode() in gathered.encode()


def test_arguments_that_are_no_object_are_an_error() -> None:
    with pytest.raises(AnswerUnreadable):
        whole(ToolCall(0, "call_1", "look", "[1]"), Finished("tool_calls"))


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("stop", "end_turn"), ("length", "max_tokens"), ("loop", "max_tokens"), ("tool_calls", "tool_use"),
        ("filtered", "refusal"), ("cancelled", "end_turn"),
    ],
)  # fmt: skip
def test_reasons_are_those_that_clients_know(reason: FinishReason, expected: str) -> None:
    assert whole(TextDelta("x"), Finished(reason))["stop_reason"] == expected


def test_a_refusal_is_text_and_a_reason() -> None:
    answer = whole(TextDelta("No.", refusal=True), Finished("stop"))
    assert (answer["content"][0]["text"], answer["stop_reason"]) == ("No.", "refusal")


def test_a_call_is_a_reason_even_where_the_server_gives_another() -> None:
    assert whole(ToolCall(0, "call_1", "look", "{}"), Finished("stop"))["stop_reason"] == "tool_use"


def test_a_failure_is_an_error_and_no_answer() -> None:
    failed = Failed("engine_died", "It died.", None, retryable=True)
    written = Streamed(Message("demo", thoughts=True))
    with pytest.raises(AnswerFailed) as failure:
        written.encode(failed)
    last = written.broken(failure.value)
    assert last.startswith(b"event: error\ndata: ")
    assert orjson.loads(last.split(b"data: ")[1])["error"]["type"] == "overloaded_error"
    with pytest.raises(AnswerFailed):
        whole(failed)
