"""A person's message by its id alone, as it is stored."""

from dataclasses import dataclass

from inhouse.chat.chat import Message
from inhouse.chat.errors import MessageNotFound
from inhouse.chat.place import Access, Places
from inhouse.chat.runs import Runs
from inhouse.core.caller import Caller
from inhouse.core.ids import MessageId


@dataclass(frozen=True, slots=True)
class Found:
    """A message and the chat that it stands in."""

    access: Access
    message: Message


@dataclass(frozen=True, slots=True)
class Finding:
    """Finds messages. What a run still writes is found as far as it is stored."""

    places: Places
    runs: Runs

    async def message(self, caller: Caller, message: MessageId) -> Found:
        """The caller's message; raises MessageNotFound for any other, ChatNotFound when its chat is deleted.

        Readers hear of an answer's end a moment before it is stored, and ask at once what came of it: they wait here.
        """
        located = await self.places.locate(caller, message)
        if located is None or located[1] != message:
            raise MessageNotFound
        chat = located[0]
        await self.runs.stored(caller.person, chat)
        access = await self.places.access(caller, chat)
        found = await access.place.messages(caller, chat, [message])
        if not found:
            raise MessageNotFound
        return Found(access, found[0])
