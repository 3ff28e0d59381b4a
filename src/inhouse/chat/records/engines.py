"""Says which local destinations have seen words that are destroyed: their memory holds them still."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from inhouse.core.destination import DestinationClass
from inhouse.core.ids import ChatId, MessageId
from inhouse.store import Work

WORDS_GONE: Final = "inhouse_words_gone"
"""The channel; each message is a destination's name. All servers of the installation listen."""


def _tell(column: str) -> str:
    return (
        f"SELECT pg_notify('{WORDS_GONE}', seen.destination) FROM (SELECT DISTINCT destination FROM chat.messages "  # noqa: S608 (ours)
        f"WHERE {column} = any(:ids) AND destination_class = '{DestinationClass.LOCAL}') AS seen "
        "WHERE seen.destination IS NOT NULL"
    )


_IDS = bindparam("ids", type_=ARRAY(Uuid))
_OF_CHATS = text(_tell("chat_id")).bindparams(_IDS)
_OF_MESSAGES = text(_tell("id")).bindparams(_IDS)


async def tell_of_chats(work: Work, chats: Collection[ChatId]) -> None:
    """Say it of whole chats, before their rows go; it is heard when the unit of work is done."""
    await work.execute(_OF_CHATS, {"ids": list[UUID](chats)})


async def tell_of_messages(work: Work, messages: Collection[MessageId]) -> None:
    """Say it of messages, before their rows go. A prompt holds what is above an answer, so these are all that count."""
    await work.execute(_OF_MESSAGES, {"ids": list[UUID](messages)})
