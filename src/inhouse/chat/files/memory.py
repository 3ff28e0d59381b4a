"""The files of temporary chats: in memory only, sealed under a key that is written nowhere, and gone with the chat."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from inhouse.chat.files.errors import FileNotFound, TooManyFiles
from inhouse.chat.files.file import FILES_PER_CHAT, File
from inhouse.chat.files.place import Add, Chunk, Describe, FileChange, Part, Remove
from inhouse.chat.files.sealed import open_chunk, open_file, seal_chunk, seal_file
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, FileId, PersonId
from inhouse.vault import Sealer
from inhouse.vault.sealing import OVERHEAD_BYTES

CHAT_BYTES = 64 * 1024 * 1024
"""All files of one temporary chat: the largest file and what is read from it."""
ALL_BYTES = 256 * 1024 * 1024
"""The files of all temporary chats of this process."""


@dataclass(slots=True)
class _Held:
    """One file: what is known of it without its words, those, and its chunks, both sealed."""

    sealer: Sealer
    clear: File
    words: bytes
    chunks: dict[tuple[Part, int], bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, sealer: Sealer, file: File) -> "_Held":
        held = cls(sealer, file, b"")
        held.file = file
        return held

    @property
    def file(self) -> File:
        return replace(self.clear, **open_file(self.sealer, self.clear.id, self.words))

    @file.setter
    def file(self, file: File) -> None:
        self.words = seal_file(self.sealer, file)
        self.clear = File(file.id, "", file.created_at, file.state, file.size)

    @property
    def size(self) -> int:
        return sum(len(data) - OVERHEAD_BYTES for data in self.chunks.values())


class FilesInMemory:
    """A place of files that forgets. By owner and chat, so that nobody reaches what is not theirs."""

    def __init__(self) -> None:
        self._chats: dict[tuple[PersonId, ChatId], dict[FileId, _Held]] = {}
        self._sealers: dict[tuple[PersonId, ChatId], Sealer] = {}

    async def files(self, caller: Caller, chat_id: ChatId, ids: Sequence[FileId] | None = None) -> tuple[File, ...]:
        """These files of the chat, or all."""
        held = self._chats.get((caller.person, chat_id), {})
        return tuple(one.file for one in held.values() if ids is None or one.clear.id in ids)

    async def write(self, caller: Caller, chat_id: ChatId, changes: Sequence[FileChange]) -> None:
        """Apply the changes; raises FileNotFound, TooManyFiles."""
        files = self._chats.get((caller.person, chat_id), {})
        if any(isinstance(change, Add) for change in changes):
            # A late change to a chat that is forgotten leaves nothing behind.
            self._chats[caller.person, chat_id] = files
            if (caller.person, chat_id) not in self._sealers:
                self._sealers[caller.person, chat_id] = Sealer.ephemeral(chat_id, caller.person, chat_id)
        more = sum(len(change.data) for change in changes if isinstance(change, Chunk))
        self._check_room(files, more)
        for change in changes:
            match change:
                case Add(file=file):
                    if len(files) >= FILES_PER_CHAT:
                        raise TooManyFiles(f"A chat holds at most {FILES_PER_CHAT} files.", hint="Begin a new chat.")
                    files[file.id] = _Held.of(self._sealers[caller.person, chat_id], file)
                case Chunk():
                    held = self._held(files, change.file)
                    sealed = seal_chunk(held.sealer, change.file, change.part, change.number, change.data)
                    held.chunks[change.part, change.number] = sealed
                case Describe(file=file, forget=forget):
                    held = self._held(files, file.id)
                    held.file = file
                    held.chunks = {place: data for place, data in held.chunks.items() if place[0] not in forget}
                case Remove(file=gone):
                    files.pop(gone, None)
                case _:
                    assert_never(change)

    async def chunks(
        self, caller: Caller, chat_id: ChatId, file: FileId, part: Part, numbers: Sequence[int]
    ) -> dict[int, bytes]:
        """These chunks by their numbers."""
        held = self._chats.get((caller.person, chat_id), {}).get(file)
        if held is None:
            return {}
        return {
            number: open_chunk(held.sealer, file, part, number, held.chunks[part, number])
            for number in numbers
            if (part, number) in held.chunks
        }

    def forget(self, owner: PersonId, chat_id: ChatId) -> None:
        """Forget all files of a chat, and their key."""
        self._chats.pop((owner, chat_id), None)
        self._sealers.pop((owner, chat_id), None)

    def _held(self, files: dict[FileId, _Held], file: FileId) -> _Held:
        if file not in files:
            raise FileNotFound
        return files[file]

    def _check_room(self, files: dict[FileId, _Held], more: int) -> None:
        if not more:
            return
        if sum(held.size for held in files.values()) + more > CHAT_BYTES:
            raise TooManyFiles(
                f"The files of a temporary chat hold at most {CHAT_BYTES // 1024 // 1024} MB.",
                hint="Remove one of them, or go on in a chat that is kept.",
            )
        if sum(held.size for other in self._chats.values() for held in other.values()) + more > ALL_BYTES:
            raise TooManyFiles(
                f"The files of all temporary chats together hold at most {ALL_BYTES // 1024 // 1024} MB.",
                hint="Go on in a chat that is kept.",
                retry_after=60,
            )
