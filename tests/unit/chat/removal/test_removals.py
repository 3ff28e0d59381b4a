from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from inhouse.chat.chat import Attachment, Status
from inhouse.chat.errors import ChatGone, MessageNotFound
from inhouse.chat.files.file import File, FileState
from inhouse.chat.files.place import Add, Describe
from inhouse.chat.jobs import UNDO_SECONDS, Jobs
from inhouse.chat.memory import Memory
from inhouse.chat.place import Begin, Create, Keep, Places
from inhouse.chat.records import FileRows, Rows, chat_ids
from inhouse.chat.removal.removals import Removals
from inhouse.chat.runs import About, Runs
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, FileId, MessageId, PersonId, new_id
from inhouse.store import Addresses, Role
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone
from tests.records import acts_of


def removals_on(rows: Rows, forgotten: list[ChatId] | None = None) -> Removals:
    def forget(owner: PersonId, chat: ChatId) -> None:
        if forgotten is not None:
            forgotten.append(chat)

    return Removals(Places(Memory(), rows), rows, Runs(), forget)


async def a_talk(removals: Removals, caller: Caller, *, temporary: bool = False) -> tuple[ChatId, Sequence[MessageId]]:
    chat, asked = replace(a_chat(caller), temporary=temporary), a_question()
    place = removals.places.memory if temporary else removals.places.rows
    answer = an_answer(asked.id)
    await place.write(caller, chat.id, Create(chat))
    await place.write(caller, chat.id, Begin(asked, answer, "A seal"))
    await place.write(caller, chat.id, Keep(replace(answer, text="Wax", status=Status.COMPLETE)))
    return chat.id, (asked.id, answer.id)


async def test_a_message_goes_with_a_receipt(rows: Rows, database_addresses: Addresses) -> None:
    caller, removals = someone(), removals_on(rows)
    chat, (asked, answer) = await a_talk(removals, caller)
    gone, receipt = await removals.message(caller, answer)
    assert gone == 1
    assert receipt is not None
    assert receipt.unreadable_here < receipt.unreadable_anywhere
    assert [node.id for node in (await rows.open(caller, chat)).nodes] == [asked]
    (act,) = await acts_of(database_addresses)
    assert (act.id, act.kind, act.facts["what"], act.facts["messages"]) == (receipt.act, "deletion", "message", 1)
    with pytest.raises(MessageNotFound):
        await removals.message(caller, answer)
    with pytest.raises(MessageNotFound):
        await removals.message(caller, MessageId(chat))


async def test_a_message_of_a_temporary_chat_goes_without_one(rows: Rows) -> None:
    caller, removals = someone(), removals_on(rows)
    chat, (asked, _) = await a_talk(removals, caller, temporary=True)
    assert await removals.message(caller, asked) == (2, None)
    opened = await removals.places.memory.open(caller, chat)
    assert (opened.nodes, opened.chat.title, opened.chat.leaf_id) == ((), None, None)


async def test_an_answer_that_is_being_written_stops(rows: Rows) -> None:
    caller, removals = someone(), removals_on(rows)
    chat, asked = a_chat(caller), a_question()
    answer = an_answer(asked.id)
    assert answer.run_id is not None
    await rows.write(caller, chat.id, Create(chat))
    await rows.write(caller, chat.id, Begin(asked, answer))
    with removals.runs.begin(About(answer.run_id, chat.id, caller.person, answer)) as run:
        pass
    await removals.message(caller, asked.id)
    assert run.ended
    assert removals.runs.get(answer.run_id) is None


async def test_what_may_have_seen_a_removed_file_stops_and_nothing_else(rows: Rows) -> None:
    caller, removals = someone(), removals_on(rows)
    chat, asked = a_chat(caller), a_question()
    answer = an_answer(asked.id)
    assert answer.run_id is not None
    await rows.write(caller, chat.id, Create(chat))
    place = FileRows(rows.store, rows.vault, rows.node)
    sent, draft = (File(FileId(new_id()), name, clock.now()) for name in ("sent.txt", "draft.txt"))
    for file in (sent, draft):
        await place.write(caller, chat.id, [Add(file)])
        await place.write(caller, chat.id, [Describe(replace(file, size=8, state=FileState.READY))])
    attached = Attachment(sent.id, sent.name, "text", "part", 1, 8)
    await rows.write(caller, chat.id, Begin(replace(asked, attachments=(attached,), attached=8), answer))
    with removals.runs.begin(About(answer.run_id, chat.id, caller.person, answer)) as run:
        pass
    assert await removals.file(caller, chat.id, draft.id) is None
    assert not run.ended
    assert await removals.file(caller, chat.id, sent.id) is not None
    assert run.ended


async def test_a_deleted_chat_is_on_record_once_it_is_destroyed(rows: Rows, database_addresses: Addresses) -> None:
    caller, removals = someone(), removals_on(rows)
    chat, _ = await a_talk(removals, caller)
    receipt = await removals.chat(caller, await removals.places.access(caller, chat))
    assert receipt is not None
    assert await acts_of(database_addresses) == []
    jobs = Jobs(rows, Memory(), Runs(), lambda _: pytest.fail("nobody is asked"))
    earlier = clock.now() - timedelta(seconds=UNDO_SECONDS + 1)
    async with rows.store.work(caller) as work:
        await work.bulk("UPDATE chat.chats SET deleted_at = $1 RETURNING id", earlier)
    assert await jobs.end_chats() == 1
    (act,) = await acts_of(database_addresses)
    assert (act.id, act.kind, act.facts["what"]) == (receipt.act, "deletion", "chat")
    with pytest.raises(ChatGone):
        await rows.open(caller, chat)


async def test_all_chats_go_at_once_and_nobody_elses(rows: Rows, database_addresses: Addresses) -> None:
    caller, other, forgotten = someone(), someone(), list[ChatId]()
    removals = removals_on(rows, forgotten)
    chats = [(await a_talk(removals, caller))[0] for _ in range(3)]
    temporary, _ = await a_talk(removals, caller, temporary=True)
    kept, _ = await a_talk(removals, other)
    ended = await removals.every_chat(caller)
    assert ended.chats == 3
    assert forgotten == [temporary]
    assert await chat_ids(rows, caller) == ()
    for chat in chats:
        with pytest.raises(ChatGone):
            await rows.open(caller, chat)
    async with rows.store.work(caller) as work:
        assert await rows.vault.chats(work, caller) == {}
    assert await chat_ids(rows, other) == (kept,)
    (act,) = await acts_of(database_addresses)
    assert (act.id, act.facts["what"], act.facts["chats"]) == (ended.receipt.act, "chats", 3)
    # The rows follow, and nothing is put on record twice.
    jobs = Jobs(rows, Memory(), Runs(), lambda _: pytest.fail("nobody is asked"))
    async with rows.store.work(caller) as work:
        await work.bulk("UPDATE chat.chats SET deleted_at = now() - interval '1 minute' RETURNING id")
    assert await jobs.end_chats() == 3
    assert len(await acts_of(database_addresses)) == 1
    async with rows.store.work(None, Role.JOBS) as work:
        assert len(await work.bulk("SELECT id FROM chat.messages")) == 2
