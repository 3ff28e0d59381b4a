"""A dishonest operator: root on the machine, so owner of the tables, of every file and of every key.

What they do here is done with the real keys of a running installation; nothing of ours is asked for leave.
"""

import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from inhouse.chat.sealed import open_message
from inhouse.core.ids import ChatId, MessageId, PersonId
from inhouse.ledger.entry import canonical
from inhouse.ledger.signing import SigningKeys
from inhouse.store import Role, Store, of_embedded
from inhouse.store.embedded import EmbeddedPostgres
from inhouse.vault import Purpose, Vault
from inhouse.vault.epochs import EpochKeys
from inhouse.vault.sealing import Sealer, Wrapper
from tests.logs import files_of, write
from tests.product import Product

_TABLE = re.compile(r"\b(?:chat|guard|identity|keys|ledger|models)\.[a-z_]+")
_SEALED = """
SELECT m.chat_id, m.content, c.owner_id, k.wrapped AS chat_key, p.wrapped AS person_key, p.epoch
FROM chat.messages AS m
JOIN chat.chats AS c ON c.id = m.chat_id
JOIN keys.chat_keys AS k ON k.chat_id = c.id
JOIN keys.person_keys AS p ON p.person_id = c.owner_id
WHERE m.id = $1"""

Change = Callable[[dict[str, Any]], None]


def log_of(product: Product) -> str:
    """The name of the running server's log."""
    return (product.folder / "data" / "node").read_text("utf-8").strip()


def changed(entry: bytes, change: Change) -> bytes:
    """An entry with other words in it, in the one spelling."""
    fields = json.loads(entry)
    change(fields)
    return canonical(fields)


def numbered(entries: Sequence[bytes]) -> list[bytes]:
    """The entries numbered anew from 1, with outcomes that close the lines that they closed."""
    places = {json.loads(entry)["seq"]: place for place, entry in enumerate(entries, start=1)}

    def renumber(place: int) -> Change:
        def change(fields: dict[str, Any]) -> None:
            fields["seq"] = place
            if "closes" in fields:
                fields["closes"] = places.get(fields["closes"], fields["closes"])

        return change

    return [changed(entry, renumber(place)) for place, entry in enumerate(entries, start=1)]


async def as_owner(product: Product, statement: str, *values: object) -> list[Any]:
    """Run a statement as the owner of the tables, who takes down the walls around the rows of those it names."""
    running = EmbeddedPostgres.running(product.folder / "data")
    assert running is not None
    at = running(Role.OWNER)
    connection = await asyncpg.connect(
        host=str(at.host), port=at.port, user=at.user, password=at.password, database=at.database
    )
    try:
        async with connection.transaction():
            tables = sorted(set(_TABLE.findall(statement)))
            for table in tables:
                await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            found = await connection.fetch(statement, *values)
            for table in tables:
                await connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        return found
    finally:
        await connection.close()


@dataclass(frozen=True)
class Signer:
    """The key that signs checkpoints, in the wrong hands."""

    tenant: UUID
    seed: bytes = field(repr=False)

    def sign(self, folder: Path, log: str, entries: Sequence[bytes]) -> Path:
        """Write a log of these entries below the folder, signed as the real one is."""
        write(folder / log, files_of(entries, log, self.seed, str(self.tenant)))
        return folder


@asynccontextmanager
async def opened_vault(product: Product) -> AsyncIterator[tuple[Store, Vault]]:
    """The vault of the running installation, opened with its master key."""
    running = EmbeddedPostgres.running(product.folder / "data")
    assert running is not None
    store = Store.open(of_embedded(running))
    try:
        yield store, await Vault.open(product.folder / "keys" / "master.key", store)
    finally:
        await store.close()


async def signer_of(product: Product) -> Signer:
    """Take the key that signs checkpoints."""
    async with opened_vault(product) as (store, vault):
        keys = SigningKeys(store, vault.installation(Purpose.CHECKPOINT_KEY), str(vault.tenant))
        return Signer(vault.tenant, (await keys.current()).seed)


async def record_of(product: Product) -> list[bytes]:
    """All entries of the running server's log, as they stand in the table."""
    statement = "SELECT entry FROM ledger.entries WHERE log = $1 ORDER BY number"
    return [row[0] for row in await as_owner(product, statement, log_of(product))]


@dataclass(frozen=True)
class Copied:
    """Copies of a sealed message and of the wrapped keys over it, and of all that the keys' folder held then."""

    keys: Path
    tenant: UUID
    root: bytes = field(repr=False)
    owner: PersonId
    chat: ChatId
    message: MessageId
    content: bytes
    chat_key: bytes
    person_key: bytes
    epoch: int

    def opened(self, folder: Path) -> str:
        """The words, with the keys of epochs that lie in that folder. Raises what the vault raises."""
        person = EpochKeys(self.root, self.tenant, folder).wrapper(self.epoch).unwrap(self.person_key, self.owner)
        chat = Wrapper(person, self.tenant).unwrap(self.chat_key, self.owner, self.chat)
        return open_message(Sealer(chat, self.tenant, self.owner, self.chat), self.message, self.content)[0]


async def copied(product: Product, message: str, to: Path) -> Copied:
    """Copy a message, the keys over it and the folder of keys."""
    (row,) = await as_owner(product, _SEALED, UUID(message))
    to.mkdir()
    for file in (product.folder / "keys").iterdir():
        (to / file.name).write_bytes(file.read_bytes())
        (to / file.name).chmod(0o600)
    async with opened_vault(product) as (_, vault):
        return Copied(
            keys=to,
            tenant=vault.tenant,
            root=vault.root,
            owner=PersonId(row["owner_id"]),
            chat=ChatId(row["chat_id"]),
            message=MessageId(UUID(message)),
            content=row["content"],
            chat_key=row["chat_key"],
            person_key=row["person_key"],
            epoch=row["epoch"],
        )
