from dataclasses import replace

import pytest

from inhouse.core.destination import DestinationClass
from inhouse.guard.policies.decide import Ask, Keyed, Treatment, decide
from inhouse.guard.policies.policy import Action, Mode, Policy, Valve
from inhouse.guard.policies.presets import BALANCED, OPEN, PRESETS, STRICT, preset_of
from tests.policies import KINDS, finding

OUT = Ask(frozenset(), "far", DestinationClass.EXTERNAL)
INSIDE = Ask(frozenset(), "ours", DestinationClass.PRIVATE)
HERE = Ask(frozenset(), "near", DestinationClass.LOCAL)


def action(policy: Policy, kind: str, ask: Ask) -> Action:
    return decide(policy, ask, [Keyed("key", finding(kind))]).action


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("policy", PRESETS.values(), ids=PRESETS)
def test_nothing_ever_interrupts_at_a_local_destination(policy: Policy, kind: str) -> None:
    assert action(policy, kind, HERE) is Action.ALLOW
    assert decide(policy, replace(HERE, has_tools=True), [Keyed("key", finding(kind))]).action is Action.ALLOW


@pytest.mark.parametrize(
    ("kind", "outside", "inside"),
    [
        ("secret.aws_access_key", Action.STAND_IN, Action.STAND_IN),
        ("personal.iban", Action.STAND_IN, Action.ALLOW),
        ("term.customer", Action.STAND_IN, Action.ALLOW),
        ("name.person", Action.ALLOW, Action.ALLOW),
        ("label.confidential", Action.KEEP_LOCAL, Action.ALLOW),
        ("unreadable.image", Action.WARN, Action.ALLOW),
        ("unreadable.file", Action.KEEP_LOCAL, Action.ALLOW),
        ("unreadable.part", Action.KEEP_LOCAL, Action.ALLOW),
        ("unreadable.detector", Action.KEEP_LOCAL, Action.KEEP_LOCAL),
    ],
)
def test_what_balanced_does(kind: str, outside: Action, inside: Action) -> None:
    assert (action(BALANCED, kind, OUT), action(BALANCED, kind, INSIDE)) == (outside, inside)


@pytest.mark.parametrize(
    ("kind", "outside", "inside"),
    [
        ("secret.aws_access_key", Action.KEEP_LOCAL, Action.KEEP_LOCAL),
        ("personal.iban", Action.KEEP_LOCAL, Action.STAND_IN),
        ("term.project", Action.KEEP_LOCAL, Action.STAND_IN),
        ("name.person", Action.STAND_IN, Action.ALLOW),
        ("label.confidential", Action.KEEP_LOCAL, Action.KEEP_LOCAL),
        ("unreadable.image", Action.KEEP_LOCAL, Action.KEEP_LOCAL),
        ("unreadable.detector", Action.KEEP_LOCAL, Action.KEEP_LOCAL),
    ],
)
def test_what_strict_does(kind: str, outside: Action, inside: Action) -> None:
    assert (action(STRICT, kind, OUT), action(STRICT, kind, INSIDE)) == (outside, inside)


@pytest.mark.parametrize(
    ("kind", "outside"),
    [
        ("secret.aws_access_key", Action.STAND_IN),
        ("personal.iban", Action.ALLOW),
        ("term.customer", Action.ALLOW),
        ("label.confidential", Action.WARN),
        ("unreadable.image", Action.ALLOW),
        ("unreadable.detector", Action.ALLOW),
    ],
)
def test_what_open_does(kind: str, outside: Action) -> None:
    assert (action(OPEN, kind, OUT), action(OPEN, kind, INSIDE)) == (outside, Action.ALLOW)


def test_with_tools_balanced_refuses_a_secret_and_keeps_stand_ins() -> None:
    tools = replace(OUT, has_tools=True)
    assert action(BALANCED, "secret.aws_access_key", tools) is Action.REFUSE
    (judged,) = decide(BALANCED, tools, [Keyed("key", finding("personal.email"))]).judged
    assert judged.treatment is Treatment.STAND_IN


def test_in_balanced_every_finding_has_a_way_on() -> None:
    for kind in KINDS:
        (judged,) = decide(BALANCED, OUT, [Keyed("key", finding(kind))]).judged
        assert judged.action is Action.ALLOW or judged.valves or kind == "unreadable.detector", kind


def test_an_unread_text_can_be_released_by_an_officer() -> None:
    (judged,) = decide(BALANCED, OUT, [Keyed("key", finding("unreadable.detector"))]).judged
    assert judged.valves == (Valve.RELEASE,)


def test_a_policy_is_known_as_the_preset_whose_rules_it_has() -> None:
    ours = replace(BALANCED, name="ours", mode=Mode.RECORD, contact="Eve", countries=frozenset({"de"}))
    assert preset_of(ours) == "balanced"
    assert preset_of(replace(ours, rules=tuple(reversed(ours.rules)))) == "balanced"
    assert preset_of(replace(ours, rules=ours.rules[1:])) is None
