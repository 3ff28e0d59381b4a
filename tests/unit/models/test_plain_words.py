import pytest

from inhouse.models.model import HERE, UNTOLD, Terms
from inhouse.models.plain_words import kept, monitored, trained_on, where
from tests.prompts import FAR, LOOPBACK, OUR_NETWORK
from tests.prompts import HERE as ENGINE


def test_our_own_engine_keeps_nothing() -> None:
    assert where(ENGINE, HERE) == "On this machine."
    assert trained_on(ENGINE, HERE) == "Nobody trains on it."
    assert kept(ENGINE, HERE) == "Nothing is kept."
    assert "nobody reads" in monitored(ENGINE, HERE)


def test_what_nobody_said_is_not_known() -> None:
    for say in (trained_on, kept, monitored):
        assert say(LOOPBACK, UNTOLD).startswith("Not known: it depends on the server")
        assert say(FAR, UNTOLD) == "Not known: nobody has declared it."


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (Terms(kept_days=0), "Nothing is kept."),
        (Terms(kept_days=1), "Kept for one day."),
        (Terms(kept_days=30), "Kept for 30 days."),
        (Terms(kept_note="until the contract ends"), "Kept: until the contract ends"),
    ],
)
def test_how_long_it_is_kept_is_said_in_words(terms: Terms, words: str) -> None:
    assert kept(FAR, terms) == words


def test_the_worst_is_said_too() -> None:
    assert trained_on(FAR, Terms(trained_on=True)) == "They may be used to train models."
    assert "people may read" in monitored(FAR, Terms(monitored=True))
    assert where(FAR, Terms(region="Sweden")) == "At a provider outside the company, region Sweden."
    assert where(OUR_NETWORK, Terms()) == "In our network."
