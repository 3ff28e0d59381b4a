"""Local destinations whose memory holds destroyed words are named to all servers, and no others."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from inhouse.chat.chat import Place
from inhouse.chat.place import Begin, Create, Delete
from inhouse.chat.records import WORDS_GONE, Rows, shred_deleted
from inhouse.chat.records.removal import remove_messages
from inhouse.core import clock
from inhouse.core.destination import DestinationClass
from inhouse.core.tasks import spawn
from inhouse.store import Addresses
from inhouse.store.listener import listen_for
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone

ENGINE = Place("Built-in engine: demo", DestinationClass.LOCAL)
AWAY = Place("Somewhere else", DestinationClass.EXTERNAL)


@pytest.fixture
async def heard(database_addresses: Addresses) -> AsyncGenerator[asyncio.Queue[str | None]]:
    """What is told, from the first connection on."""
    told = asyncio.Queue[str | None]()
    listening = spawn(listen_for(database_addresses, {}, {WORDS_GONE: told.put_nowait}), name="listen")
    async with asyncio.timeout(20):
        assert await told.get() is None
    yield told
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def next_of(heard: asyncio.Queue[str | None]) -> str | None:
    async with asyncio.timeout(20):
        return await heard.get()


async def test_a_destroyed_chat_names_the_local_places_that_answered_in_it(
    rows: Rows, heard: asyncio.Queue[str | None]
) -> None:
    for place in (AWAY, ENGINE):
        caller, asked = someone(), a_question()
        chat, answer = a_chat(caller), replace(an_answer(asked.id), destination=place)
        await rows.write(caller, chat.id, Create(chat))
        await rows.write(caller, chat.id, Begin(asked, answer))
        now = clock.now()
        await rows.write(caller, chat.id, Delete(now))
        await shred_deleted(rows, clock.now(), now)
    # The external one came first, and nothing was said of it.
    assert await next_of(heard) == ENGINE.name


async def test_a_removed_message_names_the_places_below_it(rows: Rows, heard: asyncio.Queue[str | None]) -> None:
    caller, first, second = someone(), a_question(), a_question()
    chat = a_chat(caller)
    answers = [replace(an_answer(first.id), destination=Place(name, DestinationClass.LOCAL)) for name in ("a", "b")]
    second = replace(second, parent_id=answers[0].id)
    await rows.write(caller, chat.id, Create(chat))
    await rows.write(caller, chat.id, Begin(first, answers[0]))
    await rows.write(caller, chat.id, Begin(None, answers[1]))
    await rows.write(caller, chat.id, Begin(second, replace(an_answer(second.id), destination=ENGINE)))
    await remove_messages(rows, caller, chat.id, second.id)
    assert await next_of(heard) == ENGINE.name
    await remove_messages(rows, caller, chat.id, answers[1].id)
    assert await next_of(heard) == "b"
