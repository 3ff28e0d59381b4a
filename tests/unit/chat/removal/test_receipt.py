from datetime import UTC, datetime, timedelta

from inhouse.chat.removal.receipt import dated


def test_the_facts_of_a_removal_are_counts_and_two_dates() -> None:
    now = datetime(2026, 1, 2, 3, 4, 5, 678, UTC)
    assert dated("message", now, now + timedelta(days=7), messages=3) == {
        "what": "message",
        "messages": 3,
        "unreadable_here": "2026-01-02T03:04:05+00:00",
        "unreadable_anywhere": "2026-01-09T03:04:05+00:00",
    }
