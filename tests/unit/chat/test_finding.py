"""Asked for by its id, a message is the one that is stored."""

import asyncio
from dataclasses import replace

import pytest

from inhouse.chat.chat import Message, Status
from inhouse.chat.errors import MessageNotFound
from inhouse.chat.finding import Finding
from inhouse.chat.memory import Memory
from inhouse.chat.place import Begin, Create, Keep, Places
from inhouse.chat.records import Rows
from inhouse.chat.runs import About, Run, Runs
from inhouse.core.caller import Caller
from inhouse.core.events import Finished, TextDelta
from inhouse.core.ids import MessageId, RunId, new_id
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone


async def begun(rows: Rows, caller: Caller) -> tuple[About, Message]:
    chat, asked = a_chat(caller), a_question()
    answered = replace(an_answer(asked.id), status=Status.RUNNING)
    await rows.write(caller, chat.id, Create(chat))
    await rows.write(caller, chat.id, Begin(asked, answered, "What is a seal"))
    return About(RunId(new_id()), chat.id, caller.person, answered), asked


async def test_an_answer_that_has_just_ended_is_found_as_it_ended(rows: Rows) -> None:
    caller, runs, may_store = someone(), Runs(), asyncio.Event()
    finding = Finding(Places(Memory(), rows), runs)
    about, _ = await begun(rows, caller)

    async def drive(run: Run) -> None:
        run.publish(TextDelta("A seal is an animal."))
        run.publish(Finished("stop"))

    async def keep(run: Run) -> None:
        await may_store.wait()
        await rows.write(caller, about.chat_id, Keep(run.message()))

    with runs.begin(about) as run:
        runs.go(run, drive, keep)
    assert await run.ends_within(5)
    asked = asyncio.create_task(finding.message(caller, about.answer.id))
    await asyncio.sleep(0.2)
    assert not asked.done()
    may_store.set()
    found = await asked
    assert (found.message.text, found.message.status) == ("A seal is an animal.", Status.COMPLETE)
    assert found.access.chat.id == about.chat_id


async def test_what_is_somebody_elses_or_no_message_is_not_found(rows: Rows) -> None:
    caller = someone()
    finding = Finding(Places(Memory(), rows), Runs())
    about, asked = await begun(rows, caller)
    assert (await finding.message(caller, asked.id)).message == asked
    for who, what in ((someone(), asked.id), (caller, MessageId(new_id())), (caller, MessageId(about.chat_id))):
        with pytest.raises(MessageNotFound):
            await finding.message(who, what)
