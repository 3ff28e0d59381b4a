from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from inhouse.chat.chat import Attachment, Message
from inhouse.chat.files.errors import FileNotFound
from inhouse.chat.files.file import File, FileState
from inhouse.chat.files.place import Add, Chunk, Part
from inhouse.chat.place import Begin, Create, Delete
from inhouse.chat.records import FileRows, Rows, remove_unsent, shred_deleted, unread
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, FileId, new_id
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone


async def with_files(rows: Rows, caller: Caller, count: int = 1) -> tuple[ChatId, FileRows, list[File]]:
    chat, place = a_chat(caller), FileRows(rows.store, rows.vault, rows.node)
    await rows.write(caller, chat.id, Create(chat))
    files = [File(FileId(new_id()), f"CANARY{number}.txt", clock.now()) for number in range(count)]
    for file in files:
        await place.write(caller, chat.id, [Add(file), Chunk(file.id, Part.ORIGINAL, 0, b"CANARY")])
    return chat.id, place, files


def asking(files: Sequence[File]) -> Message:
    attachments = tuple(Attachment(file.id, file.name, "text", "lines", 1, 5) for file in files)
    return replace(a_question(), attachments=attachments, attached=5 * len(files))


async def test_what_was_sent_stays_and_what_was_not_goes(rows: Rows) -> None:
    caller = someone()
    chat, place, (sent, unsent) = await with_files(rows, caller, 2)
    question = asking([sent])
    await rows.write(caller, chat, Begin(question, an_answer(question.id)))
    await remove_unsent(place, clock.now() + timedelta(seconds=1))
    assert [file.id for file in await place.files(caller, chat)] == [sent.id]
    assert unsent.id != sent.id
    (stored,) = await rows.messages(caller, chat, [question.id])
    assert stored == question
    assert (await rows.open(caller, chat)).nodes[0].attached == 5


async def test_a_message_with_a_file_that_is_gone_is_not_stored(rows: Rows) -> None:
    caller = someone()
    chat, _, files = await with_files(rows, caller)
    other, _, theirs = await with_files(rows, caller)
    assert chat != other
    for wrong in ([File(FileId(new_id()), "a", clock.now())], theirs, [*files, *theirs]):
        question = asking(wrong)
        with pytest.raises(FileNotFound):
            await rows.write(caller, chat, Begin(question, an_answer(question.id)))
    assert (await rows.open(caller, chat)).nodes == ()


async def test_files_go_with_their_chat(rows: Rows) -> None:
    caller = someone()
    chat, place, _ = await with_files(rows, caller, 2)
    await rows.write(caller, chat, Delete(clock.now() - timedelta(minutes=1)))
    await shred_deleted(rows, clock.now(), clock.now())
    assert await place.files(caller, chat) == ()
    async with rows.store.work(caller) as work:
        left = await work.execute(text("SELECT count(*) FROM chat.file_chunks"))
        assert left.scalar_one() == 0


async def test_rows_hold_no_name_and_no_content(rows: Rows) -> None:
    caller = someone()
    await with_files(rows, caller)
    async with rows.store.work(caller) as work:
        for table in ("files", "file_chunks"):
            (content,) = (await work.execute(text(f"SELECT content FROM chat.{table}"))).scalars()  # noqa: S608
            assert b"CANARY" not in content


async def test_what_is_unread_is_found_by_its_node(rows: Rows) -> None:
    caller = someone()
    chat, place, (file,) = await with_files(rows, caller)
    (found,) = await unread(place)
    assert (found.owner, found.chat_id, found.file, found.state) == (
        caller.person,
        chat,
        file.id,
        FileState.UPLOADING,
    )
    assert await unread(replace(place, node="elsewhere")) == ()
