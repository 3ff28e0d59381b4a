from inhouse.core import clock
from inhouse.identity.person import Browser, LinkKind, OneTimeLink


def test_a_link_carries_its_token_behind_the_hash() -> None:
    link = OneTimeLink(LinkKind.INVITE, "abc", clock.now())
    assert link.path == "/invite#abc"


def test_secrets_are_not_printed() -> None:
    assert "abc" not in repr(OneTimeLink(LinkKind.SETUP, "abc", clock.now()))
    assert "abc" not in repr(Browser("192.0.2.1", mark="abc"))
