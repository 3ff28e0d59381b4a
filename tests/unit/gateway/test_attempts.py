import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InhouseError
from inhouse.gateway.attempts import (
    LONGEST_PAUSE,
    MOST_ATTEMPTS,
    RETRIES,
    TOTAL_SECONDS,
    Attempts,
    Chance,
    as_fallback,
    chance_of,
    no_weaker,
)
from inhouse.guard import Refused
from inhouse.ledger import LedgerUnavailable
from inhouse.models.errors import (
    BadAnswer,
    ModelUnavailable,
    PromptTooLong,
    QueueFull,
    UpstreamBusy,
    UpstreamRefused,
)
from inhouse.models.load import Standing
from inhouse.models.model import Deployment, Model, Terms, remoteness
from tests.prompts import FAR, model_at

IDLE = Standing(calls=0, pause=0.0)


def place(name: str, weight: int = 1) -> Deployment:
    return Deployment(Destination(name, DestinationClass.EXTERNAL, Assurance.DECLARED), "m", weight=weight)


def model(*names: str, model_id: str = "chosen") -> Model:
    return replace(model_at(FAR), id=model_id, deployments=tuple(place(name) for name in names))


def transient(wait: float | None = None) -> InhouseError:
    error = ModelUnavailable("away", retry_after=5)
    error.transient, error.wait = True, wait
    return error


def attempts(*models: Model, standing: Callable[[Deployment], Standing] = lambda _: IDLE) -> Attempts:
    return Attempts(models, standing, began=100.0, draw=lambda: 0.5)


def trail(made: Attempts, error: Callable[[], InhouseError], now: float = 100.0) -> list[tuple[str, float]]:
    """All attempts of a call that always fails so: the places, with the pauses before them."""
    attempt = made.first()
    steps = [(attempt.deployment.destination.name, attempt.pause)]
    while True:
        try:
            attempt = made.after(error(), now)
        except InhouseError:
            return steps
        now += attempt.pause
        steps.append((attempt.deployment.destination.name, attempt.pause))


def test_each_place_is_tried_then_retried_then_the_fallbacks() -> None:
    made = trail(attempts(model("a", "b"), model("c", model_id="other")), transient)
    assert [name for name, _ in made] == ["a", "b", "a", "b", "c", "c", "c"]
    assert [pause for _, pause in made] == [0, 0, 0.5, pytest.approx(0.0, abs=0.6), 0, 0.5, 1.0]


def test_what_cannot_do_better_at_one_place_is_not_asked_there_again() -> None:
    made = trail(attempts(model("a", "b"), model("c", model_id="other")), lambda: ModelUnavailable("401"))
    assert made == [("a", 0), ("b", 0), ("c", 0)]


@pytest.mark.parametrize(
    "error", [UpstreamRefused("400"), PromptTooLong(9, 8), LedgerUnavailable("away"), InhouseError("ours")]
)
def test_what_would_fail_everywhere_is_told_at_once(error: InhouseError) -> None:
    made = attempts(model("a", "b"), model("c", model_id="other"))
    made.first()
    with pytest.raises(type(error)) as caught:
        made.after(error, 100.0)
    assert caught.value is error


def test_what_the_guard_refuses_for_one_place_may_go_to_another_of_the_model_and_not_to_a_fallback() -> None:
    assert trail(attempts(model("a", "b"), model("c", model_id="other")), lambda: Refused("no")) == [("a", 0), ("b", 0)]


def test_a_fallback_that_cannot_take_the_prompt_is_passed_over_and_the_chosen_model_s_error_is_told() -> None:
    made = attempts(model("a"), model("b", model_id="small"), model("c", model_id="large"))
    made.first()
    first = BadAnswer("from the chosen one")
    assert made.after(first, 100.0).model.id == "small"
    assert made.after(PromptTooLong(9, 8), 100.0).model.id == "large"
    with pytest.raises(BadAnswer) as caught:
        made.after(UpstreamRefused("400"), 100.0)
    assert caught.value is first


def test_a_server_that_names_a_pause_gets_it() -> None:
    made = trail(attempts(model("a")), lambda: transient(wait=4))
    assert [pause for _, pause in made] == [0, pytest.approx(4.2), pytest.approx(4.2)]


def test_a_pause_that_is_too_long_is_not_waited_for() -> None:
    assert trail(attempts(model("a")), lambda: transient(wait=LONGEST_PAUSE + 1)) == [("a", 0)]
    assert trail(attempts(model("a")), transient, now=100 + TOTAL_SECONDS) == [("a", 0)]


def test_the_least_busy_place_comes_first_by_its_weight() -> None:
    calls = {"a": 4, "b": 3, "c": 9}
    places = (place("a", 2), place("b", 1), place("c", 4))
    made = attempts(replace(model(), deployments=places), standing=lambda at: Standing(calls[at.destination.name], 0))
    assert made.first().deployment.destination.name == "a"


def test_idle_places_share_the_calls_by_their_weights() -> None:
    chance = random.Random(7)  # noqa: S311 (the same draws every time)
    both = replace(model(), deployments=(place("a", 3), place("b", 1)))
    first = Counter(
        Attempts([both], lambda _: IDLE, 0.0, chance.random).first().deployment.destination.name for _ in range(2000)
    )
    assert 0.7 < first["a"] / 2000 < 0.8


def test_a_place_that_is_left_alone_is_passed_over() -> None:
    def standing(at: Deployment) -> Standing:
        return Standing(0, 3.0 if at.destination.name == "a" else 0.0)

    assert attempts(model("a", "b"), standing=standing).first().deployment.destination.name == "b"
    assert attempts(model("a"), model("b", model_id="other"), standing=standing).first().model.id == "other"
    with pytest.raises(ModelUnavailable) as caught:
        attempts(model("a"), standing=standing).first()
    assert (caught.value.retry_after, caught.value.cause) == (3.0, "left_alone")


def test_a_place_that_asked_for_a_pause_comes_last_and_is_still_asked() -> None:
    def standing(at: Deployment) -> Standing:
        return Standing(0 if at.destination.name == "a" else 9, 0.0, resting=at.destination.name == "a")

    assert [name for name, _ in trail(attempts(model("a", "b"), standing=standing), lambda: BadAnswer("x"))] == [
        "b",
        "a",
    ]


def test_a_full_queue_is_gone_around() -> None:
    assert chance_of(QueueFull("full")) is Chance.ANOTHER_MODEL
    assert chance_of(UpstreamBusy("busy")) is Chance.ANOTHER_MODEL


ERRORS = st.sampled_from(
    [transient(), transient(1), transient(60), BadAnswer("x"), QueueFull("x"), Refused("x"), UpstreamRefused("x")]
)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.lists(ERRORS, min_size=20, max_size=20), st.randoms())
def test_every_call_ends_soon_and_with_an_error_of_the_chosen_model(
    shapes: list[int], errors: list[InhouseError], chance: random.Random
) -> None:
    models = [model(*(f"{n}-{i}" for i in range(size)), model_id=str(n)) for n, size in enumerate(shapes)]
    made = Attempts(models, lambda _: IDLE, 0.0, chance.random)
    attempt, count, now, asked, of_chosen = made.first(), 1, 0.0, Counter[str](), list[InhouseError]()
    for error in errors:
        asked[attempt.deployment.destination.name] += 1
        if attempt.model.id == "0":
            of_chosen.append(error)
        try:
            attempt = made.after(error, now)
        except InhouseError as told:
            of_chosen.append(told)
            break
        count += 1
        now += attempt.pause
        assert attempt.pause <= LONGEST_PAUSE
    assert of_chosen[-1] is of_chosen[-2]
    assert count <= MOST_ATTEMPTS
    assert now <= TOTAL_SECONDS
    assert max(asked.values()) <= 1 + RETRIES


DESTINATIONS = st.builds(Destination, st.just("x"), st.sampled_from(DestinationClass), st.sampled_from(Assurance))
TERMS = st.builds(
    Terms,
    trained_on=st.none() | st.booleans(),
    kept_days=st.none() | st.integers(0, 30),
    monitored=st.none() | st.booleans(),
)
PLACES = st.builds(Deployment, DESTINATIONS, st.just("m"), terms=TERMS)


def models_of(model_id: str) -> st.SearchStrategy[Model]:
    return st.builds(
        lambda places, terms: replace(model(), id=model_id, deployments=tuple(places), terms=terms),
        st.lists(PLACES, min_size=1, max_size=3),
        TERMS,
    )


def doubt(told: bool | None) -> int:
    return {False: 0, None: 1, True: 2}[told]


@given(models_of("chosen"), models_of("other"))
def test_words_never_go_to_weaker_terms_than_the_caller_chose(chosen: Model, other: Model) -> None:
    fallback = as_fallback(other, chosen)
    kept = () if fallback is None else fallback.deployments
    for each in kept:
        assert remoteness(each.destination) <= remoteness(chosen.destination)
        assert doubt(each.terms.trained_on) <= doubt(chosen.terms.trained_on)
        assert doubt(each.terms.monitored) <= doubt(chosen.terms.monitored)
        if chosen.terms.kept_days is not None:
            assert each.terms.kept_days is not None
            assert each.terms.kept_days <= chosen.terms.kept_days
    assert [each for each in other.deployments if each not in kept and no_weaker(each, chosen)] == []


def test_nothing_is_its_own_fallback() -> None:
    assert as_fallback(model("a"), model("a")) is None
