"""The shelf of files: takes them in piece by piece, has them read, and hands out what a prompt needs.

1  upload    the chat is the caller's; chunks are stored as they come, none is kept in memory longer
2  reading   begins by itself when the last byte is stored; a crash loses nothing, `resume` goes on
3  read      the text in portions, or the picture, is stored, and the file as it came is dropped
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from inhouse.chat.chat import Attachment, Message
from inhouse.chat.files.choose import Asked, Choice, Chosen, choose, size_of, written
from inhouse.chat.files.errors import (
    FileHasNothing,
    FileNotFound,
    FileNotReady,
    FileTooLarge,
    ModelSeesNoPictures,
    TooManyFiles,
)
from inhouse.chat.files.file import FILES_PER_MESSAGE, File, FileState, tidy_name
from inhouse.chat.files.place import CHUNK_BYTES, Add, Chunk, Describe, FilePlace, Part, Remove
from inhouse.chat.files.reading import Readings
from inhouse.chat.place import Access, Places
from inhouse.chat.removal import Receipt
from inhouse.core import clock, tasks
from inhouse.core.caller import Caller
from inhouse.core.errors import InvalidRequest, TooMany
from inhouse.core.ids import ChatId, FileId, PersonId, new_id
from inhouse.core.prompt import Image, Text
from inhouse.knowledge.document import FILE_BYTES, Progress
from inhouse.models.model import Model

UPLOADS_PER_PERSON = 4
"""Files that one person sends at the same time."""


Destroy = Callable[[Caller, ChatId, FileId], Awaitable[Receipt | None]]
"""Destroys a stored file, with a receipt if it was sent."""


class TooManyUploads(TooMany):
    """As many files at once as one person may send."""

    code = "too_many_uploads"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that is to go with a message; `portions` by number, None for all of them."""

    file: FileId
    portions: tuple[int, ...] | None = None


class Shelf:
    """All files of all chats, wherever they live."""

    def __init__(self, places: Places, memory: FilePlace, rows: FilePlace, readings: Readings) -> None:
        self._places = places
        self._memory = memory
        self._rows = rows
        self._readings = readings
        self._uploads: dict[PersonId, int] = {}

    async def upload(self, caller: Caller, chat_id: ChatId, name: str, pieces: AsyncGenerator[bytes]) -> File:
        """Take a file in; it is stored when this returns, and reading it has begun.

        Raises FileTooLarge, TooManyFiles, TooManyUploads, and what `Places.writable` does. Whatever ends the pieces
        early removes what came of the file.
        """
        place = self._place(await self._places.writable(caller, chat_id))
        if self._uploads.get(caller.person, 0) >= UPLOADS_PER_PERSON:
            raise TooManyUploads("You are sending several files already.", hint="Wait for one.", retry_after=2)
        self._uploads[caller.person] = self._uploads.get(caller.person, 0) + 1
        file = File(FileId(new_id()), tidy_name(name), clock.now())
        try:
            await place.write(caller, chat_id, [Add(file)])
            size = await self._take_in(caller, chat_id, place, file.id, pieces)
            file = replace(file, size=size, state=FileState.READING)
            await place.write(caller, chat_id, [Describe(file)])
        except BaseException:
            await tasks.finish(place.write(caller, chat_id, [Remove(file.id)]))
            raise
        finally:
            self._uploads[caller.person] -= 1
            if not self._uploads[caller.person]:
                del self._uploads[caller.person]
        self._readings.begin(caller, chat_id, place, file)
        return file

    async def files(self, caller: Caller, chat_id: ChatId) -> tuple[File, ...]:
        """The files of the chat; raises ChatNotFound."""
        return await self._place(await self._places.access(caller, chat_id)).files(caller, chat_id)

    async def file(self, caller: Caller, chat_id: ChatId, file_id: FileId) -> File:
        """One file; raises ChatNotFound, FileNotFound."""
        return (await self._found(caller, chat_id, file_id))[1]

    def progress(self, file: FileId) -> Progress | None:
        """How far reading it is, while it is read here."""
        return self._readings.progress(file)

    async def text(self, caller: Caller, chat_id: ChatId, file_id: FileId, number: int) -> str:
        """The text of one portion; raises ChatNotFound, FileNotFound."""
        place, file = await self._found(caller, chat_id, file_id)
        data = await place.chunks(caller, chat_id, file.id, Part.PORTION, [number])
        if number not in data:
            raise FileNotFound
        return data[number].decode()

    async def picture(self, caller: Caller, chat_id: ChatId, file_id: FileId) -> Image:
        """The picture made anew; raises ChatNotFound, FileNotFound."""
        place, file = await self._found(caller, chat_id, file_id)
        image = await self._picture(caller, chat_id, place, file)
        if image is None:
            raise FileNotFound
        return image

    async def remove(self, caller: Caller, chat_id: ChatId, file_id: FileId, destroy: Destroy) -> Receipt | None:
        """The file goes, also from messages that it was sent with; `destroy` does it where it is stored.

        Raises ChatNotFound, ChatGone, FileNotFound.
        """
        place, file = await self._found(caller, chat_id, file_id)
        await self._readings.stop(file.id)
        if place is not self._memory:
            return await destroy(caller, chat_id, file.id)
        await place.write(caller, chat_id, [Remove(file.id)])
        return None

    async def attach(self, caller: Caller, access: Access, wanted: Sequence[Wanted]) -> tuple[Attachment, ...]:
        """What is to go with a message, checked: files of this chat that are read and have something to send.

        Raises FileNotFound, FileNotReady, FileHasNothing, TooManyFiles, InvalidRequest.
        """
        if len(wanted) > FILES_PER_MESSAGE:
            raise TooManyFiles(
                f"A message takes at most {FILES_PER_MESSAGE} files.", hint="Send the others in another one."
            )
        if len({one.file for one in wanted}) != len(wanted):
            raise InvalidRequest("A file stands twice in the message.")
        files = {file.id: file for file in await self._of(caller, access, [one.file for one in wanted])}
        return tuple(_attachment(one, files.get(one.file)) for one in wanted)

    async def choose(
        self, caller: Caller, access: Access, messages: Sequence[Message], room: int, *, pictures: bool
    ) -> Choice:
        """What of the files of these messages (oldest first) goes into so many bytes of a prompt."""
        attached = [(message.id, one) for message in messages for one in message.attachments]
        if not attached:
            return Choice()
        ids = dict.fromkeys(one.file for _, one in attached)
        files = {file.id: file for file in await self._of(caller, access, tuple(ids))}
        asked = [Asked(message, one, files.get(one.file)) for message, one in attached]
        return choose(asked, room, pictures=pictures)

    async def parts(self, caller: Caller, access: Access, chosen: Sequence[Chosen]) -> tuple[Text | Image, ...]:
        """What goes with one message, as a model reads it: the documents, then the pictures."""
        words, images, labels = list[str](), list[Image](), set[str]()
        place, chat_id = self._place(access), access.chat.id
        for one in chosen:
            file = one.asked.file
            labels |= set() if file is None else set(file.labels)
            if file is not None and one.picture:
                image = await self._picture(caller, chat_id, place, file)
                images += [] if image is None else [image]
                continue
            data: dict[int, bytes] = {}
            if file is not None and one.numbers:
                data = await place.chunks(caller, chat_id, file.id, Part.PORTION, one.numbers)
            words.append(written(one, {number: text.decode() for number, text in data.items()}))
        text = "".join(f"{document}\n\n" for document in words if document)
        return (*((Text(text, tuple(sorted(labels))),) if text else ()), *images)

    def _place(self, access: Access) -> FilePlace:
        return self._memory if access.chat.temporary else self._rows

    async def _of(self, caller: Caller, access: Access, ids: Collection[FileId]) -> tuple[File, ...]:
        return await self._place(access).files(caller, access.chat.id, tuple(ids)) if ids else ()

    async def _found(self, caller: Caller, chat_id: ChatId, file_id: FileId) -> tuple[FilePlace, File]:
        place = self._place(await self._places.access(caller, chat_id))
        found = await place.files(caller, chat_id, [file_id])
        if not found:
            raise FileNotFound
        return place, found[0]

    async def _picture(self, caller: Caller, chat_id: ChatId, place: FilePlace, file: File) -> Image | None:
        if file.picture is None:
            return None
        pieces = list[bytes]()
        while chunk := (await place.chunks(caller, chat_id, file.id, Part.PICTURE, [len(pieces)])).get(len(pieces)):
            pieces.append(chunk)
        return Image(file.picture.media_type, b"".join(pieces)) if pieces else None

    async def _take_in(
        self, caller: Caller, chat_id: ChatId, place: FilePlace, file: FileId, pieces: AsyncGenerator[bytes]
    ) -> int:
        size = number = 0
        waiting = bytearray()
        async with aclosing(pieces):
            async for piece in pieces:
                size += len(piece)
                if size > FILE_BYTES:
                    raise FileTooLarge
                waiting += piece
                while len(waiting) >= CHUNK_BYTES:
                    chunk = Chunk(file, Part.ORIGINAL, number, bytes(waiting[:CHUNK_BYTES]))
                    await place.write(caller, chat_id, [chunk])
                    del waiting[:CHUNK_BYTES]
                    number += 1
        if waiting:
            await place.write(caller, chat_id, [Chunk(file, Part.ORIGINAL, number, bytes(waiting))])
        return size


def check_pictures(attachments: Sequence[Attachment], model: Model) -> None:
    """Raises ModelSeesNoPictures when a picture would go to a model that takes words only."""
    if not model.profile.images and any(one.kind == "image" for one in attachments):
        raise ModelSeesNoPictures(model.name)


def _attachment(wanted: Wanted, file: File | None) -> Attachment:
    if file is None:
        raise FileNotFound
    if file.state in (FileState.UPLOADING, FileState.READING):
        raise FileNotReady
    if file.state is FileState.FAILED or file.kind is None or (not file.portions and file.picture is None):
        raise FileHasNothing
    chosen = None if wanted.portions is None else tuple(sorted(set(wanted.portions)))
    if chosen is not None and (not chosen or chosen[0] < 0 or chosen[-1] >= len(file.portions)):
        raise InvalidRequest("A part of the file is chosen that there is not.")
    return Attachment(
        file=file.id,
        name=file.name,
        kind=file.kind.value,
        unit=file.unit,
        of=max(1, len(file.portions)),
        size=size_of(file, chosen),
        portions=chosen,
    )
