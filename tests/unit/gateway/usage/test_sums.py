from datetime import UTC, datetime, timedelta, timezone

import pytest

from inhouse.core.errors import InvalidRequest
from inhouse.gateway.usage.sums import Month


def test_a_month_ends_where_the_next_begins() -> None:
    assert Month(2026, 11).first == datetime(2026, 11, 1, tzinfo=UTC)
    assert Month(2026, 11).after == datetime(2026, 12, 1, tzinfo=UTC)
    assert Month(2026, 12).after == datetime(2027, 1, 1, tzinfo=UTC)
    assert Month(2027, 1).number - Month(2026, 12).number == 1


def test_a_moment_is_in_its_month_of_utc() -> None:
    late = datetime(2026, 12, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert Month.of(late) == Month(2026, 11)


def test_a_month_is_read_as_it_is_written() -> None:
    assert str(Month.parse("2026-01")) == "2026-01"


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "0000-01", "2026-1", "26-01", "2026-011", "\u0662026-01", "9999-12"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        Month.parse(text)
