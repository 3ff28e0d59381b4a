"""The library's way out: two methods, the places of one identity, and no header of net's."""

from collections.abc import AsyncIterator

import pytest
from azure.core.rest import HttpRequest

from inhouse.core.errors import Unavailable
from inhouse.models.entra_source import NetTransport
from inhouse.net import Client, Destinations
from tests.scripted import Upstream, document

URL = "https://login.microsoftonline.com/tenant/oauth2/v2.0/token"


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream() as server:
        yield server


@pytest.fixture
async def transport(upstream: Upstream) -> AsyncIterator[NetTransport]:
    table = Destinations()
    table.declare(upstream.entry("entra"))
    async with Client(table) as client:
        yield NetTransport(client, {"login.microsoftonline.com": "entra"})


async def test_a_form_goes_to_the_destination_that_stands_for_its_host(
    upstream: Upstream, transport: NetTransport
) -> None:
    upstream.will(document(b'{"a": 1}', "application/json"))
    headers = {"Authorization": "Bearer x", "Host": "evil.example", "X-Client": "y", "Accept-Encoding": "gzip"}
    answer = await transport.send(HttpRequest("POST", f"{URL}?q=1", data={"a b": "ü&"}, headers=headers))
    (seen,) = upstream.requests
    assert (seen.path, seen.body) == ("/tenant/oauth2/v2.0/token?q=1", b"a+b=%C3%BC%26")
    assert seen.headers["host"] == f"127.0.0.1:{upstream.port}"
    assert (seen.headers["accept-encoding"], seen.headers["x-client"]) == ("identity", "y")
    assert "authorization" not in seen.headers
    assert (answer.status_code, answer.content_type, answer.text()) == (200, "application/json", '{"a": 1}')


@pytest.mark.parametrize("url", ["https://login.evil.example/x", "http://127.0.0.1/x", "http://169.254.169.254/x"])
async def test_no_other_host_is_asked(upstream: Upstream, transport: NetTransport, url: str) -> None:
    with pytest.raises(Unavailable, match="does not ask there"):
        await transport.send(HttpRequest("POST", url))
    assert upstream.requests == []


async def test_no_other_method_is_spoken(transport: NetTransport) -> None:
    with pytest.raises(Unavailable):
        await transport.send(HttpRequest("DELETE", URL))
