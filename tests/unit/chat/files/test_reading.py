import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

import pytest

from inhouse.chat.files import reading
from inhouse.chat.files.file import File, FileState
from inhouse.chat.files.memory import FilesInMemory
from inhouse.chat.files.place import CHUNK_BYTES, Add, Chunk, Part
from inhouse.chat.files.reading import Readings
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.errors import InhouseError
from inhouse.core.ids import ChatId, FileId, new_id
from inhouse.knowledge.document import (
    Complete,
    Finding,
    Found,
    Kind,
    Mark,
    Marked,
    Picture,
    Place,
    Portion,
    Progress,
    Unit,
)
from inhouse.knowledge.errors import FileEncrypted, ReadingUnavailable
from tests.people import someone

Step = Finding | InhouseError | asyncio.Event


class ScriptedReader:
    """Finds what the test says, one list for each time it is asked."""

    def __init__(self, *scripts: Sequence[Step]) -> None:
        self.scripts = list(scripts)
        self.content = b""
        self.ending = ""

    async def read(self, content: AsyncGenerator[bytes], ending: str) -> AsyncGenerator[Finding]:
        async with aclosing(content):
            self.content = b"".join([piece async for piece in content])
        self.ending = ending
        for step in self.scripts.pop(0):
            if isinstance(step, asyncio.Event):
                await step.wait()
            elif isinstance(step, InhouseError):
                raise step
            else:
                yield step


def page(number: int, text: str) -> Portion:
    return Portion(Place(Unit.PAGE, number), text)


async def stored(files: FilesInMemory, caller: Caller, chat: ChatId) -> File:
    file = File(FileId(new_id()), "a.PDF", clock.now(), FileState.READING, 7)
    chunks = [Chunk(file.id, Part.ORIGINAL, number, piece) for number, piece in enumerate((b"abc", b"defg"))]
    await files.write(caller, chat, [Add(file), *chunks])
    return file


async def ended(files: FilesInMemory, caller: Caller, chat: ChatId) -> File:
    async with asyncio.timeout(5):
        while True:
            (file,) = await files.files(caller, chat)
            if file.state in (FileState.READY, FileState.FAILED):
                return file
            await asyncio.sleep(0)


async def test_marks_on_the_document_are_kept_as_what_they_mean() -> None:
    files, caller, chat = FilesInMemory(), someone(), ChatId(new_id())
    file = await stored(files, caller, chat)
    marks = [
        Mark(Marked.LABEL, "Highly Confidential"),
        Mark(Marked.MARGIN, "Acme | Internal use only | Page 3"),
        Mark(Marked.MARGIN, "Page 3"),
        Mark(Marked.LABEL, "Public"),
    ]
    scripted = ScriptedReader([Found(Kind.WORD), *marks, page(1, "text"), Complete(cut=False)])
    Readings(scripted.read).begin(caller, chat, files, file)
    assert (await ended(files, caller, chat)).labels == ("label.internal", "label.secret")


async def test_what_is_found_is_stored_and_the_original_dropped() -> None:
    files, caller, chat = FilesInMemory(), someone(), ChatId(new_id())
    file = await stored(files, caller, chat)
    pages = [page(number, f"text {number}") for number in range(200)]
    scripted = ScriptedReader([Found(Kind.PDF), *pages, Complete(cut=True)])
    Readings(scripted.read).begin(caller, chat, files, file)
    read = await ended(files, caller, chat)
    assert (scripted.content, scripted.ending) == (b"abcdefg", "pdf")
    assert (read.state, read.kind, len(read.portions), read.cut) == (FileState.READY, Kind.PDF, 200, True)
    assert await files.chunks(caller, chat, file.id, Part.PORTION, [199]) == {199: b"text 199"}
    assert await files.chunks(caller, chat, file.id, Part.ORIGINAL, [0, 1]) == {}


async def test_a_large_picture_is_kept_in_chunks() -> None:
    files, caller, chat = FilesInMemory(), someone(), ChatId(new_id())
    file = await stored(files, caller, chat)
    data = b"x" * (CHUNK_BYTES + 5)
    scripted = ScriptedReader([Found(Kind.PICTURE), Picture("image/png", 4, 3, data), Complete(cut=False)])
    Readings(scripted.read).begin(caller, chat, files, file)
    read = await ended(files, caller, chat)
    assert read.picture is not None
    chunks = await files.chunks(caller, chat, file.id, Part.PICTURE, [0, 1, 2])
    assert b"".join(chunks.values()) == data


async def test_a_refusal_is_kept_with_its_words_and_nothing_else() -> None:
    files, caller, chat = FilesInMemory(), someone(), ChatId(new_id())
    file = await stored(files, caller, chat)
    scripted = ScriptedReader([Found(Kind.PDF), page(1, "a"), FileEncrypted()])
    Readings(scripted.read).begin(caller, chat, files, file)
    read = await ended(files, caller, chat)
    assert read.state is FileState.FAILED
    assert read.trouble is not None
    assert (read.trouble.code, read.trouble.retryable) == ("file_encrypted", False)
    for part in Part:
        assert await files.chunks(caller, chat, file.id, part, [0, 1]) == {}


async def test_when_a_part_of_us_is_away_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAUSE_SECONDS", 0.0)
    files, caller, chat = FilesInMemory(), someone(), ChatId(new_id())
    file = await stored(files, caller, chat)
    away = ReadingUnavailable("away")
    scripted = ScriptedReader([page(1, "half"), away], [Found(Kind.PDF), page(1, "whole"), Complete(cut=False)])
    Readings(scripted.read).begin(caller, chat, files, file)
    read = await ended(files, caller, chat)
    assert (read.state, len(read.portions)) == (FileState.READY, 1)
    assert await files.chunks(caller, chat, file.id, Part.PORTION, [0]) == {0: b"whole"}


async def test_progress_is_told_while_it_is_read_and_stopping_leaves_the_original() -> None:
    files, caller, chat = FilesInMemory(), someone(), ChatId(new_id())
    file = await stored(files, caller, chat)
    readings = Readings(ScriptedReader([Progress(3, 14), asyncio.Event()]).read)
    readings.begin(caller, chat, files, file)
    readings.begin(caller, chat, files, file)
    async with asyncio.timeout(5):
        while readings.progress(file.id) is None:
            await asyncio.sleep(0)
    assert readings.progress(file.id) == Progress(3, 14)
    await readings.stop_all()
    assert readings.progress(file.id) is None
    (still,) = await files.files(caller, chat)
    assert still.state is FileState.READING
    assert len(await files.chunks(caller, chat, file.id, Part.ORIGINAL, [0, 1])) == 2


async def test_a_file_that_goes_away_meanwhile_ends_its_reading() -> None:
    files, caller, chat = FilesInMemory(), someone(), ChatId(new_id())
    file = await stored(files, caller, chat)
    gate = asyncio.Event()
    readings = Readings(ScriptedReader([Found(Kind.PDF), Progress(1, 2), gate, Complete(cut=False)]).read)
    readings.begin(caller, chat, files, file)
    async with asyncio.timeout(5):
        while readings.progress(file.id) is None:
            await asyncio.sleep(0)
        files.forget(caller.person, chat)
        gate.set()
        while readings.progress(file.id) is not None:
            await asyncio.sleep(0)
    assert await files.files(caller, chat) == ()
