"""Backups of an installation: the content, its wrapped keys with the keys of their epochs, and putting both back."""

import base64
import os
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

from inhouse.core.acts import Act, ActKind
from inhouse.host import private_folder
from inhouse.settings import Settings
from inhouse.store import Addresses, Role, Store, of_embedded, of_own_server
from inhouse.store.acts import note
from inhouse.store.backup import BackupRefused, Lock, Secret
from inhouse.store.backup import backup as backups
from inhouse.store.backup.backup import About, Kind
from inhouse.store.backup.tables import Told
from inhouse.store.embedded import EmbeddedPostgres
from inhouse.store.migrate import migrate
from inhouse.vault.epochs import files_of

_GATE = "gate."


async def create(settings: Settings, path: Path, lock: Lock, kind: Kind, told: Told) -> Mapping[str, int]:
    """Make a backup of the running installation, or of one that is not running; that it was made is on record.

    Raises BackupRefused, DatabaseAway.
    """
    async with _there(settings) as addresses:
        store = Store.open(addresses)
        try:
            async with store.work(None, Role.JOBS) as work:
                await note(work, Act(ActKind.BACKUP, None, facts={"what": kind.value}))
        finally:
            await store.close()
        beside = None if kind is Kind.CONTENT else partial(_beside, settings)
        return await backups.create(addresses, path, lock, kind, told, beside)


async def restore(settings: Settings, paths: Sequence[Path], secret: Secret, told: Told) -> Mapping[str, int]:
    """Put the content and its keys back into an empty data folder or a new database, and bring the tables up to date.

    Nothing is touched unless both open to their last byte. Raises BackupRefused over anything that is there, and for
    backups that do not belong together; BackupDamaged.
    """
    said = [backups.about(path) for path in paths]
    _check_pair(said)
    if settings.database_url is None and EmbeddedPostgres.running(settings.data_dir) is not None:
        raise BackupRefused(
            f"Inhouse is running on {settings.data_dir}.", hint="Nothing is written over a live installation."
        )
    for path in paths:
        await backups.verify(path, secret)
    async with _started(settings) as addresses:
        await migrate(addresses, said[0].version)
        rows = dict[str, int]()
        for path in paths:
            restored = await backups.restore(addresses, path, secret, told)
            rows |= restored.rows
            of_gate = {name: content for name, content in restored.files.items() if name.startswith(_GATE)}
            _put_back(settings.epoch_key_folder, {n: c for n, c in restored.files.items() if n not in of_gate})
            _put_back(settings.data_dir / "gate", {n.removeprefix(_GATE): c for n, c in of_gate.items()})
        await migrate(addresses)
    return rows


def _check_pair(said: Sequence[About]) -> None:
    if sorted(one.kind for one in said) != sorted(Kind):
        raise BackupRefused(
            "A restore takes one backup of the content and one of the keys: neither can be read without the other.",
            hint="inhouse backup restore CONTENT KEYS. `inhouse backup verify` says which is which.",
        )
    if len({one.version for one in said}) > 1:
        raise BackupRefused(
            "These backups do not belong together: Inhouse was upgraded between them.",
            hint="Take two that were made by the same version.",
        )
    if len({one.installation for one in said}) > 1:
        raise BackupRefused(
            "These backups are of two installations: the keys of one open nothing of the other.",
            hint="Take the backup of the keys that belongs to this content.",
        )


@asynccontextmanager
async def _there(settings: Settings) -> AsyncGenerator[Addresses]:
    running = None if settings.database_url else EmbeddedPostgres.running(settings.data_dir)
    if running is not None:
        yield of_embedded(running)
        return
    if settings.database_url is None and not (settings.data_dir / "database").exists():
        raise BackupRefused(f"There is no installation in {settings.data_dir}.", hint="Set INHOUSE_DATA_DIR.")
    async with _started(settings) as addresses:
        await migrate(addresses)
        yield addresses


@asynccontextmanager
async def _started(settings: Settings) -> AsyncGenerator[Addresses]:
    async with AsyncExitStack() as stack:
        if settings.database_url is not None:
            yield of_own_server(settings.database_url)
            return
        private_folder(settings.data_dir)
        embedded = EmbeddedPostgres(settings.data_dir)
        await embedded.start()
        stack.push_async_callback(embedded.stop)
        yield of_embedded(embedded.connection)


def _beside(settings: Settings, epochs: Sequence[tuple[UUID, int]]) -> dict[str, str]:
    """The files of epoch keys, which are sealed under the root key, and those of the gate; they go with the keys."""
    found = _gate_files(settings.data_dir)
    for tenant, number in epochs:
        for name, content in files_of(settings.epoch_key_folder, tenant, [number]).items():
            found[name] = base64.b64encode(content).decode()
    return found


def _gate_files(data_dir: Path) -> dict[str, str]:
    """The gate's key, without which the keys of accounts do not open, and its list of places, where there is a gate."""
    paths = [path for path in ((data_dir / "gate") / name for name in ("key", "approved.json")) if path.is_file()]
    return {_GATE + path.name: base64.b64encode(path.read_bytes()).decode() for path in paths}


def _put_back(folder: Path, files: Mapping[str, str]) -> None:
    if files:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / Path(name).name
        if path.exists():
            continue
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64decode(content))
            file.flush()
            os.fsync(file.fileno())
