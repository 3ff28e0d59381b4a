"""Many chats at once: the sidebar, the whole history for a search, all ids for an export."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, tuple_

from inhouse.chat import sealed
from inhouse.chat.records.rows import Rows
from inhouse.chat.records.tables import chats, messages
from inhouse.chat.search import Found, Position
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId

PORTION = 1000
"""Messages of one portion of a search: opened in a thread within about 5 ms."""

_c, _m = chats.c, messages.c
_mine = (_c.owner_id == bindparam("owner"), _c.deleted_at.is_(None))
_number = func.coalesce(_m.number, 0)

_SIDEBAR = (
    select(_c.id, _c.title, _c.pinned, _c.archived, _c.updated_at)
    .where(*_mine, _c.archived == bindparam("archived"))
    .order_by(_c.pinned.desc(), _c.updated_at.desc(), _c.id.desc())
    .limit(bindparam("limit"))
)
_SIDEBAR_AFTER = _SIDEBAR.where(
    tuple_(_c.pinned, _c.updated_at, _c.id)
    < tuple_(
        bindparam("pinned", type_=_c.pinned.type),
        bindparam("at", type_=_c.updated_at.type),
        bindparam("chat", type_=_c.id.type),
    )
)
_HISTORY = (
    select(
        _c.id.label("chat_id"),
        _c.title,
        _c.updated_at,
        _m.id,
        _m.speaker,
        _m.content,
        _m.created_at,
        _number.label("number"),
    )
    .select_from(chats.outerjoin(messages, _m.chat_id == _c.id))
    .where(*_mine)
    .order_by(_c.updated_at.desc(), _c.id.desc(), _number.desc())
    .limit(PORTION)
)
_HISTORY_AFTER = _HISTORY.where(
    # The first line lets the index find the place, the second is exact.
    _c.updated_at <= bindparam("at", type_=_c.updated_at.type),
    tuple_(_c.updated_at, _c.id, _number)
    < tuple_(
        bindparam("at", type_=_c.updated_at.type),
        bindparam("chat", type_=_c.id.type),
        bindparam("number", type_=_m.number.type),
    ),
)
_IDS = select(_c.id).where(*_mine).order_by(_c.updated_at.desc(), _c.id.desc())


@dataclass(frozen=True, slots=True)
class SidebarPosition:
    """The last chat of a page of the sidebar."""

    pinned: bool
    updated_at: datetime
    chat_id: ChatId


@dataclass(frozen=True, slots=True)
class ChatRow:
    """A chat as the sidebar shows it."""

    id: ChatId
    title: str | None
    pinned: bool
    archived: bool
    updated_at: datetime

    @property
    def position(self) -> SidebarPosition:
        """Where the next page goes on, if this row is the last one."""
        return SidebarPosition(self.pinned, self.updated_at, self.id)


async def sidebar(
    rows: Rows, caller: Caller, after: SidebarPosition | None, *, archived: bool, limit: int
) -> tuple[ChatRow, ...]:
    """Up to `limit` chats, pinned ones first, then the newest first."""
    values: dict[str, Any] = {"owner": caller.person, "archived": archived, "limit": limit}
    statement = _SIDEBAR
    if after is not None:
        statement = _SIDEBAR_AFTER
        values |= {"pinned": after.pinned, "at": after.updated_at, "chat": after.chat_id}
    async with rows.store.work(caller) as work:
        found = (await work.execute(statement, values)).all()
        sealers = await rows.vault.chats(work, caller, [row.id for row in found])
    return tuple(
        ChatRow(row.id, sealed.open_title(sealers[row.id], row.id, row.title), row.pinned, row.archived, row.updated_at)
        for row in found
        # A chat without a key is being deleted at this moment.
        if row.id in sealers
    )


async def history(rows: Rows, caller: Caller, after: Position | None) -> AsyncGenerator[Sequence[Found]]:
    """All messages of the caller, newest chat first, in it newest message first, from behind `after` on."""
    while True:
        values: dict[str, Any] = {"owner": caller.person}
        statement = _HISTORY
        if after is not None:
            statement = _HISTORY_AFTER
            values |= {"at": after.updated_at, "chat": after.chat_id, "number": after.number}
        async with rows.store.work(caller) as work:
            portion = (await work.execute(statement, values)).all()
            sealers = await rows.vault.chats(work, caller, list({row.chat_id for row in portion}))
        if not portion:
            return
        after = Position(portion[-1].updated_at, portion[-1].chat_id, portion[-1].number)
        yield [
            Found(chat, at, number, message, speaker, created_at, sealers[chat], title, content)
            for chat, title, at, message, speaker, content, created_at, number in map(tuple[Any, ...], portion)
            # A chat without a key is being deleted at this moment.
            if chat in sealers
        ]
        if len(portion) < PORTION:
            return


async def chat_ids(rows: Rows, caller: Caller) -> tuple[ChatId, ...]:
    """All chats of the caller, newest first."""
    async with rows.store.work(caller) as work:
        return tuple((await work.execute(_IDS, {"owner": caller.person})).scalars())
