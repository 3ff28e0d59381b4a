from itertools import pairwise

import pytest

from inhouse.models.forgetting import Pace


def test_nobody_waits_before_an_engine_may_be_ended_nor_while_it_is_open() -> None:
    pace = Pace()
    assert [pace.hold(waited) for waited in (-600.0, -1.0, 0.0, 299.0, 330.0, 629.0)] == [0.0] * 6


@pytest.mark.parametrize(("waited", "seconds"), [(300.0, 30.0), (329.0, 1.0), (630.0, 30.0), (645.0, 15.0)])
def test_newcomers_wait_to_the_end_of_the_turn(waited: float, seconds: float) -> None:
    pace = Pace()
    assert pace.hold(waited) == seconds
    assert pace.hold(waited + seconds) == 0.0


def test_it_is_ended_at_last_when_nobody_has_come_in_for_a_while() -> None:
    pace = Pace()
    assert pace.longest == 3300.0
    assert pace.hold(pace.longest - 0.5) == 0.5
    # What guides and concepts promise: an hour and five minutes, pause included.
    assert pace.pause + pace.longest == 65 * 60


def test_a_newcomer_never_waits_longer_than_it_says() -> None:
    pace = Pace()
    waits = [pace.hold(float(second)) for second in range(4000)]
    assert max(waits) == pace.held
    assert all(after <= before or before == 0.0 for before, after in pairwise(waits))
