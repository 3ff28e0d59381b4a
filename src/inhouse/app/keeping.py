"""Where keys are kept, as the settings say: a file here or a provider elsewhere, and whether the place is good."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from inhouse.app.ways import Outside
from inhouse.core import clock
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import Unavailable
from inhouse.host.mounts import mount_of
from inhouse.models.account import EntraIdentity
from inhouse.models.entra import EntraTokens
from inhouse.net import Entry, Tcp
from inhouse.settings import Settings, WrongSetting, variable
from inhouse.vault.custody import FILE, Custody, FileCustody, Keeping
from inhouse.vault.errors import CustodyRefused, KeyProviderAway, KeyProviderRefused
from inhouse.vault.keeper import KeyState
from inhouse.vault.providers import Answer, AwsKeys, AwsKms, AzureKeyVault, VaultTransit
from inhouse.vault.providers.asking import Headers
from inhouse.vault.providers.aws import ALGORITHM

PLACE = "keys"
"""The provider's name in the table of destinations."""
PATIENCE_SECONDS = 300.0
"""How long a start waits for a provider that does not answer."""
COMMAND_PATIENCE_SECONDS = 10.0
"""How long a command waits: somebody sits before it, and is told why."""
_AGAIN_SECONDS = 2.0
_MOST_BYTES = 65_536
_AZURE_SCOPE = "https://vault.azure.net/.default"

Warn = Callable[[str], None]


def keeping_of(settings: Settings, outside: Outside, stack: AsyncExitStack, warn: Warn | None) -> Keeping:
    """Where keys are kept. Raises CustodyRefused and WrongSetting before anything is made or read.

    A start is told by `warn` what it waits for; without it this is a command.
    """
    check_custody(settings)
    custodies: dict[str, Custody] = {FILE: FileCustody(settings.master_key_file)}
    if settings.key_address is not None and settings.key_provider != FILE:
        custodies[settings.key_provider] = Patient(_provider(settings, outside, stack), warn)
    elif settings.key_provider != FILE:
        raise WrongSetting(f"INHOUSE_KEY_PROVIDER={settings.key_provider} needs INHOUSE_KEY_ADDRESS beside it.")
    return Keeping(custodies, settings.key_provider, settings.epoch_key_folder, settings.epoch_length)


def check_custody(settings: Settings) -> None:
    """In a container the key folders must be mounts of their own, else they end with the container. CustodyRefused."""
    if settings.key_custody != "mounted":
        return
    data = mount_of(settings.data_dir)
    folders = {"INHOUSE_EPOCH_KEY_FOLDER": settings.epoch_key_folder}
    if settings.key_provider == FILE:
        folders["INHOUSE_MASTER_KEY_FILE"] = settings.master_key_file.parent
    for name, folder in folders.items():
        mount = mount_of(folder)
        if mount == Path("/") or mount == data:
            where = "with the data" if mount == data else "in the container itself"
            raise CustodyRefused(
                f"{folder} is not mounted: keys would lie {where}.",
                hint=f"Mount a volume of its own there, or change {name}. (INHOUSE_KEY_CUSTODY is mounted.)",
            )


def key_remarks(state: KeyState, settings: Settings) -> list[str]:
    """What whoever starts Inhouse should know about the keys."""
    found: list[str] = []
    if state.file is not None and state.file.is_relative_to(settings.data_dir):
        found.append(
            f"The master key {state.file} lies with the data: who copies one has both. Move it, and set "
            "INHOUSE_MASTER_KEY_FILE. The keys of epochs follow by themselves."
        )
    if state.file is not None and state.verified_at is None:
        found.append(
            f"NO BACKUP OF THE MASTER KEY HAS BEEN SEEN. Without {state.file} every chat is unreadable, for ever. "
            "Copy it to a safe place, then: inhouse key verify-backup COPY"
        )
    if state.custody != state.wanted:
        found.append(
            f"The root key is still wrapped by '{state.custody}'. To have it wrapped by '{state.wanted}': "
            "inhouse key rotate"
        )
    if state.overdue:
        found.append(
            "An epoch is over and its key is still there. It is destroyed as soon as all keys are wrapped anew."
        )
    return found


@dataclass(frozen=True, slots=True)
class Patient:
    """A provider that is waited for at a start: it may be away for a minute. A rotation says so at once."""

    custody: Custody
    warn: Warn | None

    async def first(self, root: bytes, tenant: UUID) -> bytes:
        """As the custody does."""
        return await self._waited(lambda: self.custody.first(root, tenant))

    async def anew(self, root: bytes, tenant: UUID) -> bytes:
        """As the custody does."""
        return await self.custody.anew(root, tenant)

    async def open(self, wrapped: bytes, tenant: UUID) -> bytes:
        """As the custody does."""
        return await self._waited(lambda: self.custody.open(wrapped, tenant))

    def settle(self) -> None:
        """As the custody does."""
        self.custody.settle()

    def undo(self) -> None:
        """As the custody does."""
        self.custody.undo()

    async def _waited(self, ask: Callable[[], Awaitable[bytes]]) -> bytes:
        began, told = clock.monotonic(), False
        patience = COMMAND_PATIENCE_SECONDS if self.warn is None else PATIENCE_SECONDS
        while True:
            try:
                return await ask()
            except KeyProviderAway as error:
                if clock.monotonic() - began > patience:
                    raise
                if self.warn is not None and not told:
                    self.warn(f"{error.message} The start waits for it, {PATIENCE_SECONDS / 60:.0f} minutes at most.")
                    told = True
            await asyncio.sleep(_AGAIN_SECONDS)


def _provider(settings: Settings, outside: Outside, stack: AsyncExitStack) -> Custody:
    if outside.sealed:
        raise CustodyRefused(
            "The sealed application cannot ask a provider of keys.",
            hint="Keep the master key in a file, or start without --sealed.",
        )
    parts = urlsplit(settings.key_address or "")
    asking = _Asking(outside)
    match settings.key_provider:
        case "vault":
            asking.declare(parts, inside=True)
            return VaultTransit(asking.ask, parts.path, lambda: _token(settings))
        case "azure":
            asking.declare(parts, credential=PLACE)
            asking.tokens = EntraTokens(outside.client, outside.destinations, variable)
            stack.callback(asking.tokens.close)
            return AzureKeyVault(asking.ask, parts.path)
        case _:
            asking.declare(parts, credential=PLACE, scheme=ALGORITHM)
            return AwsKms(asking.ask_signed, lambda: _aws_keys(parts))


@dataclass(slots=True)
class _Asking:
    """Asks the provider through net: one destination of the closed table, of its own."""

    outside: Outside
    tokens: EntraTokens | None = None

    def declare(
        self, parts: SplitResult, *, inside: bool = False, credential: str | None = None, scheme: str = "Bearer"
    ) -> None:
        """Enter it in the table. A Vault stands in one's own network; the others are services outside of it."""
        host, tls = parts.hostname or "", parts.scheme == "https"
        kind = DestinationClass.PRIVATE if inside else DestinationClass.EXTERNAL
        self.outside.destinations.declare(
            Entry(
                Destination(PLACE, kind, Assurance.DECLARED),
                Tcp(host, parts.port or (443 if tls else 80), "https" if tls else "http"),
                credential=credential,
                reuse=False,
                scheme=scheme,
            )
        )

    async def ask(self, path: str, headers: Headers, body: bytes) -> Answer:
        """Ask, with a token of Entra ID where that is how we show who we are."""
        if self.tokens is not None:
            self.tokens.keep(PLACE, _identity(), None)
            await self.tokens.arrived(PLACE)
            problem = self.tokens.problem(PLACE)
            if problem is not None:
                raise KeyProviderAway(f"Azure Key Vault: {problem}")
        try:
            async with self.outside.client.stream(PLACE, "POST", path, headers=headers, body=body) as response:
                return Answer(response.status, await response.read(_MOST_BYTES))
        except Unavailable as error:
            raise KeyProviderAway(f"The provider of keys cannot be asked: {error.message}", retry_after=2) from error

    async def ask_signed(self, path: str, headers: Headers, body: bytes, signature: str) -> Answer:
        """Ask, with a signature that is good for this question alone."""
        self.outside.destinations.keep_credential(PLACE, signature)
        try:
            return await self.ask(path, headers, body)
        finally:
            self.outside.destinations.forget_credential(PLACE)


def _identity() -> EntraIdentity:
    """The machine's own, or that of the workload on a cluster."""
    workload = variable("AZURE_FEDERATED_TOKEN_FILE") is not None
    method = "workload_identity" if workload else "managed_identity"
    return EntraIdentity(method, client=variable("AZURE_CLIENT_ID"), scope=_AZURE_SCOPE)


def _token(settings: Settings) -> str:
    if settings.key_token_file is None:
        found = variable("VAULT_TOKEN")
    else:
        try:
            found = settings.key_token_file.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            found = None
    if not found:
        raise KeyProviderRefused(
            "There is no token for Vault.", hint="Set INHOUSE_KEY_TOKEN_FILE to a file that holds it, or VAULT_TOKEN."
        )
    return found


def _aws_keys(parts: SplitResult) -> AwsKeys:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    labels = host.split(".")
    region = labels[1] if labels[0] in ("kms", "kms-fips") and len(labels) > 2 else variable("AWS_REGION")
    access, secret = variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY")
    if not region or not access or not secret:
        raise KeyProviderRefused(
            "There are no credentials for AWS KMS.",
            hint="Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, and AWS_REGION where the address does not name it.",
        )
    # As net writes it into the header `host`.
    return AwsKeys(f"{host}:{port}", region, parts.path.strip("/"), access, secret, variable("AWS_SESSION_TOKEN"))
