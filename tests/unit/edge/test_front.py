"""Who asks, how and for which host, with and without proxies before us."""

from ipaddress import ip_network

import pytest

from inhouse.edge.asgi import Scope, over_tls
from inhouse.edge.front import Front, ProxyOnly, WrongHost, base_url, client_address
from tests.asgi import scope_of

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"), ip_network("127.0.0.1/32"))
BEHIND = Front(public_url="https://chat.example", proxies=PROXIES, proxies_only=True)


def request(peer: str = "10.0.0.1", headers: dict[str, str] | None = None) -> Scope:
    scope = scope_of("GET", "/api/me", {"host": "10.0.0.9:8800"} | (headers or {}))
    return {**scope, "client": (peer, 40000), "state": {}}


def settled(front: Front, scope: Scope) -> Scope:
    front.settle(scope)
    return scope


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("10.0.0.1", "1.2.3.4, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "127.0.0.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.7:4711", "203.0.113.7"),
        ("10.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("10.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("fd00::1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "10.0.0.5, 10.0.0.2", "10.0.0.5"),
        ("10.0.0.1", "1.2.3.4, unknown", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.7, <script>", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_the_right_most_address_that_is_no_proxy_is_the_client(peer: str, forwarded: str, client: str) -> None:
    scope = settled(BEHIND, request(peer, {"x-forwarded-for": forwarded}))
    assert client_address(scope) == client


def test_all_lines_of_a_forwarded_header_count() -> None:
    scope = request()
    scope["headers"] += [(b"x-forwarded-for", b"1.2.3.4"), (b"x-forwarded-for", b"203.0.113.7")]
    assert client_address(settled(BEHIND, scope)) == "203.0.113.7"


FORGED = {"x-forwarded-for": "1.2.3.4", "x-forwarded-proto": "https", "x-forwarded-host": "chat.example"}


@pytest.mark.parametrize("peer", ["192.168.1.5", "203.0.113.7", "127.0.0.2"])
def test_from_anybody_else_forwarded_headers_are_not_believed(peer: str) -> None:
    scope = settled(Front(hosts=frozenset({"chat.example"}), proxies=PROXIES), request(peer, FORGED))
    assert client_address(scope) == peer
    assert not over_tls(scope)
    assert base_url(scope) == "http://10.0.0.9:8800"


def test_without_proxies_nobody_is_believed() -> None:
    assert client_address(settled(Front(), request("127.0.0.1", FORGED))) == "127.0.0.1"


def test_a_trusted_proxy_tells_scheme_and_host() -> None:
    front = Front(hosts=frozenset({"chat.example"}), proxies=PROXIES)
    scope = settled(front, request(headers=FORGED))
    assert over_tls(scope)
    assert base_url(scope) == "https://chat.example"


def test_a_strange_scheme_is_not_taken() -> None:
    scope = settled(Front(proxies=PROXIES), request(headers={"x-forwarded-proto": "javascript"}))
    assert scope["scheme"] == "http"


def test_a_forwarded_host_must_be_ours_too() -> None:
    with pytest.raises(WrongHost):
        BEHIND.settle(request(headers={"x-forwarded-host": "evil.example"}))


def test_past_the_proxy_nobody_comes_in_without_tls() -> None:
    with pytest.raises(ProxyOnly):
        BEHIND.settle(request("192.168.1.5"))
    for peer in ("127.0.0.2", "::1", "10.1.2.3"):
        BEHIND.settle(request(peer))
    BEHIND.settle(request("192.168.1.5"), anybody=True)


def test_a_socket_file_has_no_address() -> None:
    scope = {**request(), "client": None}
    assert client_address(settled(BEHIND, scope)) == ""
    assert client_address({"client": ["::ffff:192.0.2.1", 1]}) == "192.0.2.1"


def test_the_public_name_is_ours_and_has_its_scheme() -> None:
    scope = settled(BEHIND, request("127.0.0.2", {"host": "chat.example"}))
    assert over_tls(scope)
    assert BEHIND.is_public_over_tls(scope)


def test_links_lead_to_the_public_address_wherever_one_asks() -> None:
    scope = settled(BEHIND, request("127.0.0.2", {"host": "127.0.0.1:8800"}))
    assert base_url(scope) == "https://chat.example"
    assert not over_tls(scope)
    assert not BEHIND.is_public_over_tls(scope)


@pytest.mark.parametrize(
    ("origin", "host", "ours"),
    [
        (b"https://chat.example", b"chat.example", True),
        (b"https://chat.example", b"10.0.0.9:8800", True),
        (b"http://chat.example", b"chat.example", False),
        (b"https://evil.example", b"chat.example", False),
        (b"https://chat.example.evil.example", b"chat.example", False),
        (b"http://10.0.0.9:8800", b"10.0.0.9:8800", True),
        (b"null", b"chat.example", False),
        (b"null", b"", False),
        (b"http://[", b"chat.example", False),
    ],
)
def test_only_our_own_pages_are_ours(origin: bytes, host: bytes, *, ours: bool) -> None:
    assert BEHIND.is_ours(origin, host) is ours
