"""Many chats at once: the sidebar, and all ids for an export."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import any_, bindparam, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from inhouse.chat import sealed
from inhouse.chat.records.rows import Rows
from inhouse.chat.records.tables import chats
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId
from inhouse.store import Work
from inhouse.vault import DoesNotOpen, Sealer

Titled = Callable[[Sealer, ChatId, bytes | None], str | None]
"""Opens a sealed title."""

_log = logging.getLogger(__name__)
_title = sealed.open_title
_c = chats.c
_mine = (_c.owner_id == bindparam("owner"), _c.deleted_at.is_(None))

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
_IDS = select(_c.id).where(*_mine).order_by(_c.updated_at.desc(), _c.id.desc())
_HOLD = (
    select(_c.id)
    .where(_c.id == any_(bindparam("ids", type_=ARRAY(Uuid))), _c.deleted_at.is_(None))
    .order_by(_c.id)
    .with_for_update(read=True)
)


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
    """Up to `limit` chats, pinned ones first, then the newest first; a title that is damaged is None."""
    try:
        return await _sidebar(rows, caller, after, _title, archived=archived, limit=limit)
    except DoesNotOpen:
        # One was sealed anew between its row and its key; or it is damaged, and must not hide the others.
        return await _sidebar(rows, caller, after, _title_or_none, archived=archived, limit=limit)


async def _sidebar(
    rows: Rows, caller: Caller, after: SidebarPosition | None, titled: Titled, *, archived: bool, limit: int
) -> tuple[ChatRow, ...]:
    values: dict[str, Any] = {"owner": caller.person, "archived": archived, "limit": limit}
    statement = _SIDEBAR
    if after is not None:
        statement = _SIDEBAR_AFTER
        values |= {"pinned": after.pinned, "at": after.updated_at, "chat": after.chat_id}
    async with rows.store.work(caller) as work:
        found = (await work.execute(statement, values)).all()
        sealers = await rows.vault.chats(work, caller, [row.id for row in found])
    return tuple(
        ChatRow(row.id, titled(sealers[row.id], row.id, row.title), row.pinned, row.archived, row.updated_at)
        for row in found
        # A chat without a key is being deleted at this moment.
        if row.id in sealers
    )


def _title_or_none(sealer: Sealer, chat: ChatId, title: bytes | None) -> str | None:
    try:
        return _title(sealer, chat, title)
    except DoesNotOpen:
        _log.error("the title of a chat does not open: %s", chat)
        return None


async def chat_ids(rows: Rows, caller: Caller) -> tuple[ChatId, ...]:
    """All chats of the caller, newest first."""
    async with rows.store.work(caller) as work:
        return tuple((await work.execute(_IDS, {"owner": caller.person})).scalars())


async def hold_chats(work: Work, chats: Collection[ChatId]) -> bool:
    """Whether all these chats are there, in a work of the role jobs; to its end none of them can be deleted."""
    held = (await work.execute(_HOLD, {"ids": list[UUID](chats)})).scalars().all()
    return len(held) == len(chats)
