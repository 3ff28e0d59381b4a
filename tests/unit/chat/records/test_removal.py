import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from inhouse.chat.chat import Attachment, Message, Speaker, Status
from inhouse.chat.errors import ChatNotFound, MessageNotFound
from inhouse.chat.files.errors import FileNotFound
from inhouse.chat.files.file import File, FileState
from inhouse.chat.files.place import Add, Chunk, Describe
from inhouse.chat.files.place import Part as FilePart
from inhouse.chat.files.sealed import open_chunk
from inhouse.chat.place import Begin, Create, Keep, Note, Part
from inhouse.chat.records import FileRows, Rows, interrupt, unfinished
from inhouse.chat.records.removal import remove_file, remove_messages
from inhouse.chat.records.tables import file_chunks, notes
from inhouse.chat.records.tables import messages as messages_table
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, FileId, MessageId, new_id
from inhouse.store import Addresses
from inhouse.vault import DoesNotOpen
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone
from tests.records import acts_of


async def a_turn(rows: Rows, caller: Caller, chat: ChatId, asked: Message, title: str | None = None) -> Message:
    answer = an_answer(asked.id)
    await rows.write(caller, chat, Begin(asked, answer, title))
    ended = replace(answer, text=f"Answer to {asked.text}", status=Status.COMPLETE)
    await rows.write(caller, chat, Keep(ended))
    return ended


async def a_file(rows: Rows, caller: Caller, chat: ChatId) -> tuple[FileRows, File, Attachment]:
    place = FileRows(rows.store, rows.vault, rows.node)
    file = File(FileId(new_id()), "plan.txt", clock.now())
    await place.write(caller, chat, [Add(file), Chunk(file.id, FilePart.ORIGINAL, 0, b"the plan")])
    file = replace(file, size=8, state=FileState.READY)
    await place.write(caller, chat, [Describe(file)])
    return place, file, Attachment(file.id, file.name, "text", "part", 1, 8)


async def test_a_message_goes_with_all_below_it_and_the_rest_can_be_read(rows: Rows) -> None:
    caller, first = someone(), a_question("What is a seal?")
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(replace(chat, instructions="Be brief.")))
    answer = await a_turn(rows, caller, chat.id, first, "What is a seal?")
    secret = a_question("My password is hunter2", answer.id)
    below = await a_turn(rows, caller, chat.id, secret)
    for record in (chat.id, answer.id, below.id):
        await rows.write(caller, chat.id, Note(record, b"remembered"))
    removed = await remove_messages(rows, caller, chat.id, secret.id)
    assert removed.messages == {secret.id, below.id}
    opened = await rows.open(caller, chat.id)
    assert [node.id for node in opened.nodes] == [first.id, answer.id]
    assert (opened.chat.title, opened.chat.instructions) == ("What is a seal?", "Be brief.")
    assert opened.chat.leaf_id == answer.id
    assert await rows.messages(caller, chat.id, [first.id, answer.id]) == (first, answer)
    # What left for the other answer stays; what the guard knew of the chat knew the password too.
    assert await rows.note(caller, chat.id, answer.id) == b"remembered"
    assert await rows.note(caller, chat.id, chat.id) is None
    assert await rows.note(caller, chat.id, below.id) is None


async def test_an_old_copy_of_the_message_does_not_open_with_any_key_that_is_left(rows: Rows) -> None:
    caller, first = someone(), a_question("A secret")
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(chat))
    await rows.write(caller, chat.id, Begin(first, an_answer(first.id), "A secret"))
    async with rows.store.work(caller) as work:
        copy = (
            await work.execute(select(messages_table.c.content).where(messages_table.c.id == first.id))
        ).scalar_one()
        before = await rows.vault.chat(work, caller, chat.id)
    await remove_messages(rows, caller, chat.id, first.id)
    async with rows.store.work(caller) as work:
        after = await rows.vault.chat(work, caller, chat.id)
    assert b"A secret" in before.open(copy, "message", first.id)
    with pytest.raises(DoesNotOpen):
        after.open(copy, "message", first.id)
    opened = await rows.open(caller, chat.id)
    assert (opened.nodes, opened.chat.title, opened.chat.leaf_id) == ((), None, None)


async def test_files_of_messages_that_stay_stay_and_the_others_go(rows: Rows) -> None:
    caller = someone()
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(chat))
    place, kept, kept_here = await a_file(rows, caller, chat.id)
    _, gone, gone_with = await a_file(rows, caller, chat.id)
    _, draft, _ = await a_file(rows, caller, chat.id)
    first = replace(a_question("Look at this"), attachments=(kept_here,))
    answer = await a_turn(rows, caller, chat.id, first)
    second = replace(a_question("And at this", answer.id), attachments=(gone_with, kept_here))
    await a_turn(rows, caller, chat.id, second)
    removed = await remove_messages(rows, caller, chat.id, second.id)
    assert removed.files == 1
    assert {file.id for file in await place.files(caller, chat.id)} == {kept.id, draft.id}
    for file in (kept.id, draft.id):
        assert await place.chunks(caller, chat.id, file, FilePart.ORIGINAL, [0]) == {0: b"the plan"}
    assert await place.chunks(caller, chat.id, gone.id, FilePart.ORIGINAL, [0]) == {}


async def test_a_file_that_was_sent_goes_with_the_key_and_what_was_said_stays(
    rows: Rows, database_addresses: Addresses
) -> None:
    caller = someone()
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(replace(chat, instructions="Be brief.")))
    place, gone, gone_with = await a_file(rows, caller, chat.id)
    _, kept, kept_here = await a_file(rows, caller, chat.id)
    first = replace(a_question("Look at these"), attachments=(gone_with, kept_here), attached=16)
    answer = await a_turn(rows, caller, chat.id, first, "A title")
    for record in (chat.id, answer.id):
        await rows.write(caller, chat.id, Note(record, b"words of the plan"))
    async with rows.store.work(caller) as work:
        statement = select(file_chunks.c.content).where(file_chunks.c.file_id == gone.id)
        copy = (await work.execute(statement)).scalar_one()
        before = await rows.vault.chat(work, caller, chat.id)
    receipt = await remove_file(rows, caller, chat.id, gone.id)
    async with rows.store.work(caller) as work:
        after = await rows.vault.chat(work, caller, chat.id)
    assert open_chunk(before, gone.id, FilePart.ORIGINAL, 0, copy) == b"the plan"
    with pytest.raises(DoesNotOpen):
        open_chunk(after, gone.id, FilePart.ORIGINAL, 0, copy)
    assert [file.id for file in await place.files(caller, chat.id)] == [kept.id]
    assert await place.chunks(caller, chat.id, kept.id, FilePart.ORIGINAL, [0]) == {0: b"the plan"}
    opened = await rows.open(caller, chat.id)
    assert (opened.chat.title, opened.chat.instructions, len(opened.nodes)) == ("A title", "Be brief.", 2)
    (question,) = await rows.messages(caller, chat.id, [first.id])
    assert (question.text, len(question.attachments)) == ("Look at these", 2)
    assert [await rows.note(caller, chat.id, record) for record in (chat.id, answer.id)] == [None, None]
    (act,) = await acts_of(database_addresses)
    assert receipt is not None
    assert (act.id, act.facts["what"], act.facts["files"]) == (receipt.act, "file", 1)


async def test_a_file_that_was_never_sent_goes_without_a_receipt(rows: Rows, database_addresses: Addresses) -> None:
    caller, other = someone(), someone()
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(chat))
    place, draft, _ = await a_file(rows, caller, chat.id)
    with pytest.raises(ChatNotFound):
        await remove_file(rows, other, chat.id, draft.id)
    assert await remove_file(rows, caller, chat.id, draft.id) is None
    assert await place.files(caller, chat.id) == ()
    with pytest.raises(FileNotFound):
        await remove_file(rows, caller, chat.id, draft.id)
    assert await acts_of(database_addresses) == []


async def test_another_answer_goes_on_being_written(rows: Rows) -> None:
    caller, first = someone(), a_question()
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(chat))
    going = await a_turn(rows, caller, chat.id, first)
    running = an_answer(first.id)
    assert running.run_id is not None
    await rows.write(caller, chat.id, Begin(None, running))
    await rows.write(caller, chat.id, Part(running.id, running.run_id, 0, "So ", ""))
    await remove_messages(rows, caller, chat.id, going.id)
    await rows.write(caller, chat.id, Part(running.id, running.run_id, 1, "far", ""))
    (one,) = await unfinished(rows)
    await interrupt(rows, one)
    (found,) = await rows.messages(caller, chat.id, [running.id])
    assert found.text == "So far"


async def test_nobody_removes_what_is_not_theirs_or_not_there(rows: Rows) -> None:
    caller, first = someone(), a_question()
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(chat))
    await a_turn(rows, caller, chat.id, first)
    with pytest.raises(ChatNotFound):
        await remove_messages(rows, someone(), chat.id, first.id)
    with pytest.raises(MessageNotFound):
        await remove_messages(rows, caller, chat.id, MessageId(new_id()))
    assert len((await rows.open(caller, chat.id)).nodes) == 2


async def test_a_chat_of_a_thousand_messages_is_sealed_anew_as_a_whole(rows: Rows) -> None:
    caller, first = someone(), a_question()
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(chat))
    answer = await a_turn(rows, caller, chat.id, first)
    async with rows.store.work(caller) as work:
        sealer = await rows.vault.chat(work, caller, chat.id)
        many = [MessageId(new_id()) for _ in range(1000)]
        values = [
            {
                "id": one,
                "chat_id": chat.id,
                "owner_id": caller.person,
                "parent_id": first.id,
                "speaker": Speaker.ASSISTANT,
                "status": Status.COMPLETE,
                "content": sealer.seal(b'{"text":"' + b"word " * 200 + b'"}', "message", one),
                "size": 1000,
                "created_at": clock.now(),
                "left_out": 0,
            }
            for one in many
        ]
        await work.execute(insert(messages_table), values)
    await remove_messages(rows, caller, chat.id, answer.id)
    assert len(await rows.messages(caller, chat.id, many)) == 1000
    async with rows.store.work(caller) as work:
        assert (await work.execute(select(notes))).all() == []


async def test_whoever_reads_while_the_chat_is_sealed_anew_reads_it(rows: Rows) -> None:
    caller, first = someone(), a_question()
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(chat))
    answers = [await a_turn(rows, caller, chat.id, first)]
    for _ in range(5):
        answer = an_answer(first.id)
        await rows.write(caller, chat.id, Begin(None, answer))
        answers.append(answer)

    async def read() -> None:
        for _ in range(20):
            await rows.open(caller, chat.id)
            assert await rows.messages(caller, chat.id, [first.id]) == (first,)

    reading = [asyncio.ensure_future(read()) for _ in range(3)]
    for answer in answers:
        await remove_messages(rows, caller, chat.id, answer.id)
    await asyncio.gather(*reading)
