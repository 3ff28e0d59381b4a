"""Microsoft's library of identities on our own client. Imported only where the extra `inhouse[azure]` is installed.

The library reads no proxy and opens no connection here: all it may do is ask the transport below, which knows the
destinations of one identity and nothing else.
"""

from collections.abc import Mapping
from typing import Any, Self, cast
from urllib.parse import urlencode, urlsplit

from azure.core.exceptions import AzureError
from azure.core.pipeline.transport import AsyncHttpResponse, AsyncHttpTransport
from azure.core.rest import HttpRequest
from azure.identity.aio import ClientSecretCredential, ManagedIdentityCredential, WorkloadIdentityCredential
from typing_extensions import override

from inhouse.core import clock
from inhouse.core.errors import InhouseError, Unavailable
from inhouse.models.entra import Proof, Token
from inhouse.net import Client, Limits, Whole

_LIMITS = Limits(connect=5.0, first_byte=30.0, idle=10.0, body_bytes=1 << 20)
_BEFORE_END_SECONDS = 300.0
_LONGEST_REASON = 300
# These are net's own, or come from it.
_DROPPED = frozenset({"host", "content-length", "connection", "accept-encoding", "transfer-encoding", "authorization"})

Credential = ClientSecretCredential | ManagedIdentityCredential | WorkloadIdentityCredential


class AzureSource:
    """Tokens for one proof."""

    def __init__(self, client: Client, proof: Proof) -> None:
        self._proof = proof
        self._transport = NetTransport(client, proof.places)

    async def token(self) -> Token:
        """A new token; raises Unavailable and what net raises."""
        # A credential of its own for each: the library would give what it remembers, and we know when to ask.
        async with _credential(self._proof, self._transport) as credential:
            try:
                found = await credential.get_token_info(self._proof.identity.scope)
            except (AzureError, OSError, ValueError) as error:
                # The library reads the token of a workload from its file, and checks ids late.
                raise _explained(error) from error
        now = clock.now().timestamp()
        renew = found.expires_on - now - _BEFORE_END_SECONDS
        if found.refresh_on is not None:
            renew = min(renew, found.refresh_on - now)
        return Token(found.token, renew=renew, ends=found.expires_on - now)


class NetTransport(AsyncHttpTransport[HttpRequest, AsyncHttpResponse]):
    """The library's way out: `places` says which destination of net stands for which host, and no other is asked."""

    def __init__(self, client: Client, places: Mapping[str, str]) -> None:
        self._client = client
        self._places = places

    @override
    async def send(self, request: HttpRequest, **kwargs: Any) -> AsyncHttpResponse:
        """Send it and read the answer to its end; raises Unavailable and what net raises."""
        parts = urlsplit(request.url)
        place = self._places.get(parts.hostname or "")
        if place is None or request.method not in ("GET", "POST"):
            raise Unavailable(
                f"An identity of this kind asks at {parts.hostname}, and Inhouse does not ask there.",
                hint="Use the identity of a virtual machine or of a workload, or a client secret.",
            )
        headers = tuple((name.lower(), value) for name, value in request.headers.items())
        exchange = self._client.stream(
            place,
            "POST" if request.method == "POST" else "GET",
            f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}",
            headers=tuple(pair for pair in headers if pair[0] not in _DROPPED),
            body=_body(request.content),
            limits=_LIMITS,
        )
        async with exchange as response:
            body = await response.read(_LIMITS.body_bytes)
            return _Answer(request, Whole(response.status, response.headers, body))

    @override
    async def open(self) -> None:
        """Nothing: net opens what is asked for."""

    @override
    async def close(self) -> None:
        """Nothing: net is closed by whoever opened it."""

    @override
    async def __aenter__(self) -> Self:
        return self

    @override
    async def __aexit__(self, *_: object) -> None:
        """Nothing; see close."""


class _Answer(AsyncHttpResponse):
    """A whole answer in the library's shape."""

    def __init__(self, request: HttpRequest, whole: Whole) -> None:
        super().__init__(cast("Any", request), None)
        self.status_code = whole.status
        self.headers = {
            "-".join(part.capitalize() for part in name.decode("latin-1").split("-")): value.decode("latin-1")
            for name, value in whole.headers.items()
        }
        self.reason = ""
        self.content_type = self.headers.get("Content-Type")
        self._whole = whole

    @override
    def body(self) -> bytes:
        return self._whole.body


def _credential(proof: Proof, transport: NetTransport) -> Credential:
    options: dict[str, Any] = {"transport": transport, "retry_total": 2}
    options |= {"user_agent": "inhouse", "user_agent_overwrite": True}
    try:
        match proof.identity.method:
            case "managed_identity":
                return ManagedIdentityCredential(client_id=proof.client, **options)
            case "workload_identity":
                return WorkloadIdentityCredential(
                    tenant_id=proof.tenant,
                    client_id=proof.client,
                    token_file_path=proof.token_file,
                    authority=proof.host,
                    **options,
                )
            case "client_secret":
                tenant, client, secret = proof.tenant or "", proof.client or "", proof.secret or ""
                return ClientSecretCredential(tenant, client, secret, authority=proof.host, **options)
    except ValueError as error:
        raise Unavailable(f"Entra ID cannot be asked: {_first_line(error)}") from error


def _body(content: object) -> bytes:
    match content:
        case None:
            return b""
        case bytes():
            return content
        case str():
            return content.encode()
        case Mapping():
            return urlencode(cast("Mapping[str, str]", content)).encode("ascii")
        case _:
            raise Unavailable("The identity library sends something that is not understood here.")


def _explained(error: AzureError | OSError | ValueError) -> InhouseError:
    cause = error.__cause__
    if isinstance(cause, InhouseError):
        return cause
    return Unavailable(
        f"Entra ID gives no token: {_first_line(error)}",
        hint="Look at tenant, client and secret of this account, and whether the identity may use the resource.",
    )


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0][:_LONGEST_REASON]
