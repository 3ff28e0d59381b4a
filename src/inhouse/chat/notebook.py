"""What the guard remembers of a chat, kept where the chat is kept: in its rows, or in memory for a temporary chat."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import orjson

from inhouse.chat.place import ChatPlace, Note
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, MessageId
from inhouse.core.prompt import Image, Prompt, PromptMessage
from inhouse.guard.notes import Notes
from inhouse.guard.stand_ins.mapping import StandIns


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message as it left: who speaks, and the words."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What left for one answer: the model that saw it, and the messages."""

    model: str
    messages: tuple[SentMessage, ...]


@dataclass(frozen=True, slots=True)
class ChatNotebook:
    """The notebook of a chat (`core.prompt.Notebook`); `answer` is the message that is being written, if one is."""

    place: ChatPlace
    caller: Caller
    chat: ChatId
    answer: MessageId | None = None
    decisions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    _found: list[bool] = field(default_factory=list[bool], repr=False, compare=False)

    async def read(self) -> bytes | None:
        """What was written last; raises ChatNotFound and what the place raises."""
        found = await self.place.note(self.caller, self.chat, self.chat)
        self._found[:] = [found is not None]
        return found

    async def write(self, notes: bytes) -> None:
        """Keep these notes; raises what the place raises.

        Only an answer writes: a title is asked for beside it, from the same words, and would write over what it found.
        """
        if self.answer is not None:
            await self.place.write(self.caller, self.chat, Note(self.chat, notes, self.answer, any(self._found)))

    async def sent(self, prompt: Prompt) -> None:
        """Keep the words that leave for the answer."""
        if self.answer is not None:
            await self.place.write(self.caller, self.chat, Note(self.answer, packed(prompt), self.answer))

    async def shown(self) -> Sent | None:
        """The words that left for the answer, if they were not those that people wrote."""
        note = None if self.answer is None else await self.place.note(self.caller, self.chat, self.answer)
        return None if note is None else unpacked(note)

    async def stand_ins(self, sent: Sent) -> tuple[str, ...]:
        """The stand-ins of the chat that stand in what left."""
        known = Notes.of(await self.read()).stand_ins
        words = "\n".join(message.text for message in sent.messages)
        made = StandIns.from_bytes(b"", known) if known else StandIns(b"")
        return tuple(sorted({each.stand_in for each in (*made.entries, *made.parts) if each.stand_in in words}))


def packed(prompt: Prompt) -> bytes:
    """The words of a prompt, compressed."""
    messages = [{"role": message.role.value, "text": _text(message)} for message in prompt.messages]
    return zlib.compress(orjson.dumps({"model": prompt.model, "messages": messages}))


def unpacked(note: bytes) -> Sent:
    """What `packed` made."""
    content = orjson.loads(zlib.decompress(note))
    return Sent(content["model"], tuple(SentMessage(**message) for message in content["messages"]))


def _text(message: PromptMessage) -> str:
    pictures = [f"[{part.media_type}]" for part in message.parts if isinstance(part, Image)]
    return "\n".join([*pictures, *message.texts()])
