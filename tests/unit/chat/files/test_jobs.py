from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta

from inhouse.chat.files.file import File, FileState
from inhouse.chat.files.jobs import UNSENT_DAYS, FileJobs
from inhouse.chat.files.place import Add, Chunk, Describe, Part
from inhouse.chat.files.reading import Readings
from inhouse.chat.place import Create
from inhouse.chat.records import FileRows, Rows
from inhouse.core import clock
from inhouse.core.ids import FileId, new_id
from inhouse.knowledge.document import Complete, Finding, Found, Kind, Place, Portion, Unit
from tests.chats import a_chat
from tests.people import someone


async def reads(content: AsyncGenerator[bytes], ending: str) -> AsyncGenerator[Finding]:
    words = b"".join([piece async for piece in content]).decode()
    yield Found(Kind.TEXT)
    yield Portion(Place(Unit.PAGE, 1), words)
    yield Complete(cut=False)


async def test_after_a_crash_reading_goes_on_and_halves_are_removed(rows: Rows) -> None:
    caller, files = someone(), FileRows(rows.store, rows.vault, "here")
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(chat))
    half, whole = (File(FileId(new_id()), name, clock.now()) for name in ("half.txt", "whole.txt"))
    await files.write(caller, chat.id, [Add(half), Add(whole), Chunk(whole.id, Part.ORIGINAL, 0, b"words")])
    await files.write(caller, chat.id, [Describe(replace(whole, state=FileState.READING, size=5))])
    # Another node leaves them alone.
    elsewhere = FileRows(rows.store, rows.vault, "elsewhere")
    assert await FileJobs(elsewhere, Readings(reads)).resume() == 0
    readings = Readings(reads)
    assert await FileJobs(files, readings).resume() == 1
    while readings._running:
        await next(iter(readings._running.values()))
    (only,) = await files.files(caller, chat.id)
    assert (only.name, only.state, len(only.portions)) == ("whole.txt", FileState.READY, 1)


async def test_what_was_never_sent_goes_after_a_day(rows: Rows) -> None:
    caller, files = someone(), FileRows(rows.store, rows.vault, "here")
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(chat))
    late = clock.now() - timedelta(days=UNSENT_DAYS, minutes=1)
    old, new = File(FileId(new_id()), "old.txt", late), File(FileId(new_id()), "new.txt", clock.now())
    await files.write(caller, chat.id, [Add(old), Add(new), Chunk(old.id, Part.ORIGINAL, 0, b"x")])
    await FileJobs(files, Readings(reads)).remove_unsent()
    assert await files.files(caller, chat.id) == (new,)
