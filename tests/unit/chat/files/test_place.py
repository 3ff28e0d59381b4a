"""One suite for both homes of files."""

from contextlib import suppress
from dataclasses import replace

import pytest

from inhouse.chat.files.errors import FileNotFound, TooManyFiles
from inhouse.chat.files.file import FILES_PER_CHAT, File, FileState, Listed
from inhouse.chat.files.memory import FilesInMemory
from inhouse.chat.files.place import Add, Chunk, Describe, FilePlace, Part, Remove
from inhouse.chat.place import Create
from inhouse.chat.records import FileRows, Rows
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.errors import Gone, InhouseError, NotFound
from inhouse.core.ids import ChatId, FileId, new_id
from inhouse.knowledge.document import Kind, Place, Unit
from tests.chats import a_chat
from tests.people import someone


@pytest.fixture(params=["rows", "memory"])
def place(request: pytest.FixtureRequest, rows: Rows) -> FilePlace:
    return FileRows(rows.store, rows.vault, rows.node) if request.param == "rows" else FilesInMemory()


async def chat_of(rows: Rows, caller: Caller) -> ChatId:
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(chat))
    return chat.id


def a_file(name: str = "a.txt") -> File:
    return File(FileId(new_id()), name, clock.now())


async def test_a_file_is_there_as_it_was_described(place: FilePlace, rows: Rows) -> None:
    caller = someone()
    chat, file = await chat_of(rows, caller), a_file()
    await place.write(caller, chat, [Add(file)])
    assert await place.files(caller, chat) == (file,)
    portions = (Listed(Place(Unit.LINES, 0, first=1, last=2), 5),)
    read = replace(file, state=FileState.READY, size=9, kind=Kind.TEXT, portions=portions, cut=True)
    await place.write(caller, chat, [Describe(read)])
    assert await place.files(caller, chat, [file.id]) == (read,)


async def test_chunks_come_back_by_number_and_can_be_dropped(place: FilePlace, rows: Rows) -> None:
    caller = someone()
    chat, file = await chat_of(rows, caller), a_file()
    chunks = [Chunk(file.id, Part.ORIGINAL, number, bytes([number]) * 9) for number in range(3)]
    await place.write(caller, chat, [Add(file), *chunks, Chunk(file.id, Part.PORTION, 0, b"words")])
    assert await place.chunks(caller, chat, file.id, Part.ORIGINAL, [2, 0, 7]) == {0: b"\0" * 9, 2: b"\2" * 9}
    await place.write(caller, chat, [Describe(file, (Part.ORIGINAL,))])
    assert await place.chunks(caller, chat, file.id, Part.ORIGINAL, [0, 1, 2]) == {}
    assert await place.chunks(caller, chat, file.id, Part.PORTION, [0]) == {0: b"words"}


async def test_files_keep_their_order(place: FilePlace, rows: Rows) -> None:
    caller = someone()
    chat, files = await chat_of(rows, caller), [a_file(f"{number}.txt") for number in range(4)]
    for file in files:
        await place.write(caller, chat, [Add(file)])
    assert [file.name for file in await place.files(caller, chat)] == ["0.txt", "1.txt", "2.txt", "3.txt"]


async def test_what_is_removed_is_gone_with_its_chunks(place: FilePlace, rows: Rows) -> None:
    caller = someone()
    chat, file = await chat_of(rows, caller), a_file()
    await place.write(caller, chat, [Add(file), Chunk(file.id, Part.ORIGINAL, 0, b"x")])
    await place.write(caller, chat, [Remove(file.id)])
    await place.write(caller, chat, [Remove(file.id)])
    assert await place.files(caller, chat) == ()
    assert await place.chunks(caller, chat, file.id, Part.ORIGINAL, [0]) == {}
    with pytest.raises(FileNotFound):
        await place.write(caller, chat, [Describe(file)])


async def test_nobody_else_and_no_other_chat_has_it(place: FilePlace, rows: Rows) -> None:
    owner, other = someone(), someone()
    chat, elsewhere, theirs = await chat_of(rows, owner), await chat_of(rows, owner), await chat_of(rows, other)
    file = a_file()
    await place.write(owner, chat, [Add(file), Chunk(file.id, Part.PORTION, 0, b"mine")])
    for caller, wrong in ((other, chat), (other, theirs), (owner, elsewhere)):
        assert await place.files(caller, wrong, [file.id]) == ()
        assert await place.chunks(caller, wrong, file.id, Part.PORTION, [0]) == {}
        with pytest.raises((NotFound, Gone)):
            await place.write(caller, wrong, [Describe(replace(file, name="stolen"))])
        with pytest.raises((InhouseError,)):
            await place.write(caller, wrong, [Chunk(file.id, Part.PORTION, 1, b"stolen"), Describe(file)])
        with suppress(NotFound, Gone):
            await place.write(caller, wrong, [Remove(file.id)])
    assert await place.files(owner, chat) == (file,)
    assert await place.chunks(owner, chat, file.id, Part.PORTION, [0, 1]) == {0: b"mine"}


async def test_a_chat_holds_so_many_files(place: FilePlace, rows: Rows) -> None:
    caller = someone()
    chat = await chat_of(rows, caller)
    await place.write(caller, chat, [Add(a_file()) for _ in range(FILES_PER_CHAT)])
    with pytest.raises(TooManyFiles):
        await place.write(caller, chat, [Add(a_file())])
