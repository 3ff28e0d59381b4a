from dataclasses import replace

from inhouse.models.breaker import FAILURES, BreakerState
from inhouse.models.load import Loads, PlaceState, Standing
from tests.prompts import ANNA, FAR, HERE, model_at

MODEL = model_at(HERE, at_once=1)
PLACE = MODEL.deployments[0]


def test_a_destination_has_one_queue_for_all_its_models() -> None:
    loads = Loads()
    other = replace(PLACE, upstream_model="other")
    for place in (PLACE, other):
        loads.queue(MODEL, place).enter(ANNA.person)
    assert loads.queued() == (1, 1)
    assert loads.standing(other) == Standing(calls=2, pause=0)
    assert loads.standing(replace(PLACE, destination=FAR)).calls == 0


def test_each_model_at_a_destination_has_a_breaker_of_its_own() -> None:
    loads = Loads()
    other = replace(PLACE, upstream_model="other")
    for _ in range(FAILURES):
        loads.breaker(other).failed(1e9)
    assert loads.standing(PLACE).pause == 0
    assert loads.standing(other).pause > 0
    assert [(place.model, place.breaker) for place in loads.places()] == [
        ("other", BreakerState.OPEN),
        ("scripted", BreakerState.CLOSED),
    ]


def test_an_account_s_own_cap_counts_before_the_model_s() -> None:
    loads = Loads()
    assert loads.queue(MODEL, PLACE).capacity == 1
    assert loads.queue(MODEL, replace(PLACE, at_once=7)).capacity == 7


def test_a_place_says_how_busy_it_is() -> None:
    loads = Loads()
    loads.breaker(PLACE)
    loads.queue(MODEL, PLACE).enter(ANNA.person)
    assert loads.places() == [PlaceState("engine", "scripted", BreakerState.CLOSED, 0, 0.0, 1, 0)]
