"""The small parts of ASGI that we use."""

from inhouse.edge.asgi import header, over_tls
from tests.asgi import scope_of


def test_the_first_header_of_a_name_counts() -> None:
    scope = scope_of("GET", "/", {"host": "a"})
    scope["headers"].append((b"host", b"b"))
    assert header(scope, b"host") == b"a"
    assert header(scope, b"cookie") is None


def test_tls_is_told_by_the_scheme_or_by_the_pages_origin() -> None:
    assert not over_tls(scope_of("POST", "/", {"origin": "http://a"}))
    assert over_tls(scope_of("POST", "/", {"origin": "https://a"}))
    assert over_tls({**scope_of("GET", "/", {}), "scheme": "https"})
