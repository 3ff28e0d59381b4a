"""Policies, findings and decisions for tests, made up by hypothesis."""

from itertools import combinations
from typing import TypeVar
from uuid import UUID

from hypothesis import strategies as st

from inhouse.core.destination import DestinationClass
from inhouse.guard.finding import Finding
from inhouse.guard.policies.decide import Ask, Decisions, Keyed
from inhouse.guard.policies.policy import Action, Mode, Policy, Rule, Valve

T = TypeVar("T")

KINDS = (
    "secret.aws_access_key", "secret.password", "personal.iban", "personal.email", "name.person", "term.customer",
    "label.confidential", "unreadable.image", "unreadable.detector",
)  # fmt: skip
PATTERNS = (*KINDS, "secret.*", "personal.*", "name.*", "term.*", "label.*", "unreadable.*", "*")
KEYS = ("a", "b", "c")
MODELS = ("near", "far")

_TEXT = st.sampled_from(["", "Ask Eve: eve@example.com", "Fragt die Prüfer."])
_GROUPS = st.sampled_from([frozenset[UUID](), frozenset({UUID(int=1)}), frozenset({UUID(int=1), UUID(int=2)})])


def _some(things: tuple[T, ...], fewest: int) -> st.SearchStrategy[frozenset[T]]:
    """A few of these. One number stands for the choice: sets are drawn member by member, which takes long."""
    sets = [frozenset(each) for size in range(fewest, 3) for each in combinations(things, size)]
    return st.sampled_from(sets)


def rules(identity: str) -> st.SearchStrategy[Rule]:
    """A rule of that id."""
    return st.builds(
        Rule,
        id=st.just(identity),
        title=st.just("A rule"),
        kinds=_some(PATTERNS, 1),
        action=st.sampled_from(Action),
        destinations=_some(tuple(DestinationClass), 1),
        valves=_some(tuple(Valve), 0),
        description=_TEXT,
        models=st.none() | _some(MODELS, 0),
        groups=st.none() | _GROUPS,
        at_least=st.integers(1, 3),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Any policy with a few rules."""
    made = tuple(draw(rules(f"rule-{number}")) for number in range(draw(st.integers(0, 4))))
    return Policy(
        name="made-up",
        rules=made,
        mode=draw(st.sampled_from(Mode)),
        countries=draw(_some(("de", "fr", "es"), 0)),
        contact=draw(_TEXT),
        officers=draw(st.sampled_from([None, UUID(int=1)])),
    )


def finding(kind: str = "personal.iban", value: str = "value", *, exact: bool = True) -> Finding:
    """A finding of that kind."""
    return Finding(kind, 0, 5, value, "detector", exact)


@st.composite
def findings(draw: st.DrawFn) -> list[Keyed]:
    """A few findings, one for each key at most."""
    return [
        Keyed(key, finding(draw(st.sampled_from(KINDS)), draw(st.sampled_from("xyz")), exact=draw(st.booleans())))
        for key in KEYS
        if draw(st.booleans())
    ]


def decisions() -> st.SearchStrategy[Decisions]:
    """What people might have decided."""
    return st.builds(
        Decisions,
        chosen=st.fixed_dictionaries({}, optional={key: _some(tuple(Valve), 0) for key in KEYS}),
        released=st.fixed_dictionaries({}, optional={key: _some(KINDS, 0) for key in KEYS}),
    )


def asks() -> st.SearchStrategy[Ask]:
    """A way to a model."""
    return st.builds(
        Ask,
        groups=_GROUPS,
        model_id=st.sampled_from(MODELS),
        destination_class=st.sampled_from(DestinationClass),
        has_tools=st.booleans(),
    )
