"""All messages of a person in portions, newest chat first, for a search.

First some chats, then their messages: two statements that can only be run by their indexes. In one statement with a
join the planner, as long as it had no statistics, once chose a way that took half a minute.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Uuid, any_, bindparam, func, or_, select, tuple_

from inhouse.chat.records.rows import Rows
from inhouse.chat.records.tables import chats, messages
from inhouse.chat.search import Found, Portions, Position
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId
from inhouse.vault import Sealer

_NOWHERE = ChatId(UUID(int=0))
CHATS = 200
MESSAGES = 2000
"""The most messages of one portion: the event loop takes them in within a few milliseconds."""

_c, _m = chats.c, messages.c
_at = bindparam("at", type_=_c.updated_at.type)
_chat = bindparam("chat", type_=_c.id.type)
_number = bindparam("number", type_=_m.number.type)
_ids = bindparam("ids", type_=ARRAY(Uuid))

_CHATS = (
    select(_c.id, _c.title, _c.updated_at)
    .where(_c.owner_id == bindparam("owner"), _c.deleted_at.is_(None))
    .order_by(_c.updated_at.desc(), _c.id.desc())
    .limit(bindparam("limit"))
)
_CHATS_AFTER = _CHATS.where(tuple_(_c.updated_at, _c.id) <= tuple_(_at, _chat))
_MESSAGES = (
    select(_m.chat_id, _m.number, _m.id, _m.speaker, _m.created_at, _m.content)
    # Of the chat where the last portion ended only what is older; nothing when it ended with the chat (number 0).
    .where(_m.chat_id == any_(_ids), or_(_m.chat_id != _chat, _m.number < _number))
    .order_by(func.array_position(_ids, _m.chat_id), _m.number.desc())
    .limit(bindparam("limit"))
)


async def history(rows: Rows, caller: Caller, after: Position | None) -> Portions:
    """All messages of the caller, newest chat first, in it newest message first, from behind `after` on.

    One unit of work for all of it, because beginning one costs as much as reading a portion. It only reads, and waits
    for nothing but a scan.
    """
    async with rows.store.work(caller) as work:
        while True:
            values: dict[str, Any] = {"owner": caller.person, "limit": CHATS}
            place: dict[str, Any] = {"chat": _NOWHERE, "number": 0}
            if after is not None:
                place = {"chat": after.chat_id, "number": after.number}
                values |= {"at": after.updated_at, "chat": after.chat_id}
            some = (await work.execute(_CHATS if after is None else _CHATS_AFTER, values)).all()
            ids = [chat.id for chat in some]
            said = (await work.execute(_MESSAGES, {"ids": ids, "limit": MESSAGES, **place})).all()
            sealers = await rows.vault.chats(work, caller, ids)
            cut = len(said) == MESSAGES
            if cut:
                some = some[: ids.index(said[-1].chat_id) + 1]
            yield partial(_found, some, said, sealers, place["chat"])
            if not cut and len(ids) < CHATS:
                return
            after = Position(some[-1].updated_at, some[-1].id, said[-1].number if cut else 0)


def _found(
    some: Sequence[Row[Any]], said: Sequence[Row[Any]], sealers: Mapping[ChatId, Sealer], resumed: ChatId
) -> list[Found]:
    """The messages as they are scanned, made in the thread that scans them."""
    found: list[Found] = []
    by_chat: dict[ChatId, list[Row[Any]]] = {}
    for message in said:
        by_chat.setdefault(message[0], []).append(message)
    for chat in some:
        sealer = sealers.get(chat.id)
        if sealer is None:
            # It is being deleted at this moment.
            continue
        here = by_chat.get(chat.id, ())
        known = (sealer, chat.updated_at, chat.title)
        found += [Found(*known, *message) for message in here]
        if not here and chat.id != resumed:
            found.append(Found(*known, chat.id))
    return found
