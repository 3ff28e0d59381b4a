import asyncio
from collections.abc import AsyncGenerator
from uuid import UUID

import pytest

from inhouse.chat.errors import ChatNotFound
from inhouse.chat.files import shelf as shelf_module
from inhouse.chat.files.errors import (
    FileHasNothing,
    FileNotFound,
    FileNotReady,
    FileTooLarge,
    ModelSeesNoPictures,
    TooManyFiles,
)
from inhouse.chat.files.file import FILES_PER_MESSAGE, File, FileState
from inhouse.chat.files.memory import FilesInMemory
from inhouse.chat.files.place import CHUNK_BYTES, Remove
from inhouse.chat.files.reading import Readings
from inhouse.chat.files.shelf import Shelf, TooManyUploads, Wanted, check_pictures
from inhouse.chat.memory import Memory
from inhouse.chat.place import Access, Create, Places
from inhouse.chat.removal import Receipt
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.errors import InvalidRequest
from inhouse.core.ids import ChatId, FileId, new_id
from inhouse.core.prompt import Image, Text
from inhouse.knowledge.document import Complete, Finding, Found, Kind, Picture, Place, Portion, Unit
from tests.chats import a_chat, a_model, a_question
from tests.people import someone

PICTURE = Picture("image/png", 4, 3, b"pixels")


async def reads(content: AsyncGenerator[bytes], ending: str) -> AsyncGenerator[Finding]:
    """Finds a line a portion; a picture in what ends so; nothing in a scan."""
    words = b"".join([piece async for piece in content]).decode()
    if ending == "png":
        yield Found(Kind.PICTURE)
        yield PICTURE
    else:
        yield Found(Kind.TEXT)
        for number, line in enumerate(words.splitlines() if ending != "scan" else [], 1):
            yield Portion(Place(Unit.PAGE, number), line)
    yield Complete(cut=False)


async def pieces(*parts: bytes) -> AsyncGenerator[bytes]:
    for part in parts:
        yield part


RECEIPT = Receipt(UUID(int=1), clock.now(), clock.now())


class Home:
    """A shelf, and a chat of Ada's on it."""

    def __init__(self) -> None:
        self.ada = someone()
        self.places = Places(Memory(), Memory())
        self.stored = FilesInMemory()
        self.shelf = Shelf(self.places, FilesInMemory(), self.stored, Readings(reads))
        self.chat = a_chat(self.ada)

    async def open(self) -> "Home":
        await self.places.rows.write(self.ada, self.chat.id, Create(self.chat))
        return self

    async def destroy(self, caller: Caller, chat: ChatId, file: FileId) -> Receipt:
        await self.stored.write(caller, chat, [Remove(file)])
        return RECEIPT

    async def access(self) -> Access:
        return await self.places.access(self.ada, self.chat.id)

    async def sent(self, name: str, words: bytes = b"words") -> File:
        file = await self.shelf.upload(self.ada, self.chat.id, name, pieces(words))
        async with asyncio.timeout(5):
            while file.state is FileState.READING:
                await asyncio.sleep(0)
                file = await self.shelf.file(self.ada, self.chat.id, file.id)
        return file


@pytest.fixture
async def home() -> Home:
    return await Home().open()


async def test_a_file_comes_in_pieces_and_is_read(home: Home) -> None:
    file = await home.sent("a.txt", b"one\ntwo")
    assert (file.state, file.size, len(file.portions)) == (FileState.READY, 7, 2)
    assert await home.shelf.text(home.ada, home.chat.id, file.id, 1) == "two"
    with pytest.raises(FileNotFound):
        await home.shelf.text(home.ada, home.chat.id, file.id, 2)
    with pytest.raises(FileNotFound):
        await home.shelf.picture(home.ada, home.chat.id, file.id)


async def test_pieces_of_any_size_are_stored_whole(home: Home) -> None:
    large = b"x" * (CHUNK_BYTES - 3)
    file = await home.shelf.upload(home.ada, home.chat.id, "a.txt", pieces(b"ab", large, b"cdef", large))
    assert file.size == 2 * len(large) + 6


async def test_a_file_over_the_limit_leaves_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_module, "FILE_BYTES", 5)
    with pytest.raises(FileTooLarge):
        await home.shelf.upload(home.ada, home.chat.id, "a.txt", pieces(b"abc", b"def"))
    assert await home.shelf.files(home.ada, home.chat.id) == ()


async def test_only_the_owner_reaches_a_file(home: Home) -> None:
    file, bob = await home.sent("a.txt"), someone()
    for asks in (
        home.shelf.files(bob, home.chat.id),
        home.shelf.file(bob, home.chat.id, file.id),
        home.shelf.text(bob, home.chat.id, file.id, 0),
        home.shelf.picture(bob, home.chat.id, file.id),
        home.shelf.remove(bob, home.chat.id, file.id, home.destroy),
        home.shelf.upload(bob, home.chat.id, "a.txt", pieces(b"a")),
    ):
        with pytest.raises(ChatNotFound):
            await asks


async def test_so_many_uploads_at_once(home: Home) -> None:
    gate = asyncio.Event()

    async def slow() -> AsyncGenerator[bytes]:
        await gate.wait()
        yield b"a"

    def begin(caller: Caller) -> asyncio.Task[File]:
        return asyncio.create_task(home.shelf.upload(caller, home.chat.id, "a.txt", slow()))

    uploads = [begin(home.ada) for _ in range(shelf_module.UPLOADS_PER_PERSON)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyUploads):
        await begin(home.ada)
    gate.set()
    assert len(await asyncio.gather(*uploads)) == shelf_module.UPLOADS_PER_PERSON
    assert (await begin(home.ada)).size == 1


async def test_what_is_ready_can_go_with_a_message(home: Home) -> None:
    text, picture = await home.sent("a.txt", b"one\ntwo!"), await home.sent("b.png")
    attachments = await home.shelf.attach(home.ada, await home.access(), [Wanted(text.id, (1,)), Wanted(picture.id)])
    assert [(one.name, one.kind, one.unit, one.of, one.portions) for one in attachments] == [
        ("a.txt", "text", "page", 2, (1,)),
        ("b.png", "image", "picture", 1, None),
    ]
    assert attachments[0].size == 4
    with pytest.raises(ModelSeesNoPictures, match="Demo model"):
        check_pictures(attachments, a_model())
    check_pictures(attachments[:1], a_model())


async def test_what_is_not_ready_cannot(home: Home) -> None:
    access = await home.access()
    scan, ready = await home.sent("a.scan"), await home.sent("a.txt")
    unread = await home.shelf.upload(home.ada, home.chat.id, "b.txt", pieces(b"a"))
    refused: list[tuple[list[Wanted], type[Exception]]] = [
        ([Wanted(scan.id)], FileHasNothing),
        ([Wanted(unread.id)], FileNotReady),
        ([Wanted(FileId(new_id()))], FileNotFound),
        ([Wanted(ready.id), Wanted(ready.id)], InvalidRequest),
        ([Wanted(ready.id, ())], InvalidRequest),
        ([Wanted(ready.id, (1,))], InvalidRequest),
        ([Wanted(ready.id, (-1,))], InvalidRequest),
        ([Wanted(FileId(new_id())) for _ in range(FILES_PER_MESSAGE + 1)], TooManyFiles),
    ]
    for wanted, refusal in refused:
        with pytest.raises(refusal):
            await home.shelf.attach(home.ada, access, wanted)


async def test_a_prompt_gets_the_words_and_the_pictures_of_a_message(home: Home) -> None:
    access = await home.access()
    files = [await home.sent("a.txt", b"one\ntwo"), await home.sent("b.png")]
    attachments = await home.shelf.attach(home.ada, access, [Wanted(file.id) for file in files])
    question = a_question()
    object.__setattr__(question, "attachments", attachments)
    choice = await home.shelf.choose(home.ada, access, [question], 10_000, pictures=True)
    words, image = await home.shelf.parts(home.ada, access, choice.of(question.id))
    assert isinstance(words, Text)
    assert words.text.count("<document") == 2
    assert image == Image("image/png", b"pixels")
    assert await home.shelf.choose(home.ada, access, [a_question()], 10_000, pictures=True) == type(choice)()


async def test_what_is_removed_is_gone(home: Home) -> None:
    file = await home.sent("a.txt")
    assert await home.shelf.remove(home.ada, home.chat.id, file.id, home.destroy) == RECEIPT
    with pytest.raises(FileNotFound):
        await home.shelf.file(home.ada, home.chat.id, file.id)
