from dataclasses import replace
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.core.destination import DestinationClass
from inhouse.guard.finding import Family
from inhouse.guard.policies.decide import (
    UNKNOWN,
    Ask,
    Decisions,
    Judged,
    Keyed,
    Treatment,
    decide,
    reads,
    wants,
    wants_names,
)
from inhouse.guard.policies.policy import Action, Mode, Policy, Rule, Valve
from inhouse.guard.policies.presets import BALANCED, OPEN, STRICT
from tests.policies import asks, decisions, finding, findings, policies, rules

AWAY = frozenset({DestinationClass.EXTERNAL})
OUT = Ask(frozenset(), "far", DestinationClass.EXTERNAL)
HERE = Ask(frozenset(), "near", DestinationClass.LOCAL)
INSIDE = Ask(frozenset(), "ours", DestinationClass.PRIVATE)
TOOLS = replace(OUT, has_tools=True)


def rule(action: Action, *kinds: str, valves: frozenset[Valve] = frozenset(), at_least: int = 1) -> Rule:
    named = frozenset(kinds or ("*",))
    return Rule(f"{action}-{'-'.join(sorted(valves))}", "A rule", named, action, AWAY, valves, at_least=at_least)


def policy(*given_rules: Rule) -> Policy:
    return Policy("test", given_rules)


def one(given_policy: Policy, kind: str, ask: Ask = OUT, *valves: Valve, exact: bool = True) -> Judged:
    """What a policy says of one finding."""
    chosen = {"key": frozenset(valves)} if valves else {}
    released = {"key": {kind}} if Valve.RELEASE in valves else {}
    keyed = Keyed("key", finding(kind, exact=exact))
    return decide(given_policy, ask, [keyed], Decisions(chosen, released)).judged[0]


# --- Properties ---


@given(policies(), asks(), findings(), decisions())
def test_the_whole_is_as_strong_as_its_strongest_part(
    given_policy: Policy, ask: Ask, found: list[Keyed], decided: Decisions
) -> None:
    judgement = decide(given_policy, ask, found, decided)
    strengths = [judged.action.strength for judged in judgement.judged]
    assert judgement.action.strength == max(strengths, default=0)
    assert [judged.key for judged in judgement.judged] == [keyed.key for keyed in found]


@given(policies(), asks(), findings(), decisions(), st.randoms())
def test_the_order_of_the_rules_does_not_matter(
    given_policy: Policy, ask: Ask, found: list[Keyed], decided: Decisions, random: Random
) -> None:
    shuffled = list(given_policy.rules)
    random.shuffle(shuffled)
    other = replace(given_policy, rules=tuple(shuffled))
    assert decide(given_policy, ask, found, decided) == decide(other, ask, found, decided)


@given(policies(), asks(), findings(), rules("one-more"))
def test_one_more_rule_makes_nothing_weaker(given_policy: Policy, ask: Ask, found: list[Keyed], more: Rule) -> None:
    # A rule that allows is the one exception: it is how a policy says that something unread may leave.
    if more.action is Action.ALLOW:
        return
    before = decide(given_policy, ask, found)
    after = decide(replace(given_policy, rules=(*given_policy.rules, more)), ask, found)
    unread = [judged.rule is None and judged.action is Action.KEEP_LOCAL for judged in before.judged]
    for weak, strong, fell_closed in zip(before.judged, after.judged, unread, strict=True):
        assert fell_closed or strong.action.strength >= weak.action.strength


@given(policies(), asks(), findings(), decisions())
def test_a_valve_that_no_rule_offers_changes_nothing(
    given_policy: Policy, ask: Ask, found: list[Keyed], decided: Decisions
) -> None:
    bare = tuple(
        replace(each, valves=frozenset(), action=Action.STAND_IN if each.action is Action.WARN else each.action)
        for each in given_policy.rules
    )
    closed = replace(given_policy, rules=bare)
    assert decide(closed, ask, found, decided) == decide(closed, ask, found)


@given(policies(), asks(), findings(), decisions())
def test_a_valve_never_makes_anything_stronger(
    given_policy: Policy, ask: Ask, found: list[Keyed], decided: Decisions
) -> None:
    before, after = decide(given_policy, ask, found), decide(given_policy, ask, found, decided)
    for closed, opened in zip(before.judged, after.judged, strict=True):
        # Cutting out is more than a question: it is what the person asked for.
        cut = opened.treatment is Treatment.REMOVE and closed.action is Action.WARN
        assert cut or opened.action.strength <= closed.action.strength


@given(policies(), asks(), findings(), decisions())
def test_using_what_is_offered_goes_further(
    given_policy: Policy, ask: Ask, found: list[Keyed], decided: Decisions
) -> None:
    for judged in decide(given_policy, ask, found, decided).judged:
        for valve in judged.valves:
            used = {judged.key: {valve, *decided.of(judged.key, judged.finding.kind)}}
            more = {judged.key: {judged.finding.kind}} if valve is Valve.RELEASE else {}
            again = decide(given_policy, ask, found, Decisions(used, {**decided.released, **more}))
            after = next(each for each in again.judged if each.key == judged.key)
            cut = after.treatment is Treatment.REMOVE and judged.treatment is not Treatment.REMOVE
            assert cut or after.action.strength < judged.action.strength


@given(policies(), asks(), findings(), decisions())
def test_only_an_officer_releases(given_policy: Policy, ask: Ask, found: list[Keyed], decided: Decisions) -> None:
    claimed = {key: {*valves, Valve.RELEASE} for key, valves in decided.chosen.items()}
    assert decide(given_policy, ask, found, Decisions(claimed, decided.released)) == decide(
        given_policy, ask, found, decided
    )


@given(policies(), asks(), findings(), decisions())
def test_what_an_officer_was_not_shown_is_not_released(
    given_policy: Policy, ask: Ask, found: list[Keyed], decided: Decisions
) -> None:
    shown_another = {each.key: {f"{each.finding.kind}_other"} for each in found}
    assert decide(given_policy, ask, found, Decisions(decided.chosen, shown_another)) == decide(
        given_policy, ask, found, Decisions(decided.chosen)
    )


@given(policies(), asks(), findings(), decisions())
def test_where_nobody_needs_to_look_everything_goes(
    given_policy: Policy, ask: Ask, found: list[Keyed], decided: Decisions
) -> None:
    if not reads(given_policy, ask):
        assert decide(given_policy, ask, found, decided).action is Action.ALLOW


@given(policies(), asks(), findings())
def test_a_family_that_nobody_wants_changes_nothing(given_policy: Policy, ask: Ask, found: list[Keyed]) -> None:
    for judged in decide(given_policy, ask, found).judged:
        if judged.action is not Action.ALLOW and judged.finding.family is not Family.UNREADABLE:
            assert wants(given_policy, ask, judged.finding.family)


@given(policies(), asks(), findings(), decisions())
def test_beside_tools_nothing_is_cut_out(
    given_policy: Policy, ask: Ask, found: list[Keyed], decided: Decisions
) -> None:
    judgement = decide(given_policy, replace(ask, has_tools=True), found, decided)
    assert Treatment.REMOVE not in [judged.treatment for judged in judgement.judged]


@given(policies(), asks(), findings(), decisions())
def test_a_secret_has_no_way_back(given_policy: Policy, ask: Ask, found: list[Keyed], decided: Decisions) -> None:
    for judged in decide(given_policy, ask, found, decided).judged:
        if judged.finding.family is Family.SECRET or not judged.finding.exact:
            assert judged.treatment is not Treatment.STAND_IN


@given(policies(), asks(), findings())
def test_a_piece_is_replaced_exactly_where_the_action_says_so(
    given_policy: Policy, ask: Ask, found: list[Keyed]
) -> None:
    for judged in decide(given_policy, ask, found).judged:
        assert (judged.treatment is not Treatment.LEAVE) == (judged.action is Action.STAND_IN)


# --- Cases ---


def test_a_way_on_that_leads_nowhere_is_not_offered_and_changes_nothing() -> None:
    kept = policy(rule(Action.KEEP_LOCAL, valves=frozenset({Valve.STAND_INS, Valve.REMOVE})))
    assert one(kept, "personal.email", TOOLS).valves == (Valve.STAND_INS,)
    # What is wrapped could only be cut out, and beside tools that is refused.
    assert one(kept, "personal.email", TOOLS, exact=False).valves == ()
    assert one(kept, "personal.email", TOOLS, Valve.STAND_INS, exact=False).action is Action.KEEP_LOCAL


def test_what_may_go_as_it_is_has_no_ways_on_and_decisions_do_not_change_it() -> None:
    everywhere = replace(
        rule(Action.STAND_IN, valves=frozenset({Valve.REMOVE})), destinations=frozenset({HERE.destination_class})
    )
    judged = one(policy(everywhere), "unreadable.image", HERE, Valve.REMOVE)
    assert (judged.action, judged.treatment, judged.valves, judged.overridden) == (
        Action.ALLOW, Treatment.LEAVE, (), None,
    )  # fmt: skip


def test_thousands_of_findings_of_one_sort_are_judged_once() -> None:
    many = [Keyed(str(number), finding("personal.email", str(number))) for number in range(2_000)]
    judgement = decide(BALANCED, OUT, many)
    assert {judged.treatment for judged in judgement.judged} == {Treatment.STAND_IN}
    assert len({id(judged.valves) for judged in judgement.judged}) == 1


@pytest.mark.parametrize("kind", ["weather.rain", "nonsense", "", "."])
@pytest.mark.parametrize("ask", [OUT, INSIDE])
def test_what_nobody_knows_is_taken_for_unreadable(kind: str, ask: Ask) -> None:
    assert one(BALANCED, kind, ask).action is Action.KEEP_LOCAL
    assert one(policy(), kind, ask).action is Action.KEEP_LOCAL
    assert one(policy(rule(Action.REFUSE, UNKNOWN)), kind).action is Action.REFUSE


def test_what_nobody_could_read_stays_unless_the_policy_says_otherwise() -> None:
    silent = policy(rule(Action.REFUSE, "secret.*"))
    assert one(silent, "unreadable.image").action is Action.KEEP_LOCAL
    assert one(silent, "unreadable.image", HERE).action is Action.ALLOW
    assert one(policy(rule(Action.ALLOW, "unreadable.*")), "unreadable.image").action is Action.ALLOW
    assert reads(policy(), OUT)
    assert not reads(policy(), HERE)


def test_the_strongest_rule_wins_and_is_named() -> None:
    both = policy(rule(Action.WARN), rule(Action.REFUSE, "personal.*"))
    judged = one(both, "personal.iban")
    assert (judged.action, judged.rule) == (Action.REFUSE, both.rules[1])


def test_of_equal_rules_the_ways_on_are_those_that_all_offer() -> None:
    valves = frozenset({Valve.RELEASE, Valve.NOT_SENSITIVE}), frozenset({Valve.RELEASE, Valve.REMOVE})
    equal = policy(*(rule(Action.REFUSE, valves=each) for each in valves))
    assert one(equal, "personal.iban").valves == (Valve.RELEASE,)
    assert one(equal, "personal.iban", OUT, Valve.NOT_SENSITIVE).action is Action.REFUSE
    assert one(equal, "personal.iban", OUT, Valve.RELEASE).action is Action.ALLOW


def test_a_valve_opens_its_rule_and_the_weaker_one_still_holds() -> None:
    strong = rule(Action.REFUSE, valves=frozenset({Valve.RELEASE}))
    judged = one(policy(strong, rule(Action.STAND_IN)), "personal.iban", OUT, Valve.RELEASE)
    assert (judged.action, judged.treatment) == (Action.STAND_IN, Treatment.STAND_IN)
    assert (judged.valve, judged.overridden) == (Valve.RELEASE, strong)


def test_so_many_different_things_make_a_rule_hold() -> None:
    many = policy(rule(Action.REFUSE, "personal.*", at_least=3))
    found = [Keyed(value, finding("personal.email", value)) for value in ("a", "b", "c")]
    assert decide(many, OUT, found).action is Action.REFUSE
    assert decide(many, OUT, found[:2]).action is Action.ALLOW
    assert decide(many, OUT, [found[0], found[1], found[1], found[1]]).action is Action.ALLOW


def test_a_secret_is_cut_out_and_beside_tools_refused() -> None:
    stand_in = policy(rule(Action.STAND_IN))
    secret = one(stand_in, "secret.aws_access_key")
    assert (secret.action, secret.treatment) == (Action.STAND_IN, Treatment.REMOVE)
    assert one(stand_in, "secret.aws_access_key", TOOLS).action is Action.REFUSE
    assert one(stand_in, "personal.email", TOOLS).treatment is Treatment.STAND_IN


def test_what_was_wrapped_is_cut_out_as_a_whole() -> None:
    stand_in = policy(rule(Action.STAND_IN))
    assert one(stand_in, "personal.email", exact=False).treatment is Treatment.REMOVE
    assert one(stand_in, "personal.email", TOOLS, exact=False).action is Action.REFUSE


@pytest.mark.parametrize("kind", ["label.confidential", "unreadable.image"])
def test_what_has_no_stand_in_stays_here(kind: str) -> None:
    assert one(policy(rule(Action.STAND_IN)), kind).action is Action.KEEP_LOCAL


def test_the_mark_of_a_document_cannot_be_cut_out_but_a_picture_can() -> None:
    offered = policy(rule(Action.KEEP_LOCAL, valves=frozenset({Valve.REMOVE, Valve.STAND_INS})))
    assert one(offered, "label.confidential").valves == ()
    assert one(offered, "label.confidential", OUT, Valve.REMOVE).action is Action.KEEP_LOCAL
    assert one(offered, UNKNOWN, OUT, Valve.REMOVE).action is Action.KEEP_LOCAL
    picture = one(offered, "unreadable.image", OUT, Valve.REMOVE)
    assert (picture.action, picture.treatment) == (Action.STAND_IN, Treatment.REMOVE)
    assert one(offered, "unreadable.image", TOOLS).valves == ()


def test_stand_ins_are_another_way_where_the_rule_says_so() -> None:
    judged = one(STRICT, "personal.iban")
    assert (judged.action, judged.valves) == (Action.KEEP_LOCAL, (Valve.REMOVE, Valve.STAND_INS, Valve.RELEASE))
    assert one(STRICT, "personal.iban", OUT, Valve.STAND_INS).treatment is Treatment.STAND_IN
    assert one(BALANCED, "label.secret", OUT, Valve.STAND_INS).action is Action.KEEP_LOCAL


def test_a_rule_for_a_group_is_for_that_group() -> None:
    group = UUID(int=7)
    narrow = policy(replace(rule(Action.REFUSE, "personal.*"), groups=frozenset({group})))
    assert one(narrow, "personal.iban").action is Action.ALLOW
    assert one(narrow, "personal.iban", replace(OUT, groups=frozenset({group}))).action is Action.REFUSE


def test_a_dry_run_says_what_would_be_and_lets_everything_go() -> None:
    dry = replace(policy(rule(Action.REFUSE)), mode=Mode.RECORD)
    judgement = decide(dry, OUT, [Keyed("key", finding())])
    assert (judgement.action, judgement.enforced) == (Action.REFUSE, Action.ALLOW)
    assert decide(replace(dry, mode=Mode.ENFORCE), OUT, [Keyed("key", finding())]).enforced is Action.REFUSE


@pytest.mark.parametrize("preset", [OPEN, BALANCED, STRICT])
def test_no_preset_looks_at_what_stays_on_this_machine(preset: Policy) -> None:
    assert not reads(preset, HERE)
    assert not wants_names(preset, HERE)


def test_the_model_for_names_runs_only_where_a_rule_asks_for_names() -> None:
    assert not wants_names(BALANCED, OUT)
    assert wants_names(STRICT, OUT)
    assert wants_names(policy(rule(Action.STAND_IN)), OUT)
    assert not wants_names(policy(rule(Action.ALLOW)), OUT)
