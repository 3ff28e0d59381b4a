"""Tokens of Entra ID for Azure OpenAI: fetched in the background, renewed before they end, kept in net's table.

Needs the extra `inhouse[azure]`. Microsoft's library speaks the protocol; every byte of it goes through `net`, to the
sign-in host of one cloud, or, for a managed identity, to the one address at which the cloud tells a machine who it is.
A token request holds nothing of what people write, and has no line in the ledger.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from inhouse.core import tasks
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InhouseError, Unavailable
from inhouse.models.account import EntraIdentity
from inhouse.net import Client, Destinations, Entry, Tcp, cloud_metadata

METADATA = "entra:cloud-metadata"
_AGAIN_SECONDS = 30.0
_SHORTEST_SECONDS = 10.0
_INSTALL = "pip install 'inhouse[azure]'"

# Microsoft Learn, "Microsoft Entra authentication & national clouds": the sign-in host of the cloud that a scope is of.
_SIGN_IN_HOSTS = {".azure.us": "login.microsoftonline.us", ".azure.cn": "login.chinacloudapi.cn"}
_SIGN_IN_HOST = "login.microsoftonline.com"
# Where the webhook of Azure Kubernetes Service puts the token of a workload unless it says otherwise.
_WORKLOAD_TOKEN = "/var/run/secrets/azure/tokens/azure-identity-token"  # noqa: S105 (a path)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Token:
    """A token, in how many seconds to fetch the next one, and in how many it ends."""

    text: str = field(repr=False)
    renew: float
    ends: float


@dataclass(frozen=True, slots=True)
class Proof:
    """Who we are and how we prove it, with all that the environment adds. `place` maps hosts to destinations."""

    identity: EntraIdentity
    tenant: str | None
    client: str | None
    secret: str | None = field(repr=False)
    token_file: str
    host: str
    places: dict[str, str]


class Source(Protocol):
    """Gets tokens for one identity."""

    async def token(self) -> Token:
        """A new token; raises InhouseError."""
        ...


@dataclass(slots=True)
class _Kept:
    identity: EntraIdentity
    secret: str | None
    task: asyncio.Task[None]
    problem: str | None = None
    told: asyncio.Event = field(default_factory=asyncio.Event)


class EntraTokens:
    """Keeps credentials of net filled with tokens.

    `variable` reads one variable of the server's environment; of a workload identity it may hold tenant, client and
    token file. `metadata` and `pause` are for tests.
    """

    def __init__(
        self,
        client: Client,
        destinations: Destinations,
        variable: Callable[[str], str | None],
        *,
        metadata: Entry | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._destinations = destinations
        self._variable = variable
        self._metadata = metadata or cloud_metadata(METADATA)
        self._pause = pause
        self._kept: dict[str, _Kept] = {}

    def keep(self, reference: str, identity: EntraIdentity, secret: str | None) -> None:
        """From now on keep the credential `reference` filled; nothing happens if it is already, by that identity."""
        kept = self._kept.get(reference)
        if kept is not None and (kept.identity, kept.secret) == (identity, secret) and not kept.task.done():
            return
        self.forget(reference)
        task = tasks.spawn(self._run(reference, identity, secret), name="Entra ID tokens")
        self._kept[reference] = _Kept(identity, secret, task)

    def forget(self, reference: str) -> None:
        """Stop that, and forget the token."""
        kept = self._kept.pop(reference, None)
        if kept is not None:
            kept.task.cancel()
            kept.told.set()
            self._destinations.forget_credential(reference)

    def problem(self, reference: str) -> str | None:
        """Why there is no token now, with the next step; None if there is one, or one is on its way."""
        kept = self._kept.get(reference)
        return None if kept is None else kept.problem

    async def arrived(self, reference: str) -> None:
        """Wait until the first token is there, or it is known why there is none."""
        kept = self._kept.get(reference)
        if kept is not None:
            await kept.told.wait()

    def close(self) -> None:
        """Stop all."""
        for reference in tuple(self._kept):
            self.forget(reference)

    async def _run(self, reference: str, identity: EntraIdentity, secret: str | None) -> None:
        try:
            await self._renew(reference, identity, secret)
        finally:
            # Whatever has ended it, nobody waits for a token that does not come.
            kept = self._kept.get(reference)
            if kept is not None and kept.task is asyncio.current_task():
                kept.problem = kept.problem or "Tokens of Entra ID are no longer fetched: start the server again."
                kept.told.set()

    async def _renew(self, reference: str, identity: EntraIdentity, secret: str | None) -> None:
        try:
            source = open_source(self._client, self._proof(identity, secret))
        except InhouseError as error:
            self._note(reference, error)
            return
        left = 0.0
        while True:
            try:
                token = await source.token()
            except InhouseError as error:
                self._note(reference, error)
                wait = _AGAIN_SECONDS
            else:
                self._destinations.keep_credential(reference, token.text)
                self._note(reference, None)
                wait, left = max(token.renew, _SHORTEST_SECONDS), token.ends
            await self._pause(wait)
            left -= wait
            if left <= 0:
                self._destinations.forget_credential(reference)

    def _note(self, reference: str, error: InhouseError | None) -> None:
        kept = self._kept.get(reference)
        if kept is None:
            return
        kept.problem = None if error is None else " ".join(part for part in (error.message, error.hint) if part)
        kept.told.set()
        if error is not None:
            _log.warning("No token of Entra ID: %s", error.code)

    def _proof(self, identity: EntraIdentity, secret: str | None) -> Proof:
        host = next((host for cloud, host in _SIGN_IN_HOSTS.items() if cloud in identity.scope), _SIGN_IN_HOST)
        where = Destination(f"entra:{host}", DestinationClass.EXTERNAL, Assurance.DECLARED)
        self._destinations.declare(Entry(where, Tcp(host, 443, "https"), reuse=False))
        places = {host: where.name}
        if identity.method == "managed_identity":
            self._destinations.declare(self._metadata)
            places["169.254.169.254"] = self._metadata.destination.name
        workload = identity.method == "workload_identity"
        return Proof(
            identity=identity,
            tenant=identity.tenant or (self._variable("AZURE_TENANT_ID") if workload else None),
            client=identity.client or (self._variable("AZURE_CLIENT_ID") if workload else None),
            secret=secret,
            token_file=self._variable("AZURE_FEDERATED_TOKEN_FILE") or _WORKLOAD_TOKEN,
            host=host,
            places=places,
        )


def open_source(client: Client, proof: Proof) -> Source:
    """A source of tokens; raises Unavailable where the extra is missing."""
    try:
        from inhouse.models.entra_source import AzureSource  # noqa: PLC0415 (an optional extra)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "azure":
            raise
        raise Unavailable(
            "Tokens of Entra ID need an extra that is not installed.", hint=f"Install it: {_INSTALL}"
        ) from None
    return AzureSource(client, proof)
