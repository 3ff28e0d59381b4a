"""What happens without anybody asking: crashes are tidied up, deleted chats are destroyed, temporary chats end.

All of it survives a restart: what is to be done stands in the rows.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from inhouse.chat.memory import Memory
from inhouse.chat.records import Rows, interrupt, remove_gone, shred_deleted, unfinished
from inhouse.chat.runs import Runs
from inhouse.core import clock
from inhouse.core.errors import InhouseError
from inhouse.core.ids import ChatId, PersonId

UNDO_SECONDS = 15
"""How long a deleted chat can be brought back. After it the key is destroyed."""
GONE_DAYS = 1
"""How long we still know that a destroyed chat was there, to say so to its owner."""
PAUSE_SECONDS = 5.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Jobs:
    """The background work of this room. `standing` says which of some sessions and keys have not ended.

    `forget` is told of each chat that is gone from memory or from the rows; `further` is more work of each round.
    """

    rows: Rows
    memory: Memory
    runs: Runs
    standing: Callable[[Collection[UUID]], Awaitable[Collection[UUID]]]
    forget: Callable[[PersonId, ChatId], None] = lambda _owner, _chat: None
    further: tuple[Callable[[], Awaitable[object]], ...] = ()

    async def run(self) -> None:
        """Work until cancelled. What fails is tried again in the next round, and does not hold up the rest."""
        while True:
            for work in (self.interrupt_unfinished, self.end_sessions, self.end_chats, *self.further):
                try:
                    await work()
                except Exception as error:  # noqa: BLE001 (the worker loop: one of the two places)
                    what = error.code if isinstance(error, InhouseError) else type(error).__name__
                    _log.warning("the work on chats waits: %s", what)
            await asyncio.sleep(PAUSE_SECONDS)

    async def interrupt_unfinished(self) -> int:
        """Mark answers as interrupted that this node was writing and writes no more; returns how many there were.

        Called at the start before anybody is served, so that nobody sees an answer running that is not.
        """
        found = [one for one in await unfinished(self.rows) if self.runs.get(one.run) is None]
        for one in found:
            try:
                await interrupt(self.rows, one)
            except InhouseError as error:
                # One chat that does not open must not keep the others from being tidied up.
                _log.warning("an unfinished answer stays as it is: %s", error.code)
        return len(found)

    async def end_chats(self) -> int:
        """Destroy what was deleted more than 15 seconds ago, forget idle temporary chats; returns how many in all."""
        now = clock.now()
        deleted_before = now - timedelta(seconds=UNDO_SECONDS)
        ended = list(self.memory.end_idle(deleted_before))
        while shredded := await shred_deleted(self.rows, deleted_before, now):
            ended += shredded
        for owner, chat in ended:
            self.runs.forget(owner, chat)
            self.forget(owner, chat)
        await remove_gone(self.rows, now - timedelta(days=GONE_DAYS))
        return len(ended)

    async def end_sessions(self) -> None:
        """Forget the temporary chats of sessions that have ended, in whatever way."""
        credentials = self.memory.credentials
        if not credentials:
            return
        for credential in credentials.difference(await self.standing(credentials)):
            for owner, chat in self.memory.end_session(credential):
                self.runs.forget(owner, chat)
                self.forget(owner, chat)
