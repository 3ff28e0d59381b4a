"""From the table to the files: tiles and a signed checkpoint of a log, about once a second while it grows, and at stop.

The table is the log; the files are derived from it and never trusted more. A file that is missing or damaged is written
anew. But what a checkpoint has signed stays signed: where the table does not begin with those entries any more, nothing
is overwritten and nothing signed, and it is said (LogRewritten).
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, Final, Protocol, TypeVar

from inhouse.core import clock, tasks
from inhouse.core.errors import InhouseError, Unavailable
from inhouse.ledger.checkpoint import Checkpoint, NoteWrong, VerifierKey, open_checkpoint, sign
from inhouse.ledger.errors import LogRewritten
from inhouse.ledger.folder import Folder
from inhouse.ledger.signing import SigningKey
from inhouse.ledger.tiles import CHECKPOINT, ENTRIES, BundleWrong, Growth, bundle, path_of, paths, place_of, unbundle
from inhouse.ledger.tree import HASH_BYTES, TILE_WIDTH, leaf_hash

_log = logging.getLogger(__name__)

PORTION: Final = 4096
"""Entries that are read from the table at once."""
PERIOD_SECONDS: Final = 1.0
"""Between two checkpoints of a log that grows."""
TROUBLE_SECONDS: Final = 30.0
"""After a failure."""
LOOK_SECONDS: Final = 24 * 3600.0
"""From the end of one look through all files to the next; one bundle a period while it looks."""
STOP_SECONDS: Final = 5.0
"""The longest that a stop waits for the last checkpoint; the next start writes it otherwise."""
VKEY: Final = "vkey"
"""The file with the verifier keys, the newest first."""


T = TypeVar("T")


class Source(Protocol):
    """Where the entries are: `records.Archive`."""

    async def read(self, log: str, after: int, most: int) -> Sequence[tuple[int, bytes]]:
        """The entries behind number `after`, in order."""
        ...

    async def close(self) -> None:
        """Let go of the table."""
        ...


class Keys(Protocol):
    """Who signs: `signing.SigningKeys`."""

    def origin(self, log: str) -> str:
        """The origin of a log."""
        ...

    async def current(self) -> SigningKey:
        """The key that signs now."""
        ...

    async def verifiers(self) -> Sequence[VerifierKey]:
        """The verifier keys of all keys there were."""
        ...


class Publisher:
    """Writes the files of one log. `published` is the number of entries that the last checkpoint covers."""

    def __init__(self, log: str, folder: Folder, source: Source, keys: Keys) -> None:
        self._log = log
        self._folder = folder
        self._source = source
        self._keys = keys
        self._growth: Growth | None = None
        self._signed_by: int | None = None
        self._looked_at = 0
        self.published = 0

    async def publish(self) -> Checkpoint:
        """Bring the files up to the table, and sign. Raises LogRewritten, LogAway, DatabaseAway, OSError."""
        key = await self._keys.current()
        growth, self._growth = self._growth, None
        if growth is None:
            growth = await self._resume()
        before = growth.size
        filled: list[str] = []
        while rows := await self._source.read(self._log, growth.size, PORTION):
            filled += await asyncio.to_thread(self._grow, growth, rows)
        checkpoint = Checkpoint(self._keys.origin(self._log), growth.size, growth.root())
        if (growth.size, key.number) != (before, self._signed_by):
            vkeys = "".join(f"{each}\n" for each in await self._keys.verifiers()).encode()
            await asyncio.to_thread(self._sign, growth, sign(checkpoint, key.seed).encode(), vkeys, filled)
        # Only what is written is gone on from: after a failure the files are looked at anew.
        self._growth, self._signed_by, self.published = growth, key.number, growth.size
        return checkpoint

    async def look_through(self) -> bool:
        """Compare the next full bundle and its tile with the table; True when all were looked at, once around.

        A file that does not hold what the table holds is written anew, if the table is what was signed. Raises as
        `publish` does.
        """
        full = self.published // TILE_WIDTH
        if self._looked_at >= full:
            self._looked_at = 0
            return True
        index, self._looked_at = self._looked_at, self._looked_at + 1
        rows = await self._source.read(self._log, index * TILE_WIDTH, TILE_WIDTH)
        entries = [entry for _, entry in rows]
        files = [
            (path_of(ENTRIES, index), bundle(entries)),
            (path_of(0, index), b"".join(leaf_hash(entry) for entry in entries)),
        ]
        if not await asyncio.to_thread(self._folder.holds, files):
            signed = await asyncio.to_thread(self._last_signed, await self._keys.verifiers())
            if signed is not None:
                await self.compare(signed)
            _log.warning("a file of the ledger's log %s was damaged; it is written anew", self._log)
            await asyncio.to_thread(self._folder.write, files)
        return False

    async def close(self) -> None:
        """Let go of the table."""
        await self._source.close()

    def _grow(self, growth: Growth, rows: Sequence[tuple[int, bytes]]) -> list[str]:
        files: list[tuple[str, bytes]] = []
        for number, entry in rows:
            if number != growth.size + 1:
                raise _rewritten(f"entry {growth.size + 1} is missing")
            files += growth.add(entry)
        self._folder.write(files)
        return [path for path, _ in files]

    def _sign(self, growth: Growth, note: bytes, vkeys: bytes, filled: Sequence[str]) -> None:
        self._folder.write([*growth.edge(), (VKEY, vkeys)])
        self._folder.write([(CHECKPOINT, note)])
        for path in filled:
            self._folder.drop_partials(path)

    async def _resume(self) -> Growth:
        """Where the files stand.

        1  what was signed last                  nothing: begin anew
        2  the table begins with that, or what is left of it is not touched
        3  the files are whole                   else begin anew
        """
        verifiers = await self._keys.verifiers()
        signed = await asyncio.to_thread(self._last_signed, verifiers)
        if signed is None:
            return Growth()
        growth = await asyncio.to_thread(self._from_files, signed)
        if growth is not None and await self._edge_is_in_table(signed.size):
            return growth
        await self.compare(signed)
        _log.warning("files of the ledger's log %s are damaged or missing; all are written anew", self._log)
        await asyncio.to_thread(self._folder.drop_all_partials)
        return Growth()

    def _last_signed(self, verifiers: Sequence[VerifierKey]) -> Checkpoint | None:
        try:
            signed = open_checkpoint(self._folder.read(CHECKPOINT), verifiers)
        except (FileNotFoundError, NoteWrong):
            return None
        return signed if signed.origin == self._keys.origin(self._log) else None

    def _from_files(self, signed: Checkpoint) -> Growth | None:
        """The growth that the files show; None when they are not whole or lead to another root."""
        if any(not self._is_whole(path) for path in paths(signed.size)):
            return None
        try:
            growth = Growth.resume(signed.size, self._folder.read)
            edge = dict(growth.edge())
            index, width = divmod(signed.size, TILE_WIDTH)
            if width:
                leaves = [leaf_hash(entry) for entry in unbundle(edge[path_of(ENTRIES, index, width)])]
                if edge[path_of(0, index, width)] != b"".join(leaves):
                    return None
        except (OSError, BundleWrong, KeyError):
            return None
        return growth if growth.root() == signed.root else None

    def _is_whole(self, path: str) -> bool:
        length, place = self._folder.length(path), place_of(path)
        if length is None or place is None:
            return False
        return place[0] == ENTRIES or length == place[2] * HASH_BYTES

    async def _edge_is_in_table(self, size: int) -> bool:
        """Whether the last entries that were signed are those of the table."""
        if not size:
            return True
        first = (size - 1) // TILE_WIDTH * TILE_WIDTH
        rows = await self._source.read(self._log, first, size - first)
        path = path_of(ENTRIES, first // TILE_WIDTH, size - first)
        entries = unbundle(await asyncio.to_thread(self._folder.read, path))
        return list(rows) == list(enumerate(entries, start=first + 1))

    async def compare(self, signed: Checkpoint) -> None:
        """Raise LogRewritten unless the table begins with the entries that a checkpoint signed."""
        growth = Growth()
        while growth.size < signed.size:
            rows = await self._source.read(self._log, growth.size, min(PORTION, signed.size - growth.size))
            if not rows:
                raise _rewritten(f"it holds {growth.size} entries, and {signed.size} were signed")
            for number, entry in rows:
                if number != growth.size + 1:
                    raise _rewritten(f"entry {growth.size + 1} is missing")
                growth.add(entry)
        if growth.root() != signed.root:
            raise _rewritten(f"its first {signed.size} entries are not those that were signed")


class Publishing:
    """Publishes in the background while the server runs.

    `newest` gives the number of the last durable entry; without it the table is asked every time.
    """

    def __init__(self, publisher: Publisher, newest: Callable[[], int] | None) -> None:
        self._publisher = publisher
        self._newest = newest
        self._busy = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self.trouble: str | None = None
        """Why the files do not follow, if they do not."""
        self.rewritten: str | None = None
        """What of the table was found to be not what was signed: it stays said until the next start."""

    @property
    def published(self) -> int:
        """The number of entries that the last checkpoint covers; 0 until the files were looked at."""
        return self._publisher.published

    def start(self) -> None:
        """Begin, with whatever the last run left undone."""
        self._task = tasks.spawn(self._run(), "publish the ledger")

    async def stop(self) -> None:
        """Publish the last entries, if that can be done quickly."""
        task = self._task
        if task is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    # Not in the middle of writing: a thread that writes cannot be called back.
                    async with self._busy:
                        task.cancel()
                    await self._attempt(self._publisher.publish())
            task.cancel()
        await self._publisher.close()

    async def _run(self) -> None:
        await self._attempt(self._publisher.publish())
        going, looked_at = True, clock.monotonic()
        while True:
            await asyncio.sleep(PERIOD_SECONDS if self.trouble is None else TROUBLE_SECONDS)
            before = self._publisher.published
            if self.trouble is not None or self._newest is None or self._newest() > before:
                await self._attempt(self._publisher.publish())
            if before == self._publisher.published and clock.monotonic() >= looked_at + (0 if going else LOOK_SECONDS):
                going, looked_at = not await self._attempt(self._publisher.look_through()), clock.monotonic()

    async def _attempt(self, work: Coroutine[Any, Any, T]) -> T | None:
        try:
            async with self._busy:
                result = await work
            self.trouble = None
            return result
        except InhouseError as error:
            self.trouble = error.message
            if isinstance(error, LogRewritten):
                self.rewritten = error.message
            level = logging.WARNING if isinstance(error, Unavailable) else logging.ERROR
            _log.log(level, "the ledger's files do not follow: %s", error.message)
        except OSError as error:
            self.trouble = f"The ledger's files cannot be written: {error.strerror}."
            _log.error("the ledger's files cannot be written: %s", error.strerror)
        return None


def _rewritten(how: str) -> LogRewritten:
    return LogRewritten(
        f"The ledger's table is not what was signed: {how}.",
        hint="Nothing was overwritten. Compare with an export, or bring the database back from its backup.",
    )
