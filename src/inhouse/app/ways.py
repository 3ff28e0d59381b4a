"""The way in and the way out, as the settings draw them."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from inhouse.admin.status import NetworkStatus
from inhouse.edge.certificate import Certificate
from inhouse.edge.front import Front
from inhouse.edge.listen import check_exposure
from inhouse.gate import the_gate
from inhouse.models.account import Account
from inhouse.net import Client, Destinations, Proxy, Trust
from inhouse.settings import Settings, WrongSetting

READER = "whoever runs the proxy with the authority of INHOUSE_CA_FILE can read what goes to external models"


@dataclass(frozen=True, slots=True)
class Outside:
    """The way out, as far as it is open: the closed table of destinations and the client on it.

    `sealed`: the client asks the gate. `approved` says in the gate which accounts are let in.
    """

    destinations: Destinations
    client: Client
    sealed: bool = False
    approved: Callable[[Account], bool] | None = None


def open_sealed(gate: str, stack: AsyncExitStack) -> Outside:
    """The way out that leads to the gate's socket and nowhere else."""
    destinations = Destinations()
    destinations.declare(the_gate(gate))
    client = Client(destinations, gate=gate)
    stack.callback(client.close)
    return Outside(destinations, client, sealed=True)


def open_outside(settings: Settings, stack: AsyncExitStack) -> Outside:
    """An empty table of destinations and a client on it; raises WrongSetting and AuthoritiesUnusable."""
    destinations = Destinations()
    client = Client(destinations, trust=Trust(settings.ca_file), proxy=_proxy(settings))
    stack.callback(client.close)
    return Outside(destinations, client)


def front(settings: Settings) -> Front:
    """Whom we believe at the door, and what we are called."""
    clear = settings.tls_cert_file is None and not ip_address(settings.host).is_loopback
    return Front(settings.public_url, settings.hosts, settings.trusted_proxies, proxies_only=clear)


def certificate(settings: Settings) -> Certificate | None:
    """Our certificate if we speak TLS ourselves; raises CertificateUnusable, and Exposed if we would need one."""
    proxies = bool(settings.trusted_proxies)
    check_exposure(settings.host, tls=settings.tls_cert_file is not None, proxies=proxies)
    if settings.tls_cert_file is None or settings.tls_key_file is None:
        return None
    return Certificate(settings.tls_cert_file, settings.tls_key_file)


def address_here(settings: Settings) -> str:
    """Where a browser on this machine finds us."""
    host = ip_address(settings.host)
    if host.is_unspecified:
        host = ip_address("127.0.0.1" if host.version == 4 else "::1")
    scheme = "http" if settings.tls_cert_file is None else "https"
    return f"{scheme}://{f'[{host}]' if host.version == 6 else host}:{settings.port}"


def remarks(settings: Settings) -> list[str]:
    """What whoever starts Inhouse should know about the ways in and out."""
    found: list[str] = []
    if settings.ca_file is not None:
        found.append(f"Note: {READER}.")
    if (settings.public_url or "").startswith("https:") and not (settings.trusted_proxies or settings.tls_cert_file):
        found.append("Note: everybody behind the proxy shares one delay after wrong passwords: set trusted_proxies.")
    return found


def network(settings: Settings, client: Client) -> NetworkStatus:
    """How the way in and the way out stand now."""
    own = settings.tls_cert_file is not None
    proxied = bool(settings.trusted_proxies) or (settings.public_url or "").startswith("https:")
    return NetworkStatus(
        public_url=settings.public_url,
        tls="own" if own else "proxy" if proxied else "none",
        proxy=settings.proxy,
        company_authorities=settings.ca_file is not None,
        opened=list(client.opened_on_the_way()),
    )


def _proxy(settings: Settings) -> Proxy | None:
    if settings.proxy is None:
        return None
    host, _, port = settings.proxy.rpartition(":")
    login = None if settings.proxy_password_file is None else _login(settings.proxy_password_file)
    return Proxy(host, int(port), login)


def _login(path: Path) -> str:
    try:
        login = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"INHOUSE_PROXY_PASSWORD_FILE {path} cannot be read: {type(error).__name__}.") from None
    if ":" not in login or not login.isprintable():
        raise WrongSetting(f"INHOUSE_PROXY_PASSWORD_FILE {path} must hold user:password in one line.")
    return login
