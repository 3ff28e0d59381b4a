from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from inhouse.chat.history.rule import History, HistoryMustBeKept, HistoryMustBeOff, Rule, check, strictest
from tests.people import someone

LEGAL, SALES = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({}, History.FREE),
        ({None: History.KEPT}, History.KEPT),
        ({None: History.KEPT, LEGAL: History.OFF}, History.OFF),
        ({None: History.OFF, LEGAL: History.KEPT}, History.OFF),
        ({LEGAL: History.KEPT}, History.KEPT),
        ({SALES: History.OFF}, History.FREE),
    ],
)
def test_the_strictest_of_what_applies_counts(said: dict[UUID | None, History], counts: History) -> None:
    caller = replace(someone(), groups=frozenset({LEGAL}))
    assert strictest([Rule(group, history) for group, history in said.items()], caller) is counts


def test_a_rule_refuses_the_other_kind_of_chat() -> None:
    for off in (True, False):
        check(History.FREE, off=off)
    check(History.OFF, off=True)
    check(History.KEPT, off=False)
    with pytest.raises(HistoryMustBeOff):
        check(History.OFF, off=False)
    with pytest.raises(HistoryMustBeKept):
        check(History.KEPT, off=True)
