"""A request is written in one way, and what would make it two requests is not written at all."""

import pytest

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.net.destinations import Entry, Tcp
from inhouse.net.request import encoded, lines_of, written

THERE = Entry(Destination("there", DestinationClass.LOCAL, Assurance.DECLARED), Tcp("::1", 80), reuse=False)


def test_host_and_credential_are_added_and_a_length_where_there_is_a_body() -> None:
    said = encoded(THERE, "POST", "/x", (("accept", "a/b"),), b"s3cret", b"{}")
    head, _, body = said.partition(b"\r\n\r\n")
    assert body == b"{}"
    assert head.decode().split("\r\n") == [
        "POST /x HTTP/1.1",
        "host: [::1]:80",
        "accept-encoding: identity",
        "accept: a/b",
        "authorization: Bearer s3cret",
        "connection: close",
        "content-length: 2",
    ]
    assert written("GET", "/", [], b"") == b"GET / HTTP/1.1\r\n\r\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [("host", "x"), ("authorization", "x"), ("gate-line", "x"), ("a b", "x"), ("a", "x\r\nb: c"), ("a", "ü")],
)
def test_a_header_that_forges_ours_or_breaks_its_line_is_an_error(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="header"):
        lines_of(((name, value),))


@pytest.mark.parametrize("path", ["x", "/a b", "/a\r\nhost: x", "/ü", ""])
def test_a_target_that_breaks_its_line_is_an_error(path: str) -> None:
    with pytest.raises(ValueError, match="target"):
        written("GET", path, [], b"")
