"""Who writes in a chat, and who seals all of it under a new key: never both at once.

Whoever writes what is sealed asks before it looks for the key: with the old one it would write noise. Whoever reads
does not wait, and reads again.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy import text

from inhouse.core.ids import ChatId
from inhouse.store import Work
from inhouse.vault import DoesNotOpen

T = TypeVar("T")

_SHARE = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:chat, 0))")
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:chat, 0))")


async def share(work: Work, chat_id: ChatId) -> None:
    """Wait until nobody seals the chat under a new key, and keep that from beginning until the work ends."""
    await work.execute(_SHARE, {"chat": str(chat_id)})


async def alone(work: Work, chat_id: ChatId) -> None:
    """Wait until nobody writes in the chat, and keep others from writing until the work ends."""
    await work.execute(_ALONE, {"chat": str(chat_id)})


async def twice(read: Callable[[], Awaitable[T]]) -> T:
    """What `read` gives, in the second attempt if something did not open in the first: raises what that one raises.

    Between a row and its key the chat may have been sealed anew, because something in it was deleted.
    """
    try:
        return await read()
    except DoesNotOpen:
        return await read()
