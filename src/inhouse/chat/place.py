"""Where a chat lives: in rows (`records.Rows`), or in memory only (`memory.Memory`, temporary chats).

Both promise the same, and one test suite asks it of both: whoever is not the owner finds nothing; a write is there as a
whole or not at all; a message that was written once is not written twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol, TypedDict
from uuid import UUID

from inhouse.chat.chat import Chat, Guarded, Message, Opened, Rating, TitleSource
from inhouse.chat.errors import ChatNotFound
from inhouse.chat.history.rule import Check, allow_all
from inhouse.chat.tree import Tree
from inhouse.core.caller import Caller
from inhouse.core.events import Place as PlaceOfModel
from inhouse.core.ids import ChatId, MessageId, PersonId, RunId


@dataclass(frozen=True, slots=True)
class Create:
    """A new chat. Creating the same chat again changes nothing."""

    chat: Chat


@dataclass(frozen=True, slots=True)
class Begin:
    """A question (None when one is answered again) and the answer that is about to be written to it.

    Raises AlreadySaid when a message with the question's id is stored anywhere. `title` names a chat without a title.
    """

    question: Message | None
    answer: Message
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """An answer that ended early is being written again, by `run`."""

    message_id: MessageId
    run: RunId


@dataclass(frozen=True, slots=True)
class Part:
    """More text of a running answer, so that a crash does not lose it. Not waited for the disk.

    `guarded` says what left for it and `destination` where to, as soon as that is known: after a crash too its receipt
    can be had, and it says where its words went, which the guard or a fallback may have changed.
    """

    message_id: MessageId
    run: RunId
    number: int
    text: str
    reasoning: str
    guarded: Guarded | None = None
    destination: PlaceOfModel | None = None


@dataclass(frozen=True, slots=True)
class Keep:
    """The answer as it ended. Replaces the parts of its run."""

    answer: Message


@dataclass(frozen=True, slots=True)
class Retitle:
    """A title that a model wrote. A title by a person stays.

    It was made from `question`: if that was removed meanwhile, the title would keep its words, and is not taken.
    """

    title: str
    question: MessageId | None = None


class Values(TypedDict, total=False):
    """What its owner may change about a chat."""

    title: str | None
    title_source: TitleSource
    instructions: str
    temperature: float | None
    model: str | None
    pinned: bool
    archived: bool
    leaf_id: MessageId | None


@dataclass(frozen=True, slots=True)
class Alter:
    """New values for some of what describes a chat."""

    values: Values


@dataclass(frozen=True, slots=True)
class Rate:
    """What the reader thinks of an answer; raises MessageNotFound."""

    message_id: MessageId
    rating: Rating | None


@dataclass(frozen=True, slots=True)
class Delete:
    """Marks a chat as deleted at a time, or takes the mark away (None).

    `act` is what its destruction will be known by, once it can be brought back no more.
    """

    at: datetime | None
    act: UUID | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What the guard wants to be remembered about `record`: the chat itself, or one of its answers.

    It comes with `answer`. If that was removed meanwhile, or what was `known` before was, nothing is kept: it would
    bring back words that were deleted.
    """

    record: UUID
    content: bytes
    answer: MessageId | None = None
    known: bool = False


Change = Create | Begin | Resume | Part | Keep | Retitle | Alter | Rate | Delete | Note


class ChatPlace(Protocol):
    """A home of chats."""

    async def open(self, caller: Caller, chat_id: ChatId) -> Opened:
        """The chat with its skeleton; raises ChatNotFound, or ChatGone when its key is destroyed."""
        ...

    async def chat(self, caller: Caller, chat_id: ChatId) -> Chat:
        """The chat alone, which is quicker where it is long; raises ChatNotFound, or ChatGone."""
        ...

    async def messages(self, caller: Caller, chat_id: ChatId, ids: Sequence[MessageId]) -> tuple[Message, ...]:
        """These messages, opened, in the order asked for; those that are not there are left out."""
        ...

    async def note(self, caller: Caller, chat_id: ChatId, record: UUID) -> bytes | None:
        """What the guard wanted to be remembered about the chat or one of its answers, if anything was."""
        ...

    async def write(self, caller: Caller, chat_id: ChatId, change: Change) -> None:
        """One unit of work; raises ChatNotFound."""
        ...

    async def locate(self, caller: Caller, thing: UUID) -> tuple[ChatId, MessageId] | None:
        """Which message of the caller has this id, or was last written by the run of this id."""
        ...


class MemoryPlace(ChatPlace, Protocol):
    """The home of temporary chats, which knows by itself what it holds."""

    def holds(self, caller: Caller, chat_id: ChatId) -> bool:
        """Whether a chat of the caller with this id lives here."""
        ...

    def drop(self, caller: Caller, chat_id: ChatId, first: MessageId) -> frozenset[MessageId]:
        """Forget a message and all below it; returns which. Raises ChatNotFound, MessageNotFound."""
        ...

    def drop_all(self, owner: PersonId) -> tuple[ChatId, ...]:
        """Forget all chats of a person; returns which."""
        ...


@dataclass(frozen=True)
class Access:
    """A chat that the caller may use, and where it lives."""

    place: ChatPlace
    opened: Opened

    @cached_property
    def tree(self) -> Tree:
        """The tree of its messages."""
        return Tree(self.opened.nodes)

    @property
    def chat(self) -> Chat:
        """The chat itself."""
        return self.opened.chat


@dataclass(frozen=True, slots=True)
class Places:
    """All homes of chats. `may_write` refuses whom the rules about history do not let write in one of them."""

    memory: MemoryPlace
    rows: ChatPlace
    may_write: Check = allow_all

    def of(self, caller: Caller, chat_id: ChatId) -> ChatPlace:
        """Where the caller's chat lives; for one that is nowhere, the rows, which will not find it."""
        return self.memory if self.memory.holds(caller, chat_id) else self.rows

    async def access(self, caller: Caller, chat_id: ChatId) -> Access:
        """The caller's chat; raises ChatNotFound for any other, and for one that is deleted."""
        place = self.of(caller, chat_id)
        opened = await place.open(caller, chat_id)
        if opened.chat.deleted_at is not None:
            raise ChatNotFound
        return Access(place, opened)

    async def chat(self, caller: Caller, chat_id: ChatId) -> Chat:
        """The caller's chat without its messages; raises as `access`."""
        chat = await self.of(caller, chat_id).chat(caller, chat_id)
        if chat.deleted_at is not None:
            raise ChatNotFound
        return chat

    async def writable(self, caller: Caller, chat_id: ChatId) -> Access:
        """The caller's chat to say more in; raises ChatNotFound, HistoryMustBeOff, HistoryMustBeKept."""
        access = await self.access(caller, chat_id)
        self.may_write(caller, access.chat.temporary)
        return access

    async def locate(self, caller: Caller, thing: UUID) -> tuple[ChatId, MessageId] | None:
        """Which message of the caller has this id, or was last written by the run of this id."""
        return await self.memory.locate(caller, thing) or await self.rows.locate(caller, thing)
