import pytest
from sqlalchemy.exc import DBAPIError

from inhouse.core.errors import InhouseError
from inhouse.store import AlreadyThere, DatabaseAway, NotStorable, StatementFailed, StorageFull, trouble


class _Driver(Exception):
    def __init__(self, state: str) -> None:
        super().__init__("Key (email)=(ada@example.com) already exists.")
        self.sqlstate = state


def failed(state: str) -> DBAPIError:
    return DBAPIError("INSERT", {}, _Driver(state))


@pytest.mark.parametrize(
    ("state", "kind", "status"),
    [
        ("53100", StorageFull, 507),
        ("08006", DatabaseAway, 503),
        ("57P01", DatabaseAway, 503),
        ("57P03", DatabaseAway, 503),
        ("57014", DatabaseAway, 503),
        ("53300", DatabaseAway, 503),
        ("55P03", DatabaseAway, 503),
        ("40P01", DatabaseAway, 503),
        ("28P01", DatabaseAway, 503),
        ("22021", NotStorable, 400),
        ("22003", NotStorable, 400),
        ("54000", NotStorable, 400),
        ("23505", AlreadyThere, 500),
        ("23503", StatementFailed, 500),
        ("42P01", StatementFailed, 500),
    ],
)
def test_each_state_has_its_error(state: str, kind: type[InhouseError], status: int) -> None:
    error = trouble.of(failed(state))
    assert type(error) is kind
    assert error.status == status
    assert "ada" not in f"{error} {error.message} {error.hint} {error.details}"


@pytest.mark.parametrize("error", [ConnectionRefusedError(), FileNotFoundError(), TimeoutError()])
def test_an_unreachable_server_is_away(error: Exception) -> None:
    assert isinstance(trouble.of(error), DatabaseAway)


def test_the_log_holds_no_values(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    for state in ("23505", "42P01", "08006", "53100"):
        trouble.of(failed(state))
    assert len(caplog.records) == 4
    assert "ada" not in caplog.text
