"""Events as an Anthropic message: in events for a stream, or as one object.

A message is a list of blocks, written one after the other. Where a model writes several tool calls at once, the later
ones wait until the first one is whole.

Reference: Anthropic's API reference, "Streaming messages".
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

import orjson

from inhouse.core.errors import InhouseError
from inhouse.core.events import (
    Event,
    Failed,
    Finished,
    FinishReason,
    ReasoningDelta,
    Relayed,
    TextDelta,
    ToolCall,
    Usage,
)
from inhouse.core.ids import new_id
from inhouse.gateway.anthropic.errors import AnswerUnreadable, body_of
from inhouse.gateway.openai.errors import of_event
from inhouse.gateway.openai.fields import Json, is_object

_REASONS: Final[dict[FinishReason, str]] = {
    "stop": "end_turn",
    "length": "max_tokens",
    # We cut a model that repeats itself: for the client the answer is shorter than it would have been.
    "loop": "max_tokens",
    "tool_calls": "tool_use",
    "cancelled": "end_turn",
    "interrupted": "end_turn",
    "filtered": "refusal",
}
_EMPTY: Final[dict[str, Json]] = {
    "text": {"type": "text", "text": ""},
    "thinking": {"type": "thinking", "thinking": "", "signature": ""},
}
_DELTAS: Final = {
    "text": ("text_delta", "text"),
    "thinking": ("thinking_delta", "thinking"),
    "tool_use": ("input_json_delta", "partial_json"),
}

Kind = Literal["text", "thinking", "tool_use"]


@dataclass(slots=True)
class _Block:
    """One block, as far as it came; `head` is what it began with, `call` the number of its tool call."""

    kind: Kind
    head: Json
    call: int | None = None
    pieces: list[str] = field(default_factory=list)

    def encode(self) -> Json:
        """The block as part of a whole message; raises AnswerUnreadable."""
        words = "".join(self.pieces)
        if self.kind != "tool_use":
            return self.head | {self.kind: words}
        wanted = _parsed(words or "{}")
        if not is_object(wanted):
            raise AnswerUnreadable("The model asked for a tool in a way that cannot be read.", hint="Ask again.")
        # As the model wrote it: it may be nested deeper than could be written again.
        return self.head | {"input": orjson.Fragment(words or "{}")}


class Message:
    """One answer as a message: `take` gives the events of a stream, `encode` the whole."""

    __slots__ = ("_blocks", "_identity", "_model", "_open", "_reason", "_refused", "_thoughts", "_usage", "_waiting")

    def __init__(self, model: str, *, thoughts: bool) -> None:
        self._identity = f"msg_{new_id().hex}"
        self._model = model
        self._thoughts = thoughts
        self._blocks: list[_Block] = []
        self._open: _Block | None = None
        self._waiting: dict[int, list[ToolCall]] = {}
        self._usage = Usage(0, 0)
        self._reason: FinishReason = "stop"
        self._refused = False

    def take(self, event: Event | Relayed) -> Iterator[Json]:
        """Take in one event; gives what a stream says of it; raises AnswerFailed."""
        match event:
            case TextDelta(text=words, refusal=refusal):
                self._refused = self._refused or refusal
                yield from self._say("text", words)
            case ReasoningDelta(text=words) if self._thoughts:
                yield from self._say("thinking", words)
            case ToolCall():
                yield from self._call(event)
            case Usage():
                self._usage = event
            case Finished(reason=reason):
                self._reason = reason
                yield from self._finish()
            case Failed():
                raise of_event(event)
            case _:
                # The others say nothing that Anthropic's clients know.
                pass

    def begin(self) -> Json:
        """The first event of a stream."""
        return {"type": "message_start", "message": self._frame([], None, _usage_of(Usage(0, 0)))}

    def end(self) -> Iterator[Json]:
        """The last events of a stream."""
        delta = {"stop_reason": self._stop_reason(), "stop_sequence": None}
        yield {"type": "message_delta", "delta": delta, "usage": _usage_of(self._usage)}
        yield {"type": "message_stop"}

    def encode(self) -> bytes:
        """The whole message; raises AnswerUnreadable."""
        content = [block.encode() for block in self._blocks]
        return orjson.dumps(self._frame(content, self._stop_reason(), _usage_of(self._usage)))

    def _frame(self, content: list[Json], reason: str | None, usage: Json) -> Json:
        return {
            "id": self._identity,
            "type": "message",
            "role": "assistant",
            "model": self._model,
            "content": content,
            "stop_reason": reason,
            # Which sequence it was that stopped a model, other providers do not tell.
            "stop_sequence": None,
            "usage": usage,
        }

    def _stop_reason(self) -> str:
        if self._refused:
            return "refusal"
        if self._reason == "stop" and any(block.kind == "tool_use" for block in self._blocks):
            return "tool_use"
        return _REASONS[self._reason]

    def _say(self, kind: Kind, words: str) -> Iterator[Json]:
        block = self._open
        if block is None or block.kind != kind:
            yield from self._close()
            block = _Block(kind, _EMPTY[kind])
            yield self._start(block)
        yield self._more(block, words)

    def _call(self, piece: ToolCall) -> Iterator[Json]:
        block = self._open
        if block is not None and block.call == piece.index:
            if piece.arguments:
                yield self._more(block, piece.arguments)
        elif self._waiting or piece.name is None or _unfinished(block):
            self._waiting.setdefault(piece.index, []).append(piece)
        else:
            yield from self._close()
            yield from self._tool([piece])

    def _tool(self, pieces: list[ToolCall]) -> Iterator[Json]:
        call_id = next((piece.call_id for piece in pieces if piece.call_id), None) or f"toolu_{new_id().hex}"
        name = next((piece.name for piece in pieces if piece.name), "")
        block = _Block("tool_use", {"type": "tool_use", "id": call_id, "name": name, "input": {}}, pieces[0].index)
        yield self._start(block)
        if words := "".join(piece.arguments for piece in pieces):
            yield self._more(block, words)

    def _finish(self) -> Iterator[Json]:
        yield from self._close()
        for pieces in self._waiting.values():
            yield from self._tool(pieces)
            yield from self._close()
        self._waiting.clear()

    def _start(self, block: _Block) -> Json:
        self._blocks.append(block)
        self._open = block
        return {"type": "content_block_start", "index": len(self._blocks) - 1, "content_block": block.head}

    def _more(self, block: _Block, words: str) -> Json:
        block.pieces.append(words)
        kind, name = _DELTAS[block.kind]
        return {"type": "content_block_delta", "index": len(self._blocks) - 1, "delta": {"type": kind, name: words}}

    def _close(self) -> Iterator[Json]:
        if self._open is not None:
            self._open = None
            yield {"type": "content_block_stop", "index": len(self._blocks) - 1}


class Streamed:
    """Writes a message as server-sent events."""

    __slots__ = ("_begun", "_message")

    def __init__(self, message: Message) -> None:
        self._message = message
        self._begun = False

    def encode(self, event: Event | Relayed) -> bytes:
        """The bytes for one event; raises AnswerFailed."""
        return self._written(self._message.take(event))

    def end(self) -> bytes:
        """What comes after the last event."""
        return self._written(self._message.end())

    def broken(self, error: InhouseError) -> bytes:
        """What comes instead of the rest when it breaks in the middle."""
        return b"event: error\ndata: " + body_of(error) + b"\n\n"

    def _written(self, events: Iterator[Json]) -> bytes:
        pieces = [_line(event) for event in events]
        if pieces and not self._begun:
            self._begun = True
            pieces[:0] = [_line(self._message.begin()), _line({"type": "ping"})]
        return b"".join(pieces)


class Gathered:
    """Gathers a message into one object."""

    __slots__ = ("_message",)

    def __init__(self, message: Message) -> None:
        self._message = message

    def fold(self, event: Event | Relayed) -> None:
        """Take in one event; raises AnswerFailed."""
        for _ in self._message.take(event):
            pass

    def encode(self) -> bytes:
        """The whole message; raises AnswerUnreadable."""
        return self._message.encode()


def _line(event: Json) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (str(event["type"]).encode(), orjson.dumps(event))


def _usage_of(usage: Usage) -> Json:
    """Tokens as Anthropic counts them: what was read from a cache is not among the others."""
    cached = min(usage.cached_tokens, usage.prompt_tokens)
    return {
        "input_tokens": usage.prompt_tokens - cached,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": cached,
        "output_tokens": usage.completion_tokens,
    }


def _unfinished(block: _Block | None) -> bool:
    """Whether more arguments of this tool call must come."""
    return block is not None and block.call is not None and _parsed("".join(block.pieces)) is None


def _parsed(words: str) -> object:
    try:
        return orjson.loads(words)
    except orjson.JSONDecodeError:
        return None
