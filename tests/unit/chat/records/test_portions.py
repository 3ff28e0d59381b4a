from dataclasses import replace

import pytest

from inhouse.chat import sealed
from inhouse.chat.chat import Chat
from inhouse.chat.place import Begin, Create
from inhouse.chat.records import Rows, history, portions
from inhouse.chat.search import Position, search
from inhouse.core.caller import Caller
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone


async def said(rows: Rows, caller: Caller, *texts: str) -> Chat:
    chat = replace(a_chat(caller), title="A talk")
    await rows.write(caller, chat.id, Create(chat))
    for text in texts:
        await rows.write(caller, chat.id, Begin(a_question(text), an_answer(None)))
    return chat


async def seen(rows: Rows, caller: Caller, after: Position | None = None) -> list[tuple[Position, str | None]]:
    """What a search looks at, one by one: messages, and chats without any (None)."""
    whole: list[tuple[Position, str | None]] = []
    async for portion in history(rows, caller, after):
        for talk in portion:
            opened = sealed.message_opener(talk.sealer)
            if not talk.said:
                whole.append((Position(talk.updated_at, talk.chat_id, 0), None))
            for _, number, message, _, _, content in talk.said:
                text, _, _ = sealed.words_of(opened(content, message))
                whole.append((Position(talk.updated_at, talk.chat_id, number), text))
    return whole


@pytest.mark.parametrize(("chats", "messages"), [(100, 1000), (2, 1000), (3, 1), (2, 3), (100, 2)])
async def test_the_history_comes_newest_first_without_a_gap_however_it_is_cut(
    rows: Rows, monkeypatch: pytest.MonkeyPatch, chats: int, messages: int
) -> None:
    monkeypatch.setattr(portions, "CHATS", chats)
    monkeypatch.setattr(portions, "MESSAGES", messages)
    caller = someone()
    await said(rows, caller)
    await said(rows, caller, "one", "two")
    await said(rows, caller)
    await said(rows, caller, "three")
    await said(rows, someone(), "not mine")
    whole = await seen(rows, caller)
    # Each question has an answer without words yet; the chats that nobody said anything in are the oldest by use.
    texts = [text for _, text in whole]
    assert [text for text in texts if text] == ["three", "two", "one"]
    assert (len(texts), texts.count(None)) == (8, 2)
    for index, (position, _) in enumerate(whole):
        assert await seen(rows, caller, position) == whole[index + 1 :]


async def test_a_chat_over_several_portions_begins_once(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "MESSAGES", 2)
    caller = someone()
    chat = await said(rows, caller, "one", "two")
    talks = [talk async for portion in history(rows, caller, None) for talk in portion]
    assert [(talk.chat_id, len(talk.said), talk.begins) for talk in talks] == [(chat.id, 2, True), (chat.id, 2, False)]


async def test_a_search_finds_titles_and_messages_of_the_caller_only(rows: Rows) -> None:
    caller, other = someone(), someone()
    chat = await said(rows, caller, "the needle in the hay")
    await said(rows, other, "another needle")
    page = await search(history(rows, caller, None), ("needle",), None)
    assert [(hit.chat_id, hit.snippet) for hit in page.hits] == [(chat.id, "the needle in the hay")]
    assert page.scanned == 2
    titled = await search(history(rows, caller, None), ("talk",), None)
    assert [(hit.chat_id, hit.message_id) for hit in titled.hits] == [(chat.id, None)]
