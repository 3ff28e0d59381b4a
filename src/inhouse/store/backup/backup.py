"""The verbs: make a backup, look whether one is whole, put one back."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from inhouse.core import clock
from inhouse.store.addresses import Addresses
from inhouse.store.backup.errors import BackupDamaged, BackupRefused
from inhouse.store.backup.sealed import Lock, Plain, Reader, Secret, written
from inhouse.store.backup.tables import Restored, Told, copying, skimmed


class Kind(StrEnum):
    """What is in a backup."""

    CONTENT = "content"
    KEYS = "keys"


_TELLS = {Kind.CONTENT: "identity.people", Kind.KEYS: "keys.installation"}
"""The table that is empty only where nobody has begun."""

Beside = Callable[[Sequence[tuple[UUID, int]]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class About:
    """What the unsealed header says: the kind, the migration that the tables are at, when it was made, and of what.

    `installation` is None in backups of an older version.
    """

    kind: Kind
    version: str
    made_at: datetime
    installation: UUID | None


async def create(
    addresses: Addresses,
    path: Path,
    lock: Lock,
    kind: Kind,
    told: Told,
    beside: Beside | None = None,
) -> Mapping[str, int]:
    """Write a backup into a new file, of one moment; gives rows by table. Raises BackupRefused, DatabaseAway.

    `beside` gives small files that go with the keys of these epochs; what it raises ends the backup.
    """
    async with copying(addresses, reading=True) as transaction:
        files = dict[str, str]() if beside is None else beside(await transaction.epochs())
        facts = {"kind": kind.value, "version": await transaction.version(), "made_at": clock.now().isoformat()}
        if (installation := await transaction.installation()) is not None:
            facts["installation"] = str(installation)
        with written(path, lock, facts) as writer:
            tables = await transaction.tables(keys=kind is Kind.KEYS)
            return await transaction.out(tables, writer, told, files)


def about(path: Path) -> About:
    """What a backup says of itself; raises BackupDamaged, BackupRefused. Not checked before it is opened."""
    try:
        with path.open("rb") as file:
            return _about(Reader(file).facts)
    except OSError as error:
        raise BackupRefused(f"{path} cannot be read: {error.strerror}.") from error


async def verify(path: Path, secret: Secret) -> Mapping[str, int]:
    """Open a backup to its last byte; gives rows by table. Raises BackupDamaged, BackupRefused."""

    def opened() -> Mapping[str, int]:
        with path.open("rb") as file:
            return asyncio.run(skimmed(Plain(Reader(file).pieces(secret))))

    about(path)
    return await asyncio.to_thread(opened)


async def restore(addresses: Addresses, path: Path, secret: Secret, told: Told) -> Restored:
    """Put a backup back into tables that nobody has used, all of it or nothing.

    Raises BackupRefused over anything that is there, BackupDamaged, DatabaseAway.
    """
    said = about(path)
    async with copying(addresses, reading=False) as transaction:
        if await transaction.version() != said.version:
            raise BackupRefused("The tables here are of another version than the backup.", hint="Use a new folder.")
        if not await transaction.is_empty(_TELLS[said.kind]):
            raise BackupRefused(
                "There is an installation here already, and nothing is written over it.",
                hint="Restore into an empty data folder or a new database.",
            )
        with path.open("rb") as file:
            tables = await transaction.tables(keys=said.kind is Kind.KEYS)
            return await transaction.into(tables, Plain(Reader(file).pieces(secret)), told)


def _about(facts: Mapping[str, Any]) -> About:
    try:
        made_at, of = datetime.fromisoformat(facts["made_at"]), facts.get("installation")
        return About(Kind(facts["kind"]), str(facts["version"]), made_at, None if of is None else UUID(of))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise BackupDamaged("The beginning of the backup is damaged.") from None
