from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from inhouse.chat.chat import Status
from inhouse.chat.place import Begin, Create, Delete, Keep
from inhouse.chat.records import Rows, Unfinished, interrupt, shred_deleted, unfinished
from inhouse.chat.records.tables import chats as chats_table
from inhouse.core import clock
from inhouse.core.ids import RunId, new_id
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone


async def test_an_answer_that_ended_meanwhile_is_not_interrupted(rows: Rows) -> None:
    caller, asked = someone(), a_question()
    chat, answer = a_chat(caller), an_answer(asked.id)
    assert answer.run_id is not None
    await rows.write(caller, chat.id, Create(chat))
    await rows.write(caller, chat.id, Begin(asked, answer))
    (found,) = await unfinished(rows)
    assert found == Unfinished(caller.person, chat.id, answer.id, answer.run_id)
    await interrupt(rows, replace(found, run=RunId(new_id())))
    assert (await rows.open(caller, chat.id)).nodes[1].status is Status.RUNNING
    ended = replace(answer, text="All", status=Status.COMPLETE)
    await rows.write(caller, chat.id, Keep(ended))
    await interrupt(rows, found)
    assert await rows.messages(caller, chat.id, [answer.id]) == (ended,)


async def test_everybodys_deleted_chats_are_destroyed_and_nobody_elses(rows: Rows) -> None:
    people = [someone() for _ in range(3)]
    chats = [a_chat(person) for person in people]
    for person, chat in zip(people, chats, strict=True):
        await rows.write(person, chat.id, Create(chat))
    now = clock.now()
    for person, chat in zip(people[:2], chats[:2], strict=True):
        await rows.write(person, chat.id, Delete(now))
    gone = await shred_deleted(rows, clock.now(), now)
    assert set(gone) == {(person.person, chat.id) for person, chat in zip(people[:2], chats[:2], strict=True)}
    assert (await rows.open(people[2], chats[2].id)).chat == chats[2]


async def test_a_chat_that_is_brought_back_at_this_moment_is_not_destroyed(rows: Rows) -> None:
    caller, asked = someone(), a_question()
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(chat))
    await rows.write(caller, chat.id, Begin(asked, an_answer(asked.id)))
    await rows.write(caller, chat.id, Delete(clock.now() - timedelta(minutes=1)))
    async with rows.store.work(caller) as work:
        await work.execute(update(chats_table).where(chats_table.c.id == chat.id).values(deleted_at=None))
        assert await shred_deleted(rows, clock.now(), clock.now()) == ()
    assert len((await rows.open(caller, chat.id)).nodes) == 2
