from uuid import UUID

from inhouse.gateway.limits.rule import TOGETHER, Asker, Bounds, Kind, counted_as
from tests.meters import rule

ANNA, BOB, KEY, TEAM = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
BY_KEY = Asker(ANNA, KEY, frozenset({TEAM}), "demo")
BY_BROWSER = Asker(BOB, None, frozenset(), "demo")


def test_a_rule_for_everyone_counts_all_together() -> None:
    assert counted_as(rule(), BY_KEY) == TOGETHER
    assert counted_as(rule(), BY_BROWSER) == TOGETHER


def test_a_rule_for_a_group_counts_its_members_together_or_each_alone() -> None:
    assert counted_as(rule(Kind.GROUP, TEAM), BY_KEY) == TOGETHER
    assert counted_as(rule(Kind.MEMBER, TEAM), BY_KEY) == ANNA
    assert counted_as(rule(Kind.GROUP, TEAM), BY_BROWSER) is None
    assert counted_as(rule(Kind.MEMBER, TEAM), BY_BROWSER) is None


def test_a_rule_without_a_subject_counts_each_alone() -> None:
    assert counted_as(rule(Kind.PERSON), BY_KEY) == ANNA
    assert counted_as(rule(Kind.PERSON), BY_BROWSER) == BOB
    assert counted_as(rule(Kind.KEY), BY_KEY) == KEY


def test_a_rule_for_somebody_counts_nobody_else() -> None:
    assert counted_as(rule(Kind.PERSON, ANNA), BY_KEY) == ANNA
    assert counted_as(rule(Kind.PERSON, ANNA), BY_BROWSER) is None
    assert counted_as(rule(Kind.KEY, UUID(int=9)), BY_KEY) is None


def test_a_session_has_no_key_to_be_counted_by() -> None:
    assert counted_as(rule(Kind.KEY), BY_BROWSER) is None


def test_a_rule_for_a_model_counts_that_model_alone() -> None:
    assert counted_as(rule(model="demo"), BY_KEY) == TOGETHER
    assert counted_as(rule(model="other"), BY_KEY) is None


def test_bounds_are_empty_when_nothing_is_bounded() -> None:
    assert Bounds().empty
    assert not Bounds(requests=0).empty
