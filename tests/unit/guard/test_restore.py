from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from inhouse.core.events import (
    ChoiceEnded,
    Citation,
    Event,
    Failed,
    Finished,
    Logprobs,
    ReasoningDelta,
    Relayed,
    Restored,
    Snapshot,
    TextDelta,
    ToolCall,
    Usage,
)
from inhouse.gateway.errors import AnswerCut
from inhouse.guard.restore import restore
from inhouse.guard.stand_ins import Restorer
from tests.stand_ins import EVERYTHING, a_map

EVENTS: list[Event] = [TextDelta("a"), TextDelta("b"), Finished("stop")]


class Source:
    closed = False

    async def events(self) -> AsyncGenerator[Event, None]:
        try:
            for event in EVENTS:
                yield event
        finally:
            self.closed = True


async def test_without_stand_ins_every_event_passes_as_it_is() -> None:
    restored = restore(Source().events())
    async with aclosing(restored):
        assert [event async for event in restored] == EVENTS


async def test_leaving_closes_the_model_at_once() -> None:
    source = Source()
    restored = restore(source.events())
    async with aclosing(restored):
        async for _ in restored:
            break
    assert source.closed


MAP = a_map(*EVERYTHING)
PERSON = MAP.entries[0].stand_in
NAME = "Anna Müller"


async def restored(*events: Event | Relayed, restorer: Restorer | None = None) -> list[Event | Relayed]:
    async def source() -> AsyncGenerator[Event | Relayed, None]:
        for event in events:
            yield event

    got = restore(source(), restorer or Restorer(MAP))
    async with aclosing(got):
        return [event async for event in got]


async def test_a_restored_value_is_told_before_the_first_text_that_holds_it() -> None:
    events = [TextDelta("by Per"), TextDelta(f"son{PERSON[6:]} and "), TextDelta(PERSON), Finished("stop")]
    assert await restored(*events) == [
        TextDelta("by "),
        Restored(NAME, PERSON),
        TextDelta(f"{NAME} and "),
        TextDelta(NAME),
        Finished("stop"),
    ]


async def test_each_choice_is_read_for_itself() -> None:
    pieces = [TextDelta(PERSON[:7]), TextDelta(PERSON[:8], 1), TextDelta(PERSON[7:]), TextDelta(PERSON[8:], 1)]
    assert await restored(*pieces, ChoiceEnded(0, "stop"), ChoiceEnded(1, "stop"), Finished("stop")) == [
        Restored(NAME, PERSON),
        TextDelta(NAME),
        Restored(NAME, PERSON, 1),
        TextDelta(NAME, 1),
        ChoiceEnded(0, "stop"),
        ChoiceEnded(1, "stop"),
        Finished("stop"),
    ]


@pytest.mark.parametrize(
    "end", [Finished("length"), Failed("code", "message", None, retryable=True), ChoiceEnded(0, "length")]
)
async def test_what_was_held_comes_before_the_end(end: Event) -> None:
    assert await restored(TextDelta(f"to {PERSON[:-1]}"), end) == [TextDelta("to "), TextDelta(PERSON[:-1]), end]


async def test_what_was_held_comes_when_the_model_says_no_end() -> None:
    assert await restored(TextDelta(PERSON[:-1])) == [TextDelta(PERSON[:-1])]


async def test_what_was_held_comes_before_the_error_that_broke_the_answer() -> None:
    async def source() -> AsyncGenerator[Event, None]:
        yield TextDelta(PERSON[:-1])
        raise AnswerCut("The model stopped.")

    events = restore(source(), Restorer(MAP))
    async with aclosing(events):
        assert await anext(events) == TextDelta(PERSON[:-1])
        with pytest.raises(AnswerCut):
            await anext(events)


async def test_reasoning_is_restored_and_closed_before_the_text_begins() -> None:
    events = [ReasoningDelta(f"of {PERSON} per"), TextDelta("Hello"), Finished("stop")]
    assert await restored(*events) == [
        ReasoningDelta(f"of {NAME} "),
        ReasoningDelta("per"),
        TextDelta("Hello"),
        Finished("stop"),
    ]


async def test_a_refusal_stays_a_refusal() -> None:
    assert await restored(TextDelta(f"not {PERSON}!", refusal=True)) == [
        Restored(NAME, PERSON),
        TextDelta(f"not {NAME}!", refusal=True),
    ]


async def test_the_arguments_of_calls_in_turn_are_restored_and_escaped() -> None:
    begun = [ToolCall(0, "a", "edit", ""), ToolCall(1, "b", "edit", '{"x":"')]
    pieces = [ToolCall(0, None, None, f'{{"x":"\\n{PERSON[:7]}'), ToolCall(1, None, None, PERSON)]
    ends = [ToolCall(0, None, None, f'{PERSON[7:]}"}}'), ToolCall(1, None, None, '"}'), Finished("tool_calls")]
    got = await restored(*begun, *pieces, *ends)
    calls = [event for event in got if isinstance(event, ToolCall)]
    assert [(call.call_id, call.name) for call in calls[:2]] == [("a", "edit"), ("b", "edit")]
    assert all(call.arguments or call.name for call in calls)
    written = {index: "".join(call.arguments for call in calls if call.index == index) for index in (0, 1)}
    assert written == {0: f'{{"x":"\\n{NAME}"}}', 1: f'{{"x":"{NAME}"}}'}


async def test_a_tool_that_runs_elsewhere_gets_no_names() -> None:
    call = ToolCall(0, "a", "web_search", f'{{"q":"{PERSON}"}}')
    assert await restored(call, restorer=Restorer(MAP, elsewhere={"web_search"})) == [call]


async def test_likelihoods_of_tokens_do_not_tell_the_pieces_of_stand_ins() -> None:
    assert await restored(Logprobs("{}"), TextDelta("a")) == [TextDelta("a")]


async def test_whole_texts_and_quotes_are_restored_and_addresses_are_not() -> None:
    events = [Snapshot(PERSON, PERSON), Citation(f"https://x.example/{PERSON}", PERSON, f"by {PERSON}"), Usage(1, 2)]
    assert await restored(*events) == [
        Snapshot(NAME, NAME),
        Citation(f"https://x.example/{PERSON}", NAME, f"by {NAME}"),
        Usage(1, 2),
    ]


async def test_bytes_of_a_wire_never_pass_unread() -> None:
    with pytest.raises(ValueError, match="wire"):
        await restored(Relayed(b"data", 1))


async def test_leaving_closes_the_model_at_once_with_a_restorer() -> None:
    source = Source()
    events = restore(source.events(), Restorer(MAP))
    async with aclosing(events):
        async for _ in events:
            break
    assert source.closed
