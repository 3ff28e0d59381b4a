"""The OpenAI wire, on the way back: bytes in any chunking become events. Pure: no I/O.

Reference: WHATWG HTML, section 9.2 (server-sent events); OpenAI's API reference, "chat.completion.chunk". Tolerant of
comments, CRLF, characters split between reads, halves of surrogate pairs, a missing [DONE], and fields we do not know.
"""

import json
from typing import Any

import orjson

from inhouse.core.errors import InhouseError
from inhouse.core.events import (
    ChoiceEnded,
    Event,
    Finished,
    FinishReason,
    Logprobs,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    Usage,
)
from inhouse.core.ids import new_id
from inhouse.models.errors import AnswerBroken, BadAnswer, PromptFiltered
from inhouse.models.json_values import a_count, a_list, an_object
from inhouse.models.wires.frames import Frame
from inhouse.models.wires.refusals import trouble

_EVENT_BYTES = 1 << 20
"""The longest event that is taken; the longest that a model has reason to send is a few kilobytes."""
_MOST_CALLS = 1024
_FEW_PIECES = 3
"""A frame is learned from the pieces behind these: a short answer is over before it would be of use."""

_REASONS: dict[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "filtered",
}


class _Choice:
    """One of the answers: what of it is not yet whole."""

    __slots__ = ("ended", "half", "identified", "refused")

    def __init__(self) -> None:
        self.half = ""
        self.refused = False
        self.identified: list[str] = []
        self.ended: FinishReason | None = None


class Answer:
    """One answer as it comes in. `feed` it what was read, then ask `end` for the last events.

    Deltas of the same kind that come in one read are joined. `pieces` counts deltas, about one for each token;
    `prompt_tokens` is what llama.cpp tells beforehand, 0 from other servers. Where several `choices` were asked for,
    the end of each is a ChoiceEnded, and Finished tells how the first one ended; what comes of others is passed over.
    """

    def __init__(self, choices: int = 1) -> None:
        self._asked = choices
        self._buffer = b""
        self._data: list[bytes] = []
        self._size = 0
        self._usage: Usage | None = None
        self._choices: dict[int, _Choice] = {}
        self._frame = Frame()
        self._trouble: InhouseError | None = None
        self.done = False
        self.pieces = 0
        self.prompt_tokens = 0

    def feed(self, read: bytes) -> list[Event]:
        """Take what was read and give the events in it; raises BadAnswer when it cannot be an answer.

        `done` is set when the server has said that nothing follows. Raises PromptTooLong and PromptFiltered where a
        server says so in the place of an answer. What came before the trouble is given first, and `end` raises it.
        """
        events: list[Event] = []
        try:
            self._read(read, events)
        except InhouseError as error:
            if not events:
                raise
            self._trouble = error
            self.done = True
        return events

    def _read(self, read: bytes, events: list[Event]) -> None:
        if not (self._buffer or self._data or self.done) and (text := self._frame.text_alone(read)):
            index = self._frame.index
            if (choice := self._choices.get(index)) is not None:
                self._take_text(text, index, choice, events, refusal=False)
                return
        buffer = self._buffer + read if self._buffer else read
        if b"\r" in buffer:
            buffer, held = (buffer[:-1], b"\r") if buffer.endswith(b"\r") else (buffer, b"")
            buffer = buffer.replace(b"\r\n", b"\n").replace(b"\r", b"\n") + held
        *lines, self._buffer = buffer.split(b"\n")
        for line in lines:
            if not line:
                self._dispatch(events)
            elif line.startswith(b"data:"):
                self._data.append(line[5:])
                self._size += len(line)
        if len(self._buffer) + self._size > _EVENT_BYTES:
            raise BadAnswer("The model's server sent an event that is too long.")

    def end(self) -> list[Event]:
        """The events at the end of the stream: usage if it was told, then Finished; raises AnswerBroken."""
        if self._trouble is not None:
            raise self._trouble
        events: list[Event] = []
        if not self.done:
            if self._buffer.startswith(b"data:"):
                self._data.append(self._buffer[5:].rstrip(b"\r"))
            self._buffer = b""
            self._dispatch(events)
        for index, choice in self._choices.items():
            _flush(index, choice, events)
        if self._usage is not None:
            events.append(self._usage)
        first = self._choices.get(0) or next(iter(self._choices.values()), None)
        if first is None or first.ended is None or any(each.ended is None for each in self._choices.values()):
            raise AnswerBroken(
                "The model's server ended in the middle of the answer.", hint="Continue, or ask again.", retry_after=1
            )
        events.append(Finished(first.ended))
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
        index = self._frame.index
        # Nearly all events of most servers.
        if (text := self._frame.text_of(data)) and (choice := self._choices.get(index)) is not None:
            self._take_text(text, index, choice, events, refusal=False)
            return
        value = an_object(parsed(data))
        if (error := trouble(value)) is not None:
            self._stop(error)
            return
        # Azure's chunks about its filters alone have no choices; what they found ends a choice by its finish reason.
        for choice in a_list(value.get("choices")):
            self._take_choice(an_object(choice), events)
        if value.get("usage") or "prompt_progress" in value:
            self._take_usage(value)
        elif self.pieces > _FEW_PIECES:
            self._frame.learn(data, value)

    def _stop(self, error: Exception) -> None:
        """An error in the place of a piece. A filter that stops an answer in its middle ends it, as filtered."""
        if not isinstance(error, PromptFiltered) or not self.pieces:
            raise error
        for choice in self._choices.values():
            choice.ended = choice.ended or "filtered"
        self.done = True

    def _take_choice(self, value: dict[str, Any], events: list[Event]) -> None:
        index = a_count(value.get("index"))
        if index >= self._asked:
            return
        choice = self._choices.get(index)
        if choice is None:
            choice = self._choices[index] = _Choice()
        if logprobs := value.get("logprobs"):
            _take_logprobs(index, an_object(logprobs), events)
        delta = an_object(value.get("delta") or value.get("message"))
        content = delta.get("content")
        # Most pieces are a few letters of text and nothing else.
        more = not content or len(delta) > 1
        if more:
            self._take_reasoning(delta, index, events)
        if content:
            self._take_content(content, index, choice, events)
        if more:
            self._take_others(delta, index, choice, events)
        if isinstance(reason := value.get("finish_reason"), str):
            self._end_choice(index, choice, _REASONS.get(reason, "stop"), events)

    def _take_reasoning(self, delta: dict[str, Any], index: int, events: list[Event]) -> None:
        reasoning = delta.get("reasoning_content") or delta.get("reasoning")
        if isinstance(reasoning, str):
            self.pieces += 1
            join(events, ReasoningDelta(whole(reasoning), index))

    def _take_others(self, delta: dict[str, Any], index: int, choice: _Choice, events: list[Event]) -> None:
        if isinstance(refusal := delta.get("refusal"), str) and refusal:
            self._take_text(refusal, index, choice, events, refusal=True)
        for call in filter(None, map(an_object, a_list(delta.get("tool_calls")))):
            self._take_call(call, index, choice, events)

    def _end_choice(self, index: int, choice: _Choice, reason: FinishReason, events: list[Event]) -> None:
        _flush(index, choice, events)
        first_time = choice.ended is None
        # A filter that reads along may come to its verdict after the answer's end.
        choice.ended = reason if first_time or reason == "filtered" else choice.ended
        if first_time and self._asked > 1:
            events.append(ChoiceEnded(index, reason))

    def _take_content(self, content: object, index: int, choice: _Choice, events: list[Event]) -> None:
        if isinstance(content, str):
            self._take_text(content, index, choice, events, refusal=False)
            return
        # Mistral's models that reason give their thoughts and words as parts of a list.
        for part in map(an_object, a_list(content)):
            if isinstance(words := part.get("text"), str) and words:
                self._take_text(words, index, choice, events, refusal=False)
            for thought in map(an_object, a_list(part.get("thinking"))):
                if isinstance(words := thought.get("text"), str) and words:
                    self.pieces += 1
                    join(events, ReasoningDelta(whole(words), index))

    def _take_text(self, text: str, index: int, choice: _Choice, events: list[Event], *, refusal: bool) -> None:
        """Some servers cut between the two halves of a surrogate pair: the first half waits for the second."""
        self.pieces += 1
        if choice.half or not text.isascii():
            text = choice.half + text
            choice.half = ""
            if "\ud800" <= text[-1] <= "\udbff":
                text, choice.half = text[:-1], text[-1]
            text = whole(text)
        choice.refused = refusal
        if text:
            delta = TextDelta(text, index, refusal)
            if events:
                join(events, delta)
            else:
                events.append(delta)

    def _take_call(self, call: dict[str, Any], choice_index: int, choice: _Choice, events: list[Event]) -> None:
        """A piece of a tool call. Servers that leave out its number send whole calls, those that leave out its id none.

        Several such calls are told apart by a new name.
        """
        function = an_object(call.get("function"))
        name, call_id = function.get("name"), call.get("id")
        name = whole(name) if isinstance(name, str) and name else None
        known = choice.identified
        told = call.get("index")
        begins = name is not None
        index = a_count(told) if isinstance(told, int) else max(0, len(known) - (0 if begins else 1))
        if index >= _MOST_CALLS:
            raise BadAnswer("The model's server asked for more tools than anybody has.")
        while len(known) <= index:
            known.append("")
        if isinstance(call_id, str) and call_id:
            call_id = whole(call_id)
        else:
            call_id = f"call_{new_id().hex}" if begins and not known[index] else None
        known[index] = call_id or known[index]
        self.pieces += 1
        events.append(ToolCall(index, call_id, name, _arguments(function.get("arguments")), choice_index))

    def _take_usage(self, value: dict[str, Any]) -> None:
        if progress := an_object(value.get("prompt_progress")):
            self.prompt_tokens = a_count(progress.get("total"))
        if usage := an_object(value.get("usage")):
            details = an_object(usage.get("prompt_tokens_details"))
            self._usage = Usage(
                prompt_tokens=a_count(usage.get("prompt_tokens")),
                completion_tokens=a_count(usage.get("completion_tokens")),
                # DeepSeek has a name of its own for them.
                cached_tokens=a_count(details.get("cached_tokens") or usage.get("prompt_cache_hit_tokens")),
                reasoning_tokens=a_count(an_object(usage.get("completion_tokens_details")).get("reasoning_tokens")),
            )


def parsed(data: bytes) -> object:
    """The JSON of an event, also with halves of surrogate pairs; raises BadAnswer."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    # orjson takes neither halves of surrogate pairs nor broken UTF-8.
    try:
        return json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise BadAnswer("The model's server sent something that is not JSON.") from None


def whole(text: str) -> str:
    """Text without halves of surrogate pairs."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def json_of(value: object) -> str:
    """A part of an event as JSON text, without halves of surrogate pairs; raises BadAnswer."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        pass
    # Half of a pair, or deeper than orjson writes.
    try:
        return whole(json.dumps(value, ensure_ascii=False))
    except RecursionError:
        raise BadAnswer("The model's server sent something that is nested too deeply.") from None


def _flush(index: int, choice: _Choice, events: list[Event]) -> None:
    """Half a pair whose other half never came."""
    if choice.half:
        join(events, TextDelta("\ufffd", index, choice.refused))
        choice.half = ""


def join(events: list[Event], delta: TextDelta | ReasoningDelta) -> None:
    """Add a delta; one of the same kind that comes right after another is joined to it."""
    last = events[-1] if events else None
    if isinstance(last, TextDelta) and isinstance(delta, TextDelta):
        if last.choice == delta.choice and last.refusal is delta.refusal:
            events[-1] = TextDelta(last.text + delta.text, delta.choice, delta.refusal)
            return
    elif isinstance(last, ReasoningDelta) and isinstance(delta, ReasoningDelta) and last.choice == delta.choice:
        events[-1] = ReasoningDelta(last.text + delta.text, delta.choice)
        return
    events.append(delta)


def _take_logprobs(index: int, logprobs: dict[str, Any], events: list[Event]) -> None:
    told = {name: tokens for name in ("content", "refusal") if (tokens := a_list(logprobs.get(name)))}
    if told:
        events.append(Logprobs(json_of({"content": None, "refusal": None, **told}), index))


def _arguments(value: object) -> str:
    if isinstance(value, str):
        return whole(value)
    # Some servers send them as the object that they mean.
    return json_of(wanted) if (wanted := an_object(value)) else ""
