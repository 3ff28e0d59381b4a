"""Events as OpenAI's chat completion: in chunks for a stream, or as one object."""

from dataclasses import dataclass, field
from typing import assert_never

import orjson

from inhouse.core import clock
from inhouse.core.events import (
    ChoiceEnded,
    Citation,
    Disclosure,
    Event,
    Failed,
    Finished,
    FinishReason,
    Logprobs,
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
from inhouse.core.ids import new_id
from inhouse.gateway.openai.errors import of_event

DONE = b"data: [DONE]\n\n"

_REASONS: dict[FinishReason, str] = {
    "stop": "stop",
    "length": "length",
    # We cut a model that repeats itself: for the client the answer is shorter than it would have been.
    "loop": "length",
    "tool_calls": "tool_calls",
    "cancelled": "stop",
    "interrupted": "stop",
    "filtered": "content_filter",
}

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same in every piece of one answer."""

    model: str
    identity: str = field(default_factory=lambda: f"chatcmpl-{new_id().hex}")
    created: int = field(default_factory=lambda: int(clock.now().timestamp()))


class Chunks:
    """Encodes one answer's events as server-sent events; raises AnswerFailed at a Failed."""

    __slots__ = ("_after", "_before", "_begun", "_include_usage", "_usage")

    def __init__(self, frame: Frame, *, include_usage: bool) -> None:
        head = {"id": frame.identity, "object": "chat.completion.chunk", "created": frame.created, "model": frame.model}
        self._before = b"data: " + orjson.dumps(head)[:-1]
        self._after = b',"usage":null}\n\n' if include_usage else b"}\n\n"
        self._include_usage = include_usage
        self._usage: Usage | None = None
        self._begun = False

    def encode(self, event: Event) -> bytes:
        """The bytes for one event; empty where OpenAI's clients expect nothing."""
        match event:
            case TextDelta(text=text):
                return self._begin() + self._delta(b'{"content":' + orjson.dumps(text) + b"}")
            case ReasoningDelta(text=text):
                return self._begin() + self._delta(b'{"reasoning_content":' + orjson.dumps(text) + b"}")
            case ToolCall():
                return self._begin() + self._delta(orjson.dumps({"tool_calls": [_call(event)]}))
            case Usage():
                self._usage = event
                return b""
            case Finished(reason=reason):
                return self._begin() + self._end(_REASONS[reason])
            case Failed():
                raise of_event(event)
            case (
                Started()
                | Queued()
                | Reading()
                | Citation()
                | Disclosure()
                | Snapshot()
                | Titled()
                | Logprobs()
                | ChoiceEnded()
            ):
                return b""
            case _:
                assert_never(event)

    def _begin(self) -> bytes:
        if self._begun:
            return b""
        self._begun = True
        return self._delta(b'{"role":"assistant","content":""}')

    def _delta(self, delta: bytes) -> bytes:
        choice = b',"choices":[{"index":0,"delta":' + delta + b',"logprobs":null,"finish_reason":null}]'
        return self._before + choice + self._after

    def _end(self, reason: str) -> bytes:
        choice = b',"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"' + reason.encode() + b'"}]'
        last = self._before + choice + self._after
        if self._include_usage and self._usage is not None:
            last += self._before + b',"choices":[],"usage":' + orjson.dumps(_usage(self._usage)) + b"}\n\n"
        return last


class Whole:
    """Gathers one answer's events into one object; raises AnswerFailed at a Failed."""

    __slots__ = ("_calls", "_frame", "_reason", "_reasoning", "_text", "_usage")

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._calls: dict[int, list[ToolCall]] = {}
        self._usage: Usage | None = None
        self._reason: FinishReason = "stop"

    def fold(self, event: Event) -> None:
        """Take in one event."""
        match event:
            case TextDelta(text=text):
                self._text.append(text)
            case ReasoningDelta(text=text):
                self._reasoning.append(text)
            case ToolCall(index=index):
                self._calls.setdefault(index, []).append(event)
            case Usage():
                self._usage = event
            case Finished(reason=reason):
                self._reason = reason
            case Failed():
                raise of_event(event)
            case (
                Started()
                | Queued()
                | Reading()
                | Citation()
                | Disclosure()
                | Snapshot()
                | Titled()
                | Logprobs()
                | ChoiceEnded()
            ):
                pass
            case _:
                assert_never(event)

    def encode(self) -> bytes:
        """The whole answer."""
        message: Json = {"role": "assistant", "content": "".join(self._text), "refusal": None}
        if self._reasoning:
            message["reasoning_content"] = "".join(self._reasoning)
        if self._calls:
            message["tool_calls"] = [_joined(pieces) for _, pieces in sorted(self._calls.items())]
        choice: Json = {
            "index": 0,
            "message": message,
            "logprobs": None,
            "finish_reason": _REASONS[self._reason],
        }
        answer: Json = {
            "id": self._frame.identity,
            "object": "chat.completion",
            "created": self._frame.created,
            "model": self._frame.model,
            "choices": [choice],
        }
        if self._usage is not None:
            answer["usage"] = _usage(self._usage)
        return orjson.dumps(answer)


def _call(piece: ToolCall) -> Json:
    function: Json = {"arguments": piece.arguments}
    call: Json = {"index": piece.index, "function": function}
    if piece.call_id is not None:
        call |= {"id": piece.call_id, "type": "function"}
    if piece.name is not None:
        function["name"] = piece.name
    return call


def _joined(pieces: list[ToolCall]) -> Json:
    return {
        "id": next((piece.call_id for piece in pieces if piece.call_id is not None), ""),
        "type": "function",
        "function": {
            "name": next((piece.name for piece in pieces if piece.name is not None), ""),
            "arguments": "".join(piece.arguments for piece in pieces),
        },
    }


def _usage(usage: Usage) -> Json:
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_tokens},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
    }
