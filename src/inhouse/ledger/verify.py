"""Verify logs from their files alone: no server, no database, nothing but the verifier keys.

For each log: the checkpoint is signed; the entries, hashed anew, lead to its root; every tile holds their hashes; the
entries are in canonical form, numbered without gaps, never older than the one before, and every outcome closes one open
line; and the log begins with whatever older checkpoint one has kept. Two copies of a log must begin alike.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from inhouse.ledger.checkpoint import Checkpoint, NoteWrong, VerifierKey, open_checkpoint
from inhouse.ledger.lines import Lines
from inhouse.ledger.tiles import CHECKPOINT, ENTRIES, BundleWrong, path_of, paths, place_of, unbundle
from inhouse.ledger.tree import HASH_BYTES, TILE_WIDTH, leaf_hash, root_at, root_of, split, widths

FAULTS: Final = 50
"""So many faults of a log are told; the rest is counted."""
_FILE_BYTES: Final = TILE_WIDTH * (2 + 65_535) + 1
"""No file of a log is as long."""
_BESIDE: Final = frozenset({"vkey"})
"""What may lie beside the files of a log: the verifier keys."""

Told = Callable[[int, int], None]
"""Hears how many entries of how many are done."""


BESIDE_LOGS: Final = "copies.json"
"""How the places stand that get copies of checkpoints; no part of the record."""


class NoLogs(ValueError):
    """There is nothing to verify where somebody said it was."""


@dataclass(slots=True)
class Verdict:
    """What was found about one log. It is sound when there are no faults."""

    folder: Path
    checkpoint: Checkpoint | None = None
    faults: list[str] = field(default_factory=list[str])
    more_faults: int = 0
    remarks: list[str] = field(default_factory=list[str])
    lines: Lines = field(default_factory=lambda: Lines(""))

    def fault(self, words: str) -> None:
        """Something is wrong."""
        if len(self.faults) < FAULTS:
            self.faults.append(words)
        else:
            self.more_faults += 1


def find_logs(folders: Iterable[Path]) -> list[Path]:
    """The folders of logs: those given and those below them. Raises NoLogs.

    The file that the server writes beside its logs is passed over: a shell names it too for `ledger/*`.
    """
    given = list(folders)
    # Alone it is refused like any other file.
    looked_at = [each for each in given if each.name != BESIDE_LOGS or not each.is_file()] or given
    found: list[Path] = []
    for folder in looked_at:
        below = sorted(_logs_in(folder))
        if not below:
            raise NoLogs(f"{folder} holds no log: there is no checkpoint in it or below it.")
        found += below
    return found


def verify(
    folders: Sequence[Path], keys: Sequence[VerifierKey], since: Sequence[Checkpoint] = (), told: Told | None = None
) -> list[Verdict]:
    """Verify the logs in these folders, and that each begins with the older checkpoints of it."""
    logs = [_Log(folder, keys, told or (lambda _done, _of: None)) for folder in folders]
    verdicts = [log.verify() for log in logs]
    for older in since:
        same = [log for log in logs if log.origin == older.origin]
        for log in same:
            log.begins_with(older, "the checkpoint that was kept")
        if not same and verdicts:
            verdicts[0].fault(f"the log {older.origin}, of which a checkpoint was kept, is not among the given ones")
    for at, log in enumerate(logs):
        for other in logs[at + 1 :]:
            if log.origin and log.origin == other.origin:
                _same_log(log, other)
    return verdicts


class _Log:
    def __init__(self, folder: Path, keys: Sequence[VerifierKey], told: Told) -> None:
        self._folder = folder
        self._keys = keys
        self._told = told
        # The hashes over full tiles, as the entries give them: those of level 1 first.
        self._upper: list[list[bytes]] = []
        self.verdict = Verdict(folder)

    @property
    def origin(self) -> str | None:
        return None if self.verdict.checkpoint is None else self.verdict.checkpoint.origin

    def verify(self) -> Verdict:
        """1 the checkpoint   2 the entries and their tiles   3 the tiles above   4 the root   5 whatever else."""
        note = self._file(CHECKPOINT)
        if note is None:
            self.verdict.fault("checkpoint: it is missing")
            return self.verdict
        try:
            signed = open_checkpoint(note, self._keys)
        except NoteWrong as wrong:
            self.verdict.fault(f"checkpoint: {wrong}")
            return self.verdict
        self.verdict.checkpoint = signed
        self.verdict.lines = Lines(signed.origin)
        if self._entries(signed.size):
            self._upper_tiles(signed.size)
            if root_at(self._hashes, signed.size) != signed.root:
                self.verdict.fault("the entries are not those whose root the checkpoint signs")
            self._others(signed.size)
        return self.verdict

    def begins_with(self, older: Checkpoint, what: str) -> None:
        """Fault the log unless it begins with the entries of an older checkpoint."""
        mine = self.verdict.checkpoint
        if mine is None:
            return
        if older.size > mine.size:
            self.verdict.fault(f"the log has {mine.size} entries and {what} covers {older.size}: entries are gone")
            return
        try:
            same = root_at(self._hashes, older.size) == older.root
        except (LookupError, ValueError):
            # A bundle cannot be read, which is told already.
            return
        if not same:
            self.verdict.fault(f"the first {older.size} entries are not those of {what}: the log was rewritten")

    def _entries(self, size: int) -> bool:
        """Read all entries and the tiles over them; whether all could be read."""
        lowest: list[bytes] = []
        for index in range((size + TILE_WIDTH - 1) // TILE_WIDTH):
            width = min(TILE_WIDTH, size - index * TILE_WIDTH)
            entries = self._bundle(index, width)
            if entries is None:
                return False
            leaves = [leaf_hash(entry) for entry in entries]
            self._lower_tile(index, leaves)
            first = index * TILE_WIDTH + 1
            for number, entry in enumerate(entries, start=first):
                for words in self.verdict.lines.take(entry):
                    self.verdict.fault(f"entry {number} {words}")
            if width == TILE_WIDTH:
                lowest.append(root_of(leaves))
            self._told(first - 1 + width, size)
        while lowest:
            self._upper.append(lowest)
            full = len(lowest) // TILE_WIDTH * TILE_WIDTH
            lowest = [root_of(lowest[at : at + TILE_WIDTH]) for at in range(0, full, TILE_WIDTH)]
        return True

    def _bundle(self, index: int, width: int) -> list[bytes] | None:
        path, content = self._tile(ENTRIES, index, width)
        if content is None:
            self.verdict.fault(f"{path} is missing, with the entries from {index * TILE_WIDTH + 1} on")
            return None
        try:
            entries = unbundle(content)
        except BundleWrong as wrong:
            self.verdict.fault(f"{path} is cut in entry {index * TILE_WIDTH + wrong.index + 1}")
            return None
        expected = _width_of(path)
        if len(entries) != expected:
            self.verdict.fault(f"{path} holds {len(entries)} entries instead of {expected}")
            return None
        return entries[:width]

    def _lower_tile(self, index: int, leaves: Sequence[bytes]) -> None:
        path, content = self._tile(0, index, len(leaves))
        if content is None:
            self.verdict.fault(f"{path} is missing")
            return
        hashes = split(content)
        if len(content) != _width_of(path) * HASH_BYTES:
            self.verdict.fault(f"{path} has the wrong length")
        for place, leaf in enumerate(leaves):
            if place < len(hashes) and hashes[place] != leaf:
                self.verdict.fault(f"entry {index * TILE_WIDTH + place + 1} is not the one in {path}")

    def _upper_tiles(self, size: int) -> None:
        for level, full, rest in widths(size):
            for index in range(full + (rest > 0)) if level else ():
                width = TILE_WIDTH if index < full else rest
                path, content = self._tile(level, index, width)
                expected = self._hashes(level, index, width)
                if content is None:
                    self.verdict.fault(f"{path} is missing")
                elif content[: len(expected)] != expected or len(content) != _width_of(path) * HASH_BYTES:
                    self.verdict.fault(f"{path} does not hold the hashes of the tiles below it")

    def _others(self, size: int) -> None:
        """Files that the checkpoint does not ask for: a narrower tile must be the beginning of the one there is."""
        expected = set(paths(size))
        ahead = strange = 0
        for path in self._all_files():
            place = place_of(path)
            if path == CHECKPOINT or path in expected:
                continue
            if place is None:
                strange += path not in _BESIDE
            elif self._is_ahead(place, size):
                ahead += 1
            else:
                self._beginning(path, place, size)
        if ahead:
            self.verdict.remarks.append(f"{ahead} files go beyond the checkpoint and were not looked at")
        if strange:
            self.verdict.remarks.append(f"{strange} files are no part of a log and were not looked at")

    def _is_ahead(self, place: tuple[int, int, int], size: int) -> bool:
        level, index, width = place
        return width > _room(level, index, size)

    def _beginning(self, path: str, place: tuple[int, int, int], size: int) -> None:
        level, index, width = place
        now, whole = self._tile(level, index, _room(level, index, size))
        content = self._file(path)
        if whole is None or content is None:
            return
        if whole[: len(content)] != content or (level != ENTRIES and len(content) != width * HASH_BYTES):
            self.verdict.fault(f"{path} is not the beginning of {now}")

    def _hashes(self, level: int, index: int, width: int) -> bytes:
        """The hashes of a tile, from the entries. Raises LookupError and ValueError where they cannot be read."""
        if level:
            return b"".join(self._upper[level - 1][index * TILE_WIDTH : index * TILE_WIDTH + width])
        size = 0 if self.verdict.checkpoint is None else self.verdict.checkpoint.size
        _, content = self._tile(ENTRIES, index, min(TILE_WIDTH, size - index * TILE_WIDTH))
        if content is None:
            raise LookupError(index)
        return b"".join(leaf_hash(entry) for entry in unbundle(content)[:width])

    def _tile(self, level: int, index: int, width: int) -> tuple[str, bytes | None]:
        """A tile, or a wider one that has taken its place (tlog-tiles, "Partial Tiles"), with its path."""
        path = path_of(level, index, width)
        if (content := self._file(path)) is not None:
            return path, content
        if (content := self._file(path_of(level, index))) is not None:
            return path_of(level, index), content
        for wider in range(width + 1, TILE_WIDTH):
            if (content := self._file(path_of(level, index, wider))) is not None:
                return path_of(level, index, wider), content
        return path, None

    def _file(self, path: str) -> bytes | None:
        place = self._folder / path
        try:
            if not place.is_file():
                return None
            with place.open("rb") as opened:
                return opened.read(_FILE_BYTES)
        except OSError as error:
            self.verdict.fault(f"{path} cannot be read: {error.strerror}")
            return None

    def _all_files(self) -> Iterator[str]:
        for folder, _, names in os.walk(self._folder):
            for name in names:
                yield (Path(folder) / name).relative_to(self._folder).as_posix()


def _same_log(log: _Log, other: _Log) -> None:
    """Two copies of one log: the shorter one must be the beginning of the longer one."""
    mine, theirs = log.verdict.checkpoint, other.verdict.checkpoint
    if mine is None or theirs is None:
        return
    if mine.size < theirs.size:
        log, mine, other = other, theirs, log
    older = other.verdict.checkpoint
    if older is not None:
        log.begins_with(older, f"its other copy {other.verdict.folder}")


def _logs_in(folder: Path) -> Iterator[Path]:
    for place, below, names in os.walk(folder):
        if CHECKPOINT in names or "tile" in below:
            below.clear()
            yield Path(place)


def _room(level: int, index: int, size: int) -> int:
    """How wide a tile is in a tree of that size; below 1 when there is none."""
    return min(TILE_WIDTH, (size >> 8 * max(level, 0)) - index * TILE_WIDTH)


def _width_of(path: str) -> int:
    place = place_of(path)
    return 0 if place is None else place[2]
