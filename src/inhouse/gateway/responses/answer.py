"""Events as an OpenAI response: in numbered events for a stream, or as one object.

A response is a list of items: reasoning, messages, calls of functions. Several calls may be open at a time; what is
said before or after them closes them.

Reference: OpenAI's API reference, "Streaming events" of Responses; names and fields as in the package `openai` 3.54.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Final

import orjson

from inhouse.core import clock
from inhouse.core.errors import InhouseError
from inhouse.core.events import (
    Event,
    Failed,
    Finished,
    FinishReason,
    Logprobs,
    ReasoningDelta,
    Relayed,
    TextDelta,
    ToolCall,
    Usage,
)
from inhouse.core.ids import new_id
from inhouse.gateway.openai.errors import of_event
from inhouse.gateway.openai.fields import Json, is_list, is_object

_INCOMPLETE: Final[dict[FinishReason, str]] = {
    "length": "max_output_tokens",
    # We cut a model that repeats itself: for the client the answer is shorter than it would have been.
    "loop": "max_output_tokens",
    "filtered": "content_filter",
}
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of words: the item they stand in, their part, and the names of their events."""

    item: str
    part: str
    words: str
    events: str


_TEXT: Final = _Kind("message", "output_text", "text", "response.output_text")
_REFUSAL: Final = _Kind("message", "refusal", "refusal", "response.refusal")
_CALL: Final = _Kind("function_call", "", "arguments", "response.function_call_arguments")
_REASONING: Final = _Kind("reasoning", "reasoning_text", "text", "response.reasoning_text")


@dataclass(slots=True)
class _Item:
    """One item of the output as far as it came."""

    index: int
    shown: Json
    kind: _Kind
    pieces: list[str] = field(default_factory=list)
    likely: list[object] = field(default_factory=list)

    @property
    def place(self) -> Json:
        return {"item_id": self.shown["id"], "output_index": self.index}

    @property
    def words(self) -> str:
        return "".join(self.pieces)

    def part(self, *, begun: bool = False) -> Json:
        """The one part of its content."""
        words = "" if begun else self.words
        part: Json = {"type": self.kind.part, self.kind.words: words}
        if self.kind is _TEXT:
            part |= {"annotations": [], "logprobs": [] if begun else self.likely}
        return part


class Response:
    """One answer as a response: `take` gives the events of a stream, `shown` the whole."""

    def __init__(self, model: str, told: Json) -> None:
        self.identity = new_id()
        self._model = model
        self._told = told
        self._created = int(clock.now().timestamp())
        self._items: list[_Item] = []
        self._open: _Item | None = None
        self._calls: dict[int, _Item] = {}
        self._likely: list[object] = []
        self._usage: Usage | None = None
        self._reason: FinishReason = "stop"

    def take(self, event: Event | Relayed) -> Iterator[Json]:
        """Take in one event; gives what a stream says of it; raises AnswerFailed."""
        match event:
            case TextDelta(text=words, refusal=refusal):
                yield from self._say(_REFUSAL if refusal else _TEXT, words)
            case ReasoningDelta(text=words):
                yield from self._say(_REASONING, words)
            case ToolCall():
                yield from self._call(event)
            case Logprobs(data=data):
                self._likely += _tokens(data)
            case Usage():
                self._usage = event
            case Finished(reason=reason):
                self._reason = reason
                yield from self._close()
            case Failed():
                raise of_event(event)
            case _:
                # The others say nothing that OpenAI's clients know.
                pass

    def begin(self) -> Iterator[Json]:
        """The first events of a stream."""
        for name in ("response.created", "response.in_progress"):
            yield {"type": name, "response": self._frame("in_progress", [])}

    def end(self) -> Json:
        """The last event of a stream."""
        shown = self.shown()
        return {"type": f"response.{shown['status']}", "response": shown}

    def failed(self, error: InhouseError) -> Json:
        """The last event of a stream that breaks in the middle."""
        words = f"{error.message} {error.hint}" if error.hint else error.message
        code = "rate_limit_exceeded" if error.status == _TOO_MANY else "server_error"
        told = {"error": {"code": code, "message": words}}
        return {"type": "response.failed", "response": self._frame("failed", self.output()) | told}

    def output(self) -> list[Json]:
        """The items so far."""
        return [item.shown for item in self._items]

    def shown(self) -> Json:
        """The whole response."""
        why = _INCOMPLETE.get(self._reason)
        status = "completed" if why is None else "incomplete"
        told = {"incomplete_details": None if why is None else {"reason": why}}
        return self._frame(status, self.output()) | told

    def at_the_end(self, last: Finished) -> Json:
        """The whole response as it will be when the last event has been taken in."""
        # The kinds are known by being the same.
        later = deepcopy(self, {id(kind): kind for kind in (_TEXT, _REFUSAL, _CALL, _REASONING)})
        for _ in later.take(last):
            pass
        return later.shown()

    def _frame(self, status: str, output: list[Json]) -> Json:
        return {
            "id": f"resp_{self.identity.hex}",
            "object": "response",
            "created_at": self._created,
            "status": status,
            "background": False,
            "error": None,
            "incomplete_details": None,
            "model": self._model,
            "output": output,
            "usage": None if self._usage is None else _usage_of(self._usage),
            **self._told,
        }

    def _say(self, kind: _Kind, words: str) -> Iterator[Json]:
        item = self._open
        if item is None or item.kind is not kind:
            yield from self._close()
            item = self._open = self._begin_words(kind)
            yield self._added(item)
            yield {
                "type": "response.content_part.added",
                **item.place,
                "content_index": 0,
                "part": item.part(begun=True),
            }
        item.pieces.append(words)
        delta: Json = {"type": f"{kind.events}.delta", **item.place, "content_index": 0, "delta": words}
        if kind is _TEXT:
            delta["logprobs"] = self._likely
            item.likely += self._likely
            self._likely = []
        yield delta

    def _begin_words(self, kind: _Kind) -> _Item:
        if kind is _REASONING:
            shown: Json = {"id": f"rs_{new_id().hex}", "type": "reasoning", "summary": [], "content": []}
        else:
            shown = {"id": f"msg_{new_id().hex}", "type": "message", "role": "assistant", "content": []}
        return self._new(shown | {"status": "in_progress"}, kind)

    def _call(self, piece: ToolCall) -> Iterator[Json]:
        if self._open is not None:
            yield from self._close()
        item = self._calls.get(piece.index)
        if item is None:
            item = self._calls[piece.index] = self._new(
                {
                    "id": f"fc_{new_id().hex}",
                    "type": "function_call",
                    "status": "in_progress",
                    "call_id": piece.call_id or f"call_{new_id().hex}",
                    "name": piece.name or "",
                    "arguments": "",
                },
                _CALL,
            )
            yield self._added(item)
        if piece.arguments:
            item.pieces.append(piece.arguments)
            yield {"type": f"{_CALL.events}.delta", **item.place, "delta": piece.arguments}

    def _new(self, shown: Json, kind: _Kind) -> _Item:
        item = _Item(len(self._items), shown, kind)
        self._items.append(item)
        return item

    def _added(self, item: _Item) -> Json:
        return {"type": "response.output_item.added", "output_index": item.index, "item": item.shown}

    def _close(self) -> Iterator[Json]:
        """The ends of all items that are open."""
        status = "incomplete" if self._reason in _INCOMPLETE else "completed"
        if (item := self._open) is not None:
            self._open = None
            place = {**item.place, "content_index": 0}
            done: Json = {"type": f"{item.kind.events}.done", **place, item.kind.words: item.words}
            yield done | {"logprobs": item.likely} if item.kind is _TEXT else done
            yield {"type": "response.content_part.done", **place, "part": item.part()}
            yield self._done(item, {"content": [item.part()], "status": status})
        for call in self._calls.values():
            yield {"type": f"{_CALL.events}.done", **call.place, "arguments": call.words}
            yield self._done(call, {"arguments": call.words, "status": status})
        self._calls.clear()

    def _done(self, item: _Item, last: Json) -> Json:
        item.shown = item.shown | last
        return {"type": "response.output_item.done", "output_index": item.index, "item": item.shown}


class Streamed:
    """Writes a response as server-sent events, each with its number."""

    __slots__ = ("_count", "_response")

    def __init__(self, response: Response) -> None:
        self._response = response
        self._count = 0

    def encode(self, event: Event | Relayed) -> bytes:
        """The bytes for one event; raises AnswerFailed."""
        events = list(self._response.take(event))
        return self._written(*events) if events else b""

    def end(self) -> bytes:
        """What comes after the last event."""
        return self._written(self._response.end())

    def broken(self, error: InhouseError) -> bytes:
        """What comes instead of the rest when it breaks in the middle."""
        return self._written(self._response.failed(error))

    def _written(self, *events: Json) -> bytes:
        first = () if self._count else tuple(self._response.begin())
        lines: list[bytes] = []
        for event in (*first, *events):
            data = orjson.dumps(event | {"sequence_number": self._count})
            lines.append(b"event: %b\ndata: %b\n\n" % (str(event["type"]).encode(), data))
            self._count += 1
        return b"".join(lines)


class Gathered:
    """Gathers a response into one object."""

    __slots__ = ("_response",)

    def __init__(self, response: Response) -> None:
        self._response = response

    def fold(self, event: Event | Relayed) -> None:
        """Take in one event; raises AnswerFailed."""
        for _ in self._response.take(event):
            pass

    def encode(self) -> bytes:
        """The whole response."""
        return orjson.dumps(self._response.shown())


def _usage_of(usage: Usage) -> Json:
    return {
        "input_tokens": usage.prompt_tokens,
        "input_tokens_details": {"cached_tokens": usage.cached_tokens, "cache_write_tokens": 0},
        "output_tokens": usage.completion_tokens,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
    }


def _tokens(data: str) -> list[object]:
    """The tokens of a piece; they are our own words for what the model's server sent."""
    told: object = orjson.loads(data)
    tokens = told.get("content") if is_object(told) else None
    return tokens if is_list(tokens) else []
