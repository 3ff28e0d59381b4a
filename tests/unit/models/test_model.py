from dataclasses import replace
from datetime import date
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from inhouse.core.caller import Scope
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.models.model import HERE, UNTOLD, Deployment, Kind, Model, Terms, weakest
from inhouse.models.profile import Profile
from tests.prompts import ANNA, ANNAS_KEY

PLACE = Destination("here", DestinationClass.LOCAL, Assurance.DECLARED)
TERMS = st.builds(
    Terms,
    trained_on=st.none() | st.booleans(),
    kept_days=st.none() | st.integers(0, 100),
    kept_note=st.none() | st.just("for long"),
    monitored=st.none() | st.booleans(),
    region=st.none() | st.sampled_from(["Sweden", "Berlin"]),
)


def model(**fields: object) -> Model:
    plain = Model("m", "M", "", Kind.OPENAI, (Deployment(PLACE, "m"),), Profile(1, 1), UNTOLD)
    return replace(plain, **fields)  # type: ignore[arg-type]


def test_only_the_built_in_model_is_a_demo() -> None:
    assert [kind for kind in Kind if model(kind=kind).demo] == [Kind.BUILTIN]


def test_a_model_is_for_its_groups_and_within_what_a_key_may_ask() -> None:
    ours, theirs = uuid4(), uuid4()
    assert model().is_for(ANNA)
    assert not model(groups=frozenset({ours})).is_for(replace(ANNA, groups=frozenset({theirs})))
    assert model(groups=frozenset({ours})).is_for(replace(ANNA, groups=frozenset({ours, theirs})))
    assert not model().is_for(replace(ANNAS_KEY, scope=Scope(models=frozenset({"other"}))))


@given(TERMS, TERMS)
def test_terms_of_several_places_promise_no_more_than_each(one: Terms, other: Terms) -> None:
    both = weakest([one, other])
    assert one.no_weaker_than(both)
    assert other.no_weaker_than(both)


@given(TERMS)
def test_terms_are_as_strong_as_themselves_and_nothing_is_weaker_than_not_known(terms: Terms) -> None:
    assert terms.no_weaker_than(terms)
    assert weakest([terms, terms]) == terms
    assert HERE.no_weaker_than(terms)
    assert not Terms(trained_on=True).no_weaker_than(Terms(trained_on=None))
    assert not Terms(kept_days=30).no_weaker_than(Terms(kept_days=7))
    assert not UNTOLD.no_weaker_than(HERE)


def test_who_declared_and_when_is_told_of_all_places() -> None:
    ada = Terms(trained_on=False, region="Sweden", declared_by="Ada", declared_on=date(2026, 2, 1))
    bob = Terms(trained_on=False, region="Berlin", declared_by="Bob", declared_on=date(2026, 1, 1))
    both = weakest([ada, bob])
    assert (both.region, both.declared_by, both.declared_on) == ("Sweden, Berlin", "Ada, Bob", date(2026, 1, 1))


def test_the_place_that_is_shown_is_the_farthest() -> None:
    far = replace(PLACE, name="far", destination_class=DestinationClass.EXTERNAL)
    assert model(deployments=(Deployment(PLACE, "m"), Deployment(far, "m"))).destination == far
