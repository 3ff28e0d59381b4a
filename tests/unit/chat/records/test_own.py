from dataclasses import replace

from inhouse.chat.files.file import File, FileState
from inhouse.chat.files.place import Add, Describe
from inhouse.chat.place import Begin, Create, Delete
from inhouse.chat.records import FileRows, Rows
from inhouse.chat.records.own import Extent, extent
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import FileId, new_id
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone


async def extent_of(rows: Rows, caller: Caller) -> Extent:
    async with rows.store.work(caller) as work:
        return await extent(work, caller.person)


async def test_what_is_stored_counts_and_what_is_deleted_does_not(rows: Rows) -> None:
    caller = someone()
    assert await extent_of(rows, caller) == Extent(0, 0, 0)
    chat, asked = a_chat(caller), a_question("12345")
    await rows.write(caller, chat.id, Create(chat))
    await rows.write(caller, chat.id, Begin(asked, an_answer(asked.id)))
    place, file = FileRows(rows.store, rows.vault, rows.node), File(FileId(new_id()), "a", clock.now())
    await place.write(caller, chat.id, [Add(file)])
    await place.write(caller, chat.id, [Describe(replace(file, size=100, state=FileState.READY))])
    assert await extent_of(rows, caller) == Extent(1, 1, 105)
    assert await extent_of(rows, someone()) == Extent(0, 0, 0)
    await rows.write(caller, chat.id, Delete(clock.now()))
    assert await extent_of(rows, caller) == Extent(0, 0, 0)
