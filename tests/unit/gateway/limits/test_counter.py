from dataclasses import replace
from datetime import UTC, datetime
from math import inf

from inhouse.gateway.limits.counter import Bound, Counter, Moment
from inhouse.gateway.limits.rule import Bounds, Money, Need

NOW = Moment(1000.0, datetime(2026, 12, 31, 23, 0, tzinfo=UTC))
NEXT_MONTH = Moment(1000.0 + 7200, datetime(2027, 1, 1, 1, 0, tzinfo=UTC))
TEN_EUROS = Bounds(budget=Money(10_000_000, "EUR"))


def cost(euros: float, currency: str = "EUR") -> Need:
    return Need(10, Money(int(euros * 1_000_000), currency))


def counter(bounds: Bounds, spent: int = 0) -> Counter:
    return Counter(bounds, NOW.month, spent)


def test_as_many_streams_as_may_be_and_no_more() -> None:
    streams = counter(Bounds(streams=2))
    first = streams.take(NOW, Need(1))
    streams.take(NOW, Need(1))
    met = streams.meets(NOW, Need(1))
    assert met is not None
    assert (met.bound, met.wait) == (Bound.STREAMS, 1)
    streams.settle(NOW, first, Need(1))
    assert streams.meets(NOW, Need(1)) is None


def test_the_longest_wait_is_told() -> None:
    both = counter(Bounds(requests=1, streams=1))
    both.take(NOW, Need(1))
    met = both.meets(NOW, Need(1))
    assert met is not None
    assert (met.bound, met.wait) == (Bound.REQUESTS, 61)


def test_nothing_may_be_bounded_to_nothing() -> None:
    for bounds in (Bounds(requests=0), Bounds(tokens=0), Bounds(streams=0)):
        met = counter(bounds).meets(NOW, Need(1))
        assert met is not None
        assert met.wait == inf


def test_tokens_not_used_are_given_back() -> None:
    tokens = counter(Bounds(tokens=100))
    taken = tokens.take(NOW, Need(80))
    assert tokens.meets(NOW, Need(30)) is not None
    tokens.settle(NOW, taken, Need(20))
    assert tokens.meets(NOW, Need(80)) is None
    assert tokens.tokens_left(NOW.seconds) == (80, 61)


def test_tokens_used_beyond_what_was_reserved_count_too() -> None:
    tokens = counter(Bounds(tokens=100))
    tokens.settle(NOW, tokens.take(NOW, Need(10)), Need(95))
    assert tokens.meets(NOW, Need(10)) is not None


def test_money_is_reserved_before_it_is_spent() -> None:
    budget = counter(TEN_EUROS)
    taken = budget.take(NOW, cost(6))
    assert budget.meets(NOW, cost(4)) is None
    met = budget.meets(NOW, cost(4.000001))
    assert met is not None
    assert (met.bound, met.wait) == (Bound.BUDGET, 3600)
    budget.settle(NOW, taken, cost(1))
    assert (budget.spent, budget.reserved) == (1_000_000, 0)
    assert budget.meets(NOW, cost(9)) is None


def test_what_costs_nothing_goes_on_when_the_budget_is_used_up() -> None:
    budget = counter(TEN_EUROS, spent=10_000_000)
    assert budget.meets(NOW, cost(0.000001)) is not None
    assert budget.meets(NOW, Need(1_000)) is None
    assert budget.meets(NOW, cost(5, "USD")) is None


def test_a_call_dearer_than_the_budget_never_fits() -> None:
    met = counter(TEN_EUROS).meets(NOW, cost(11))
    assert met is not None
    assert met.wait == inf


def test_a_new_month_begins_at_nothing_and_a_call_belongs_to_where_it_began() -> None:
    budget = counter(TEN_EUROS, spent=9_000_000)
    taken = budget.take(NOW, cost(1))
    assert budget.meets(NEXT_MONTH, cost(10)) is None
    budget.settle(NEXT_MONTH, taken, cost(1))
    assert (budget.spent, budget.reserved) == (0, 0)


def test_a_date_that_is_set_back_opens_no_month_again() -> None:
    budget = counter(TEN_EUROS)
    budget.settle(NEXT_MONTH, budget.take(NEXT_MONTH, cost(10)), cost(10))
    assert budget.meets(NOW, cost(1)) is not None


def test_other_bounds_keep_what_was_counted() -> None:
    requests = counter(Bounds(requests=1))
    requests.take(NOW, Need(1))
    requests.rebound(NOW, Bounds(requests=2), 0)
    assert requests.requests_left(NOW.seconds) == (1, 61)
    assert requests.meets(NOW, Need(1)) is None


def test_another_currency_drops_what_was_reserved_in_the_old_one() -> None:
    budget = counter(TEN_EUROS)
    taken = budget.take(NOW, cost(6))
    budget.rebound(NOW, replace(TEN_EUROS, budget=Money(10_000_000, "USD")), 2_000_000)
    budget.settle(NOW, taken, cost(6))
    assert (budget.spent, budget.reserved) == (2_000_000, 0)


def test_a_request_that_was_counted_is_not_counted_again() -> None:
    requests = counter(Bounds(requests=1))
    requests.take(NOW, Need(1))
    assert requests.meets(NOW, Need(1), 0) is None


def test_without_a_bound_nothing_is_told() -> None:
    assert counter(Bounds()).requests_left(0) is None
    assert counter(Bounds()).tokens_left(0) is None


def test_the_next_month_begins_at_midnight_in_utc() -> None:
    assert NOW.until_next_month() == 3600
    assert NEXT_MONTH.month == NOW.month + 1
