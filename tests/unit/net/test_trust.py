"""Certificates good and bad, and who vouches for them."""

import asyncio
import ssl
from pathlib import Path

import pytest

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.net.client import Client
from inhouse.net.destinations import Destinations, Entry, Tcp
from inhouse.net.errors import AuthoritiesUnusable, CertificateRefused, Unreachable
from inhouse.net.trust import Circle, Trust, tls_context
from tests.certificates import Authority
from tests.proxies import Proxy
from tests.scripted import Upstream

NAME = "models.example.com"


@pytest.fixture
def world(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "world", "World")


@pytest.fixture
def company(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "company", "Company")


async def here(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


def private(port: int) -> Destinations:
    table = Destinations()
    table.declare(Entry(Destination("there", DestinationClass.PRIVATE, Assurance.DECLARED), Tcp(NAME, port, "https")))
    return table


async def ask(client: Client) -> bytes:
    async with client.stream("there", "POST", "/") as response:
        return await response.read(1 << 20)


def test_names_and_certificates_are_checked() -> None:
    context = tls_context()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_the_environment_does_not_decide_whom_we_trust(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usual = tls_context().cert_store_stats()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "theirs.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert tls_context().cert_store_stats() == usual


def test_a_bundle_that_holds_no_certificate_is_an_error_at_once(tmp_path: Path) -> None:
    empty = tmp_path / "company.pem"
    empty.write_text("not a certificate")
    with pytest.raises(AuthoritiesUnusable, match="holds no certificate"):
        Trust(empty)
    with pytest.raises(AuthoritiesUnusable, match="No such file"):
        Trust(tmp_path / "none.pem")


@pytest.mark.parametrize(
    ("names", "days", "said"),
    [
        (("other.example.com",), (-1, 30), "not valid for 'models.example.com'"),
        ((NAME,), (-30, -1), "expired"),
        ((NAME,), (1, 30), "not yet valid"),
        (("127.0.0.1",), (-1, 30), "not valid for"),
        (("*.com",), (-1, 30), "not valid for"),
    ],
)
async def test_a_wrong_certificate_is_refused_and_the_reason_said(
    world: Authority, company: Authority, names: tuple[str, ...], days: tuple[int, int], said: str
) -> None:
    async with Upstream(tls=world.server(*names, days=days)) as upstream:
        for trust in (Trust(system=world.bundle), Trust(company.bundle, world.bundle)):
            async with Client(private(upstream.port), resolve=here, trust=trust) as client:
                with pytest.raises(CertificateRefused, match=said) as error:
                    await ask(client)
        assert error.value.retry_after is None
        assert upstream.requests == []


async def test_an_authority_that_nobody_knows_is_refused_with_the_setting_to_look_at(
    world: Authority, company: Authority, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path / "stranger")
    async with Upstream(tls=stranger.server(NAME)) as upstream:
        for trust in (Trust(system=world.bundle), Trust(company.bundle, world.bundle)):
            async with Client(private(upstream.port), resolve=here, trust=trust) as client:
                with pytest.raises(CertificateRefused, match="issuer") as error:
                    await ask(client)
        assert error.value.hint is not None
        assert "INHOUSE_CA_FILE" in error.value.hint


async def test_a_server_without_tls_is_unreachable_over_tls(world: Authority) -> None:
    async def plain(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    table = private(server.sockets[0].getsockname()[1])
    async with server, Client(table, resolve=here, trust=Trust(system=world.bundle)) as client:
        with pytest.raises(Unreachable, match="TLS failed"):
            await ask(client)


async def test_the_companys_authority_is_believed_besides_the_systems(world: Authority, company: Authority) -> None:
    trust = Trust(company.bundle, world.bundle)
    for authority in (world, company, company):
        async with (
            Upstream(tls=authority.server(NAME)) as upstream,
            Client(private(upstream.port), resolve=here, trust=trust) as client,
        ):
            assert b"ok" in await ask(client)
            assert client.opened_on_the_way() == ()  # Our own network: nobody stands between.
    assert trust.by_company() == {"there"}


async def test_traffic_that_the_company_opens_on_the_way_is_noticed_and_forgotten_when_it_ends(
    world: Authority, company: Authority
) -> None:
    table = Destinations()
    outside = Destination("there", DestinationClass.EXTERNAL, Assurance.DECLARED)
    table.declare(Entry(outside, Tcp(NAME, 443, "https"), reuse=False))
    trust = Trust(company.bundle, world.bundle)
    for authority, noticed in ((world, ()), (company, ("there",)), (world, ())):
        async with (
            Upstream(tls=authority.server(NAME)) as upstream,
            Proxy(upstream.port) as proxy,
            Client(table, trust=trust, proxy=proxy.settings()) as client,
        ):
            assert b"ok" in await ask(client)
            assert client.opened_on_the_way() == noticed


def test_the_circle_that_was_right_is_asked_first(company: Authority) -> None:
    trust = Trust(company.bundle)
    assert trust.order("a") == (Circle.SYSTEM, Circle.COMPANY)
    trust.note("a", Circle.COMPANY)
    assert trust.order("a") == (Circle.COMPANY, Circle.SYSTEM)
    trust.note("a", Circle.SYSTEM)
    assert trust.order("a") == (Circle.SYSTEM, Circle.COMPANY)
    assert Trust().order("a") == (Circle.SYSTEM,)


async def test_our_own_server_is_known_by_its_certificate_whatever_its_name(world: Authority) -> None:
    ours, key = world.issue("chat.example.com")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(ours, key)
    async with Upstream(tls=tls) as upstream:
        async with Client(private(upstream.port), resolve=here, trust=Trust.only(ours)) as client:
            assert b"ok" in await ask(client)
        other, _ = world.issue("other.example.com")
        async with Client(private(upstream.port), resolve=here, trust=Trust.only(other)) as client:
            with pytest.raises(CertificateRefused):
                await ask(client)
