"""The OpenAI wire, on the way back: bytes in any chunking become events. Pure: no I/O.

Reference: WHATWG HTML, section 9.2 (server-sent events); OpenAI's API reference, "chat.completion.chunk". Tolerant of
comments, CRLF, characters split between reads, halves of surrogate pairs, a missing [DONE], and fields we do not know.
"""

import json
from typing import Any

import orjson

from inhouse.core.events import Event, Failed, Finished, FinishReason, ReasoningDelta, TextDelta, ToolCall, Usage
from inhouse.models.errors import AnswerBroken, BadAnswer
from inhouse.models.json_values import a_count, a_list, an_object

_EVENT_BYTES = 1 << 20
"""The longest event that is taken; the longest that a model has reason to send is a few kilobytes."""

_REASONS: dict[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
}
_FILTERED = Failed(
    "answer_filtered", "The model's provider withheld the answer by its content filter.", None, retryable=False
)


class Answer:
    """One answer as it comes in. `feed` it what was read, then ask `end` for the last events.

    Deltas of the same kind that come in one read are joined. Only the first choice counts. `pieces` counts deltas,
    about one for each token; `prompt_tokens` is what llama.cpp tells beforehand, 0 from other servers.
    """

    def __init__(self) -> None:
        self._buffer = b""
        self._data: list[bytes] = []
        self._size = 0
        self._usage: Usage | None = None
        self._ended: Finished | Failed | None = None
        self._half = ""
        self.done = False
        self.pieces = 0
        self.prompt_tokens = 0

    def feed(self, read: bytes) -> list[Event]:
        """Take what was read and give the events in it; raises BadAnswer when it cannot be an answer.

        `done` is set when the server has said that nothing follows.
        """
        buffer = self._buffer + read if self._buffer else read
        if b"\r" in buffer:
            buffer, held = (buffer[:-1], b"\r") if buffer.endswith(b"\r") else (buffer, b"")
            buffer = buffer.replace(b"\r\n", b"\n").replace(b"\r", b"\n") + held
        *lines, self._buffer = buffer.split(b"\n")
        events: list[Event] = []
        for line in lines:
            if not line:
                self._dispatch(events)
            elif line.startswith(b"data:"):
                self._data.append(line[5:])
                self._size += len(line)
        if len(self._buffer) + self._size > _EVENT_BYTES:
            raise BadAnswer("The model's server sent an event that is too long.")
        return events

    def end(self) -> list[Event]:
        """The events at the end of the stream: usage if it was told, then exactly one Finished or Failed."""
        events: list[Event] = []
        if not self.done:
            if self._buffer.startswith(b"data:"):
                self._data.append(self._buffer[5:].rstrip(b"\r"))
            self._buffer = b""
            self._dispatch(events)
        if self._half:
            _join(events, TextDelta("\ufffd"))
            self._half = ""
        if self._usage is not None:
            events.append(self._usage)
        if self._ended is None:
            raise AnswerBroken(
                "The model's server ended in the middle of the answer.", hint="Continue, or ask again.", retry_after=1
            )
        events.append(self._ended)
        return events

    def _dispatch(self, events: list[Event]) -> None:
        if not self._data:
            return
        data = self._data[0] if len(self._data) == 1 else b"\n".join(self._data)
        self._data.clear()
        self._size = 0
        if self.done or not (data := data.strip()):
            return
        if data == b"[DONE]":
            self.done = True
            return
        value = an_object(_parse(data))
        if "error" in value:
            raise BadAnswer("The model's server reports an error.", hint="Ask again.", retry_after=5)
        if "choices" not in value and "usage" not in value:
            return
        for choice in a_list(value.get("choices")):
            self._take_choice(an_object(choice), events)
        self._take_usage(value)

    def _take_choice(self, choice: dict[str, Any], events: list[Event]) -> None:
        if choice.get("index", 0) != 0:
            return
        delta = an_object(choice.get("delta"))
        if isinstance(text := delta.get("content"), str) and text:
            self.pieces += 1
            self._take_text(text, events)
        reasoning = delta.get("reasoning_content") or delta.get("reasoning")
        if isinstance(reasoning, str):
            self.pieces += 1
            _join(events, ReasoningDelta(_whole(reasoning)))
        events.extend(_tool_call(an_object(call)) for call in a_list(delta.get("tool_calls")))
        if isinstance(reason := choice.get("finish_reason"), str):
            self._ended = _FILTERED if reason == "content_filter" else Finished(_REASONS.get(reason, "stop"))

    def _take_text(self, text: str, events: list[Event]) -> None:
        """Some servers cut between the two halves of a surrogate pair: the first half waits for the second."""
        if self._half or not text.isascii():
            text = self._half + text
            self._half = ""
            if "\ud800" <= text[-1] <= "\udbff":
                text, self._half = text[:-1], text[-1]
            text = _whole(text)
        if text:
            _join(events, TextDelta(text))

    def _take_usage(self, value: dict[str, Any]) -> None:
        if progress := an_object(value.get("prompt_progress")):
            self.prompt_tokens = a_count(progress.get("total"))
        if usage := an_object(value.get("usage")):
            self._usage = Usage(
                prompt_tokens=a_count(usage.get("prompt_tokens")),
                completion_tokens=a_count(usage.get("completion_tokens")),
                cached_tokens=a_count(an_object(usage.get("prompt_tokens_details")).get("cached_tokens")),
                reasoning_tokens=a_count(an_object(usage.get("completion_tokens_details")).get("reasoning_tokens")),
            )


def _parse(data: bytes) -> object:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    # orjson takes neither halves of surrogate pairs nor broken UTF-8.
    try:
        return json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise BadAnswer("The model's server sent something that is not JSON.") from None


def _whole(text: str) -> str:
    """Text without halves of surrogate pairs."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _join(events: list[Event], delta: TextDelta | ReasoningDelta) -> None:
    last = events[-1] if events else None
    if isinstance(last, TextDelta) and isinstance(delta, TextDelta):
        events[-1] = TextDelta(last.text + delta.text)
    elif isinstance(last, ReasoningDelta) and isinstance(delta, ReasoningDelta):
        events[-1] = ReasoningDelta(last.text + delta.text)
    else:
        events.append(delta)


def _tool_call(call: dict[str, Any]) -> ToolCall:
    function = an_object(call.get("function"))
    index, call_id = call.get("index"), call.get("id")
    name, arguments = function.get("name"), function.get("arguments")
    return ToolCall(
        index=a_count(index),
        call_id=_whole(call_id) if isinstance(call_id, str) else None,
        name=_whole(name) if isinstance(name, str) else None,
        arguments=_whole(arguments) if isinstance(arguments, str) else "",
    )
