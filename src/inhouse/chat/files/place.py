"""Where files live: in rows (`records.files.FileRows`), or in memory only (`memory.FilesInMemory`).

Both promise the same: whoever is not the owner finds nothing, and a change is there as a whole or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from inhouse.chat.files.file import File
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, FileId

CHUNK_BYTES = 1024 * 1024 - 64
"""A file is kept in chunks of this size; sealed, one stays below a mebibyte."""


class Part(StrEnum):
    """What of a file a chunk belongs to."""

    ORIGINAL = "original"
    PORTION = "portion"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Add:
    """A new file, before its first byte. Raises TooManyFiles."""

    file: File


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the file: of its bytes, its text or its picture."""

    file: FileId
    part: Part
    number: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Describe:
    """What is known of the file now; raises FileNotFound. `forget` drops the chunks of some parts."""

    file: File
    forget: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Remove:
    """The file goes, with all its chunks. One that is not there stays away."""

    file: FileId


FileChange = Add | Chunk | Describe | Remove


class FilePlace(Protocol):
    """A home of files."""

    async def files(self, caller: Caller, chat_id: ChatId, ids: Sequence[FileId] | None = None) -> tuple[File, ...]:
        """These files of the chat, or all, in the order in which they came; what is not there is left out."""
        ...

    async def write(self, caller: Caller, chat_id: ChatId, changes: Sequence[FileChange]) -> None:
        """One unit of work for all of the changes; raises FileNotFound, TooManyFiles."""
        ...

    async def chunks(
        self, caller: Caller, chat_id: ChatId, file: FileId, part: Part, numbers: Sequence[int]
    ) -> dict[int, bytes]:
        """These chunks by their numbers; those that are not there are left out."""
        ...
