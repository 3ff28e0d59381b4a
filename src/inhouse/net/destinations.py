"""The closed table of destinations: the only addresses that anything of ours ever connects to.

A caller names a destination, never an address. Credentials live here and nowhere else: other rooms hold a reference,
and only the client in this room turns it into a header.
"""

import re
from dataclasses import dataclass, field, replace
from ipaddress import IPv6Address, ip_address
from typing import Literal

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.net.address import CLOUD_METADATA, Leads, is_inside
from inhouse.net.errors import DestinationUnknown, EndpointInvalid, NoCredential

Scheme = Literal["http", "https"]
CredentialHeader = Literal["authorization", "api-key", "x-api-key"]
"""The headers that can carry a credential. No caller may set any of them."""

_NAME = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\Z")
# WHATWG URL, section 3.5: a host whose last label is a number is an IPv4 address, however it is spelled.
_ENDS_IN_NUMBER = re.compile(r"(\A|\.)(\d+|0x[0-9a-f]*)\Z")
_SOCKET_PATH_BYTES = 107  # sun_path of unix(7), without the closing NUL


@dataclass(frozen=True, slots=True)
class Tcp:
    """A host and port, spoken to in the clear or by TLS for the host's own name."""

    host: str
    port: int
    scheme: Scheme = "http"


@dataclass(frozen=True, slots=True)
class UnixSocket:
    """A socket file on this machine."""

    path: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table.

    `credential` is a reference into the table's credentials and `header` the one that carries it: `authorization` after
    its `scheme`, the others plain. `reuse` keeps connections open between requests; without it each request has a
    connection of its own. `leads` says where the address may be, where the class alone does not.
    """

    destination: Destination
    endpoint: Tcp | UnixSocket
    credential: str | None = None
    reuse: bool = True
    header: CredentialHeader = "authorization"
    leads: Leads = Leads.BY_CLASS
    scheme: str = "Bearer"


@dataclass(slots=True)
class Destinations:
    """The table. `declare` is the only way in, and only the app at start and administrators lead to it."""

    _entries: dict[str, Entry] = field(default_factory=dict)
    _credentials: dict[str, bytes] = field(default_factory=dict, repr=False)

    def declare(self, entry: Entry) -> None:
        """Enter or replace a destination.

        An external one at an address of this machine or of a private range leads into our network: whoever wrote that
        address has said so. Raises EndpointInvalid if the endpoint is not spelled the one plain way, and if something
        external would be spoken to without TLS.
        """
        match entry.endpoint:
            case Tcp() as endpoint:
                entry = _checked(entry, endpoint)
            case UnixSocket(path):
                _check_socket(path, entry.destination)
        self._entries[entry.destination.name] = entry

    def remove(self, name: str) -> None:
        """Close the way to `name`; connections that are busy end by themselves."""
        self._entries.pop(name, None)

    def keep_credential(self, reference: str, secret: str) -> None:
        """Keep the secret that `reference` stands for, in place of an older one; raises EndpointInvalid.

        It is used from the next request on. A secret that no header can carry is the error.
        """
        if not secret or not secret.isascii() or not secret.isprintable() or " " in secret:
            raise EndpointInvalid("A credential is printable ASCII without spaces.")
        self._credentials[reference] = secret.encode("ascii")

    def forget_credential(self, reference: str) -> None:
        """Forget it; requests to a destination that needs it then raise NoCredential."""
        self._credentials.pop(reference, None)

    def find(self, name: str) -> Entry:
        """The entry named `name`; raises DestinationUnknown."""
        entry = self._entries.get(name)
        if entry is None:
            raise DestinationUnknown(name)
        return entry

    def holds(self, entry: Entry) -> bool:
        """Whether the table still holds this entry as it was found."""
        return self._entries.get(entry.destination.name) is entry

    def credential(self, entry: Entry) -> bytes | None:
        """The secret behind the entry's reference; for this room only. Raises NoCredential if it is missing."""
        if entry.credential is None:
            return None
        secret = self._credentials.get(entry.credential)
        if secret is None:
            raise NoCredential(entry.destination.name)
        return secret

    def names(self) -> tuple[str, ...]:
        """All names, for the status page."""
        return tuple(self._entries)


def _checked(entry: Entry, endpoint: Tcp) -> Entry:
    _check_host(endpoint.host)
    if not 0 < endpoint.port < 65536:
        raise EndpointInvalid(f"{endpoint.port} is not a port.")
    if entry.leads is Leads.CLOUD_METADATA:
        if endpoint != Tcp(CLOUD_METADATA, 80):
            raise EndpointInvalid("A cloud tells a machine who it is at one address only.")
        return entry
    if entry.destination.destination_class is not DestinationClass.EXTERNAL:
        return entry
    if entry.leads is Leads.BY_CLASS and is_inside(endpoint.host):
        entry = replace(entry, leads=Leads.OUR_NETWORK)
    if entry.leads is Leads.BY_CLASS and endpoint.scheme != "https":
        raise EndpointInvalid(
            "What goes to an external destination goes over TLS.", hint="Begin its address with https://."
        )
    return entry


def _check_host(host: str) -> None:
    """One spelling only, so that no two parsers can disagree on where it leads: a plain name or a plain address."""
    try:
        literal = ip_address(host)
    except ValueError:
        if _NAME.match(host) is None or _ENDS_IN_NUMBER.search(host) is not None:
            raise EndpointInvalid(
                "The host is not a plain name or address.",
                hint="Write a name such as models.example.com (letters, digits, hyphens) or an IP address.",
            ) from None
        return
    if host != literal.compressed or (isinstance(literal, IPv6Address) and literal.scope_id is not None):
        raise EndpointInvalid("The address is not written in its shortest form.", hint=f"Write {literal.compressed}.")


def _check_socket(path: str, destination: Destination) -> None:
    if not path.startswith("/") or "\0" in path or len(path.encode()) > _SOCKET_PATH_BYTES:
        raise EndpointInvalid(f"A socket path is absolute and has at most {_SOCKET_PATH_BYTES} bytes.")
    if destination.destination_class is not DestinationClass.LOCAL:
        raise EndpointInvalid("A socket file is on this machine: its destination is local.")


def loopback(name: str, port: int, credential: str | None = None) -> Entry:
    """The entry of a server on this machine's loopback. It may forward what it gets, so local is only declared."""
    return Entry(
        Destination(name, DestinationClass.LOCAL, Assurance.DECLARED), Tcp("127.0.0.1", port), credential=credential
    )


def cloud_metadata(name: str) -> Entry:
    """The entry of the place where a cloud tells a machine who it is. It is not on this machine, but beside it."""
    destination = Destination(name, DestinationClass.PRIVATE, Assurance.DECLARED)
    return Entry(destination, Tcp(CLOUD_METADATA, 80), leads=Leads.CLOUD_METADATA, reuse=False)
