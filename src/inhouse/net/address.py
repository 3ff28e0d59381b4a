"""Which addresses a destination may have, decided by a table.

Python's `is_global` is not asked: it calls 168.63.129.16, 64:ff9b::/96, 2002::/16 and multicast global.
"""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from inhouse.core.destination import DestinationClass
from inhouse.net.errors import AddressRefused


class Reach(StrEnum):
    """How far an address is away."""

    LOOPBACK = "loopback"
    PRIVATE = "private"
    PUBLIC = "public"
    NOWHERE = "nowhere"


class Leads(StrEnum):
    """Where a destination's address may be, as its administrator said."""

    BY_CLASS = "by class"
    """What the class allows: loopback for local, private ranges for private, public addresses for external."""
    OUR_NETWORK = "our network"
    """An external service that is reached inside: a private link, or a gateway of ours that forwards."""
    CLOUD_METADATA = "cloud metadata"
    """The one address at which a cloud tells a machine who it is, and no other."""


CLOUD_METADATA = "169.254.169.254"


@dataclass(frozen=True, slots=True)
class Range:
    """A range of addresses, what it is for, and who says so."""

    network: IPv4Network | IPv6Network
    reach: Reach
    purpose: str


def _range(network: str, reach: Reach, purpose: str) -> Range:
    return Range(ip_network(network), reach, purpose)


RANGES: tuple[Range, ...] = (
    _range("0.0.0.0/8", Reach.NOWHERE, "this network (RFC 791, section 3.2)"),
    _range("10.0.0.0/8", Reach.PRIVATE, "private use (RFC 1918)"),
    _range("100.64.0.0/10", Reach.NOWHERE, "shared address space, cloud metadata at 100.100.100.200 (RFC 6598)"),
    _range("127.0.0.0/8", Reach.LOOPBACK, "loopback (RFC 1122, section 3.2.1.3)"),
    _range("168.63.129.16/32", Reach.NOWHERE, "the platform address of a cloud (documented by Azure, in no RFC)"),
    _range("169.254.0.0/16", Reach.NOWHERE, "link local, cloud metadata (RFC 3927)"),
    _range("172.16.0.0/12", Reach.PRIVATE, "private use (RFC 1918)"),
    _range("192.0.0.0/24", Reach.NOWHERE, "protocol assignments, cloud metadata at 192.0.0.192 (RFC 6890)"),
    _range("192.0.2.0/24", Reach.NOWHERE, "documentation (RFC 5737)"),
    _range("192.88.99.0/24", Reach.NOWHERE, "6to4 relays (RFC 7526)"),
    _range("192.168.0.0/16", Reach.PRIVATE, "private use (RFC 1918)"),
    _range("198.18.0.0/15", Reach.NOWHERE, "benchmarking (RFC 2544)"),
    _range("198.51.100.0/24", Reach.NOWHERE, "documentation (RFC 5737)"),
    _range("203.0.113.0/24", Reach.NOWHERE, "documentation (RFC 5737)"),
    _range("224.0.0.0/4", Reach.NOWHERE, "multicast (RFC 5771)"),
    _range("240.0.0.0/4", Reach.NOWHERE, "reserved, broadcast (RFC 1112, section 4; RFC 919)"),
    _range("::1/128", Reach.LOOPBACK, "loopback (RFC 4291)"),
    _range("::ffff:0:0/96", Reach.NOWHERE, "an IPv4 address in disguise (RFC 4291, section 2.5.5.2)"),
    _range("64:ff9b::/96", Reach.NOWHERE, "an IPv4 address behind NAT64 (RFC 6052)"),
    _range("64:ff9b:1::/48", Reach.NOWHERE, "an IPv4 address behind local NAT64 (RFC 8215)"),
    _range("2001::/23", Reach.NOWHERE, "protocol assignments, Teredo (RFC 2928, RFC 4380)"),
    _range("2001:db8::/32", Reach.NOWHERE, "documentation (RFC 3849)"),
    _range("2002::/16", Reach.NOWHERE, "an IPv4 address in 6to4 (RFC 3056)"),
    _range("3fff::/20", Reach.NOWHERE, "documentation (RFC 9637)"),
    _range("fc00::/7", Reach.PRIVATE, "unique local (RFC 4193)"),
    _range("fe80::/10", Reach.NOWHERE, "link local (RFC 4291)"),
    _range("fec0::/10", Reach.NOWHERE, "site local (RFC 3879)"),
    _range("ff00::/8", Reach.NOWHERE, "multicast (RFC 4291)"),
)
"""The first range that holds an address decides. What no range holds is public, if IPv6 only within 2000::/3."""

_GLOBAL_UNICAST = IPv6Network("2000::/3")

_ALLOWED: dict[DestinationClass, frozenset[Reach]] = {
    DestinationClass.LOCAL: frozenset({Reach.LOOPBACK}),
    DestinationClass.PRIVATE: frozenset({Reach.LOOPBACK, Reach.PRIVATE}),
    DestinationClass.EXTERNAL: frozenset({Reach.PUBLIC}),
}


def place(address: IPv4Address | IPv6Address) -> tuple[Reach, str]:
    """How far away `address` is, and the purpose of its range."""
    for row in RANGES:
        if address.version == row.network.version and address in row.network:
            return row.reach, row.purpose
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return Reach.NOWHERE, "not global unicast (RFC 4291, section 2.4)"
    return Reach.PUBLIC, "public"


def check(text: str, destination_class: DestinationClass, leads: Leads = Leads.BY_CLASS) -> None:
    """Let `text`, an address as the resolver wrote it, pass for a destination of this class, or raise AddressRefused.

    A class cannot be talked up: a destination declared local that resolves to a public address is refused.
    """
    if leads is Leads.CLOUD_METADATA:
        if text != CLOUD_METADATA:
            raise AddressRefused(text, f"only {CLOUD_METADATA} tells a machine who it is")
        return
    if "%" in text:
        raise AddressRefused(text, "an address with a zone (RFC 4007) is link local")
    try:
        address = ip_address(text)
    except ValueError as error:
        raise AddressRefused(text, "this is not an address") from error
    reach, purpose = place(address)
    inside = leads is Leads.OUR_NETWORK and destination_class is DestinationClass.EXTERNAL
    if reach not in _ALLOWED[DestinationClass.PRIVATE if inside else destination_class]:
        declared = "reached in our network" if inside else destination_class.value
        raise AddressRefused(text, f"{purpose}; the destination is declared {declared}")


# RFC 6762, appendix G, RFC 6761 and ICANN's reservation: names that a company gives to its own machines.
_INSIDE_NAMES = frozenset(
    {"localhost", "local", "internal", "intranet", "private", "corp", "home", "lan", "localdomain", "arpa"}
)


def check_name(host: str) -> None:
    """Let a host pass that a proxy will look up for us, or raise AddressRefused.

    We do not see where it leads, so it has to be a name of the outside world: no address, no name of one label, no
    name under a label that is only used inside.
    """
    first, _, rest = host.rpartition(".")
    if is_literal(host) or not first:
        raise AddressRefused(host, "through a proxy external destinations are reached by their full name")
    if rest in _INSIDE_NAMES:
        raise AddressRefused(host, "this is a name inside a network; the destination is declared external")


def is_literal(host: str) -> bool:
    """Whether the host is an address, no name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_inside(host: str) -> bool:
    """Whether the host is said to be in our own network or on this machine by how it is written."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return is_literal(host) and place(ip_address(host))[0] in _ALLOWED[DestinationClass.PRIVATE]
