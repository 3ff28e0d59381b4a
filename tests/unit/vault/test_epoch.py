"""When epochs begin and end."""

from datetime import timedelta

from inhouse.core import clock
from inhouse.vault.epoch import USUAL_LENGTH, next_epoch


def test_an_epoch_lasts_its_length_and_the_next_may_begin_half_a_day_before() -> None:
    now = clock.now()
    first = next_epoch(None, 1, now, USUAL_LENGTH, b"1")
    assert (first.ends_at - now, first.ends_at - first.turns_at) == (timedelta(days=7), timedelta(hours=12))
    second = next_epoch(first, 2, first.turns_at, timedelta(days=1), b"2")
    assert second.ends_at == first.turns_at + timedelta(days=1)


def test_one_that_begins_before_its_time_ends_when_the_one_before_would_have() -> None:
    now = clock.now()
    first = next_epoch(None, 1, now, USUAL_LENGTH, b"1")
    early = next_epoch(first, 2, now + timedelta(hours=1), USUAL_LENGTH, b"2")
    assert (early.turns_at, early.ends_at) == (first.turns_at, first.ends_at)
