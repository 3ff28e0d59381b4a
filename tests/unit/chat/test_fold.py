from dataclasses import replace

import pytest

from inhouse.chat.chat import Counted, Status, Trouble
from inhouse.chat.fold import fold
from inhouse.core.destination import DestinationClass
from inhouse.core.events import (
    Citation,
    Disclosure,
    Event,
    Failed,
    Finished,
    FinishReason,
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
from tests.chats import HERE_PLACE, an_answer

ANSWER = an_answer(None)
STARTED = Started("r", "c", "m", None, "small", HERE_PLACE)


def test_an_answer_is_folded_from_its_events() -> None:
    events: list[Event] = [
        STARTED,
        Queued(1),
        Reading(3),
        Titled("A title"),
        ReasoningDelta("Let me "),
        TextDelta("Sea"),
        ReasoningDelta("see."),
        TextDelta("ls."),
        Usage(10, 4),
        Finished("stop"),
    ]
    folded = fold(ANSWER, events)
    assert (folded.text, folded.reasoning, folded.left_out) == ("Seals.", "Let me see.", 3)
    assert (folded.status, folded.finish, folded.usage) == (Status.COMPLETE, "stop", Counted(10, 4))
    assert (folded.model, folded.destination) == ("small", HERE_PLACE)


def test_a_snapshot_replaces_the_text_so_far() -> None:
    events: list[Event] = [TextDelta("lost"), Snapshot("Half", "why"), TextDelta(" more")]
    folded = fold(ANSWER, events)
    assert (folded.text, folded.reasoning) == ("Half more", "why")


def test_a_failure_keeps_the_text_and_says_why() -> None:
    folded = fold(ANSWER, [TextDelta("Half"), Failed("engine_failed", "It broke.", "Try again.", True)])
    assert (folded.text, folded.status) == ("Half", Status.FAILED)
    assert folded.trouble == Trouble("engine_failed", "It broke.", "Try again.", True)


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("stop", Status.COMPLETE),
        ("length", Status.COMPLETE),
        ("loop", Status.COMPLETE),
        ("tool_calls", Status.COMPLETE),
        ("cancelled", Status.CANCELLED),
        ("interrupted", Status.INTERRUPTED),
    ],
)
def test_every_way_to_finish_has_its_status(reason: FinishReason, status: Status) -> None:
    folded = fold(ANSWER, [Finished(reason)])
    assert (folded.status, folded.finish) == (status, reason)


def test_where_the_words_went_is_taken_from_the_disclosure() -> None:
    elsewhere = Place("Server on this machine, port 11434", DestinationClass.PRIVATE)
    assert fold(ANSWER, [Disclosure(elsewhere, "pass", 0, "log/1")]).destination == elsewhere


def test_a_new_beginning_forgets_how_the_answer_ended_before() -> None:
    failed = replace(ANSWER, text="Half", status=Status.FAILED, trouble=Trouble("x", "y", None, False), finish="length")
    folded = fold(failed, [STARTED])
    assert (folded.status, folded.trouble, folded.finish, folded.text) == (Status.RUNNING, None, None, "Half")


def test_what_no_message_shows_changes_nothing() -> None:
    events: list[Event] = [Queued(2), Titled("x"), ToolCall(0, None, None, "{}"), Citation("a", "b", "c")]
    assert fold(ANSWER, events) == ANSWER
