"""The ledger's files, wired: published while a server runs, and exported by a command."""

from collections.abc import Callable
from pathlib import Path

from inhouse.app.rooms import Rooms
from inhouse.ledger.checkpoint import Checkpoint
from inhouse.ledger.folder import Folder
from inhouse.ledger.published import Published
from inhouse.ledger.publishing import Publisher, Publishing
from inhouse.ledger.records import Archive
from inhouse.ledger.signing import SigningKeys
from inhouse.vault import Purpose


def log_folder(data_dir: Path, log: str) -> Path:
    """Where the files of a log are published."""
    return data_dir / "ledger" / log


def signing_keys(rooms: Rooms) -> SigningKeys:
    """The keys that sign this installation's checkpoints."""
    return SigningKeys(rooms.store, rooms.vault.installation(Purpose.CHECKPOINT_KEY), str(rooms.vault.tenant))


def published_beside(rooms: Rooms, log: str, newest: Callable[[], int] | None = None) -> Publishing:
    """Publish the log of that name from now on, and until `stop` what is in the table by then.

    `newest` gives the number of its last entry; without it the table is asked every second.
    """
    folder = Folder(log_folder(rooms.ground.settings.data_dir, log))
    archive = Archive(rooms.ground.addresses)
    job = Publishing(Publisher(log, folder, archive, signing_keys(rooms)), newest)
    job.start()
    return job


async def export_ledger(rooms: Rooms, to: Path, told: Callable[[Checkpoint], None]) -> None:
    """Write all logs of the installation, whole, into folders below `to`, from the table alone.

    An export into the folder of an earlier one adds what is new. Raises LogRewritten when the table does not begin with
    what was signed before; LogAway, OSError.
    """
    archive, keys = Archive(rooms.ground.addresses), signing_keys(rooms)
    try:
        for log in await archive.logs():
            publisher = Publisher(log, Folder(to / log), archive, keys)
            published = Published(log_folder(rooms.ground.settings.data_dir, log)).checkpoint()
            if published is not None:
                await publisher.compare(published)
            told(await publisher.publish())
    finally:
        await archive.close()
