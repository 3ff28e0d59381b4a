from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inhouse.chat.chat import Chat
from inhouse.chat.place import Begin, Create, Delete
from inhouse.chat.records import Rows, chat_ids, history, lists, sidebar
from inhouse.chat.records.lists import SidebarPosition
from inhouse.chat.search import Found, search
from inhouse.core import clock
from inhouse.core.caller import Caller
from tests.chats import a_chat, a_question, an_answer
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


async def said(rows: Rows, caller: Caller, *texts: str) -> Chat:
    chat = replace(a_chat(caller), title="A talk")
    await rows.write(caller, chat.id, Create(chat))
    for text in texts:
        await rows.write(caller, chat.id, Begin(a_question(text), an_answer(None)))
    return chat


async def whole_history(rows: Rows, caller: Caller) -> list[Found]:
    found: list[Found] = []
    portions: list[Sequence[Found]] = [portion async for portion in history(rows, caller, None)]
    for portion in portions:
        found += portion
    return found


async def test_the_history_comes_newest_first_in_portions_without_a_gap(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = someone()
    await said(rows, caller, "one", "two")
    await said(rows, caller, "three")
    await chats_of(rows, caller, 2)
    await said(rows, someone(), "not mine")
    whole = [(one.position, one.open_text()) for one in await whole_history(rows, caller)]
    assert [text for _, text in whole] == ["", "three", "", "two", "", "one", None, None]
    monkeypatch.setattr(lists, "PORTION", 8)
    resumed = [one.position async for portion in history(rows, caller, whole[2][0]) for one in portion]
    assert resumed == [position for position, _ in whole[3:]]


async def test_a_search_finds_titles_and_messages_of_the_caller_only(rows: Rows) -> None:
    caller, other = someone(), someone()
    chat = await said(rows, caller, "the needle in the hay")
    await said(rows, other, "another needle")
    page = await search(history(rows, caller, None), ("needle",), None)
    assert [(hit.chat_id, hit.snippet) for hit in page.hits] == [(chat.id, "the needle in the hay")]
    assert page.scanned == 2
    titled = await search(history(rows, caller, None), ("talk",), None)
    assert [(hit.chat_id, hit.message_id) for hit in titled.hits] == [(chat.id, None)]
