from inhouse.core.acts import ActKind
from inhouse.ledger.entry import Closed, Opened, Refused
from inhouse.ledger.kinds import ACTS, KINDS


def test_the_kinds_are_those_of_the_entries_and_of_all_acts() -> None:
    assert {Opened.kind, Refused.kind, Closed.kind} | {kind.value for kind in ActKind} == KINDS
    assert {kind.value for kind in ActKind} == ACTS
