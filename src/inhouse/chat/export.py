"""Chats to take along: one as Markdown or JSON, all of them as JSON. Written piece by piece, never whole in memory."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from inhouse.chat.chat import Chat, Message, Speaker
from inhouse.chat.errors import ChatNotFound
from inhouse.chat.place import Access, Places
from inhouse.core.caller import Caller
from inhouse.core.errors import Gone
from inhouse.core.ids import ChatId, MessageId

AT_ONCE = 100
"""Messages that are open at the same time."""
VERSION = 1


async def markdown(caller: Caller, access: Access) -> AsyncGenerator[bytes]:
    """The path that is shown, as a document to read."""
    yield f"# {_line(access.chat.title or 'Chat')}\n".encode()
    path = access.tree.path(access.chat.leaf_id)
    async with aclosing(messages(caller, access, [node.id for node in path])) as opened:
        async for message in opened:
            speaker = "You" if message.speaker is Speaker.USER else f"Answer ({_line(message.model or 'model')})"
            files = "".join(f"- Attached: {_line(one.name)}\n" for one in message.attachments)
            yield f"\n## {speaker}, {_moment(message.created_at)}\n\n{files}{message.text.rstrip()}\n".encode()


async def json(caller: Caller, access: Access) -> AsyncGenerator[bytes]:
    """The whole tree: every message with its parent."""
    head = orjson.dumps({"format": "inhouse.chat", "version": VERSION, **_chat(access.chat)})
    yield head[:-1] + b',"messages":['
    before = b""
    async with aclosing(messages(caller, access, [node.id for node in access.opened.nodes])) as opened:
        async for message in opened:
            yield before + orjson.dumps(_message(message))
            before = b","
    yield b"]}"


async def all_json(
    caller: Caller, places: Places, chats: Sequence[ChatId], exported_at: datetime
) -> AsyncGenerator[bytes]:
    """Many chats. One that is deleted meanwhile is left out."""
    head = orjson.dumps({"format": "inhouse.chats", "version": VERSION, "exported_at": exported_at})
    yield head[:-1] + b',"chats":['
    before = b""
    for chat in chats:
        try:
            access = await places.access(caller, chat)
        except (ChatNotFound, Gone):
            continue
        yield before
        async with aclosing(json(caller, access)) as pieces:
            async for piece in pieces:
                yield piece
        before = b",\n"
    yield b"]}"


def file_name(title: str | None, ending: str) -> str:
    """A name for the file, of letters and digits that every system takes."""
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in title or "").split()
    return f"{'-'.join(words)[:60] or 'chat'}.{ending}"


async def messages(caller: Caller, access: Access, ids: Sequence[MessageId]) -> AsyncGenerator[Message]:
    """Messages of a chat in the order asked for, opened in portions."""
    for start in range(0, len(ids), AT_ONCE):
        for message in await access.place.messages(caller, access.chat.id, ids[start : start + AT_ONCE]):
            yield message


def _chat(chat: Chat) -> dict[str, Any]:
    return {
        "id": str(chat.id),
        "title": chat.title,
        "model": chat.model,
        "instructions": chat.instructions,
        "temperature": chat.temperature,
        "pinned": chat.pinned,
        "archived": chat.archived,
        "leaf_id": _id(chat.leaf_id),
        "created_at": chat.created_at,
        "updated_at": chat.updated_at,
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "id": str(message.id),
        "parent_id": _id(message.parent_id),
        "role": message.speaker,
        "text": message.text,
        "attachments": [{"file": str(one.file), "name": one.name, "kind": one.kind} for one in message.attachments],
        "reasoning": message.reasoning,
        "status": message.status,
        "error": message.trouble,
        "model": message.model,
        "destination": message.destination,
        "rating": message.rating,
        "usage": message.usage,
        "left_out": message.left_out,
        "finish": message.finish,
        "created_at": message.created_at,
    }


def _id(value: UUID | None) -> str | None:
    # The driver's ids are of a class of its own, which the encoder does not take for a UUID.
    return None if value is None else str(value)


def _line(text: str) -> str:
    return " ".join(text.split())


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")
