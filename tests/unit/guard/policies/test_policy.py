from dataclasses import replace
from uuid import UUID

import pytest

from inhouse.core.destination import DestinationClass
from inhouse.guard.finding import Family
from inhouse.guard.policies.policy import Action, Mode, Rule, Valve, to_json
from inhouse.guard.policies.presets import BALANCED

GROUP, OTHER = UUID(int=1), UUID(int=2)
RULE = Rule(
    "one", "One", frozenset({"secret.*", "personal.iban"}), Action.REFUSE, frozenset({DestinationClass.EXTERNAL})
)


@pytest.mark.parametrize("kind", ["secret.aws_access_key", "secret.anything", "personal.iban"])
def test_a_rule_names_kinds_and_whole_families(kind: str) -> None:
    assert RULE.names(kind)


@pytest.mark.parametrize("kind", ["personal.ibans", "personal.email", "secrets.key", "name.person", ""])
def test_a_rule_names_nothing_else(kind: str) -> None:
    assert not RULE.names(kind)
    assert replace(RULE, kinds=frozenset({"*"})).names(kind)


def test_a_rule_could_name_a_family_if_it_names_one_kind_of_it() -> None:
    assert RULE.could_name(Family.SECRET)
    assert RULE.could_name(Family.PERSONAL)
    assert not RULE.could_name(Family.NAME)
    assert replace(RULE, kinds=frozenset({"*"})).could_name(Family.NAME)


def test_a_rule_is_about_its_destinations_models_and_groups_only() -> None:
    assert RULE.applies(DestinationClass.EXTERNAL, "any", ())
    assert not RULE.applies(DestinationClass.PRIVATE, "any", ())
    narrow = replace(RULE, models=frozenset({"gpt"}), groups=frozenset({GROUP}))
    assert narrow.applies(DestinationClass.EXTERNAL, "gpt", {GROUP, OTHER})
    assert not narrow.applies(DestinationClass.EXTERNAL, "other", {GROUP})
    assert not narrow.applies(DestinationClass.EXTERNAL, "gpt", {OTHER})
    assert not narrow.applies(DestinationClass.EXTERNAL, "gpt", ())


def test_a_warning_can_always_be_answered_and_a_refusal_only_where_the_rule_says_so() -> None:
    assert replace(RULE, action=Action.WARN).offers(Valve.NOT_SENSITIVE)
    assert not RULE.offers(Valve.NOT_SENSITIVE)
    assert replace(RULE, valves=frozenset({Valve.RELEASE})).offers(Valve.RELEASE)


def test_actions_grow_stronger_in_their_order() -> None:
    in_order = [Action.ALLOW, Action.WARN, Action.STAND_IN, Action.KEEP_LOCAL, Action.REFUSE]
    assert sorted(Action, key=lambda action: action.strength) == in_order


def test_the_hash_stands_for_the_whole_policy() -> None:
    changes = [
        replace(BALANCED, name="other"),
        replace(BALANCED, mode=Mode.RECORD),
        replace(BALANCED, countries=frozenset({"de"})),
        replace(BALANCED, contact="security@example.com"),
        replace(BALANCED, officers=GROUP),
        replace(BALANCED, rules=BALANCED.rules[1:]),
        replace(BALANCED, rules=(replace(BALANCED.rules[0], at_least=2), *BALANCED.rules[1:])),
    ]
    assert len({BALANCED.hash(), *(changed.hash() for changed in changes)}) == len(changes) + 1


def test_the_hash_does_not_know_in_which_order_names_were_given() -> None:
    one = replace(BALANCED, countries=frozenset(["de", "fr", "es"]))
    two = replace(BALANCED, countries=frozenset(["es", "de", "fr"]))
    assert one.hash() == two.hash()


def test_json_holds_every_part_of_a_rule() -> None:
    shown = to_json(replace(BALANCED, rules=(replace(RULE, groups=frozenset({OTHER, GROUP})),), officers=GROUP))
    assert shown["officers"] == str(GROUP)
    assert shown["rules"] == [
        {
            "id": "one",
            "title": "One",
            "description": "",
            "destinations": ["external"],
            "models": None,
            "groups": [str(GROUP), str(OTHER)],
            "kinds": ["personal.iban", "secret.*"],
            "at_least": 1,
            "action": "refuse",
            "valves": [],
        }
    ]
