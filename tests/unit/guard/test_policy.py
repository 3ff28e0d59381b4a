import pytest

from inhouse.core.destination import DestinationClass
from inhouse.guard.policy import THIS_MACHINE_ONLY, Action, Policy, Rule, notice, policy_of

LOCAL, EXTERNAL = DestinationClass.LOCAL, DestinationClass.EXTERNAL


def test_until_detectors_land_words_stay_on_this_machine() -> None:
    allowed = {place for place in DestinationClass if THIS_MACHINE_ONLY.action(place) is Action.ALLOW}
    assert allowed == {LOCAL}


def test_a_class_without_a_rule_is_refused() -> None:
    assert all(Policy("empty", 1, ()).action(place) is Action.REFUSE for place in DestinationClass)


def test_of_two_rules_that_contradict_each_other_the_refusal_holds() -> None:
    rules = (Rule(LOCAL, Action.ALLOW), Rule(LOCAL, Action.REFUSE))
    assert Policy("both", 1, rules).action(LOCAL) is Action.REFUSE
    assert Policy("both", 1, rules[::-1]).action(LOCAL) is Action.REFUSE


def test_the_hash_of_the_policy_is_stable() -> None:
    # It stands in ledger lines: a change here is a new version of the policy.
    assert THIS_MACHINE_ONLY.hash() == "6ad15cc2a9d06fddb7b3f470e6736bcab184b330ed6f9d3a0c67bacd71a51831"


@pytest.mark.parametrize(
    "other",
    [
        Policy("this-machine-only", 2, THIS_MACHINE_ONLY.rules),
        Policy("another", 1, THIS_MACHINE_ONLY.rules),
        Policy("this-machine-only", 1, THIS_MACHINE_ONLY.rules[:2]),
        Policy("this-machine-only", 1, (*THIS_MACHINE_ONLY.rules[:2], Rule(EXTERNAL, Action.ALLOW))),
    ],
)
def test_whatever_changes_changes_the_hash(other: Policy) -> None:
    assert other.hash() != THIS_MACHINE_ONLY.hash()


def test_a_setting_opens_classes_one_by_one_and_the_policy_says_so_in_its_name_and_hash() -> None:
    assert policy_of([]) is policy_of([LOCAL]) is THIS_MACHINE_ONLY
    opened = policy_of([EXTERNAL])
    assert opened.name == "unguarded-external"
    assert [opened.action(place) for place in DestinationClass] == [Action.ALLOW, Action.REFUSE, Action.UNGUARDED]
    both = policy_of([EXTERNAL, DestinationClass.PRIVATE])
    assert both.unguarded == {EXTERNAL, DestinationClass.PRIVATE}
    assert len({THIS_MACHINE_ONLY.hash(), opened.hash(), both.hash()}) == 3


def test_what_is_open_is_said_at_start() -> None:
    assert "this machine only" in notice(THIS_MACHINE_ONLY)
    assert "external destinations UNGUARDED" in notice(policy_of([EXTERNAL]))
    assert "INHOUSE_UNGUARDED" in notice(policy_of([EXTERNAL]))
