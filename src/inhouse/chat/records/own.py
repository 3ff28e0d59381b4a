"""How much a person has stored."""

from dataclasses import dataclass

from sqlalchemy import text

from inhouse.core.ids import PersonId
from inhouse.store import Work

_EXTENT = text(
    """SELECT
        (SELECT count(*) FROM chat.chats c WHERE c.owner_id = :owner AND c.deleted_at IS NULL) AS chats,
        (SELECT count(*) FROM chat.files f JOIN chat.chats c ON c.id = f.chat_id
            WHERE f.owner_id = :owner AND c.deleted_at IS NULL) AS files,
        (SELECT coalesce(sum(f.size), 0) FROM chat.files f JOIN chat.chats c ON c.id = f.chat_id
            WHERE f.owner_id = :owner AND c.deleted_at IS NULL)::bigint
        + (SELECT coalesce(sum(m.size), 0) FROM chat.messages m JOIN chat.chats c ON c.id = m.chat_id
            WHERE m.owner_id = :owner AND c.deleted_at IS NULL)::bigint AS bytes"""
)


@dataclass(frozen=True, slots=True)
class Extent:
    """How many chats and files, and the bytes of their words and of the files."""

    chats: int
    files: int
    bytes: int


async def extent(work: Work, owner: PersonId) -> Extent:
    """How much the caller has stored."""
    row = (await work.execute(_EXTENT, {"owner": owner})).one()
    return Extent(row.chats, row.files, row.bytes)
