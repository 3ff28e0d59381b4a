"""What a call took, by the rule in the file's head."""

import asyncio
from collections.abc import Sequence

import pytest

from inhouse.core.errors import Unavailable
from inhouse.core.events import Event, Failed, Finished, Relayed, TextDelta, Usage
from inhouse.core.prompt import Prompt
from inhouse.gateway.limits import estimate
from inhouse.gateway.limits.errors import BudgetUsedUp, LimitReached, OverLimit
from inhouse.gateway.limits.rule import Kind
from inhouse.gateway.usage.call import Call, Outcome
from tests.meters import Counted, answer, asking, caller, line, priced, rule
from tests.prompts import FAR, HERE


def only(counted: Counted) -> Call:
    (row,) = counted.rows
    return row


def leave_by(error: BaseException, counted: Counted, prompt: Prompt, *events: Event | Relayed) -> None:
    with pytest.raises(type(error)):
        go_and_leave(error, counted, prompt, events)


def go_and_leave(error: BaseException, counted: Counted, prompt: Prompt, events: Sequence[Event | Relayed]) -> None:
    with counted.meter.reserve(caller(), prompt, priced()) as call:
        call.opened(HERE, line())
        for event in events:
            call.note(event)
        raise error


def test_what_the_server_counted_is_what_was_taken() -> None:
    counted = Counted()
    with counted.meter.reserve(caller(), asking(), priced()) as call:
        call.opened(FAR, line(7))
        for event in answer(100, 20):
            call.note(event)
    row = only(counted)
    assert (row.usage, row.cost, row.currency, row.estimated) == (Usage(100, 20), 450, "EUR", False)
    assert (row.outcome, row.error, row.log, row.line) == (Outcome.OK, None, "log", 7)
    assert row.destination_class is FAR.destination_class
    assert row.first_ms is not None


def test_an_answer_that_is_cut_is_counted_by_its_pieces() -> None:
    counted = Counted()
    prompt = asking("word " * 100)
    leave_by(GeneratorExit(), counted, prompt, TextDelta("a"), Relayed(b"data: {}\n\n", 4))
    row = only(counted)
    assert row.outcome is Outcome.CUT
    assert row.estimated
    assert row.usage == Usage(estimate.prompt_tokens(prompt, priced()), 5)


def test_a_call_that_is_cut_while_its_prompt_is_read_pays_for_the_prompt() -> None:
    counted = Counted()
    leave_by(asyncio.CancelledError(), counted, asking())
    assert only(counted).usage.prompt_tokens > 0
    assert only(counted).usage.completion_tokens == 0


def test_a_call_that_fails_before_an_answer_pays_nothing() -> None:
    counted = Counted(rule(euros="1"))
    leave_by(Unavailable("away"), counted, asking())
    row = only(counted)
    assert (row.outcome, row.error, row.cost, row.usage) == (Outcome.FAILED, "unavailable", 0, Usage(0, 0))


def test_a_call_that_fails_in_the_middle_pays_for_what_came() -> None:
    counted = Counted()
    with counted.meter.reserve(caller(), asking(), priced()) as call:
        call.opened(HERE, line())
        call.note(TextDelta("Hel"))
        call.note(Failed("answer_cut", "m", None, retryable=True))
    row = only(counted)
    assert (row.outcome, row.error, row.usage.completion_tokens) == (Outcome.FAILED, "answer_cut", 1)


def test_a_call_that_never_left_pays_nothing() -> None:
    counted = Counted()
    with pytest.raises(Unavailable), counted.meter.reserve(caller(), asking(), priced()):
        raise Unavailable("no line")
    row = only(counted)
    assert (row.outcome, row.usage, row.line) == (Outcome.REFUSED, Usage(0, 0), None)


def test_a_fault_of_ours_is_a_failure() -> None:
    counted = Counted()
    leave_by(RuntimeError(), counted, asking())
    assert only(counted).error == "internal_error"


def test_an_answer_that_people_stop_is_cut() -> None:
    counted = Counted()
    with counted.meter.reserve(caller(), asking(), priced()) as call:
        call.opened(HERE, line())
        call.note(Finished("cancelled"))
    assert only(counted).outcome is Outcome.CUT


def test_another_model_is_reserved_for_anew_and_the_request_counts_once() -> None:
    counted = Counted(rule(requests=1), rule(model="dear", streams=5))
    with counted.meter.reserve(caller(), asking(), priced()) as call:
        call.ask(priced())
        call.ask(priced("dear"))
        call.opened(HERE, line())
        for event in answer(1, 1):
            call.note(event)
    assert only(counted).model == "dear"
    with pytest.raises(LimitReached):
        counted.meter.reserve(caller(), asking(), priced())


def test_another_model_beyond_a_limit_is_refused_and_holds_nothing() -> None:
    everyone = rule(streams=1)
    counted = Counted(everyone, rule(model="dear", streams=0))
    with pytest.raises(OverLimit), counted.meter.reserve(caller(), asking(), priced()) as call:
        call.ask(priced("dear"))
    with counted.meter.reserve(caller(), asking(), priced()):
        pass


def test_who_alone_asks_for_too_much_hears_that_waiting_does_not_help() -> None:
    counted = Counted(rule(tokens=100))
    with pytest.raises(OverLimit) as refused:
        counted.meter.reserve(caller(), asking(most=200), priced())
    assert refused.value.retry_after is None


def test_a_budget_that_is_used_up_says_when_it_begins_anew() -> None:
    counted = Counted(rule(Kind.PERSON, euros="0.01"))
    anna = caller()
    with counted.meter.reserve(anna, asking(), priced()) as call:
        call.opened(HERE, line())
        for event in answer(1_000, 700):
            call.note(event)
    with pytest.raises(BudgetUsedUp) as refused:
        counted.meter.reserve(anna, asking(), priced())
    assert refused.value.retry_after == 7.5 * 86_400
    assert refused.value.details == {"bound": "budget", "limit": 10_000, "currency": "EUR"}
    with counted.meter.reserve(caller(), asking(), priced()):
        pass
