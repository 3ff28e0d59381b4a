"""What a policy says of findings. Pure: the same in the guard, the check, the simulator and the command.

For each finding
1  the rules that are about this way, this kind and so many findings        none: it goes, unless nobody could read it
2  what each of them asks for, after the valves that it offers              a valve opens only rules that offer it
3  the strongest of these                                                   the order of the rules does not matter
4  what cannot be done is not done half: one-way removal beside tools is refused, a label has no stand-in
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from inhouse.core.caller import Caller
from inhouse.core.destination import DestinationClass
from inhouse.guard.finding import Family, Finding
from inhouse.guard.policies.policy import Action, Mode, Policy, Rule, Valve, together

UNKNOWN: Final = "unreadable.detector"
"""What a finding of an unknown family is taken for."""
UNREADABLE: Final = frozenset({"unreadable.image", "unreadable.file", "unreadable.part", UNKNOWN})
"""What nobody could look into."""
_NOTHING: Final[frozenset[Valve]] = frozenset()
_OPENING: Final = frozenset({Valve.NOT_SENSITIVE, Valve.REAL_VALUES, Valve.RELEASE})
_FAMILIES: Final = frozenset(Family)


class Treatment(StrEnum):
    """What is done with the piece of text itself when the request goes."""

    LEAVE = "leave"
    STAND_IN = "stand_in"
    REMOVE = "remove"
    """Cut out for good: nothing puts it back."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The way that words would take: whose groups, which model, how far away, and whether tools come along.

    `caller` is on whose behalf the words are looked at, where that is known.
    """

    groups: frozenset[UUID]
    model_id: str
    destination_class: DestinationClass
    has_tools: bool = False
    caller: Caller | None = None


@dataclass(frozen=True, slots=True)
class Keyed:
    """A finding with the opaque key by which a person's decision names it."""

    key: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people have decided, by key.

    Only an officer's answer puts a key into `released`, with the kinds that the officer was shown.
    """

    chosen: Mapping[str, Collection[Valve]] = field(default_factory=dict[str, Collection[Valve]])
    released: Mapping[str, Collection[str]] = field(default_factory=dict[str, Collection[str]])

    def of(self, key: str, kind: str) -> frozenset[Valve]:
        """The valves that hold for a finding of this kind."""
        own = frozenset(self.chosen.get(key, ())) - {Valve.RELEASE}
        return own | {Valve.RELEASE} if kind in self.released.get(key, ()) else own


NO_DECISIONS: Final = Decisions()


@dataclass(frozen=True, slots=True)
class Judged:
    """What the policy says of one finding.

    `rule` is the one that asks for `action` (None: no rule does). `valves` are the ways on that a person has.
    `valve` is the one that was used, and `overridden` the rule that it opened, if one changed anything.
    """

    key: str
    finding: Finding
    action: Action
    treatment: Treatment
    rule: Rule | None
    valves: tuple[Valve, ...]
    valve: Valve | None = None
    overridden: Rule | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the policy says of all findings, in their order; `action` is the strongest."""

    action: Action
    judged: tuple[Judged, ...]
    mode: Mode

    @property
    def first(self) -> Action:
        """What happens where the policy holds."""
        return together(each.action for each in self.judged)

    @property
    def enforced(self) -> Action:
        """What happens: in a dry run everything goes."""
        return self.first if self.mode is Mode.ENFORCE else Action.ALLOW


def reads(policy: Policy, ask: Ask) -> bool:
    """Whether anything that could be found would change what happens on this way; if not, nobody needs to look."""
    applying = [rule for rule in policy.rules if rule.applies(ask.destination_class, ask.model_id, ask.groups)]
    if ask.destination_class is DestinationClass.LOCAL:
        return any(_asks(rule, ask) is not Action.ALLOW for rule in applying)
    # Away from this machine, what nobody could read stays here unless the policy says otherwise.
    says_all = all(any(rule.names(kind) for rule in applying) for kind in UNREADABLE)
    return not says_all or any(rule.action is not Action.ALLOW for rule in applying)


def wants(policy: Policy, ask: Ask, family: Family) -> bool:
    """Whether a finding of this family could change what happens on this way."""
    return any(
        rule.could_name(family) and _asks(rule, ask) is not Action.ALLOW
        for rule in policy.rules
        if rule.applies(ask.destination_class, ask.model_id, ask.groups)
    )


def wants_names(policy: Policy, ask: Ask) -> bool:
    """Whether the detector of names needs to run for this way."""
    return wants(policy, ask, Family.NAME)


def decide(policy: Policy, ask: Ask, findings: Sequence[Keyed], decisions: Decisions = NO_DECISIONS) -> Judgement:
    """What `policy` says of `findings` on the way that `ask` describes. Never raises."""
    applying = [rule for rule in policy.rules if rule.applies(ask.destination_class, ask.model_id, ask.groups)]
    enough = [rule for rule in applying if _count(rule, findings) >= rule.at_least]
    known: dict[_Sort, _Said] = {}
    judged: list[Judged] = []
    for each in findings:
        sort = _Sort(_kind(each.finding), each.finding.exact, decisions.of(each.key, each.finding.kind))
        said = known.get(sort)
        if said is None:
            said = known[sort] = _say(applying, enough, ask, sort)
        after = said.after
        judged.append(
            Judged(
                each.key,
                each.finding,
                after.action,
                after.treatment,
                said.rule,
                said.valves,
                said.valve,
                said.overridden,
            )
        )
    strongest = max((one.action for one in judged), key=lambda action: action.strength, default=Action.ALLOW)
    return Judgement(strongest, tuple(judged), policy.mode)


@dataclass(frozen=True, slots=True)
class _Sort:
    """All of a finding that matters here: a document with thousands of addresses is judged once."""

    kind: str
    exact: bool
    used: frozenset[Valve]


@dataclass(frozen=True, slots=True)
class _Held:
    """What the rules ask for one finding under some valves; `by` are the rules that ask for it."""

    action: Action
    treatment: Treatment
    by: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of a sort of findings."""

    after: _Held
    rule: Rule | None = None
    valves: tuple[Valve, ...] = ()
    valve: Valve | None = None
    overridden: Rule | None = None


def _say(applying: Sequence[Rule], enough: Sequence[Rule], ask: Ask, sort: _Sort) -> _Said:
    named = [rule for rule in enough if rule.names(sort.kind)]
    if not named and _unread(applying, ask, sort.kind):
        return _Said(_Held(Action.KEEP_LOCAL, Treatment.LEAVE, ()))

    def held(used: frozenset[Valve]) -> _Held:
        return _hold(named, ask, sort, used)

    before = held(_NOTHING)
    after = held(sort.used) if sort.used else before
    if not _further(before, after):
        after = before
    # Only what leads on is offered: where two rules stop it, a valve of one of them does not.
    valves = tuple(valve for valve in Valve if valve not in sort.used and _further(after, held(sort.used | {valve})))
    rule = min(after.by, key=lambda rule: rule.id, default=None)
    if after is before:
        return _Said(after, rule, valves)
    overridden = min(before.by, key=lambda rule: rule.id)
    valve = next((each for each in Valve if each in sort.used and overridden.offers(each)), None)
    return _Said(after, rule, valves, valve, overridden)


def _further(before: _Held, after: _Held) -> bool:
    """Whether somebody gets further by it: less is asked for, or the piece is cut out and the rest goes."""
    if before.action is Action.ALLOW:
        return False
    cut = after.treatment is Treatment.REMOVE and before.treatment is not Treatment.REMOVE
    return cut or after.action.strength < before.action.strength


def _hold(named: Sequence[Rule], ask: Ask, sort: _Sort, used: frozenset[Valve]) -> _Held:
    """The strongest of what the rules ask for, brought to what can be done."""
    asked = [(rule, *_under(rule, ask, sort.kind, used)) for rule in named]
    action = max((each for _, each, _ in asked), key=lambda each: each.strength, default=Action.ALLOW)
    by = tuple(rule for rule, each, _ in asked if each is action and action is not Action.ALLOW)
    if action is not Action.STAND_IN:
        return _Held(action, Treatment.LEAVE, by)
    if any(removed for _, _, removed in asked):
        return _Held(action, Treatment.REMOVE, by)
    action, treatment = _stand_in(ask, sort)
    return _Held(action, treatment, () if action is Action.ALLOW else by)


def _under(rule: Rule, ask: Ask, kind: str, used: frozenset[Valve]) -> tuple[Action, bool]:
    """What one rule asks for under the valves that were used, and whether the piece is to be cut out."""
    if any(rule.offers(valve) for valve in used & _OPENING):
        return Action.ALLOW, False
    asked = _asks(rule, ask)
    if asked is Action.ALLOW:
        return asked, False
    if Valve.REMOVE in used and rule.offers(Valve.REMOVE) and _removable(ask, kind):
        return Action.STAND_IN, True
    if Valve.STAND_INS in used and rule.offers(Valve.STAND_INS) and asked.strength > Action.STAND_IN.strength:
        return Action.STAND_IN, False
    return asked, False


def _asks(rule: Rule, ask: Ask) -> Action:
    """What a rule asks for on this way: what would be kept on this machine may go to a model on this machine."""
    on_the_way = rule.action is Action.KEEP_LOCAL and ask.destination_class is DestinationClass.LOCAL
    return Action.ALLOW if on_the_way else rule.action


def _stand_in(ask: Ask, sort: _Sort) -> tuple[Action, Treatment]:
    """What can be done where a stand-in is asked for."""
    family = sort.kind.partition(".")[0]
    if family in (Family.LABEL, Family.UNREADABLE):
        # It is about the whole text: no piece can be put in its place.
        local = ask.destination_class is DestinationClass.LOCAL
        return (Action.ALLOW if local else Action.KEEP_LOCAL), Treatment.LEAVE
    if family != Family.SECRET and sort.exact:
        return Action.STAND_IN, Treatment.STAND_IN
    # One way only: a tool would write what stands in its place into a real file.
    return (Action.REFUSE, Treatment.LEAVE) if ask.has_tools else (Action.STAND_IN, Treatment.REMOVE)


def _removable(ask: Ask, kind: str) -> bool:
    """Whether the piece can be cut out: not beside tools, and not the mark of a text instead of the text."""
    return not ask.has_tools and not kind.startswith(f"{Family.LABEL}.") and kind != UNKNOWN


def _unread(applying: Sequence[Rule], ask: Ask, kind: str) -> bool:
    """Whether nobody could read it and the policy says nothing about that: then it stays on this machine."""
    if ask.destination_class is DestinationClass.LOCAL or not kind.startswith(f"{Family.UNREADABLE}."):
        return False
    return not any(rule.names(kind) for rule in applying)


def _kind(finding: Finding) -> str:
    return finding.kind if finding.kind.partition(".")[0] in _FAMILIES else UNKNOWN


def _count(rule: Rule, findings: Sequence[Keyed]) -> int:
    """How many different things of the rule's kinds were found; the same e-mail address twice is one."""
    if rule.at_least <= 1:
        return 1
    named = (each.finding for each in findings if rule.names(_kind(each.finding)))
    return len({(found.kind, found.value or f"{found.start}:{found.end}") for found in named})
