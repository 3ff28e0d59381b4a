from uuid import UUID

from inhouse.gateway.limits.rule import TOGETHER, Asker, Kind, Money
from inhouse.gateway.limits.tally import Tally
from tests.meters import rule

ANNA, BOB, KEY, TEAM = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
MONTH = 100


def tally() -> Tally:
    sums = Tally(MONTH)
    sums.add(MONTH, Asker(ANNA, None, frozenset({TEAM}), "large"), Money(5, "EUR"))
    sums.add(MONTH, Asker(ANNA, KEY, frozenset({TEAM}), "small"), Money(2, "EUR"))
    sums.add(MONTH, Asker(BOB, None, frozenset(), "large"), Money(10, "EUR"))
    sums.add(MONTH, Asker(BOB, None, frozenset(), "large"), Money(100, "USD"))
    return sums


def test_each_rule_finds_what_it_would_have_counted() -> None:
    sums = tally()
    assert sums.under(rule(euros="1"), TOGETHER) == 17
    assert sums.under(rule(model="large", euros="1"), TOGETHER) == 15
    assert sums.under(rule(Kind.PERSON, euros="1"), ANNA, ANNA) == 7
    assert sums.under(rule(Kind.KEY, euros="1"), KEY) == 2
    assert sums.under(rule(Kind.GROUP, TEAM, euros="1"), TOGETHER) == 7
    assert sums.under(rule(Kind.MEMBER, TEAM, euros="1"), ANNA, ANNA) == 7
    assert sums.under(rule(requests=1), TOGETHER) == 0


def test_another_month_begins_at_nothing_and_an_old_one_is_over() -> None:
    sums = tally()
    sums.add(MONTH + 1, Asker(BOB, None, frozenset(), "large"), Money(3, "EUR"))
    sums.add(MONTH, Asker(BOB, None, frozenset(), "large"), Money(50, "EUR"))
    assert sums.under(rule(euros="1"), TOGETHER) == 3


def test_people_are_counted_once() -> None:
    assert tally().people(rule(euros="1")) == 2
    assert tally().people(rule(Kind.GROUP, TEAM, euros="1")) == 1
