from dataclasses import replace
from decimal import Decimal

import pytest

from inhouse.core.errors import InvalidRequest
from inhouse.models.abilities import (
    Abilities,
    AbilitiesChange,
    QuirksChange,
    changed,
    from_json,
    price,
    to_json,
)
from inhouse.models.profile import Prices, Quirks

EUROS = Prices("EUR", Decimal("2.50"), Decimal(10), Decimal("0.25"))


def test_what_nobody_said_is_what_is_usual() -> None:
    profile = Abilities().profile()
    assert (profile.context_tokens, profile.answer_tokens, profile.tools) == (8192, 4096, False)
    assert Abilities(context_tokens=1000).profile().answer_tokens == 1000


def test_a_change_leaves_what_it_does_not_name() -> None:
    before = Abilities(context_tokens=5, tools=True, quirks=Quirks(temperature=False))
    after = changed(before, AbilitiesChange(images=True, prices=EUROS, quirks=QuirksChange(store=False)))
    assert after == replace(before, images=True, prices=EUROS, quirks=Quirks(temperature=False, store=False))
    assert changed(after, AbilitiesChange()) == after


@pytest.mark.parametrize(
    "change",
    [
        AbilitiesChange(context_tokens=0),
        AbilitiesChange(answer_tokens=-1),
        AbilitiesChange(prices=replace(EUROS, currency="Euro")),
        AbilitiesChange(prices=replace(EUROS, prompt=Decimal(-1))),
        AbilitiesChange(prices=replace(EUROS, completion=Decimal("NaN"))),
        *(AbilitiesChange(quirks=QuirksChange(extra={name: True})) for name in ("store", "stream", "messages", "user")),
        *(AbilitiesChange(quirks=QuirksChange(extra={"top_k": odd})) for odd in (10**30, float("nan"), float("-inf"))),
        AbilitiesChange(quirks=QuirksChange(extra={str(number): 1 for number in range(21)})),
    ],
)
def test_what_cannot_be_is_refused(change: AbilitiesChange) -> None:
    with pytest.raises(InvalidRequest):
        changed(Abilities(), change)


def test_they_are_stored_and_found_again() -> None:
    whole = Abilities(9, 8, True, True, True, True, True, EUROS, Quirks(extra={"top_k": 5}, system_role="developer"))
    assert from_json(to_json(whole)) == whole
    assert from_json({}) == Abilities()
    assert from_json({"context_tokens": 7, "of the future": 1}) == Abilities(context_tokens=7)


def test_a_price_is_a_number() -> None:
    assert price("2.50") == Decimal("2.50")
    with pytest.raises(InvalidRequest):
        price("cheap")
