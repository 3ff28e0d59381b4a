"""Takes away what its owner wants gone, wherever it lives, and stops what is being written in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from inhouse.chat.errors import MessageNotFound
from inhouse.chat.jobs import UNDO_SECONDS
from inhouse.chat.place import Access, Delete, Places
from inhouse.chat.records import Rows
from inhouse.chat.records.ending import Ended, end_all
from inhouse.chat.records.removal import remove_file, remove_messages
from inhouse.chat.removal.receipt import Receipt
from inhouse.chat.runs import Runs
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, FileId, MessageId, PersonId, new_id


@dataclass(frozen=True, slots=True)
class Removals:
    """Removes messages and chats. `forget` is told of chats that are gone from memory.

    Nothing of a temporary chat was ever stored, so there is no receipt for one.
    """

    places: Places
    rows: Rows
    runs: Runs
    forget: Callable[[PersonId, ChatId], None] = lambda _owner, _chat: None

    async def message(self, caller: Caller, message: MessageId) -> tuple[int, Receipt | None]:
        """Remove a message and all below it; gives how many went. Raises MessageNotFound, ChatNotFound, ChatGone."""
        found = await self.places.locate(caller, message)
        if found is None or found[1] != message:
            raise MessageNotFound
        chat_id, receipt = found[0], None
        if self.places.memory.holds(caller, chat_id):
            gone = self.places.memory.drop(caller, chat_id, message)
        else:
            removed = await remove_messages(self.rows, caller, chat_id, message)
            gone, receipt = removed.messages, removed.receipt
        self.runs.forget_answers(caller.person, chat_id, gone)
        return len(gone), receipt

    async def file(self, caller: Caller, chat_id: ChatId, file: FileId) -> Receipt | None:
        """Remove a stored file, and stop what is being written in the chat if the file was ever sent.

        No receipt for one that was never sent. Raises ChatNotFound, ChatGone, FileNotFound.
        """
        return await remove_file(self.rows, caller, chat_id, file, partial(self._stop, caller, chat_id))

    async def chat(self, caller: Caller, access: Access) -> Receipt | None:
        """Mark a chat as deleted; it is destroyed when it can be brought back no more. The receipt holds from then on.

        Who brings it back takes the receipt away: there is none for what was not destroyed.
        """
        chat_id = access.chat.id
        self._stop(caller, chat_id)
        now, act = clock.now(), new_id()
        await access.place.write(caller, chat_id, Delete(now, act))
        if access.chat.temporary:
            return None
        return Receipt(act, now + timedelta(seconds=UNDO_SECONDS), self.rows.vault.epoch_ends())

    async def every_chat(self, caller: Caller) -> Ended:
        """Destroy all chats of the caller at once, also those in memory. Nothing brings them back."""
        ended = await end_all(self.rows, caller)
        self.drop(caller.person)
        return ended

    def _stop(self, caller: Caller, chat_id: ChatId) -> None:
        for run in self.runs.live(caller.person, chat_id):
            run.cancel()

    def drop(self, person: PersonId) -> None:
        """Forget what is in memory of a person: what is being written for them, and their temporary chats."""
        self.runs.forget_all(person)
        for chat_id in self.places.memory.drop_all(person):
            self.forget(person, chat_id)
