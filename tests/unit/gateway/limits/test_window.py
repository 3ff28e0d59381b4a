from math import inf

from inhouse.gateway.limits.window import KEPT_SLOTS, Window


def test_what_was_taken_counts_for_sixty_to_sixty_one_seconds() -> None:
    window = Window()
    window.take(100.9, 3)
    assert window.wait(160.9, 1, 3) > 0
    assert window.wait(161.0, 1, 3) == 0


def test_the_wait_is_until_enough_is_over() -> None:
    window = Window()
    window.take(100.0, 2)
    window.take(110.0, 2)
    assert window.wait(110.0, 1, 5) == 0
    assert window.wait(110.0, 2, 5) == 100 + KEPT_SLOTS - 110
    assert window.wait(110.0, 4, 5) == 110 + KEPT_SLOTS - 110


def test_what_alone_is_more_than_the_limit_never_fits() -> None:
    window = Window()
    assert window.wait(5.0, 6, 5) == inf
    window.take(5.0, 5)
    assert window.wait(5.0, 6, 5) == inf


def test_a_correction_counts_where_the_amount_stood() -> None:
    window = Window()
    slot = window.take(100.0, 50)
    window.take(130.0, 1)
    window.correct(slot, -40)
    assert window.total == 11
    assert window.wait(130.0, 90, 100) == 100 + KEPT_SLOTS - 130


def test_a_correction_of_what_is_over_changes_nothing() -> None:
    window = Window()
    slot = window.take(100.0, 50)
    window.take(200.0, 1)
    window.correct(slot, 40)
    assert window.total == 1


def test_a_clock_that_stands_back_counts_as_the_latest_moment() -> None:
    window = Window()
    window.take(100.0, 1)
    assert window.take(90.0, 1) == 100
    assert window.total == 2


def test_all_is_free_again_when_the_newest_is_over() -> None:
    window = Window()
    assert window.empty_in(0.0) == 0
    window.take(100.0, 1)
    slot = window.take(105.5, 1)
    assert window.empty_in(105.5) == 61
    window.correct(slot, -1)
    assert window.empty_in(105.5) == 56


def test_no_more_than_a_minute_of_slots_is_kept() -> None:
    window = Window()
    for second in range(1000):
        window.take(float(second), 1)
    assert len(window._slots) <= KEPT_SLOTS
    assert window.total == KEPT_SLOTS
