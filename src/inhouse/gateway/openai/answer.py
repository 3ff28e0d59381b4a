"""Events as OpenAI's chat completion: in chunks for a stream, or as one object."""

from dataclasses import dataclass, field
from typing import Any, assert_never

import orjson

from inhouse.core import clock
from inhouse.core.errors import InhouseError
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
    Relayed,
    Restored,
    Snapshot,
    Started,
    TextDelta,
    Titled,
    ToolCall,
    Usage,
)
from inhouse.core.ids import new_id
from inhouse.gateway.openai.errors import body_of, of_event

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

    __slots__ = ("_after", "_before", "_begun", "_ended", "_include_usage", "_likely", "_plain", "_usage")

    def __init__(self, frame: Frame, *, include_usage: bool) -> None:
        head = {"id": frame.identity, "object": "chat.completion.chunk", "created": frame.created, "model": frame.model}
        self._before = b"data: " + orjson.dumps(head)[:-1] + b',"choices":['
        self._after = b'],"usage":null}\n\n' if include_usage else b"]}\n\n"
        self._include_usage = include_usage
        self._usage: Usage | None = None
        self._begun: set[int] = set()
        self._ended: set[int] = set()
        self._likely: dict[int, str] = {}
        self._plain: tuple[bytes, bytes] | None = None
        """What stands around the text of a piece of the first answer, once that has begun."""

    def encode(self, event: Event | Relayed) -> bytes:
        """The bytes for one event; empty where OpenAI's clients expect nothing."""
        plain = self._plain
        if plain is not None and type(event) is TextDelta and not (event.choice or event.refusal or self._likely):
            # Nearly all that comes.
            return plain[0] + orjson.dumps(event.text) + plain[1]
        return self._encode(event)

    def _encode(self, event: Event | Relayed) -> bytes:  # noqa: PLR0911 (one case for each kind of event)
        match event:
            case TextDelta() | ReasoningDelta():
                return self._words(event)
            case ToolCall(choice=choice):
                begin = self._begin(choice, b"null")
                return begin + self._delta(choice, orjson.dumps({"tool_calls": [_call(event)]}))
            case Logprobs(data=data, choice=choice):
                before = self._likelihoods(choice)
                self._likely[choice] = data
                return before
            case Usage():
                self._usage = event
                return b""
            case ChoiceEnded(choice=choice, reason=reason):
                return self._end(choice, reason)
            case Finished(reason=reason):
                return self._finish(reason)
            case Relayed(data=data):
                return data
            case Failed():
                raise of_event(event)
            case Started() | Queued() | Reading() | Citation() | Disclosure() | Restored() | Snapshot() | Titled():
                return b""
            case _:
                assert_never(event)

    def end(self) -> bytes:
        """What comes after the last event."""
        return DONE

    def broken(self, error: InhouseError) -> bytes:
        """What comes instead of the rest when it breaks in the middle."""
        return b"data: " + body_of(error) + b"\n\n"

    def _words(self, event: TextDelta | ReasoningDelta) -> bytes:
        name = b"content"
        if isinstance(event, ReasoningDelta):
            name = b"reasoning_content"
        elif event.refusal:
            name = b"refusal"
        delta = b'{"' + name + b'":' + orjson.dumps(event.text) + b"}"
        return self._begin(event.choice) + self._delta(event.choice, delta)

    def _begin(self, choice: int, content: bytes = b'""') -> bytes:
        if choice in self._begun:
            return b""
        self._begun.add(choice)
        if choice == 0:
            frame = self._piece(0, b'{"content":\0}')
            before, _, after = frame.partition(b"\0")
            self._plain = before, after
        return self._piece(choice, b'{"role":"assistant","content":' + content + b"}")

    def _delta(self, choice: int, delta: bytes) -> bytes:
        if self._likely and (likely := self._likely.pop(choice, None)) is not None:
            return self._piece(choice, delta, likely.encode())
        return self._piece(choice, delta)

    def _likelihoods(self, choice: int) -> bytes:
        """Likelihoods for which no text came: a stop word, or half a character."""
        likely = self._likely.pop(choice, None)
        return b"" if likely is None else self._begin(choice) + self._piece(choice, b"{}", likely.encode())

    def _piece(self, choice: int, delta: bytes, logprobs: bytes = b"null", reason: bytes = b"null") -> bytes:
        head = self._before + b'{"index":%d,"delta":' % choice
        return head + delta + b',"logprobs":' + logprobs + b',"finish_reason":' + reason + b"}" + self._after

    def _end(self, choice: int, reason: FinishReason) -> bytes:
        if choice in self._ended:
            return b""
        self._ended.add(choice)
        last = self._likelihoods(choice)
        return self._begin(choice) + last + self._piece(choice, b"{}", reason=b'"' + _REASONS[reason].encode() + b'"')

    def _finish(self, reason: FinishReason) -> bytes:
        last = b"".join(self._end(choice, reason) for choice in sorted(self._begun | self._likely.keys() or {0}))
        if self._include_usage and self._usage is not None:
            last += self._before + b'],"usage":' + orjson.dumps(usage_of(self._usage)) + b"}\n\n"
        return last


class _Choice:
    """One of the answers, as far as it came."""

    __slots__ = ("calls", "likely", "reason", "reasoning", "refusal", "text")

    def __init__(self) -> None:
        self.text: list[str] = []
        self.refusal: list[str] = []
        self.reasoning: list[str] = []
        self.calls: dict[int, list[ToolCall]] = {}
        self.likely: list[str] = []
        self.reason: FinishReason | None = None

    def encode(self, index: int, reason: FinishReason) -> Json:
        text = "".join(self.text)
        message: Json = {
            "role": "assistant",
            "content": text if text or not (self.calls or self.refusal) else None,
            "refusal": "".join(self.refusal) or None,
        }
        if self.reasoning:
            message["reasoning_content"] = "".join(self.reasoning)
        if self.calls:
            message["tool_calls"] = [_joined(pieces) for _, pieces in sorted(self.calls.items())]
        return {
            "index": index,
            "message": message,
            "logprobs": _joined_likelihoods(self.likely),
            "finish_reason": _REASONS[self.reason or reason],
        }


class Whole:
    """Gathers one answer's events into one object; raises AnswerFailed at a Failed."""

    __slots__ = ("_choices", "_frame", "_reason", "_usage")

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._choices: dict[int, _Choice] = {0: _Choice()}
        self._usage: Usage | None = None
        self._reason: FinishReason = "stop"

    def fold(self, event: Event | Relayed) -> None:
        """Take in one event; bytes of a wire are no part of an object that we write ourselves."""
        match event:
            case TextDelta(text=text, refusal=refusal):
                choice = self._choice(event.choice)
                (choice.refusal if refusal else choice.text).append(text)
            case ReasoningDelta(text=text):
                self._choice(event.choice).reasoning.append(text)
            case ToolCall(index=index):
                self._choice(event.choice).calls.setdefault(index, []).append(event)
            case Logprobs(data=data):
                self._choice(event.choice).likely.append(data)
            case ChoiceEnded(reason=reason):
                self._choice(event.choice).reason = reason
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
                | Restored()
                | Snapshot()
                | Titled()
                | Relayed()
            ):
                pass
            case _:
                assert_never(event)

    def encode(self) -> bytes:
        """The whole answer."""
        answer: Json = {
            "id": self._frame.identity,
            "object": "chat.completion",
            "created": self._frame.created,
            "model": self._frame.model,
            "choices": [choice.encode(index, self._reason) for index, choice in sorted(self._choices.items())],
        }
        if self._usage is not None:
            answer["usage"] = usage_of(self._usage)
        return orjson.dumps(answer)

    def _choice(self, index: int) -> _Choice:
        choice = self._choices.get(index)
        if choice is None:
            choice = self._choices[index] = _Choice()
        return choice


def usage_of(usage: Usage) -> Json:
    """Tokens as OpenAI counts them."""
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_tokens},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
    }


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


def _joined_likelihoods(pieces: list[str]) -> Json | None:
    """The lists of all pieces in one; they are our own words for what the model's server sent."""
    if not pieces:
        return None
    joined: dict[str, Any] = {"content": None, "refusal": None}
    for piece in pieces:
        for name, tokens in orjson.loads(piece).items():
            if name in joined and isinstance(tokens, list):
                joined[name] = (joined[name] or []) + tokens
    return joined
