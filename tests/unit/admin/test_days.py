from datetime import UTC, datetime, timedelta, timezone

from inhouse.admin.days import day_of


def test_the_hour_is_not_told() -> None:
    assert day_of(datetime(2026, 3, 14, 9, 30, 5, 7, tzinfo=UTC)) == datetime(2026, 3, 14, tzinfo=UTC)
    assert day_of(datetime(2026, 3, 14, 1, tzinfo=timezone(timedelta(hours=2)))) == datetime(2026, 3, 13, tzinfo=UTC)
    assert day_of(None) is None
