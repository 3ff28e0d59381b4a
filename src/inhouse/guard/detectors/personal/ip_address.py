"""IP addresses, version 4 and 6 (RFC 4291, RFC 5952), of the Internet and of private networks.

No findings: loopback, unspecified, multicast, link-local and reserved ranges, documentation (RFC 5737, RFC 3849,
RFC 9637), masks, the public resolvers, whole private ranges, and what is a version, a chapter or an object identifier.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Network, IPv6Address, IPv6Network

from inhouse.guard.detectors.personal.context import Labels, Words
from inhouse.guard.detectors.personal.shape import CHECKED, LABELLED, Hit, Place, Shape, each

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_FOUR = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_PATTERN_4 = re.compile(
    rf"(?<![\w.])(?<![A-Za-z_][-/^~+])(?<!\d[/^~+])(?<![=~<>^]=)(?<![~^]){_FOUR}(?!\w|\.\w|-[a-zA-Z])"
)
_PATTERN_6 = re.compile(
    r"(?<![\w:.])[0-9A-Fa-f]{1,4}(?::{1,2}[0-9A-Fa-f]{1,4}){1,7}(?:::)?(?![\w:]|\.\w)",
)

_SUFFIX = re.compile(r"[:/][0-9]{1,5}(?![\w])")

_NOBODYS_4 = [
    (int(IPv4Network(network).network_address), int(IPv4Network(network).netmask))
    for network in (
        "0.0.0.0/8",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
]
# A first 16 bits out of these: global addresses, unique local ones, link-local ones with a part of the hardware.
_OF_MACHINES_6 = [IPv6Network(network) for network in ("2000::/3", "fc00::/7", "fe80::/10")]
_NOBODYS_6 = [IPv6Network(network) for network in ("2001:db8::/32", "3fff::/20", "2001::/32", "2002::/16", "fe80::/96")]
# Where object identifiers begin (ISO/IEC 9834): members, organisations, directory services, countries, organisations.
_ROOTS = frozenset({(1, 2), (1, 3), (2, 5), (2, 16), (2, 23)})
_RESOLVERS = frozenset(
    {
        "1.0.0.1",
        "1.1.1.1",
        "8.8.4.4",
        "8.8.8.8",
        "9.9.9.9",
        "2001:4860:4860::8844",
        "2001:4860:4860::8888",
        "2606:4700:4700::1001",
        "2606:4700:4700::1111",
        "2620:fe::fe",
    }
)
_WHOLE_RANGES = frozenset({"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"})

_VERSION = Labels(
    r"version(?:en|es|s|ed|ado|nummer)?",
    r"versión",
    r"\bvers?\b",
    r"release[ds]?",
    r"\brel\b",
    r"build",
    r"firmware",
    r"update[ds]?",
    r"upgrade[ds]?",
    r"patch",
    r"\bsdk",
    r"driver",
    r"treiber",
    r"fassung",
    r"ausgabe",
    r"révision",
    r"revision",
    r"sections?",
    r"chapter",
    r"kapitel",
    r"abschnitt",
    r"ziffer",
    r"\bpunkt",
    r"absatz",
    r"anhang",
    r"anlage",
    r"chapitre",
    r"capítulo",
    r"sección",
    r"apartado",
    r"artículo",
    r"\bart(?:icle|ikel)?\b",
    r"clause",
    r"annexe?",
    r"appendix",
    r"§",
    r"\boid\b",
    r"object ?identifier",
    r"figure",
    r"abbildung",
    r"\bfig\b",
    r"\btab(?:le|elle|leau|la)?\b",
    r"requirement",
    r"anforderung",
    r"\bnorm",
    r"\bstep",
    r"schritt",
)
_MACHINE = Words(
    r"\bip\b",
    r"ipv4",
    r"adress",
    r"dirección",
    r"\bhost",
    r"server",
    r"serveur",
    r"servidor",
    r"\bping",
    r"\bssh",
    r"gateway",
    r"router",
    r"routeur",
    r"client",
    r"subnet",
    r"\bdns",
    r"\bvpn",
    r"firewall",
    r"network",
    r"netzwerk",
    r"\bréseau",
    r"\bred\b",
    r"remote",
    r"connect",
    r"verbind",
    r"rechner",
    r"login",
    r"logged in",
)


def _read_4(text: str, start: int, end: int) -> Iterator[Hit]:
    for match in each(_PATTERN_4, text, start, end):
        value = match[0]
        octets = _of_a_machine(value)
        if octets is None:
            continue
        after = _SUFFIX.match(text, match.end())
        suffix = after[0] if after else ""
        if value + suffix in _WHOLE_RANGES or _VERSION.before(text, match.start()):
            continue
        labelled = _MACHINE.beside(text, match.start(), match.end()) or suffix != ""
        labelled = labelled or text[match.start() - 1 : match.start()] in {"/", "@"}
        # Small numbers throughout are a chapter or a version, and so may be an object identifier's first ones.
        if labelled or value.startswith("10.") or not _is_a_chapter(octets):
            yield Hit("personal.ip_address", match.start(), match.end(), value, LABELLED if labelled else CHECKED)


@lru_cache(maxsize=1024)
def _of_a_machine(value: str) -> tuple[int, ...] | None:
    """The numbers of an address; None for a mask, a resolver, and what is nobody's. The same few are met often."""
    octets = tuple(map(int, value.split(".")))
    bits = int.from_bytes(octets)
    return None if value in _RESOLVERS or _is_mask(bits) or _is_nobodys(bits) else octets


def _is_a_chapter(octets: tuple[int, ...]) -> bool:
    return max(octets) < 20 or octets[:2] in _ROOTS


def _is_mask(bits: int) -> bool:
    """Ones and then zeros (255.255.240.0), or the reverse as routers write it (0.0.15.255)."""
    written = f"{bits:032b}"
    return "01" not in written or "10" not in written


def _is_nobodys(bits: int) -> bool:
    return any(bits & mask == network for network, mask in _NOBODYS_4)


def _read_6(text: str, start: int, end: int) -> Iterator[Hit]:
    for match in _PATTERN_6.finditer(text, start, end + 48):
        try:
            address = IPv6Address(match[0])
        except AddressValueError:
            continue
        value = str(address)
        # `abc::def` is a name in a program: an address of a machine has a full first group, or says more.
        if len(match[0].partition(":")[0]) < 4 or (
            match[0].count(":") < 3 and not _MACHINE.beside(text, *match.span())
        ):
            continue
        used = any(address in network for network in _OF_MACHINES_6)
        if used and value not in _RESOLVERS and not any(address in network for network in _NOBODYS_6):
            yield Hit("personal.ip_address", match.start(), match.end(), value, CHECKED)


_PLACE_4 = rf"\b{_FOUR}\b"
_PLACE_6 = r"\b[23F][0-9A-F]{3}:(?::?[0-9A-F]{1,4}:)?(?:[0-9A-F]{1,4}|:)"

SHAPES = (
    Shape((Place(_PLACE_4.encode(), dense=False),), _read_4),
    Shape((Place(_PLACE_6.encode(), dense=False),), _read_6),
)
