"""Temporary chats, of which nothing is stored: in memory only, sealed under keys that are written nowhere.

They survive a reload of the page, and end with their session, after a time without use, or with this process.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never
from uuid import UUID

from inhouse.chat.chat import Chat, Message, Opened, Status, TitleSource
from inhouse.chat.errors import AlreadySaid, ChatNotFound, TooManyTemporary
from inhouse.chat.held import Held, size_of
from inhouse.chat.history.rule import HistoryIsOff
from inhouse.chat.place import Alter, Begin, Change, Create, Delete, Keep, Note, Part, Rate, Resume, Retitle
from inhouse.chat.tree import Tree
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, MessageId, PersonId

IDLE_SECONDS = 4 * 3600.0
"""A temporary chat that nobody used for so long is forgotten."""
CHATS_PER_PERSON = 20
CHAT_BYTES = 8 * 1024 * 1024
"""Text of one temporary chat, in bytes of UTF-8."""
ALL_BYTES = 256 * 1024 * 1024
"""Text of all temporary chats of this process: they live in its memory."""


Owned = tuple[PersonId, ChatId]


def _erase_nothing(_destinations: frozenset[str]) -> None:
    """There is no engine that could hold anything."""


class Memory:
    """A place of chats that forgets. `erase` is told the destinations that saw words of a chat when it ends."""

    def __init__(self, erase: Callable[[frozenset[str]], None] = _erase_nothing) -> None:
        self._erase = erase
        # By owner too: nobody can take the place of somebody else's chat by using its id.
        self._chats: dict[Owned, Held] = {}

    def holds(self, caller: Caller, chat_id: ChatId) -> bool:
        """Whether a chat of the caller with this id lives here."""
        return (caller.person, chat_id) in self._chats

    def check_kept(self, caller: Caller, chat_id: ChatId) -> None:
        """Raises HistoryIsOff for a chat that lives here."""
        if self.holds(caller, chat_id):
            raise HistoryIsOff(
                "History is off in this chat, and what is asked of an officer is stored.",
                hint="Leave out what was found, or ask in a chat that is kept.",
            )

    async def open(self, caller: Caller, chat_id: ChatId) -> Opened:
        """The chat with its skeleton; raises ChatNotFound."""
        held = self._held(caller, chat_id)
        return Opened(held.chat, held.nodes, held.commitment)

    async def chat(self, caller: Caller, chat_id: ChatId) -> Chat:
        """The chat alone; raises ChatNotFound."""
        return self._held(caller, chat_id).chat

    async def messages(self, caller: Caller, chat_id: ChatId, ids: Sequence[MessageId]) -> tuple[Message, ...]:
        """These messages in the order asked for; those that are not there are left out."""
        held = self._held(caller, chat_id)
        return tuple(held.message(one) for one in ids if one in held)

    async def note(self, caller: Caller, chat_id: ChatId, record: UUID) -> bytes | None:
        """What the guard wanted to be remembered about the chat or one of its answers, if anything was."""
        return self._held(caller, chat_id).note(record)

    async def write(self, caller: Caller, chat_id: ChatId, change: Change) -> None:
        """Apply one change; raises ChatNotFound, AlreadySaid, MessageNotFound, TooManyTemporary."""
        if isinstance(change, Create):
            self._create(caller, change.chat)
        else:
            self._apply(self._held(caller, chat_id), change)

    async def locate(self, caller: Caller, thing: UUID) -> tuple[ChatId, MessageId] | None:
        """Which message of the caller has this id, or was last written by the run of this id."""
        for held in self._chats.values():
            if held.clear.owner == caller.person:
                for node in held.nodes:
                    if thing in (node.id, node.run_id):
                        return held.id, node.id
        return None

    def drop(self, caller: Caller, chat_id: ChatId, first: MessageId) -> frozenset[MessageId]:
        """Forget a message and all below it, and what the guard remembered; raises ChatNotFound, MessageNotFound."""
        held = self._held(caller, chat_id)
        node = held.message(first).node
        gone = Tree(held.nodes).below(first)
        held.drop(gone)
        left = Tree(held.nodes)
        if held.clear.leaf_id in gone:
            above = node.parent_id if node.parent_id in left else None
            held.chat = replace(held.chat, leaf_id=left.newest_leaf(above))
        if node.parent_id is None and held.clear.title_source is not TitleSource.PERSON:
            held.chat = replace(held.chat, title=None)
        if held.destinations:
            self._erase(frozenset(held.destinations))
        return gone

    def drop_all(self, owner: PersonId) -> tuple[ChatId, ...]:
        """Forget all chats of a person; returns which."""
        return tuple(chat for _, chat in self._forget(key for key in self._chats if key[0] == owner))

    @property
    def credentials(self) -> frozenset[UUID]:
        """The sessions and keys by which chats were begun."""
        return frozenset(held.credential for held in self._chats.values())

    def end_session(self, credential: UUID) -> tuple[Owned, ...]:
        """Forget the chats that were begun in a session that has ended; returns which."""
        return self._forget(key for key, held in self._chats.items() if held.credential == credential)

    def end_idle(self, deleted_before: datetime) -> tuple[Owned, ...]:
        """Forget the chats that were not used for long, and those deleted before a moment; returns which."""
        oldest = clock.monotonic() - IDLE_SECONDS
        return self._forget(
            key for key, held in self._chats.items() if held.used_at < oldest or _deleted(held.clear, deleted_before)
        )

    def _forget(self, keys: Iterable[Owned]) -> tuple[Owned, ...]:
        forgotten = tuple(keys)
        seen = frozenset[str]().union(*(self._chats.pop(key).destinations for key in forgotten))
        if seen:
            self._erase(seen)
        return forgotten

    def _held(self, caller: Caller, chat_id: ChatId) -> Held:
        held = self._chats.get((caller.person, chat_id))
        if held is None:
            raise ChatNotFound
        held.used_at = clock.monotonic()
        return held

    def _create(self, caller: Caller, chat: Chat) -> None:
        if self.holds(caller, chat.id):
            return
        if sum(1 for owner, _ in self._chats if owner == caller.person) >= CHATS_PER_PERSON:
            raise TooManyTemporary(
                f"You have {CHATS_PER_PERSON} temporary chats already.", hint="Delete one of them, or sign out."
            )
        self._chats[caller.person, chat.id] = Held.begin(caller, chat)

    def _apply(self, held: Held, change: Change) -> None:
        match change:
            case Begin():
                self._begin(held, change)
            case Resume(message_id=message_id, run=run):
                answer = replace(held.message(message_id), status=Status.RUNNING, run_id=run)
                self._check_room(held, 0)
                held.put(answer)
                self._shown(held, answer)
            case Keep(answer=answer):
                rating = held.message(answer.id).rating
                held.put(replace(answer, rating=rating))
            case Rate(message_id=message_id, rating=rating):
                held.put(replace(held.message(message_id), rating=rating))
            case Retitle():
                _retitle(held, change)
            case Alter(values=values):
                held.chat = replace(held.chat, **values)
            case Note():
                self._note(held, change)
            case Delete(at=at):
                held.chat = replace(held.chat, deleted_at=at)
            case Create() | Part():
                # A part is there for the time after a crash, which a temporary chat does not survive.
                pass
            case _:
                assert_never(change)

    def _begin(self, held: Held, change: Begin) -> None:
        question, answer = change.question, change.answer
        if question is not None and any(question.id in other for other in self._chats.values()):
            raise AlreadySaid
        self._check_room(held, 0 if question is None else size_of(question))
        if question is not None:
            held.put(question)
        held.put(answer)
        self._shown(held, answer)
        if held.chat.title is None:
            held.chat = replace(held.chat, title=change.title)

    def _note(self, held: Held, note: Note) -> None:
        if (note.answer is not None and note.answer not in held) or (note.known and held.note(note.record) is None):
            return
        self._check_room(held, len(note.content) - held.note_size(note.record))
        held.put_note(note.record, note.content)

    def _check_room(self, held: Held, more: int) -> None:
        if held.size + more > CHAT_BYTES:
            raise TooManyTemporary(
                f"A temporary chat holds at most {CHAT_BYTES // 1024 // 1024} MiB.", hint="Begin a new chat."
            )
        if sum(other.size for other in self._chats.values()) + more > ALL_BYTES:
            raise TooManyTemporary(
                f"All temporary chats of everybody together hold at most {ALL_BYTES // 1024 // 1024} MiB.",
                hint="Delete one of yours, or go on in a chat that is kept.",
                retry_after=60,
            )

    def _shown(self, held: Held, answer: Message) -> None:
        held.chat = replace(held.chat, leaf_id=answer.id, updated_at=clock.now())


def _retitle(held: Held, change: Retitle) -> None:
    there = change.question is None or change.question in held
    if there and held.chat.title_source is not TitleSource.PERSON:
        held.chat = replace(held.chat, title=change.title, title_source=TitleSource.MODEL)


def _deleted(chat: Chat, before: datetime) -> bool:
    return chat.deleted_at is not None and chat.deleted_at < before
