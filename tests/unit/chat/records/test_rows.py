"""What only rows do; what both homes of chats do stands in ../test_place.py."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from inhouse.chat.chat import Status
from inhouse.chat.errors import ChatNotFound
from inhouse.chat.place import Begin, Create, Delete, Keep, Part
from inhouse.chat.records import Rows
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.store import Role
from inhouse.vault import DoesNotOpen
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone

CONTENT = {"chats": ("title", "instructions"), "messages": ("content",), "parts": ("content",)}


async def test_nothing_that_was_written_is_readable_in_the_tables(rows: Rows) -> None:
    caller, asked = someone(), a_question("canary-question")
    chat = replace(a_chat(caller), title="canary-title", instructions="canary-instructions")
    answer = an_answer(asked.id)
    assert answer.run_id is not None
    await rows.write(caller, chat.id, Create(chat))
    await rows.write(caller, chat.id, Begin(asked, answer))
    await rows.write(caller, chat.id, Part(answer.id, answer.run_id, 0, "canary-part", "canary-why"))
    async with rows.store.work(caller) as work:
        for table in CONTENT:
            for row in await work.execute(text(f"SELECT * FROM chat.{table}")):  # noqa: S608 (our own names)
                assert "canary" not in repr(row)


async def test_the_parts_are_gone_when_the_answer_is_kept(rows: Rows) -> None:
    caller, asked = someone(), a_question()
    chat, answer = a_chat(caller), an_answer(asked.id)
    assert answer.run_id is not None
    await rows.write(caller, chat.id, Create(chat))
    await rows.write(caller, chat.id, Begin(asked, answer))
    await rows.write(caller, chat.id, Part(answer.id, answer.run_id, 0, "x", ""))
    await rows.write(caller, chat.id, Keep(replace(answer, text="x", status=Status.COMPLETE)))
    async with rows.store.work(caller) as work:
        assert (await work.execute(text("SELECT count(*) FROM chat.parts"))).scalar_one() == 0


async def test_a_row_that_was_moved_to_another_message_does_not_open(rows: Rows) -> None:
    caller = someone()
    one, two, chat = a_question("one"), a_question("two"), a_chat(caller)
    await rows.write(caller, chat.id, Create(chat))
    for asked in (one, two):
        await rows.write(caller, chat.id, Begin(asked, an_answer(asked.id)))
    swap = text("UPDATE chat.messages SET content = (SELECT content FROM chat.messages WHERE id = :a) WHERE id = :b")
    async with rows.store.work(caller) as work:
        await work.execute(swap, {"a": one.id, "b": two.id})
    with pytest.raises(DoesNotOpen):
        await rows.messages(caller, chat.id, [two.id])


@pytest.mark.parametrize("table", CONTENT)
async def test_a_forgotten_where_shows_nobody_elses_rows(rows: Rows, table: str) -> None:
    owner, asked = someone(), a_question()
    chat, answer = a_chat(owner), an_answer(asked.id)
    assert answer.run_id is not None
    await rows.write(owner, chat.id, Create(chat))
    await rows.write(owner, chat.id, Begin(asked, answer))
    await rows.write(owner, chat.id, Part(answer.id, answer.run_id, 0, "x", ""))
    count = text(f"SELECT count(*) FROM chat.{table}")  # noqa: S608 (our own names)

    async def seen_by(caller: Caller | None) -> int:
        async with rows.store.work(caller) as work:
            return int((await work.execute(count)).scalar_one())

    assert await seen_by(owner) > 0
    assert (await seen_by(someone()), await seen_by(None)) == (0, 0)


@pytest.mark.parametrize(("table", "columns"), CONTENT.items())
async def test_jobs_cannot_read_what_was_written(rows: Rows, table: str, columns: tuple[str, ...]) -> None:
    granted = text("SELECT has_column_privilege(current_user, :table, :column, 'SELECT')")
    async with rows.store.work(None, Role.JOBS) as work:
        for column in columns:
            values = {"table": f"chat.{table}", "column": column}
            assert not (await work.execute(granted, values)).scalar_one()


async def test_a_destroyed_chat_is_not_brought_back(rows: Rows) -> None:
    caller = someone()
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(chat))
    shred = text("UPDATE chat.chats SET shredded_at = :now, deleted_at = :now")
    async with rows.store.work(caller) as work:
        await work.execute(shred, {"now": clock.now()})
    with pytest.raises(ChatNotFound):
        await rows.write(caller, chat.id, Delete(None))
