"""The folder of a log's files. A file is there whole or not at all, whenever the power goes.

Only the checkpoint makes the other files count, and it is written after them.
"""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from inhouse.host import private_folder, sync_folder

_UNFINISHED: Final = ".new"


class Folder:
    """Files by their paths, as C2SP tlog-tiles names them. Everything here waits for the disk; failures are OSError."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def read(self, path: str) -> bytes:
        """A file's content; FileNotFoundError when it is not there."""
        return (self.place / path).read_bytes()

    def length(self, path: str) -> int | None:
        """How long a file is, None when it is not there."""
        try:
            return (self.place / path).stat().st_size
        except FileNotFoundError:
            return None

    def holds(self, files: Sequence[tuple[str, bytes]]) -> bool:
        """Whether all these files are there with this content."""
        return all(self.length(path) == len(content) and self.read(path) == content for path, content in files)

    def write(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Write these files, each whole; they are durable when this returns. Those that are right stay."""
        private_folder(self.place)
        folders: set[Path] = set()
        for path, content in files:
            final = self.place / path
            if self.holds([(path, content)]):
                continue
            final.parent.mkdir(parents=True, exist_ok=True)
            unfinished = final.with_name(final.name + _UNFINISHED)
            self._put(unfinished, content)
            self._rename(unfinished, final)
            folders |= {folder for folder in final.parents if folder.is_relative_to(self.place)}
        for folder in folders:
            self._settle(folder)

    def drop_partials(self, path: str) -> None:
        """Remove the partial tiles that the full tile `path` has replaced."""
        shutil.rmtree(self.place / f"{path}.p", ignore_errors=True)

    def drop_all_partials(self) -> None:
        """Remove all partial tiles."""
        for found in list((self.place / "tile").rglob("*.p")):
            shutil.rmtree(found, ignore_errors=True)

    def _put(self, unfinished: Path, content: bytes) -> None:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def _rename(self, unfinished: Path, final: Path) -> None:
        unfinished.replace(final)

    def _settle(self, folder: Path) -> None:
        sync_folder(folder)
