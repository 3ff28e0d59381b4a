import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.net.address import Leads
from inhouse.net.client import Client
from inhouse.net.connection import Limits
from inhouse.net.destinations import CredentialHeader, Destinations, Entry, Tcp
from inhouse.net.errors import AddressRefused, DestinationUnknown, NameUnknown, NoCredential, TimedOut, Unreachable
from tests.scripted import Answer, Cut, Gate, Upstream, document, words


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream() as server:
        yield server


@pytest.fixture
def table(upstream: Upstream) -> Destinations:
    destinations = Destinations()
    destinations.declare(upstream.entry("there"))
    return destinations


async def whole(client: Client, body: bytes = b"{}", name: str = "there") -> bytes:
    async with client.stream(name, "POST", "/v1/chat/completions", body=body) as response:
        return await response.read(1 << 20)


async def test_a_request_arrives_as_it_was_given(upstream: Upstream, table: Destinations) -> None:
    table.keep_credential("key", "s3cret")
    table.declare(upstream.entry("there", credential="key"))
    async with (
        Client(table) as client,
        client.stream("there", "POST", "/v1/x?y=1", headers=(("content-type", "a/b"),), body=b"\x00body") as response,
    ):
        assert response.status == 200
        await response.read(1 << 20)
    (seen,) = upstream.requests
    assert (seen.method, seen.path, seen.body) == ("POST", "/v1/x?y=1", b"\x00body")
    assert seen.headers == {
        "host": f"127.0.0.1:{upstream.port}",
        "accept-encoding": "identity",
        "content-type": "a/b",
        "authorization": "Bearer s3cret",
        "content-length": "5",
    }


@pytest.mark.parametrize("header", ["api-key", "x-api-key"])
async def test_a_credential_may_have_a_header_of_its_own(
    upstream: Upstream, table: Destinations, header: CredentialHeader
) -> None:
    table.keep_credential("key", "s3cret")
    table.declare(replace(upstream.entry("there", credential="key"), header=header))
    async with Client(table) as client:
        await whole(client)
    assert upstream.requests[0].headers[header] == "s3cret"
    assert "authorization" not in upstream.requests[0].headers


async def test_a_new_credential_is_used_from_the_next_request_on(upstream: Upstream, table: Destinations) -> None:
    table.declare(upstream.entry("there", credential="key"))
    async with Client(table) as client:
        for secret in ("old", "new"):
            table.keep_credential("key", secret)
            await whole(client)
        table.forget_credential("key")
        with pytest.raises(NoCredential):
            await whole(client)
    assert [seen.headers["authorization"] for seen in upstream.requests] == ["Bearer old", "Bearer new"]
    assert upstream.connections == 1


async def test_a_unix_socket_is_spoken_to_like_a_port(tmp_path: Path) -> None:
    async with Upstream(socket=tmp_path / "s.sock") as upstream:
        table = Destinations()
        table.declare(upstream.entry("there", reuse=False))
        async with Client(table) as client:
            assert b"ok" in await whole(client)
            assert b"ok" in await whole(client)
        assert upstream.connections == 2
        assert upstream.requests[0].headers["connection"] == "close"


async def test_a_whole_answer_leaves_the_connection_for_the_next_request(
    upstream: Upstream, table: Destinations
) -> None:
    async with Client(table) as client:
        for _ in range(3):
            await whole(client)
        assert (await client.fetch("there", "/v1/models")).status == 200
    assert upstream.connections == 1


async def test_leaving_early_closes_the_connection_at_once(upstream: Upstream, table: Destinations) -> None:
    gate = Gate()
    upstream.will(words("one", gate))
    async with Client(table) as client:
        async with client.stream("there", "POST", "/", body=b"{}") as response:
            assert await response.piece()
            await gate.reached.wait()
        await upstream.left()


async def test_cancelling_while_waiting_for_the_headers_closes_the_connection(
    upstream: Upstream, table: Destinations
) -> None:
    gate = Gate()
    upstream.will(Answer((gate,)))
    async with Client(table) as client:
        asking = asyncio.ensure_future(whole(client))
        await upstream.asked(1)
        asking.cancel()
        await upstream.left()


async def test_a_dead_pooled_connection_is_noticed_before_a_post(upstream: Upstream, table: Destinations) -> None:
    async with Client(table) as client:
        await whole(client)
        port = upstream.port
        await upstream.__aexit__()
        async with Upstream(port=port) as again:
            assert b"ok" in await whole(client)
            assert len(again.requests) == 1


async def test_a_request_without_effects_is_sent_again_when_a_pooled_connection_dies(
    upstream: Upstream, table: Destinations
) -> None:
    upstream.on("/x", Answer((Cut(),)), document(b"ok"))
    async with Client(table) as client:
        await whole(client)
        assert (await client.fetch("there", "/x")).body == b"ok"
    assert upstream.connections == 2


async def test_a_request_that_fails_on_a_fresh_connection_is_not_sent_again(
    upstream: Upstream, table: Destinations
) -> None:
    upstream.on("/x", Answer((Cut(),)), document(b"ok"))
    async with Client(table) as client:
        with pytest.raises(Unreachable):
            await client.fetch("there", "/x")


async def test_a_post_is_never_sent_twice(upstream: Upstream, table: Destinations) -> None:
    upstream.will(words("ok"), Answer((Cut(),)))
    async with Client(table) as client:
        await whole(client)
        with pytest.raises(Unreachable):
            await whole(client)
    assert len(upstream.requests) == 2


async def test_nobody_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    table = Destinations()
    table.declare(Upstream(port=port).entry("there"))
    with pytest.raises(Unreachable):
        await whole(Client(table))


async def test_a_cut_answer_gives_what_came_and_then_the_error(upstream: Upstream, table: Destinations) -> None:
    gate = Gate()
    upstream.will(words("one", gate, Cut()))
    async with Client(table) as client, client.stream("there", "POST", "/") as response:
        await gate.reached.wait()
        assert b"one" in await response.piece()
        gate.open()
        with pytest.raises(Unreachable):
            await response.read(1 << 20)


async def test_silence_is_ended_by_the_limits(upstream: Upstream, table: Destinations) -> None:
    limits = Limits(first_byte=0.05, idle=0.05)
    gate = Gate()
    upstream.will(Answer((b"x", gate)))
    async with Client(table) as client:
        async with client.stream("there", "POST", "/", limits=limits) as response:
            assert await response.piece() == b"x"
            with pytest.raises(TimedOut, match="next part"):
                await response.piece()
        await upstream.left()


async def test_a_redirect_is_only_an_answer(upstream: Upstream, table: Destinations) -> None:
    upstream.will(Answer((b"moved",), status=307, headers=(("location", "http://169.254.169.254/"),)))
    async with Client(table) as client, client.stream("there", "POST", "/") as response:
        assert response.status == 307
    assert len(upstream.requests) == 1


async def test_no_proxy_is_taken_from_the_environment(
    upstream: Upstream, table: Destinations, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with Client(table) as client:
        assert b"ok" in await whole(client)


def named(host: str, port: int, destination_class: DestinationClass) -> Destinations:
    table = Destinations()
    scheme = "https" if destination_class is DestinationClass.EXTERNAL else "http"
    table.declare(Entry(Destination("there", destination_class, Assurance.DECLARED), Tcp(host, port, scheme)))
    return table


@pytest.mark.parametrize(
    ("destination_class", "answers"),
    [
        (DestinationClass.LOCAL, ["93.184.216.34"]),
        (DestinationClass.LOCAL, ["127.0.0.1", "93.184.216.34"]),
        (DestinationClass.LOCAL, ["10.0.0.1"]),
        (DestinationClass.PRIVATE, ["169.254.169.254"]),
        (DestinationClass.PRIVATE, ["10.0.0.1", "168.63.129.16"]),
        (DestinationClass.EXTERNAL, ["127.0.0.1"]),
        (DestinationClass.EXTERNAL, ["8.8.8.8", "10.0.0.1"]),
        (DestinationClass.EXTERNAL, ["64:ff9b::7f00:1"]),
    ],
)
async def test_one_refused_address_refuses_the_name(destination_class: DestinationClass, answers: list[str]) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return answers

    client = Client(named("models.example.com", 80, destination_class), resolve=resolve)
    with pytest.raises(AddressRefused):
        await whole(client)


async def test_a_name_that_changes_its_address_is_checked_at_every_connect(upstream: Upstream) -> None:
    answers = [["127.0.0.1"], ["93.184.216.34"]]

    async def resolve(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    upstream.will(Answer((Cut(),)))
    client = Client(named("models.example.com", upstream.port, DestinationClass.LOCAL), resolve=resolve)
    with pytest.raises(Unreachable):
        await whole(client)
    with pytest.raises(AddressRefused):
        await whole(client)


async def test_a_name_is_resolved_and_sent_as_the_host(upstream: Upstream) -> None:
    async with Client(named("localhost", upstream.port, DestinationClass.LOCAL)) as client:
        assert b"ok" in await whole(client)
    assert upstream.requests[0].headers["host"] == f"localhost:{upstream.port}"


async def test_an_external_service_inside_our_network_is_reached_only_there(upstream: Upstream) -> None:
    answers = [["127.0.0.1"], ["93.184.216.34"], ["169.254.169.254"]]

    async def resolve(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    table = Destinations()
    outside = Destination("there", DestinationClass.EXTERNAL, Assurance.DECLARED)
    table.declare(Entry(outside, Tcp("gateway.example.com", upstream.port), leads=Leads.OUR_NETWORK, reuse=False))
    async with Client(table, resolve=resolve) as client:
        assert b"ok" in await whole(client)
        for _ in range(2):
            with pytest.raises(AddressRefused):
                await whole(client)


async def test_a_name_that_nobody_has_is_told_apart() -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    client = Client(named("modles.example.com", 443, DestinationClass.EXTERNAL), resolve=resolve)
    with pytest.raises(NameUnknown, match=r"modles\.example\.com"):
        await whole(client)


async def test_an_unknown_destination_opens_nothing() -> None:
    with pytest.raises(DestinationUnknown):
        await whole(Client(Destinations()))


@pytest.mark.parametrize("path", ["", "x", "/a b", "/a\r\nx: y", "/ü", "http://evil/"])
async def test_a_target_that_could_be_read_in_two_ways_is_not_sent(path: str, table: Destinations) -> None:
    with pytest.raises(ValueError, match="target"):
        Client(table).stream("there", "GET", path)


@pytest.mark.parametrize(
    "header",
    [
        ("authorization", "x"),
        ("api-key", "x"),
        ("x-api-key", "x"),
        ("host", "x"),
        ("X-Y", "z"),
        ("x", "a\r\nb: c"),
        ("x y", "z"),
        ("x", "ü"),
    ],
)
async def test_a_header_that_forges_is_not_sent(header: tuple[str, str], table: Destinations) -> None:
    with pytest.raises(ValueError, match="header"):
        Client(table).stream("there", "GET", "/", headers=(header,))


async def test_a_removed_destination_is_not_kept_open(upstream: Upstream, table: Destinations) -> None:
    async with Client(table) as client:
        async with client.stream("there", "POST", "/") as response:
            table.remove("there")
            await response.read(1 << 20)
        assert not client._idle["there"]


async def test_a_destination_that_has_moved_is_not_spoken_to_where_it_was(
    upstream: Upstream, table: Destinations
) -> None:
    async with Upstream() as there, Client(table) as client:
        await whole(client)
        table.keep_credential("key", "s3cret")
        table.declare(there.entry("there", credential="key"))
        await whole(client)
        async with client.stream("there", "POST", "/") as response:
            table.declare(upstream.entry("there"))
            await response.read(1 << 20)
        assert not [opened_for for opened_for, _ in client._idle["there"] if opened_for.credential == "key"]
        await whole(client)
    assert [seen.headers.get("authorization") for seen in upstream.requests] == [None, None]
    assert [seen.headers.get("authorization") for seen in there.requests] == ["Bearer s3cret"] * 2


async def test_fetch_reads_to_the_end(upstream: Upstream, table: Destinations) -> None:
    async with Client(table) as client:
        answer = await client.fetch("there", "/v1/models")
    assert answer.headers[b"content-type"] == b"application/json"
    assert b"scripted" in answer.body
