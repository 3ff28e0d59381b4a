"""Anthropic's wire, on the way back. Pure: no I/O.

Reference: Anthropic's API reference, "Streaming messages".
"""

from typing import Any, Final

from inhouse.core.events import Event, FinishReason, ToolCall, Usage
from inhouse.models.errors import BadAnswer
from inhouse.models.json_values import a_count, an_object
from inhouse.models.wires.chat_answer import json_of, whole
from inhouse.models.wires.incoming import NamedEvents
from inhouse.models.wires.refusals import trouble

_REASONS: Final[dict[str, FinishReason]] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "filtered",
}
_MOST_CALLS: Final = 1024
_RETRY_SECONDS: Final = 5.0


class AnthropicAnswer(NamedEvents):
    """One answer as it comes in."""

    def __init__(self) -> None:
        super().__init__()
        self._calls: dict[int, int] = {}
        self._counted: dict[str, int] = {}

    def take(self, value: dict[str, Any], events: list[Event]) -> None:
        """Take in one event; those that we do not know are passed over, as their maker asks."""
        place = a_count(value.get("index"))
        match value.get("type"):
            case "message_start":
                self._count(an_object(value.get("message")).get("usage"))
            case "content_block_start":
                self._begin(place, an_object(value.get("content_block")), events)
            case "content_block_delta":
                self._more(place, an_object(value.get("delta")), events)
            case "message_delta":
                self._count(value.get("usage"))
                reason = an_object(value.get("delta")).get("stop_reason")
                if isinstance(reason, str):
                    self.ended = _REASONS.get(reason, "stop")
            case "message_stop":
                self.done = True
            case "error":
                raise trouble(value) or BadAnswer(
                    "The model's server reports an error.", hint="Ask again.", retry_after=_RETRY_SECONDS
                )
            case _:
                pass

    def _begin(self, place: int, block: dict[str, Any], events: list[Event]) -> None:
        match block.get("type"):
            case "tool_use":
                index = self._calls[place] = len(self._calls)
                if index >= _MOST_CALLS:
                    raise BadAnswer("The model's server asked for more tools than anybody has.")
                self.pieces += 1
                wanted = an_object(block.get("input"))
                words = json_of(wanted) if wanted else ""
                call_id, name = block.get("id") or f"toolu_{index}", block.get("name") or ""
                events.append(ToolCall(index, whole(str(call_id)), whole(str(name)), words))
            case "text":
                self.say(block.get("text"), events)
            case "thinking":
                self.think(block.get("thinking"), events)
            case _:
                pass

    def _more(self, place: int, delta: dict[str, Any], events: list[Event]) -> None:
        match delta.get("type"):
            case "text_delta":
                self.say(delta.get("text"), events)
            case "thinking_delta":
                self.think(delta.get("thinking"), events)
            case "input_json_delta":
                words = delta.get("partial_json")
                if isinstance(words, str) and words and place in self._calls:
                    self.pieces += 1
                    events.append(ToolCall(self._calls[place], None, None, whole(words)))
            case _:
                pass

    def _count(self, usage: object) -> None:
        """Counts are sums so far; what was read from a cache or written to one stands beside the rest."""
        told = an_object(usage)
        self._counted |= {name: a_count(count) for name, count in told.items() if isinstance(count, int)}
        if self._counted:
            cached = self._counted.get("cache_read_input_tokens", 0)
            written = self._counted.get("cache_creation_input_tokens", 0)
            self.usage = Usage(
                prompt_tokens=self._counted.get("input_tokens", 0) + cached + written,
                completion_tokens=self._counted.get("output_tokens", 0),
                cached_tokens=cached,
            )
