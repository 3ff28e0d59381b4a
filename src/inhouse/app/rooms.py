"""What every command needs: the database, the vault, people and models."""

import importlib.metadata
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from inhouse.app.approvals import Approvals, GateSealer, SealedKeeper
from inhouse.app.commitments import Commitments
from inhouse.app.keeping import check_custody, keeping_of
from inhouse.app.ways import Outside, open_outside
from inhouse.core import clock
from inhouse.host import private_folder
from inhouse.identity import Identity
from inhouse.models.accounts import Accounts
from inhouse.models.catalogue import Catalogue
from inhouse.models.changes import Changes
from inhouse.models.credentials import Credentials, Seals
from inhouse.models.declared import Declared
from inhouse.models.discover import Discovery
from inhouse.models.engines import Engines
from inhouse.models.entra import EntraTokens
from inhouse.settings import Settings, variable
from inhouse.store import Addresses, Store, of_embedded, of_own_server
from inhouse.store.embedded import EmbeddedPostgres
from inhouse.store.migrate import migrate
from inhouse.vault import Purpose, Vault

VERSION = importlib.metadata.version("inhouse")


class Progress(Protocol):
    """Tells the person at the keyboard how a start goes."""

    def step(self, name: str, seconds: float, note: str = "") -> None:
        """A step has ended."""
        ...

    def warn(self, message: str) -> None:
        """Something is not as it should be, and the start goes on."""
        ...

    def ready(self, address: str, link: str | None) -> None:
        """Requests are taken; `link` makes the first administrator."""
        ...


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rooms stand on."""

    settings: Settings
    addresses: Addresses
    outside: Outside


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms that need nothing but their ground."""

    ground: Ground
    store: Store
    vault: Vault
    commitments: Commitments
    identity: Identity
    catalogue: Catalogue
    accounts: Accounts
    changes: Changes


class Silent:
    """Says nothing, for commands that only pass by."""

    def step(self, name: str, seconds: float, note: str = "") -> None:
        """Nothing."""

    def warn(self, message: str) -> None:
        """Nothing."""

    def ready(self, address: str, link: str | None) -> None:
        """Nothing."""


@asynccontextmanager
async def open_rooms(settings: Settings) -> AsyncGenerator[Rooms]:
    """The rooms for one command, on the running server's database or one that is started for the moment."""
    async with AsyncExitStack() as stack:
        running = None if settings.database_url else EmbeddedPostgres.running(settings.data_dir)
        if running is not None:
            addresses = of_embedded(running)
        else:
            addresses, _ = await open_database(settings, stack, Silent())
        yield await join(Ground(settings, addresses, open_outside(settings, stack)), stack)


async def open_database(
    settings: Settings, stack: AsyncExitStack, progress: Progress, *, for_group: bool = False
) -> tuple[Addresses, EmbeddedPostgres | None]:
    """Start the embedded database, or look at one's own, and bring its tables up to date."""
    embedded: EmbeddedPostgres | None = None
    check_custody(settings)
    private_folder(settings.data_dir)
    began = clock.monotonic()
    if settings.database_url is not None:
        addresses, note = of_own_server(settings.database_url), "your own server"
    else:
        embedded = EmbeddedPostgres(settings.data_dir, for_group=for_group)
        await embedded.start()
        stack.push_async_callback(embedded.stop)
        addresses, note = of_embedded(embedded.connection), "PostgreSQL, ours"
    progress.step("database", clock.monotonic() - began, note)
    began = clock.monotonic()
    await migrate(addresses)
    progress.step("tables", clock.monotonic() - began, "up to date")
    return addresses, embedded


async def join(
    ground: Ground, stack: AsyncExitStack, engines: Engines | None = None, progress: Progress | None = None
) -> Rooms:
    """Put the rooms together on a migrated database."""
    settings, outside = ground.settings, ground.outside
    store = Store.open(ground.addresses)
    stack.push_async_callback(store.close)
    vault = await Vault.open(keeping_of(settings, outside, stack, None if progress is None else progress.warn), store)
    store.names = commitments = Commitments(store, vault)
    approvals = Approvals(settings.data_dir)
    credentials = Credentials(_sealer(vault, approvals), variable)
    tokens = EntraTokens(outside.client, outside.destinations, variable)
    stack.callback(tokens.close)
    files = settings.data_dir / "models"
    # Sealed, the gate alone has the keys.
    declared = (
        Declared(outside.destinations, None)
        if outside.sealed
        else Declared(outside.destinations, credentials, tokens, outside.approved)
    )
    catalogue = Catalogue(store, declared, engines, files)
    keeper = SealedKeeper() if outside.sealed else approvals if approvals.exists else None
    accounts = Accounts(store, catalogue, credentials, keeper)
    identity = Identity.open(store, vault)
    stack.push_async_callback(identity.keys.close)
    discovery = Discovery(outside.client, outside.destinations, files, settings.port)
    return Rooms(
        ground=ground,
        store=store,
        vault=vault,
        commitments=commitments,
        identity=identity,
        catalogue=catalogue,
        accounts=accounts,
        changes=Changes(store, catalogue, accounts, discovery, engines),
    )


def _sealer(vault: Vault, approvals: Approvals) -> Seals:
    """What seals the keys of accounts: where there is a gate, its key too."""
    sealer, key = vault.installation(Purpose.PROVIDER_CREDENTIALS), approvals.key()
    return sealer if key is None else GateSealer(sealer, key)
