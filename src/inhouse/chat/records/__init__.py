"""Chats in rows.

Ids, owners, times, flags, names of models, counts of tokens and bytes are clear; what people and models wrote is sealed
under the chat's key. The folder is what `records.py` is in other rooms: the only part that knows SQLAlchemy.
"""

from inhouse.chat.records.engines import WORDS_GONE
from inhouse.chat.records.files import FileRows, Unread, remove_unsent, unread
from inhouse.chat.records.jobs import Unfinished, interrupt, remove_gone, shred_deleted, unfinished
from inhouse.chat.records.lists import ChatRow, SidebarPosition, chat_ids, hold_chats, sidebar
from inhouse.chat.records.portions import history
from inhouse.chat.records.rows import Rows

__all__ = [
    "WORDS_GONE",
    "ChatRow",
    "FileRows",
    "Rows",
    "SidebarPosition",
    "Unfinished",
    "Unread",
    "chat_ids",
    "history",
    "hold_chats",
    "interrupt",
    "remove_gone",
    "remove_unsent",
    "shred_deleted",
    "sidebar",
    "unfinished",
    "unread",
]
