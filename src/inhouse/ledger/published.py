"""What the files of a log can show: its checkpoint, and the proof of an entry."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from inhouse.ledger.checkpoint import Checkpoint, NoteWrong, parse_checkpoint
from inhouse.ledger.errors import NotCovered
from inhouse.ledger.proof import write_proof
from inhouse.ledger.tiles import CHECKPOINT, ENTRIES, BundleWrong, path_of, unbundle
from inhouse.ledger.tree import TILE_WIDTH, ProofWrong, check_inclusion, inclusion, leaf_hash

_DAMAGED: Final = "inhouse ledger verify says which file is damaged; the next start of the server mends it."


class Published:
    """The files of the log in that folder. Everything here reads files, a few for each question."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def note(self) -> str | None:
        """The newest checkpoint as it was signed, None before there is one."""
        try:
            return (self._folder / CHECKPOINT).read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise NotCovered("The checkpoint cannot be read.", hint=_DAMAGED) from error

    def signed_at(self) -> datetime | None:
        """When the newest checkpoint was written, as its file says; None before there is one."""
        try:
            return datetime.fromtimestamp((self._folder / CHECKPOINT).stat().st_mtime, UTC)
        except OSError:
            return None

    def checkpoint(self) -> Checkpoint | None:
        """What the newest checkpoint says, None before there is one. Raises NotCovered when it is damaged."""
        note = self.note()
        return None if note is None else _said(note)

    def covers(self, number: int) -> bool:
        """Whether a checkpoint covers the entry with that number."""
        checkpoint = self.checkpoint()
        return checkpoint is not None and 1 <= number <= checkpoint.size

    def prove(self, number: int) -> str:
        """The proof (C2SP tlog-proof) that the entry stands in the log, with the entry. Raises NotCovered."""
        note = self.note()
        checkpoint = None if note is None else _said(note)
        if note is None or checkpoint is None or not 1 <= number <= checkpoint.size:
            covered = 0 if checkpoint is None else checkpoint.size
            raise NotCovered(
                f"No checkpoint covers entry {number}: the newest one covers {covered}.",
                hint="The server signs one about a second after an entry.",
            )
        index = number - 1
        try:
            bundle, place = divmod(index, TILE_WIDTH)
            content = self._tile(ENTRIES, bundle, min(TILE_WIDTH, checkpoint.size - bundle * TILE_WIDTH))
            entry = unbundle(content)[place]
            path = inclusion(self._tile, index, checkpoint.size)
            check_inclusion(leaf_hash(entry), index, checkpoint.size, path, checkpoint.root)
        except (OSError, BundleWrong, IndexError, ProofWrong) as error:
            raise NotCovered(f"The files of the log do not show entry {number}.", hint=_DAMAGED) from error
        return write_proof(index, entry, path, note)

    def _tile(self, level: int, index: int, width: int) -> bytes:
        try:
            return (self._folder / path_of(level, index, width)).read_bytes()
        except FileNotFoundError:
            # It was filled meanwhile.
            return (self._folder / path_of(level, index)).read_bytes()


def _said(note: str) -> Checkpoint:
    try:
        return parse_checkpoint(note.rpartition("\n\n")[0] + "\n")
    except NoteWrong as error:
        raise NotCovered("The checkpoint cannot be understood.", hint=_DAMAGED) from error
