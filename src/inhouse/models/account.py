"""An account at a provider, or a model server of our own: where it is, how it is spoken to, what was agreed.

Pure: an account becomes an entry of net's table and the deployments of models; nothing is opened here.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Literal
from urllib.parse import parse_qsl, quote, urlsplit
from uuid import UUID

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InvalidRequest
from inhouse.models.errors import FartherThanDeclared
from inhouse.models.model import Deployment, Terms, WireName
from inhouse.net import CredentialHeader, Entry, Tcp
from inhouse.net.address import check
from inhouse.net.errors import AddressRefused

AZURE_API_VERSION = "2024-10-21"
"""The last dated version of Azure OpenAI that is no preview; it speaks chat completions and embeddings."""
AZURE_SCOPE = "https://cognitiveservices.azure.com/.default"

_AZURE_HOSTS = (".openai.azure.com", ".openai.azure.us", ".cognitiveservices.azure.com", ".services.ai.azure.com")
_AZURE_V1 = "/openai/v1"
_VERBS = re.compile(r"/(chat/completions|completions|messages|responses|embeddings|models)\Z")
_AZURE_CLASSIC = re.compile(r"/openai/deployments(/[^/]*)?\Z")
_PATH = re.compile(r"(/[A-Za-z0-9._~@:+-]+)*\Z")
_API_VERSION = re.compile(r"[A-Za-z0-9.-]{1,40}\Z")
_LONGEST_URL = 500

Method = Literal["managed_identity", "workload_identity", "client_secret"]


class CredentialKind(StrEnum):
    """Where an account's credential comes from."""

    NONE = "none"
    ENVIRONMENT = "environment"
    FILE = "file"
    VAULT = "vault"
    ENTRA = "entra"


@dataclass(frozen=True, slots=True)
class EntraIdentity:
    """Who we are to Entra ID. `client` may be left out for the machine's own identity."""

    method: Method
    tenant: str | None = None
    client: str | None = None
    scope: str = AZURE_SCOPE


@dataclass(frozen=True, slots=True)
class Credential:
    """How the account's secret is found. `place` names the variable or the file, `sealed` holds it sealed.

    A variable may have both: then `sealed` is what it held where it was named, until our server starts with it.
    """

    kind: CredentialKind = CredentialKind.NONE
    place: str | None = None
    sealed: bytes | None = field(default=None, repr=False)
    entra: EntraIdentity | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where requests go. `path` comes before what a wire adds; `api_version` ends every path where it is set."""

    scheme: Literal["http", "https"]
    host: str
    port: int
    path: str
    api_version: str | None = None

    @property
    def site(self) -> str:
        """Scheme, host and port: whom a credential is shown to."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def url(self) -> str:
        """As an administrator would write it."""
        usual = self.port == (443 if self.scheme == "https" else 80)
        return (self.site.rpartition(":")[0] if usual else self.site) + self.path


@dataclass(frozen=True, slots=True)
class Account:
    """One row. Its destination's class is the one that was declared; `net` refuses addresses farther away."""

    id: UUID
    name: str
    wire: WireName
    endpoint: Endpoint
    destination_class: DestinationClass
    terms: Terms
    created_at: datetime
    credential: Credential = field(default_factory=Credential)
    header: CredentialHeader = "authorization"
    at_once: int | None = None
    enabled: bool = True

    @property
    def reference(self) -> str:
        """By this name `net` knows the secret."""
        return str(self.id)

    @property
    def destination(self) -> Destination:
        """The place by name. A server on loopback may pass on what it gets: even that is only declared."""
        here = is_loopback(self.endpoint.host)
        name = self.name if here or self.endpoint.host in self.name else f"{self.name} ({self.endpoint.host})"
        return Destination(name, self.destination_class, Assurance.DECLARED)

    def entry(self) -> Entry:
        """The line in net's table."""
        endpoint = Tcp(self.endpoint.host, self.endpoint.port, self.endpoint.scheme)
        reference = None if self.credential.kind is CredentialKind.NONE else self.reference
        return Entry(self.destination, endpoint, credential=reference, header=self.header)

    def deployment(self, upstream_model: str, weight: int) -> Deployment:
        """A model's place at this account."""
        base, version = self.endpoint.path, self.endpoint.api_version
        if self.wire is WireName.AZURE:
            base = f"{base}/deployments/{quote(upstream_model, safe='')}"
        return Deployment(
            destination=self.destination,
            upstream_model=upstream_model,
            wire=self.wire,
            base=base,
            query=f"?api-version={version}" if version is not None else "",
            weight=weight,
            terms=self.terms,
            at_once=self.at_once,
        )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by the way it is written."""
    literal = _literal(host)
    return host == "localhost" or (literal is not None and literal.is_loopback)


def check_class(endpoint: Endpoint, declared: DestinationClass) -> None:
    """Raise FartherThanDeclared if the endpoint's address, where it is written as one, is farther away than declared.

    Names are looked at when they are connected to, every time.
    """
    literal = _literal(endpoint.host)
    if literal is not None and declared is not DestinationClass.EXTERNAL:
        try:
            check(endpoint.host, declared)
        except AddressRefused as error:
            raise FartherThanDeclared(error.message, hint="Declare it as far away as it is.") from None


def read_endpoint(text: str, wire: WireName, api_version: str | None = None) -> tuple[Endpoint, WireName]:
    """What an administrator wrote or pasted as an endpoint, and the wire it is spoken to by; raises InvalidRequest.

    Whole addresses of calls are cut back to their beginning. Azure's `/openai/v1` is spoken to as OpenAI's own.
    Reference: Microsoft Learn, "Azure OpenAI in Microsoft Foundry Models REST API reference", "API version lifecycle".
    """
    scheme, host, port, path, query = _parts(text)
    version = api_version or query
    path = _VERBS.sub("", path)
    if _AZURE_CLASSIC.search(path):
        path, wire = _AZURE_CLASSIC.sub("/openai", path), WireName.AZURE
    azure = host.endswith(_AZURE_HOSTS)
    if path.endswith(_AZURE_V1) and wire is WireName.AZURE:
        wire = WireName.OPENAI
    elif wire is WireName.AZURE:
        path = path if path.endswith("/openai") else f"{path}/openai"
        version = version or AZURE_API_VERSION
    elif azure and not path:
        path = _AZURE_V1
    elif not path:
        path = "/v1"
    if version is not None and _API_VERSION.match(version) is None:
        raise InvalidRequest("This is no api-version.", hint="Write one such as 2024-10-21.")
    return Endpoint(scheme, host, port, path, version), wire


def header_for(endpoint: Endpoint, wire: WireName, credential: Credential) -> CredentialHeader:
    """The header that carries the credential where nobody has said which."""
    if credential.kind is CredentialKind.ENTRA:
        return "authorization"
    if wire is WireName.ANTHROPIC:
        return "x-api-key"
    azure = wire is WireName.AZURE or endpoint.host.endswith(_AZURE_HOSTS)
    return "api-key" if azure else "authorization"


def _parts(text: str) -> tuple[Literal["http", "https"], str, int, str, str | None]:
    wrong = InvalidRequest("This is no address of a model server.", hint="Write one such as https://host/v1")
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        raise wrong from None
    plain = len(text) <= _LONGEST_URL and text.isascii() and text.strip().isprintable()
    if not plain or parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise wrong
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise InvalidRequest("The address holds more than a host, port and path.", hint="Give the key by itself.")
    path = parts.path.rstrip("/")
    if _PATH.match(path) is None or ".." in path:
        raise InvalidRequest("The path of this address has characters that a path of an API has not.")
    query = dict(parse_qsl(parts.query))
    if query.keys() - {"api-version"}:
        raise InvalidRequest("Of what follows the ? only api-version is understood.", hint="Leave the rest out.")
    scheme: Literal["http", "https"] = "https" if parts.scheme == "https" else "http"
    return scheme, parts.hostname, port or (443 if scheme == "https" else 80), path, query.get("api-version")


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
