from dataclasses import replace
from datetime import UTC, datetime, timedelta

from inhouse.chat.chat import Chat
from inhouse.chat.place import Create, Delete
from inhouse.chat.records import Rows, chat_ids, sidebar
from inhouse.chat.records.lists import SidebarPosition
from inhouse.core import clock
from inhouse.core.caller import Caller
from tests.chats import a_chat
from tests.people import someone

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
