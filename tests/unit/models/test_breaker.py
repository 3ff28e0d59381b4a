from hypothesis import given
from hypothesis import strategies as st

from inhouse.models.breaker import FAILURES, FIRST_PAUSE, LONGEST_PAUSE, Breaker, BreakerState


def opened(now: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(FAILURES):
        breaker.begin(now)
        breaker.failed(now)
    return breaker


def test_failures_in_a_row_open_it_and_an_answer_between_them_does_not() -> None:
    breaker = Breaker()
    for _ in range(FAILURES - 1):
        breaker.failed(0)
    breaker.answered()
    breaker.failed(0)
    assert (breaker.state(0), breaker.pause(0)) == (BreakerState.CLOSED, 0)
    assert opened().state(0) is BreakerState.OPEN


def test_after_the_pause_one_call_goes_to_see_and_the_others_wait() -> None:
    breaker = opened()
    assert breaker.pause(1) == FIRST_PAUSE - 1
    assert (breaker.state(FIRST_PAUSE), breaker.pause(FIRST_PAUSE)) == (BreakerState.HALF_OPEN, 0)
    breaker.begin(FIRST_PAUSE)
    assert breaker.pause(FIRST_PAUSE) > 0


def test_a_call_that_takes_long_to_see_does_not_keep_the_others_out() -> None:
    breaker = opened()
    breaker.begin(FIRST_PAUSE)
    assert [breaker.pause(now * FIRST_PAUSE) for now in (1, 1.5, 2)] == [FIRST_PAUSE, FIRST_PAUSE / 2, 0]


def test_the_call_that_went_to_see_closes_it_or_opens_it_for_longer() -> None:
    breaker = opened()
    breaker.begin(FIRST_PAUSE)
    breaker.failed(FIRST_PAUSE)
    assert breaker.pause(FIRST_PAUSE) == 2 * FIRST_PAUSE
    breaker.begin(3 * FIRST_PAUSE)
    breaker.answered()
    assert (breaker.state(3 * FIRST_PAUSE), breaker.failures) == (BreakerState.CLOSED, 0)


def test_a_reader_who_leaves_while_it_is_tried_lets_the_next_one_try() -> None:
    breaker = opened()
    breaker.begin(FIRST_PAUSE)
    breaker.left()
    assert breaker.pause(FIRST_PAUSE) == 0


def test_a_place_that_asks_for_a_pause_rests_and_has_not_failed() -> None:
    breaker = Breaker()
    breaker.rest(3, 10)
    assert [breaker.resting(now) for now in (9, 11, 13)] == [True, True, False]
    assert (breaker.state(11), breaker.failures, breaker.pause(11)) == (BreakerState.CLOSED, 0, 0)


@given(st.lists(st.sampled_from(["begin", "failed", "answered", "left", "rest", "wait"])))
def test_whatever_happens_a_place_is_tried_again_within_the_longest_pause(moves: list[str]) -> None:
    breaker, now = Breaker(), 0.0
    for move in moves:
        match move:
            case "begin":
                breaker.begin(now)
            case "failed":
                breaker.failed(now)
            case "answered":
                breaker.answered()
            case "left":
                breaker.left()
            case "rest":
                breaker.rest(1000, now)
            case _:
                now += 7
    breaker.left()
    assert breaker.pause(now) <= LONGEST_PAUSE
    assert breaker.pause(now + LONGEST_PAUSE) == 0
