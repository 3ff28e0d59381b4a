"""One chat in memory, sealed: its words lie there under a key that is made for it, written nowhere, and goes with it.

They are opened for the moment in which somebody needs them. What of the memory gets into a swap file meanwhile does not
open once the chat has ended; the key itself may have got there too, so it is no promise about swap.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from inhouse.chat.chat import Chat, Message, Node
from inhouse.chat.errors import MessageNotFound
from inhouse.chat.sealed import (
    open_instructions,
    open_note,
    open_title,
    open_whole,
    seal_instructions,
    seal_message,
    seal_note,
    seal_title,
)
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, MessageId
from inhouse.core.prompt import CommitmentKey
from inhouse.vault import Sealer


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A message without its words, and the words."""

    rest: Message
    node: Node
    words: bytes
    size: int


@dataclass(slots=True)
class Held:
    """A chat and all that belongs to it. `size` counts the bytes of text, `destinations` where any of it went."""

    credential: UUID
    used_at: float
    _sealer: Sealer
    _chat: Chat
    _title: bytes | None = None
    _instructions: bytes | None = None
    _messages: dict[MessageId, _Sealed] = field(default_factory=dict)
    _notes: dict[UUID, bytes] = field(default_factory=dict)
    size: int = 0
    destinations: set[str] = field(default_factory=set)

    @classmethod
    def begin(cls, caller: Caller, chat: Chat) -> "Held":
        """Hold a new chat of the caller."""
        sealer = Sealer.ephemeral(chat.id, caller.person, chat.id)
        held = cls(caller.credential, clock.monotonic(), sealer, chat)
        held.chat = chat
        return held

    @property
    def commitment(self) -> CommitmentKey:
        """The key of the ledger's commitments; it dies with the chat."""
        return self._sealer.commitment_key

    @property
    def id(self) -> ChatId:
        """The chat's id."""
        return self._chat.id

    @property
    def clear(self) -> Chat:
        """The chat without title and instructions, at no cost."""
        return self._chat

    @property
    def chat(self) -> Chat:
        """The chat."""
        title = open_title(self._sealer, self.id, self._title)
        instructions = open_instructions(self._sealer, self.id, self._instructions)
        return replace(self._chat, title=title, instructions=instructions)

    @chat.setter
    def chat(self, chat: Chat) -> None:
        self._title = seal_title(self._sealer, chat.id, chat.title)
        self._instructions = seal_instructions(self._sealer, chat.id, chat.instructions)
        self._chat = replace(chat, title=None, instructions="")

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The skeleton, oldest message first."""
        return tuple(one.node for one in self._messages.values())

    def __contains__(self, message: MessageId) -> bool:
        return message in self._messages

    def message(self, message: MessageId) -> Message:
        """A message; raises MessageNotFound."""
        sealed = self._messages.get(message)
        if sealed is None:
            raise MessageNotFound
        (text, reasoning, trouble), (attachments, cut_files, guarded) = open_whole(self._sealer, message, sealed.words)
        return replace(
            sealed.rest,
            text=text,
            reasoning=reasoning,
            trouble=trouble,
            attachments=attachments,
            cut_files=cut_files,
            guarded=guarded,
        )

    def put(self, message: Message) -> None:
        """Add the message, or replace the one with its id."""
        rest = replace(message, text="", reasoning="", trouble=None, attachments=(), cut_files=(), guarded=None)
        before = self._messages.get(message.id)
        size = size_of(message)
        self.size += size - (0 if before is None else before.size)
        self._messages[message.id] = _Sealed(rest, message.node, seal_message(self._sealer, message), size)
        if message.destination is not None:
            self.destinations.add(message.destination.name)

    def drop(self, messages: Iterable[MessageId]) -> None:
        """Forget messages, what the guard remembered of them, and of the chat."""
        for one in messages:
            self.size -= self._messages.pop(one).size
            self._drop_note(one)
        self._drop_note(self.id)

    def note(self, record: UUID) -> bytes | None:
        """What the guard wanted to be remembered about the chat or one of its answers."""
        sealed = self._notes.get(record)
        return None if sealed is None else open_note(self._sealer, record, sealed)

    def note_size(self, record: UUID) -> int:
        """How much is remembered about it."""
        return len(self._notes.get(record, b""))

    def put_note(self, record: UUID, content: bytes) -> None:
        """Remember this instead."""
        self._drop_note(record)
        self._notes[record] = seal_note(self._sealer, record, content)
        self.size += self.note_size(record)

    def _drop_note(self, record: UUID) -> None:
        self.size -= len(self._notes.pop(record, b""))


def size_of(message: Message) -> int:
    """The bytes of text of a message."""
    return len(message.text.encode()) + len(message.reasoning.encode())
