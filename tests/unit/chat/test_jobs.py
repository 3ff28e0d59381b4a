import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from inhouse.chat import jobs as jobs_module
from inhouse.chat.chat import Chat, Guarded, Message, Status
from inhouse.chat.errors import ChatGone, ChatNotFound
from inhouse.chat.jobs import UNDO_SECONDS, Jobs
from inhouse.chat.memory import Memory
from inhouse.chat.place import Begin, Create, Delete, Keep, Part, Resume
from inhouse.chat.records import Rows, chat_ids
from inhouse.chat.runs import About, Runs
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.destination import DestinationClass
from inhouse.core.errors import NotFound
from inhouse.core.events import Place
from inhouse.core.ids import RunId, new_id
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone

LEFT = Guarded("pass", "log/7", 0, (), None)


async def everybody_stays(credentials: Collection[UUID]) -> Collection[UUID]:
    return credentials


async def nobody_stays(credentials: Collection[UUID]) -> Collection[UUID]:
    return ()


async def half_an_answer(rows: Rows, caller: Caller) -> tuple[Chat, Message]:
    chat, asked = a_chat(caller), a_question()
    answer = an_answer(asked.id)
    assert answer.run_id is not None
    await rows.write(caller, chat.id, Create(chat))
    await rows.write(caller, chat.id, Begin(asked, answer, "Title"))
    for number, text in enumerate(("One", " two", " three")):
        guarded = LEFT if number == 1 else None
        why = "why" if number == 0 else ""
        await rows.write(caller, chat.id, Part(answer.id, answer.run_id, number, text, why, guarded))
    return chat, answer


async def test_after_a_crash_the_text_so_far_is_there_and_marked(rows: Rows) -> None:
    caller = someone()
    chat, answer = await half_an_answer(rows, caller)
    jobs = Jobs(rows, Memory(), Runs(), everybody_stays)
    assert await jobs.interrupt_unfinished() == 1
    (found,) = await rows.messages(caller, chat.id, [answer.id])
    assert (found.text, found.reasoning, found.guarded) == ("One two three", "why", LEFT)
    assert (found.status, found.finish) == (Status.INTERRUPTED, "interrupted")
    assert await jobs.interrupt_unfinished() == 0


async def test_after_a_crash_it_is_known_where_the_words_went_and_not_where_they_were_meant_to_go(rows: Rows) -> None:
    caller = someone()
    chat, answer = await half_an_answer(rows, caller)
    assert answer.run_id is not None
    here = Place("the engine here", DestinationClass.LOCAL)
    assert answer.destination != here
    await rows.write(caller, chat.id, Part(answer.id, answer.run_id, 3, "", "", LEFT, here))
    assert await Jobs(rows, Memory(), Runs(), everybody_stays).interrupt_unfinished() == 1
    (found,) = await rows.messages(caller, chat.id, [answer.id])
    assert (found.text, found.destination) == ("One two three", here)


async def test_what_a_continued_answer_had_before_stays_before(rows: Rows) -> None:
    caller = someone()
    chat, answer = await half_an_answer(rows, caller)
    await rows.write(caller, chat.id, Keep(replace(answer, text="Begun", status=Status.CANCELLED)))
    run = RunId(new_id())
    await rows.write(caller, chat.id, Resume(answer.id, run))
    await rows.write(caller, chat.id, Part(answer.id, run, 0, " anew", ""))
    await Jobs(rows, Memory(), Runs(), everybody_stays).interrupt_unfinished()
    (found,) = await rows.messages(caller, chat.id, [answer.id])
    assert (found.text, found.status) == ("Begun anew", Status.INTERRUPTED)


async def test_what_still_runs_here_or_on_another_server_is_left_alone(rows: Rows) -> None:
    caller = someone()
    chat, answer = await half_an_answer(rows, caller)
    runs = Runs()
    with runs.begin(About(answer.run_id or RunId(new_id()), chat.id, caller.person, answer)):
        assert await Jobs(rows, Memory(), runs, everybody_stays).interrupt_unfinished() == 0
    assert await Jobs(replace(rows, node="elsewhere"), Memory(), Runs(), everybody_stays).interrupt_unfinished() == 0
    assert (await rows.open(caller, chat.id)).nodes[1].status is Status.RUNNING


async def test_a_deleted_chat_is_destroyed_when_it_cannot_be_brought_back_any_more(rows: Rows) -> None:
    caller = someone()
    chat, answer = await half_an_answer(rows, caller)
    kept, _ = await half_an_answer(rows, caller)
    jobs, now = Jobs(rows, Memory(), Runs(), everybody_stays), clock.now()
    await rows.write(caller, chat.id, Delete(now))
    assert await jobs.end_chats() == 0
    assert (await rows.open(caller, chat.id)).chat.deleted_at == now
    await rows.write(caller, chat.id, Delete(now - timedelta(seconds=UNDO_SECONDS + 1)))
    assert await jobs.end_chats() == 1
    with pytest.raises(ChatGone):
        await rows.open(caller, chat.id)
    assert await rows.locate(caller, answer.id) is None
    with pytest.raises(NotFound):
        await rows.write(caller, chat.id, Delete(None))
    async with rows.store.work(caller) as work:
        assert set(await rows.vault.chats(work, caller)) == {kept.id}
    assert await chat_ids(rows, caller) == (kept.id,)


async def test_a_chat_that_goes_while_it_is_being_read_is_gone(rows: Rows) -> None:
    caller = someone()
    chat, answer = await half_an_answer(rows, caller)
    async with rows.store.work(caller) as work:
        assert await rows.vault.shred_chat(work, caller, chat.id)
    for reading in (rows.open(caller, chat.id), rows.messages(caller, chat.id, [answer.id])):
        with pytest.raises(ChatGone):
            await reading


async def test_after_a_day_nothing_says_that_the_chat_was_there(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = someone()
    chat, _ = await half_an_answer(rows, caller)
    await rows.write(caller, chat.id, Delete(clock.now() - timedelta(seconds=60)))
    monkeypatch.setattr(jobs_module, "GONE_DAYS", -1)
    await Jobs(rows, Memory(), Runs(), everybody_stays).end_chats()
    with pytest.raises(ChatNotFound):
        await rows.open(caller, chat.id)


async def test_a_session_takes_its_temporary_chats_along(rows: Rows) -> None:
    caller, memory, runs = someone(), Memory(), Runs()
    chat, answer = a_chat(caller), an_answer(None)
    await memory.write(caller, chat.id, Create(chat))
    with runs.begin(About(answer.run_id or RunId(new_id()), chat.id, caller.person, answer)) as run:
        pass
    jobs = Jobs(rows, memory, runs, everybody_stays)
    await jobs.end_sessions()
    assert memory.holds(caller, chat.id)
    await replace(jobs, standing=nobody_stays).end_sessions()
    assert run.ended
    assert not memory.holds(caller, chat.id)


async def test_the_work_begins_at_once_and_goes_on(rows: Rows) -> None:
    caller = someone()
    chat, answer = await half_an_answer(rows, caller)
    working = asyncio.ensure_future(Jobs(rows, Memory(), Runs(), everybody_stays).run())
    async with asyncio.timeout(10):
        while (await rows.messages(caller, chat.id, [answer.id]))[0].status is Status.RUNNING:
            assert not working.done()
    working.cancel()


async def test_what_fails_holds_up_nothing_else(rows: Rows, caplog: pytest.LogCaptureFixture) -> None:
    async def broken(credentials: Collection[UUID]) -> Collection[UUID]:
        raise ZeroDivisionError("CANARY")

    caller, memory = someone(), Memory()
    await memory.write(caller, (temporary := a_chat(caller)).id, Create(temporary))
    chat, _ = await half_an_answer(rows, caller)
    await rows.write(caller, chat.id, Delete(clock.now() - timedelta(minutes=1)))
    working = asyncio.ensure_future(Jobs(rows, memory, Runs(), broken).run())
    async with asyncio.timeout(60):
        while not working.done():
            try:
                await rows.open(caller, chat.id)
            except ChatGone:
                break
    assert not working.done()
    working.cancel()
    assert "ZeroDivisionError" in caplog.text
    assert "CANARY" not in caplog.text
