"""Fills a person's account: chats and messages, sealed as the product seals them, written in batches.

Through the tables rather than turn by turn, which for 160,000 messages would take an hour.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import asyncpg
from sqlalchemy import insert

from inhouse.app.rooms import Rooms
from inhouse.chat import sealed
from inhouse.chat.chat import Chat, Message, Speaker
from inhouse.chat.records.rows import _message_values
from inhouse.chat.records.tables import chats, messages
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, MessageId, new_id
from inhouse.store import Role, Work
from inhouse.vault import Sealer
from inhouse.vault.records import add_chat_key, person_key
from inhouse.vault.sealing import Wrapper

RARE = "zebrafish"
"""A word that only the oldest chats hold, so that finding it means scanning everything."""
_RARE_CHATS = 3
_BATCH = 500
_QUESTION_WORDS, _ANSWER_WORDS = 25, 175
"""About 130 and 950 letters: 600 on average, as in people's histories."""
_TEXT = """
the of and to in is that for with on as are this be by from or an have at which you can not more will one about if when
there time has other also into its some than two first work people over only such new through used between contract
delivery invoice customer meeting project report schedule budget quarter supplier Grüße Änderung café
"""
_WORDS = _TEXT.split()


@dataclass(frozen=True, slots=True)
class Filled:
    """A chat that was made, and the end of its path."""

    chat: ChatId
    leaf: MessageId


async def fill(rooms: Rooms, owner: Caller, sizes: Sequence[int]) -> list[Filled]:
    """Make a chat of each size (in messages), the first one the newest. Gives them in that order."""
    chance = random.Random(20261123)  # noqa: S311 (the same words each time)
    async with rooms.store.work(owner) as work:
        await rooms.vault.person(work, owner)  # makes the person's key
        key = await person_key(work, owner.person)
        assert key is not None
    wrapping, _ = rooms.vault.unwrapped(key, owner.person)
    keys = Wrapper(wrapping, rooms.vault.tenant)
    made: list[Filled] = []
    for start in range(0, len(sizes), _BATCH):
        async with rooms.store.work(owner) as work:
            new_chats: list[dict[str, Any]] = []
            new_messages: list[dict[str, Any]] = []
            for place, size in enumerate(sizes[start : start + _BATCH], start=start):
                sealer = await _sealer(rooms, work, owner, keys)
                rare = place >= len(sizes) - _RARE_CHATS
                path = list(_path(chance, size, rare=rare))
                chat = _chat(sealer[0], owner, place, path[-1].id)
                new_chats.append(_chat_values(sealer[1], chat))
                new_messages += [_values(sealer[1], chat, message) for message in path]
                made.append(Filled(chat.id, path[-1].id))
            await work.execute(insert(chats), new_chats)
            await work.execute(insert(messages), new_messages)
    return made


async def settle(rooms: Rooms) -> None:
    """What the database does by itself within a minute: look at the new rows, so that it plans with real numbers."""
    connection = await asyncpg.connect(rooms.ground.addresses(Role.OWNER))
    try:
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _sealer(rooms: Rooms, work: Work, owner: Caller, keys: Wrapper) -> tuple[ChatId, Sealer]:
    chat = ChatId(new_id())
    wrapped = keys.new_key(owner.person, chat)
    await add_chat_key(work, owner.person, chat, wrapped)
    return chat, Sealer(keys.unwrap(wrapped, owner.person, chat), rooms.vault.tenant, owner.person, chat)


def _chat(chat: ChatId, owner: Caller, place: int, leaf: MessageId) -> Chat:
    at = clock.now() - timedelta(minutes=40 * (place + 1))
    title = f"Chat number {place} about deliveries"
    return Chat(chat, owner.person, at, at, title, pinned=place in {7, 70}, leaf_id=leaf)


def _path(chance: random.Random, size: int, *, rare: bool) -> Iterator[Message]:
    parent: MessageId | None = None
    for number in range(size):
        asked = number % 2 == 0
        words = chance.choices(_WORDS, k=_QUESTION_WORDS if asked else _ANSWER_WORDS)
        if rare and number == 0:
            words.append(RARE)
        speaker = Speaker.USER if asked else Speaker.ASSISTANT
        message = Message(MessageId(new_id()), parent, speaker, clock.now(), " ".join(words))
        yield message if asked else replace(message, model="demo", finish="stop")
        parent = message.id


def _chat_values(sealer: Sealer, chat: Chat) -> dict[str, Any]:
    names = ("id", "title_source", "temperature", "model", "pinned", "archived", "leaf_id", "created_at", "updated_at")
    return {name: getattr(chat, name) for name in names} | {
        "owner_id": chat.owner,
        **sealed.sealed_chat(sealer, chat),
    }


def _values(sealer: Sealer, chat: Chat, message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "chat_id": chat.id,
        "owner_id": chat.owner,
        "parent_id": message.parent_id,
        "speaker": message.speaker,
        "created_at": message.created_at,
        **_message_values(sealer, message),
    }
