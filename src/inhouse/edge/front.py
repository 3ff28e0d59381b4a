"""Who stands before us, and what we believe them.

A proxy that ends TLS tells by headers who asks it, by which scheme and for which host. Anybody can write these headers,
so they are believed from the addresses of `proxies` only. Every request passes `Front.settle` once, in the rim; after
that `client_address(scope)`, `scope["scheme"]` and the Host header say what the browser would say.

`Forwarded` (RFC 7239) is not looked at: proxies pass on what a client wrote there, because they do not know it.
"""

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import urlsplit

from inhouse.core.errors import Forbidden, InvalidRequest
from inhouse.edge.asgi import Scope, header, over_tls

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

STATE_CLIENT = "client_address"
STATE_PUBLIC_URL = "public_url"
_SCHEMES = (b"http", b"https")


class WrongHost(InvalidRequest):
    """The request names a host that is not ours."""

    code = "wrong_host"


class ProxyOnly(Forbidden):
    """The request came past the proxy, without TLS."""

    code = "proxy_only"


@dataclass(frozen=True, slots=True)
class Front:
    """What the person who runs Inhouse said about the way in.

    `public_url` is scheme, host and port under which browsers know us. `hosts` are further names that we answer to.
    `proxies_only` refuses whoever comes past the proxies from another machine: set where we listen without TLS.
    """

    public_url: str | None = None
    hosts: frozenset[str] = frozenset()
    proxies: tuple[Network, ...] = ()
    proxies_only: bool = False

    def settle(self, scope: Scope, *, anybody: bool = False) -> None:
        """Find out who asks, how and for which host, and write it into the scope.

        Raises WrongHost, and ProxyOnly unless `anybody` may ask (health checks come without a proxy).
        """
        peer = _peer(scope)
        trusted = peer is not None and self._is_proxy(peer)
        if not (trusted or anybody):
            self._check_peer(peer)
        scope["state"][STATE_PUBLIC_URL] = self.public_url
        scope["state"][STATE_CLIENT] = self._client(scope, peer) if trusted else _peer_text(scope)
        if trusted:
            self._take_scheme_and_host(scope)
        host = header(scope, b"host") or b""
        if self.public_url is not None and host == _netloc(self.public_url):
            scope["scheme"] = urlsplit(self.public_url).scheme
        self._check_host(host)

    def is_ours(self, origin: bytes, host: bytes) -> bool:
        """Whether a page of that Origin (RFC 6454) is our own, asked for by that Host."""
        if self.public_url is not None and origin == self.public_url.encode():
            return True
        # A page of our public name by another scheme is somebody on the network.
        place = _place_of(origin)
        return place != b"" and place == host and (self.public_url is None or host != _netloc(self.public_url))

    def is_public_over_tls(self, scope: Scope) -> bool:
        """Whether the request came to our public name, which is only ever reached over TLS."""
        if self.public_url is None or header(scope, b"host") != _netloc(self.public_url):
            return False
        return bool(scope["scheme"] == "https")

    def _check_peer(self, peer: Address | None) -> None:
        if self.proxies_only and peer is not None and not peer.is_loopback:
            raise ProxyOnly(
                "This server is reached through its proxy only.",
                hint="Open the address that your company gives out for it.",
            )

    def _check_host(self, host: bytes) -> None:
        name = _host_name(host)
        if name in self.hosts or name == "localhost" or name.endswith(".localhost") or _address(name) is not None:
            return
        if self.public_url is not None and name == _host_name(_netloc(self.public_url)):
            return
        raise WrongHost(
            "This server does not answer to that name.",
            hint="Open it by its address, or set INHOUSE_PUBLIC_URL, or add the name to INHOUSE_HOSTS.",
        )

    def _is_proxy(self, address: Address) -> bool:
        return any(address.version == network.version and address in network for network in self.proxies)

    def _client(self, scope: Scope, peer: Address | None) -> str:
        """The right-most address that is no proxy of ours: what stands left of it, the client may have written."""
        client = peer
        for text in reversed(_values(scope, b"x-forwarded-for")):
            client = _address(_without_port(text))
            if client is None or not self._is_proxy(client):
                break
        # A proxy that does not know whom it forwards leaves itself to be counted.
        return str(client or peer or "")

    @staticmethod
    def _take_scheme_and_host(scope: Scope) -> None:
        scheme = _values(scope, b"x-forwarded-proto")[-1:]
        if scheme and scheme[0].lower().encode("latin-1") in _SCHEMES:
            scope["scheme"] = scheme[0].lower()
        host = _values(scope, b"x-forwarded-host")[-1:]
        if host:
            kept = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope["headers"] = [*kept, (b"host", host[0].lower().encode("latin-1"))]


def client_address(scope: Scope) -> str:
    """The address of the browser or program that asks, empty if it came through a socket file.

    Behind a trusted proxy it is the address that the proxy tells. An IPv4 address in IPv6 clothes is IPv4 here.
    """
    found = scope.get("state", {}).get(STATE_CLIENT)
    return _peer_text(scope) if found is None else str(found)


def base_url(scope: Scope) -> str:
    """What a link to us begins with: the public address if there is one, else the one that this request came to."""
    public = scope["state"].get(STATE_PUBLIC_URL)
    if public is not None:
        return str(public)
    # The rim has let the Host through only because it is one of ours.
    host = (header(scope, b"host") or b"").decode("latin-1")
    return f"{'https' if over_tls(scope) else 'http'}://{host}"


def _peer(scope: Scope) -> Address | None:
    client = scope.get("client")
    return _address(client[0]) if client else None


def _peer_text(scope: Scope) -> str:
    client = scope.get("client")
    return _plain(client[0]) if client else ""


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """An address in its usual spelling; nothing for what is none."""
    return str(_address(text) or "")


@lru_cache(maxsize=1024)
def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or address
    return address


def _values(scope: Scope, name: bytes) -> list[str]:
    """All values of a list header, over all lines of that name (RFC 9110, section 5.3)."""
    lines = [value.decode("latin-1") for key, value in scope["headers"] if key == name]
    return [part.strip() for line in lines for part in line.split(",") if part.strip()]


def _without_port(text: str) -> str:
    """The address of `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` or `[2001:db8::1]:4711`."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


@lru_cache(maxsize=4)
def _netloc(url: str) -> bytes:
    return urlsplit(url).netloc.encode()


def _place_of(origin: bytes) -> bytes:
    """Host and port of an Origin header; nothing for what is no origin."""
    try:
        return urlsplit(origin.decode("latin-1")).netloc.encode("latin-1")
    except ValueError:
        return b""


def _host_name(host: bytes) -> str:
    text = host.decode("latin-1").lower()
    return text[1:].partition("]")[0] if text.startswith("[") else text.partition(":")[0]
