"""The small parts of ASGI that we use."""

from inhouse.edge.asgi import header
from tests.asgi import scope_of


def test_the_first_header_of_a_name_counts() -> None:
    scope = scope_of("GET", "/", {"host": "a"})
    scope["headers"].append((b"host", b"b"))
    assert header(scope, b"host") == b"a"
    assert header(scope, b"cookie") is None
