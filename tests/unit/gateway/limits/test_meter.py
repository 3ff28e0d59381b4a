from uuid import UUID

import pytest

from inhouse.core.caller import Caller
from inhouse.core.ids import new_id
from inhouse.gateway.limits.errors import BudgetUsedUp, LimitReached
from inhouse.gateway.limits.rule import Asker, Kind, Money, Rule
from inhouse.gateway.limits.standing import Telling, answering
from inhouse.gateway.limits.tally import Spend
from inhouse.gateway.usage.call import Outcome
from tests.meters import Counted, answer, asking, caller, line, priced, rule
from tests.prompts import HERE

TEAM = UUID(int=4)


def spend(counted: Counted, who: Caller, tokens: int = 1_000) -> None:
    with counted.meter.reserve(who, asking(), priced()) as call:
        call.opened(HERE, line())
        for event in answer(0, tokens):
            call.note(event)


def test_the_strictest_of_all_rules_counts() -> None:
    anna, bob = caller(TEAM), caller()
    counted = Counted(rule(requests=3), rule(Kind.PERSON, requests=2), rule(Kind.GROUP, TEAM, requests=1))
    spend(counted, anna)
    with pytest.raises(LimitReached):
        spend(counted, anna)
    spend(counted, bob)
    spend(counted, bob)
    with pytest.raises(LimitReached):
        spend(counted, caller())


def test_a_refused_call_has_taken_nothing_anywhere() -> None:
    counted = Counted(rule(requests=2), rule(Kind.PERSON, streams=0))
    for _ in range(5):
        with pytest.raises(LimitReached):
            counted.meter.reserve(caller(), asking(), priced())
    counted.meter.use([rule for rule in counted.meter._rules.values() if rule.kind is Kind.EVERYONE])
    spend(counted, caller())
    spend(counted, caller())
    assert len(counted.rows) == 2


def test_a_new_rule_counts_the_money_of_the_whole_month() -> None:
    counted, anna = Counted(), caller()
    spend(counted, anna, 1_000)
    counted.meter.use([rule(Kind.PERSON, euros="0.01")])
    with pytest.raises(BudgetUsedUp):
        spend(counted, anna)
    spend(counted, caller(), 1)


def test_what_was_spent_before_the_start_counts() -> None:
    counted, anna = Counted(rule(Kind.PERSON, euros="0.01")), caller()
    asker = Asker(anna.person, None, frozenset(), "demo")
    counted.meter.begin(counted.clock().month, [Spend(asker, Money(9_999, "EUR"))])
    with pytest.raises(BudgetUsedUp):
        spend(counted, anna)


def test_a_removed_rule_counts_nobody_any_more() -> None:
    counted, anna = Counted(rule(requests=1)), caller()
    spend(counted, anna)
    counted.meter.use([])
    spend(counted, anna)


def test_raised_bounds_let_go_on_from_where_one_is() -> None:
    first = rule(requests=1)
    counted, anna = Counted(first), caller()
    spend(counted, anna)
    counted.meter.use([Rule(first.id, first.kind, None, None, rule(requests=2).bounds)])
    spend(counted, anna)
    with pytest.raises(LimitReached):
        spend(counted, anna)


def test_a_long_call_that_costs_is_told_once_with_all_that_it_may_take() -> None:
    counted = Counted(rule(euros="1"))
    with counted.meter.reserve(caller(), asking(most=100), priced()) as call:
        assert counted.meter.under_way(0.25) == []
        counted.clock.passes(1)
        assert counted.meter.under_way(0.25) == []
        call.opened(HERE, line())
        (running,) = counted.meter.under_way(0.25)
        assert (running.outcome, running.usage.completion_tokens) == (Outcome.RUNNING, 100)
        assert running.cost >= 1_000
        assert counted.meter.under_way(0.25) == []
    assert counted.rows[0].id == running.id


def test_a_long_call_that_costs_nothing_is_told_too_because_words_left() -> None:
    counted = Counted()
    with counted.meter.reserve(caller(), asking(), priced(prices=None)) as call:
        call.opened(HERE, line())
        counted.clock.passes(1)
        (running,) = counted.meter.under_way(0.25)
        assert (running.outcome, running.cost, running.usage.completion_tokens) == (Outcome.RUNNING, 0, 0)
        assert running.line is not None


def test_administrators_see_what_five_people_spent_together_and_nothing_of_one() -> None:
    shared, each = rule(Kind.GROUP, TEAM, euros="1"), rule(Kind.PERSON, euros="1")
    counted = Counted(shared, each)
    for _ in range(4):
        spend(counted, caller(TEAM))
    assert counted.meter.spent(shared) is None
    spend(counted, caller(TEAM))
    assert counted.meter.spent(shared) == 50_000
    assert counted.meter.spent(each) is None


def test_one_sees_the_rules_that_count_oneself() -> None:
    anna = caller(TEAM)
    team, mine, everybody = rule(Kind.GROUP, TEAM, requests=9), rule(Kind.PERSON, euros="1"), rule(requests=9)
    counted = Counted(team, mine, everybody, rule(Kind.PERSON, new_id(), requests=1), rule(Kind.KEY, requests=1))
    spend(counted, anna)
    found = {one.id: counter for one, counter in counted.meter.mine(anna)}
    assert set(found) == {team.id, mine.id, everybody.id}
    assert found[mine.id].spent == 10_000


def test_a_door_is_told_which_rules_counted_and_what_refused() -> None:
    async def send(message: object) -> None:
        del message

    counted, telling = Counted(rule(requests=1)), Telling(send)
    token = answering.set(telling)
    try:
        spend(counted, caller())
        assert len(telling.counters) == 1
        with pytest.raises(LimitReached) as refused:
            spend(counted, caller())
        assert telling.refused is refused.value
    finally:
        answering.reset(token)


def test_callers_without_number_do_not_fill_the_memory() -> None:
    counted = Counted()
    for _ in range(20_005):
        counted.meter.counters(Asker(new_id(), None, frozenset(), "demo"), counted.clock())
    assert len(counted.meter._remembered) <= 20_000
