import pytest

from inhouse.chat.files import memory
from inhouse.chat.files.errors import TooManyFiles
from inhouse.chat.files.file import File
from inhouse.chat.files.memory import FilesInMemory
from inhouse.chat.files.place import Add, Chunk, Part
from inhouse.core import clock
from inhouse.core.ids import ChatId, FileId, new_id
from tests.people import someone


def a_file() -> File:
    return File(FileId(new_id()), "a.txt", clock.now())


async def test_the_files_of_a_chat_and_of_all_chats_have_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "CHAT_BYTES", 100)
    monkeypatch.setattr(memory, "ALL_BYTES", 150)
    files, caller = FilesInMemory(), someone()
    first, second, file, other = ChatId(new_id()), ChatId(new_id()), a_file(), a_file()
    await files.write(caller, first, [Add(file), Chunk(file.id, Part.ORIGINAL, 0, b"x" * 100)])
    with pytest.raises(TooManyFiles, match="a temporary chat"):
        await files.write(caller, first, [Chunk(file.id, Part.ORIGINAL, 1, b"x")])
    await files.write(caller, second, [Add(other)])
    with pytest.raises(TooManyFiles, match="all temporary chats"):
        await files.write(caller, second, [Chunk(other.id, Part.ORIGINAL, 0, b"x" * 51)])
    files.forget(caller.person, first)
    assert await files.files(caller, first) == ()
    await files.write(caller, second, [Chunk(other.id, Part.ORIGINAL, 0, b"x" * 51)])
