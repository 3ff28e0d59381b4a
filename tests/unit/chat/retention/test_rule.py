from dataclasses import replace
from datetime import UTC, datetime, timedelta

from inhouse.chat.retention.rule import NOTICE, Standing

USED = datetime(2026, 1, 1, tzinfo=UTC)
STANDING = Standing(USED, pinned=False, days=None, rule_days=None, since=None)


def after(days: int) -> datetime:
    return USED + timedelta(days=days)


def test_without_rules_a_chat_stays() -> None:
    assert STANDING.goes_at is None


def test_time_counts_from_the_last_use() -> None:
    assert replace(STANDING, rule_days=30, since=USED).goes_at == after(30)


def test_the_owner_can_give_a_chat_less_time_and_not_more() -> None:
    under_rule = replace(STANDING, rule_days=30, since=USED)
    assert replace(under_rule, days=10).goes_at == after(10)
    assert replace(under_rule, days=90).goes_at == after(30)
    assert replace(STANDING, days=10).goes_at == after(10)


def test_a_pinned_chat_stays() -> None:
    assert replace(STANDING, pinned=True, days=10, rule_days=30, since=USED).goes_at is None


def test_nothing_goes_by_a_rule_sooner_than_seven_days_after_a_change() -> None:
    changed = replace(STANDING, rule_days=30, since=after(100))
    assert changed.goes_at == after(100) + NOTICE
    assert replace(changed, days=10).goes_at == after(10)
