from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.core.destination import DestinationClass
from inhouse.core.events import (
    ChoiceEnded,
    Citation,
    Disclosure,
    Event,
    Failed,
    Finished,
    FinishReason,
    Logprobs,
    Place,
    Queued,
    Reading,
    ReasoningDelta,
    Snapshot,
    Started,
    TextDelta,
    Titled,
    ToolCall,
    Usage,
)
from inhouse.gateway.openai.answer import Chunks, Frame, Whole
from inhouse.gateway.openai.errors import AnswerFailed, AnswerRefused

FRAME = Frame("demo", "chatcmpl-1", 1_800_000_000)
PLACE = Place("engine", DestinationClass.LOCAL)
SILENT: list[Event] = [
    Started("r", "c", "m", None, "demo", PLACE), Queued(3), Reading(0), Citation("s", "t", "q"),
    Disclosure(PLACE, "pass", 0, "log/1"), Snapshot("a", "b"), Titled("t"),
]  # fmt: skip
CALLS: list[Event] = [
    ToolCall(0, "call_1", "look", '{"a"'), ToolCall(1, "call_2", "find", ""), ToolCall(0, None, None, ":1}"),
]  # fmt: skip


def chunks(*events: Event, include_usage: bool = False) -> list[dict[str, Any]]:
    encoder = Chunks(FRAME, include_usage=include_usage)
    raw = b"".join(encoder.encode(event) for event in events)
    blocks = raw.split(b"\n\n")
    assert blocks.pop() == b""
    return [orjson.loads(block.removeprefix(b"data: ")) for block in blocks]


def whole(*events: Event) -> dict[str, Any]:
    folding = Whole(FRAME)
    for event in events:
        folding.fold(event)
    return orjson.loads(folding.encode())


def test_a_stream_begins_with_the_role_and_ends_with_a_reason() -> None:
    found = chunks(TextDelta("Hi"), TextDelta(" you"), Usage(1, 2), Finished("stop"))
    assert [chunk["choices"][0]["delta"] for chunk in found] == [
        {"role": "assistant", "content": ""}, {"content": "Hi"}, {"content": " you"}, {},
    ]  # fmt: skip
    assert [chunk["choices"][0]["finish_reason"] for chunk in found] == [None, None, None, "stop"]
    assert {(chunk["id"], chunk["object"], chunk["created"], chunk["model"]) for chunk in found} == {
        ("chatcmpl-1", "chat.completion.chunk", 1_800_000_000, "demo")
    }
    assert all("usage" not in chunk for chunk in found)


def test_usage_comes_last_and_only_when_asked_for() -> None:
    found = chunks(TextDelta("Hi"), Usage(5, 2, 3, 1), Finished("stop"), include_usage=True)
    assert [chunk["usage"] for chunk in found[:-1]] == [None, None, None]
    assert found[-1]["choices"] == []
    assert found[-1]["usage"] == {
        "prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7,
        "prompt_tokens_details": {"cached_tokens": 3}, "completion_tokens_details": {"reasoning_tokens": 1},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("stop", "stop"),
        ("length", "length"),
        ("loop", "length"),
        ("tool_calls", "tool_calls"),
        ("cancelled", "stop"),
        ("filtered", "content_filter"),
    ],
)
def test_reasons_are_those_that_clients_know(reason: FinishReason, expected: str) -> None:
    assert chunks(Finished(reason))[-1]["choices"][0]["finish_reason"] == expected
    assert whole(Finished(reason))["choices"][0]["finish_reason"] == expected


@pytest.mark.parametrize("event", SILENT, ids=lambda event: event.type)
def test_events_that_clients_do_not_know_are_silent(event: Event) -> None:
    assert chunks(event) == []
    assert whole(event)["choices"][0]["message"]["content"] == ""


def test_reasoning_and_tool_calls_travel_in_pieces() -> None:
    found = chunks(ReasoningDelta("hm"), *CALLS, Finished("tool_calls"))
    assert [chunk["choices"][0]["delta"] for chunk in found[1:-1]] == [
        {"reasoning_content": "hm"},
        {"tool_calls": [{"index": 0, "id": "call_1", "type": "function",
                         "function": {"name": "look", "arguments": '{"a"'}}]},
        {"tool_calls": [{"index": 1, "id": "call_2", "type": "function",
                         "function": {"name": "find", "arguments": ""}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": ":1}"}}]},
    ]  # fmt: skip


def test_the_whole_answer_joins_the_pieces() -> None:
    answer = whole(ReasoningDelta("hm"), TextDelta("a"), TextDelta("b"), *CALLS, Usage(1, 2), Finished("tool_calls"))
    assert (answer["id"], answer["object"], answer["model"]) == ("chatcmpl-1", "chat.completion", "demo")
    message = answer["choices"][0]["message"]
    assert (message["role"], message["content"], message["reasoning_content"]) == ("assistant", "ab", "hm")
    assert message["tool_calls"] == [
        {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": '{"a":1}'}},
        {"id": "call_2", "type": "function", "function": {"name": "find", "arguments": ""}},
    ]
    assert answer["usage"]["total_tokens"] == 3


def test_an_answer_of_tool_calls_alone_has_no_content() -> None:
    assert chunks(*CALLS)[0]["choices"][0]["delta"] == {"role": "assistant", "content": None}
    message = whole(*CALLS, Finished("tool_calls"))["choices"][0]["message"]
    assert message["content"] is None


def test_a_refusal_has_its_own_place() -> None:
    events = [TextDelta("No", refusal=True), TextDelta(".", refusal=True), Finished("stop")]
    assert [chunk["choices"][0]["delta"].get("refusal") for chunk in chunks(*events)] == [None, "No", ".", None]
    message = whole(*events)["choices"][0]["message"]
    assert (message["content"], message["refusal"]) == (None, "No.")


SEVERAL: list[Event] = [
    TextDelta("a", 1), TextDelta("b"), ToolCall(0, "c1", "look", "{}", 2), ChoiceEnded(1, "length"),
    ChoiceEnded(2, "tool_calls"), TextDelta("c"), Usage(1, 3), Finished("stop"),
]  # fmt: skip


def test_several_answers_are_told_apart_and_each_ends_once() -> None:
    found = chunks(*SEVERAL, include_usage=True)
    assert found[-1]["choices"] == []
    choices = [chunk["choices"][0] for chunk in found[:-1]]
    texts = {
        index: "".join(c["delta"].get("content") or "" for c in choices if c["index"] == index) for index in (0, 1)
    }
    assert texts == {0: "bc", 1: "a"}
    ends = [(choice["index"], choice["finish_reason"]) for choice in choices if choice["finish_reason"]]
    assert ends == [(1, "length"), (2, "tool_calls"), (0, "stop")]
    assert [choice["delta"].get("role") for choice in choices].count("assistant") == 3

    answers = whole(*SEVERAL)["choices"]
    assert [(each["index"], each["message"]["content"], each["finish_reason"]) for each in answers] == [
        (0, "bc", "stop"), (1, "a", "length"), (2, None, "tool_calls"),
    ]  # fmt: skip


def likely(token: str) -> Logprobs:
    return Logprobs(orjson.dumps({"content": [{"token": token, "logprob": -0.5}], "refusal": None}).decode())


def test_likelihoods_come_with_the_text_they_belong_to() -> None:
    events: list[Event] = [likely("a"), TextDelta("a"), likely("b"), TextDelta("b"), likely(""), Finished("stop")]
    choices = [chunk["choices"][0] for chunk in chunks(*events)]
    told = [
        (each["delta"].get("content"), each["logprobs"] and each["logprobs"]["content"][0]["token"]) for each in choices
    ]
    assert told == [("", None), ("a", "a"), ("b", "b"), (None, ""), (None, None)]
    joined = whole(*events)["choices"][0]["logprobs"]
    assert [each["token"] for each in joined["content"]] == ["a", "b", ""]
    assert joined["refusal"] is None
    assert whole(TextDelta("a"), Finished("stop"))["choices"][0]["logprobs"] is None


@pytest.mark.parametrize(("retryable", "kind"), [(True, AnswerFailed), (False, AnswerRefused)])
def test_a_failure_is_an_error_and_no_answer(retryable: bool, kind: type[AnswerFailed]) -> None:
    failed = Failed("engine_died", "It died.", None, retryable)
    for take in (Chunks(FRAME, include_usage=False).encode, Whole(FRAME).fold):
        with pytest.raises(AnswerFailed) as failure:
            take(failed)
        assert type(failure.value) is kind


def test_every_answer_has_a_name_of_its_own() -> None:
    assert Frame("demo").identity != Frame("demo").identity


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=8))
def test_whatever_the_pieces_stream_and_whole_say_the_same(texts: list[str]) -> None:
    events: list[Event] = [*map(TextDelta, texts), Finished("stop")]
    streamed = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks(*events))
    assert streamed == whole(*events)["choices"][0]["message"]["content"] == "".join(texts)
