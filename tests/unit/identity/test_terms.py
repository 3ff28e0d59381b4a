from datetime import timedelta

import pytest

from inhouse.core import clock
from inhouse.core.caller import Door
from inhouse.core.errors import InvalidRequest
from inhouse.identity.key import KeyTerms
from inhouse.identity.terms import MOST_ENTRIES, checked


def test_terms_are_written_in_one_form() -> None:
    until = clock.now() + timedelta(days=1)
    addresses = ("192.0.2.7", " 192.0.2.0/24", "2001:DB8::/32", "192.0.2.0/24")
    found = checked(KeyTerms("  my   script ", (" demo", "demo"), (Door.CHAT, Door.CHAT), addresses, until))
    assert found == KeyTerms(
        "my script", ("demo",), (Door.CHAT,), ("192.0.2.7/32", "192.0.2.0/24", "2001:db8::/32"), until
    )


@pytest.mark.parametrize(
    "wrong",
    [
        KeyTerms(" "),
        KeyTerms("x" * 201),
        KeyTerms("a\x00"),
        KeyTerms("a", models=("",)),
        KeyTerms("a", models=("x" * 201,)),
        KeyTerms("a", models=("x\x00",)),
        KeyTerms("a", models=tuple(str(number) for number in range(MOST_ENTRIES + 1))),
        KeyTerms("a", addresses=("localhost",)),
        KeyTerms("a", addresses=("192.0.2.7/24",)),
        KeyTerms("a", addresses=("192.0.2.0/33",)),
        KeyTerms("a", addresses=tuple(f"192.0.2.{number}" for number in range(MOST_ENTRIES + 1))),
        KeyTerms("a", expires_at=clock.now() - timedelta(seconds=1)),
        KeyTerms("a", expires_at=clock.now().replace(tzinfo=None) + timedelta(days=1)),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: KeyTerms) -> None:
    with pytest.raises(InvalidRequest):
        checked(wrong)
