import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from inhouse.chat.chat import Chat
from inhouse.chat.place import Begin, Create, Delete
from inhouse.chat.records import Rows, chat_ids, history, hold_chats, sidebar
from inhouse.chat.records.lists import SidebarPosition
from inhouse.chat.records.removal import remove_messages
from inhouse.chat.search import search
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, MessageId
from inhouse.store import Role, Work
from inhouse.vault import Sealer, Vault
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone

Sealers = Mapping[ChatId, Sealer]
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


async def chats_of(rows: Rows, caller: Caller, count: int) -> list[Chat]:
    """Chats without messages, the oldest first; every fourth is pinned."""
    made: list[Chat] = []
    for number in range(count):
        at = BEGIN + timedelta(hours=number)
        chat = replace(a_chat(caller), title=f"Chat {number}", pinned=number % 4 == 0, created_at=at, updated_at=at)
        await rows.write(caller, chat.id, Create(chat))
        made.append(chat)
    return made


async def test_the_sidebar_shows_pinned_chats_first_and_then_the_newest(rows: Rows) -> None:
    caller = someone()
    await chats_of(rows, caller, 9)
    await chats_of(rows, someone(), 3)
    seen: list[str | None] = []
    after: SidebarPosition | None = None
    while page := await sidebar(rows, caller, after, archived=False, limit=4):
        seen += [row.title for row in page]
        after = page[-1].position
    assert seen == [f"Chat {number}" for number in (8, 4, 0, 7, 6, 5, 3, 2, 1)]


async def test_archived_and_deleted_chats_are_not_among_the_others(rows: Rows) -> None:
    caller = someone()
    chats = await chats_of(rows, caller, 2)
    archived = replace(a_chat(caller), archived=True, title="Old")
    await rows.write(caller, archived.id, Create(archived))
    await rows.write(caller, chats[0].id, Delete(clock.now()))
    assert [row.id for row in await sidebar(rows, caller, None, archived=False, limit=9)] == [chats[1].id]
    assert [row.id for row in await sidebar(rows, caller, None, archived=True, limit=9)] == [archived.id]
    assert await chat_ids(rows, caller) == (archived.id, chats[1].id)


async def test_the_sidebar_is_there_while_a_chat_is_sealed_anew(rows: Rows) -> None:
    caller, asked = someone(), a_question("CANARY")
    (chat,) = await chats_of(rows, caller, 1)
    await rows.write(caller, chat.id, Begin(asked, an_answer(asked.id)))
    late: list[MessageId] = [asked.id]

    class Late(Vault):
        async def chats(self, work: Work, caller: Caller, chats: Sequence[ChatId] | None = None) -> Sealers:
            # The rows are read already, and their keys are not.
            if late:
                await remove_messages(rows, caller, chat.id, late.pop())
            return await super().chats(work, caller, chats)

    vault = rows.vault
    slow = Rows(rows.store, Late(vault.root, vault.tenant, vault.epochs, vault.keeping), rows.node)
    (shown,) = await sidebar(slow, caller, None, archived=False, limit=10)
    assert (shown.id, shown.title, late) == (chat.id, None, [])
    more = a_question("CANARY again")
    await rows.write(caller, chat.id, Begin(more, an_answer(more.id), "A title"))
    late.append(more.id)
    page = await search(history(slow, caller, None), ("canary",), None)
    assert (page.hits, late) == ((), [])


@pytest.mark.parametrize(
    ("table", "column", "named"), [("keys.chat_keys", "wrapped", False), ("chat.chats", "title", True)]
)
async def test_a_damaged_chat_hides_no_other(rows: Rows, table: str, column: str, named: bool) -> None:
    caller = someone()
    first, second = await chats_of(rows, caller, 2)
    async with rows.store.work(caller) as work:
        key = "chat_id" if table == "keys.chat_keys" else "id"
        changed = f"UPDATE {table} SET {column} = overlay({column} placing 'x' from 20) WHERE {key} = :chat"  # noqa: S608
        await work.execute(text(changed), {"chat": second.id})
    shown = await sidebar(rows, caller, None, archived=False, limit=10)
    # A damaged title leaves the chat to be opened; of a chat with a damaged key there is nothing to show.
    assert [(row.id, row.title) for row in shown] == [(first.id, "Chat 0"), *([(second.id, None)] if named else [])]
    page = await search(history(rows, caller, None), ("chat",), None)
    assert [hit.chat_id for hit in page.hits] == [first.id]


async def test_held_chats_cannot_be_deleted_before_the_end_of_the_work(rows: Rows) -> None:
    caller = someone()
    held, other = await chats_of(rows, caller, 2)
    async with rows.store.work(None, Role.JOBS) as work:
        assert await hold_chats(work, {held.id, other.id})
        deleting = asyncio.ensure_future(rows.write(caller, held.id, Delete(clock.now())))
        await asyncio.sleep(0.2)
        assert not deleting.done()
    await deleting
    async with rows.store.work(None, Role.JOBS) as work:
        assert not await hold_chats(work, {held.id, other.id})
        assert await hold_chats(work, {other.id})
        assert await hold_chats(work, set())
