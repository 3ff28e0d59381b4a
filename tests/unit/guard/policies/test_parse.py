import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.guard.policies.errors import PolicyUnusable
from inhouse.guard.policies.parse import from_json
from inhouse.guard.policies.policy import Policy, to_json
from inhouse.guard.policies.presets import BALANCED, PRESETS
from tests.policies import policies

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@given(policies())
def test_json_there_and_back_keeps_the_policy_and_its_hash(policy: Policy) -> None:
    again = from_json(to_json(policy))
    assert again == policy
    assert again.hash() == policy.hash()


@pytest.mark.parametrize("policy", PRESETS.values(), ids=PRESETS)
def test_the_presets_are_policies_as_anybody_could_write_them(policy: Policy) -> None:
    assert from_json(to_json(policy)) == policy


@given(JSON)
def test_what_is_no_policy_is_refused_and_nothing_else_happens(thing: object) -> None:
    with pytest.raises(PolicyUnusable):
        from_json(thing)


@given(st.data())
def test_a_policy_with_one_strange_part_is_refused_or_understood(data: st.DataObject) -> None:
    shown: dict[str, Any] = to_json(BALANCED)
    changed = copy.deepcopy(shown)
    target: dict[str, Any] = data.draw(st.sampled_from([changed, changed["rules"][0]]))
    target[data.draw(st.sampled_from(sorted(target)))] = data.draw(JSON)
    try:
        policy = from_json(changed)
    except PolicyUnusable:
        return
    assert from_json(to_json(policy)) == policy


def rule(**parts: object) -> dict[str, object]:
    found: dict[str, Any] = to_json(BALANCED)
    return {"name": "a", "rules": [found["rules"][0] | parts]}


@pytest.mark.parametrize(
    ("given", "where", "reason"),
    [
        ([], "", "not_an_object"),
        ({"name": "a", "rules": {}}, "rules", "not_a_list"),
        ({"name": "", "rules": []}, "name", "empty"),
        ({"name": "a" * 101, "rules": []}, "name", "too_long"),
        ({"name": "a\x00", "rules": []}, "name", "not_printable"),
        ({"name": "a", "rules": [], "colour": "red"}, "colour", "unknown"),
        ({"name": "a", "rules": [], "mode": "dry"}, "mode", "not_a_choice"),
        ({"name": "a", "rules": [], "countries": ["Germany"]}, "countries[0]", "not_a_country"),
        ({"name": "a", "rules": [], "officers": "me"}, "officers", "not_an_id"),
        ({"name": "a", "rules": [1]}, "rules[0]", "not_an_object"),
        ({"name": "a", "rules": [{}] * 201}, "rules", "too_many"),
        (rule(id="Two Words"), "rules[0].id", "not_an_id"),
        (rule(title=" "), "rules[0].title", "empty"),
        (rule(kinds=[]), "rules[0].kinds", "empty"),
        (rule(kinds=["secret"]), "rules[0].kinds[0]", "not_a_kind"),
        (rule(kinds=["weather.rain"]), "rules[0].kinds[0]", "not_a_kind"),
        (rule(kinds=["secret.*.*"]), "rules[0].kinds[0]", "not_a_kind"),
        (rule(destinations=[]), "rules[0].destinations", "empty"),
        (rule(destinations=["moon"]), "rules[0].destinations[0]", "not_a_choice"),
        (rule(action="block"), "rules[0].action", "not_a_choice"),
        (rule(valves=["please"]), "rules[0].valves[0]", "not_a_choice"),
        (rule(at_least=0), "rules[0].at_least", "not_a_count"),
        (rule(at_least=True), "rules[0].at_least", "not_a_count"),
        (rule(groups=["me"]), "rules[0].groups[0]", "not_an_id"),
        (rule(models=[""]), "rules[0].models[0]", "empty"),
        (rule(colour="red"), "rules[0].colour", "unknown"),
    ],
)
def test_a_refusal_says_where_and_why(given: object, where: str, reason: str) -> None:
    with pytest.raises(PolicyUnusable) as refusal:
        from_json(given)
    assert (refusal.value.where, refusal.value.reason) == (where, reason)
    assert (refusal.value.status, refusal.value.code) == (400, "guard_policy_unusable")
    assert refusal.value.details == {"where": where, "reason": reason}


def test_two_rules_cannot_have_one_id() -> None:
    found: dict[str, Any] = to_json(BALANCED)
    with pytest.raises(PolicyUnusable) as refusal:
        from_json({"name": "a", "rules": [found["rules"][0], found["rules"][0]]})
    assert (refusal.value.where, refusal.value.reason) == ("rules[1].id", "twice")
