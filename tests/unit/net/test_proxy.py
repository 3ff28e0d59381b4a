"""Through the company's proxy: external destinations only, and what is said when it refuses."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InhouseError
from inhouse.net.client import Client
from inhouse.net.connection import Limits
from inhouse.net.destinations import Destinations, Entry, Tcp, loopback
from inhouse.net.errors import AddressRefused, BadResponse, CertificateRefused, ProxyRefused, TimedOut, Unreachable
from inhouse.net.trust import Trust
from tests.certificates import Authority
from tests.proxies import Proxy
from tests.scripted import Upstream, words

NAME = "models.example.com"


def table(host: str = NAME, destination_class: DestinationClass = DestinationClass.EXTERNAL) -> Destinations:
    destinations = Destinations()
    where = Destination("there", destination_class, Assurance.DECLARED)
    destinations.keep_credential("key", "s3cret")
    destinations.declare(Entry(where, Tcp(host, 443, "https"), credential="key"))
    return destinations


@pytest.fixture
def world(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "world")


@pytest.fixture
async def upstream(world: Authority) -> AsyncIterator[Upstream]:
    async with Upstream(tls=world.server(NAME)) as server:
        yield server


async def ask(client: Client, limits: Limits | None = None) -> bytes:
    async with client.stream("there", "POST", "/v1/chat", body=b"{}", limits=limits) as response:
        return await response.read(1 << 20)


async def test_an_external_destination_is_reached_through_the_proxy(world: Authority, upstream: Upstream) -> None:
    upstream.will(words("a", "b"), words("c"))
    async with (
        Proxy(upstream.port) as proxy,
        Client(table(), trust=Trust(system=world.bundle), proxy=proxy.settings()) as client,
    ):
        assert b'"a"' in await ask(client)
        assert b'"c"' in await ask(client)
    assert proxy.asked == [f"{NAME}:443"]  # One tunnel for both.
    assert upstream.requests[0].headers["authorization"] == "Bearer s3cret"
    assert b"s3cret" not in b"".join(proxy.heads)


async def test_what_lies_inside_is_connected_to_directly(world: Authority) -> None:
    async with Upstream() as upstream, Proxy(upstream.port) as proxy:
        destinations = table()
        destinations.declare(loopback("there", upstream.port))
        async with Client(destinations, proxy=proxy.settings()) as client:
            assert b"ok" in await ask(client)
        outside = Destination("there", DestinationClass.EXTERNAL, Assurance.DECLARED)
        destinations.declare(Entry(outside, Tcp("127.0.0.1", upstream.port)))
        async with Client(destinations, proxy=proxy.settings()) as client:
            assert b"ok" in await ask(client)
    assert proxy.asked == []


@pytest.mark.parametrize("host", ["8.8.8.8", "metadata.google.internal", "intranet"])
async def test_a_place_that_is_not_of_the_outside_world_is_not_asked_for(host: str) -> None:
    async with Proxy(1) as proxy, Client(table(host), proxy=proxy.settings()) as client:
        with pytest.raises(AddressRefused):
            await ask(client)
    assert proxy.asked == []


async def test_the_proxys_login_is_sent_to_the_proxy_alone(world: Authority, upstream: Upstream) -> None:
    async with Proxy(upstream.port, login="ada:s3same") as proxy:
        trust = Trust(system=world.bundle)
        async with Client(table(), trust=trust, proxy=proxy.settings("ada:s3same")) as client:
            assert b"ok" in await ask(client)
        async with Client(table(), trust=trust, proxy=proxy.settings()) as client:
            with pytest.raises(ProxyRefused, match="user name and password") as error:
                await ask(client)
    assert "INHOUSE_PROXY_PASSWORD_FILE" in (error.value.hint or "")
    assert "proxy-authorization" not in upstream.requests[0].headers
    assert "s3same" not in repr(proxy.settings("ada:s3same"))


@pytest.mark.parametrize(
    ("says", "error", "said"),
    [
        (b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n", ProxyRefused, "refuses to lead there"),
        (b"HTTP/1.0 502 Bad gateway\r\n\r\n<html>", ProxyRefused, "does not reach it"),
        (b"HTTP/1.1 302 Found\r\nlocation: http://login.example/\r\n\r\n", ProxyRefused, "status 302"),
        (b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n", BadResponse, "not HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 4096, BadResponse, "too long"),
        (b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n", BadResponse, "speaks in the tunnel"),
        (b"HTTP/1.1 200 OK\r\n", TimedOut, "connecting"),
    ],
)
async def test_what_a_proxy_does_wrong_is_said(says: bytes, error: type[InhouseError], said: str) -> None:
    async with Proxy(1, says=says) as proxy, Client(table(), proxy=proxy.settings()) as client:
        with pytest.raises(error, match=said):
            await ask(client, Limits(connect=1.5))


async def test_a_proxy_that_is_away_is_named() -> None:
    async with Proxy(1) as proxy:
        gone = proxy.settings()
    async with Client(table(), proxy=gone) as client:
        with pytest.raises(Unreachable, match="the proxy: "):
            await ask(client)


async def test_a_proxy_that_hangs_up_is_unreachable(upstream: Upstream) -> None:
    async with Proxy(1) as proxy, Client(table(), proxy=proxy.settings()) as client:
        with pytest.raises(Unreachable):
            await ask(client)


async def test_the_certificate_is_checked_through_the_tunnel(world: Authority, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger")
    async with (
        Upstream(tls=stranger.server(NAME)) as upstream,
        Proxy(upstream.port) as proxy,
        Client(table(), trust=Trust(system=world.bundle), proxy=proxy.settings()) as client,
    ):
        with pytest.raises(CertificateRefused):
            await ask(client)
    assert upstream.requests == []
