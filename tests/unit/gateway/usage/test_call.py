from inhouse.gateway.usage.call import Outcome
from tests.meters import call_of
from tests.people import someone


def test_the_outcomes_are_those_that_the_table_takes() -> None:
    assert [outcome.value for outcome in Outcome] == ["ok", "cut", "failed", "refused", "running", "unknown"]


def test_a_session_has_no_key() -> None:
    assert call_of(someone()).account.key is None
