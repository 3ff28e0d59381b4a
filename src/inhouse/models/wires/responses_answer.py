"""The wire of OpenAI's Responses, on the way back. Pure: no I/O.

Reference: OpenAI's API reference, "Streaming events" of Responses.
"""

from typing import Any, Final

from inhouse.core.events import Event, FinishReason, Logprobs, ToolCall, Usage
from inhouse.models.errors import BadAnswer
from inhouse.models.json_values import a_count, a_list, an_object
from inhouse.models.wires.chat_answer import json_of, whole
from inhouse.models.wires.incoming import NamedEvents
from inhouse.models.wires.refusals import trouble

_INCOMPLETE: Final[dict[str, FinishReason]] = {"max_output_tokens": "length", "content_filter": "filtered"}
_MOST_CALLS: Final = 1024


class ResponsesAnswer(NamedEvents):
    """One answer as it comes in."""

    def __init__(self) -> None:
        super().__init__()
        self._calls: dict[int, int] = {}
        self._argued: set[int] = set()

    def take(self, value: dict[str, Any], events: list[Event]) -> None:
        """Take in one event; those that only repeat what came are passed over."""
        match value.get("type"):
            case "response.output_text.delta":
                if tokens := a_list(value.get("logprobs")):
                    events.append(Logprobs(json_of({"content": tokens, "refusal": None})))
                self.say(value.get("delta"), events)
            case "response.refusal.delta":
                self.say(value.get("delta"), events, refusal=True)
            case "response.reasoning_text.delta" | "response.reasoning_summary_text.delta":
                self.think(value.get("delta"), events)
            case "response.output_item.added" | "response.output_item.done":
                self._take_item(a_count(value.get("output_index")), an_object(value.get("item")), events)
            case "response.function_call_arguments.delta":
                self._take_arguments(a_count(value.get("output_index")), value.get("delta"), events)
            case "response.completed" | "response.incomplete":
                self._end(an_object(value.get("response")))
            case "response.failed":
                self._fail({"error": an_object(value.get("response")).get("error") or {}})
            case "error":
                self._fail({"error": value.get("error") or value})
            case _:
                pass

    def _take_item(self, place: int, item: dict[str, Any], events: list[Event]) -> None:
        if item.get("type") != "function_call":
            return
        if place not in self._calls:
            index = self._calls[place] = len(self._calls)
            if index >= _MOST_CALLS:
                raise BadAnswer("The model's server asked for more tools than anybody has.")
            call_id, name = item.get("call_id"), item.get("name")
            self.pieces += 1
            events.append(ToolCall(index, whole(str(call_id or f"call_{index}")), whole(str(name or "")), ""))
        # A server that sends calls whole tells the arguments here alone.
        if place not in self._argued:
            self._take_arguments(place, item.get("arguments"), events)

    def _take_arguments(self, place: int, words: object, events: list[Event]) -> None:
        if isinstance(words, str) and words and place in self._calls:
            self.pieces += 1
            self._argued.add(place)
            events.append(ToolCall(self._calls[place], None, None, whole(words)))

    def _end(self, response: dict[str, Any]) -> None:
        self.done = True
        if usage := an_object(response.get("usage")):
            self.usage = Usage(
                prompt_tokens=a_count(usage.get("input_tokens")),
                completion_tokens=a_count(usage.get("output_tokens")),
                cached_tokens=a_count(an_object(usage.get("input_tokens_details")).get("cached_tokens")),
                reasoning_tokens=a_count(an_object(usage.get("output_tokens_details")).get("reasoning_tokens")),
            )
        if response.get("status") == "incomplete":
            why = an_object(response.get("incomplete_details")).get("reason")
            self.ended = _INCOMPLETE.get(str(why), "length")
        else:
            self.ended = "tool_calls" if self._calls else "stop"

    def _fail(self, value: dict[str, Any]) -> None:
        raise trouble(value) or BadAnswer("The model's server reports an error.", hint="Ask again.", retry_after=5)
