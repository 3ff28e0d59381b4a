"""The clock."""

from datetime import timedelta

from inhouse.core import clock


def test_now_has_its_zone() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_the_monotonic_clock_never_goes_back() -> None:
    assert clock.monotonic() <= clock.monotonic()
