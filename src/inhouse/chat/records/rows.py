"""The place that stores chats: rows, sealed under a key for each chat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from inhouse.chat import sealed
from inhouse.chat.chat import Chat, Counted, Message, Node, Opened, Rating, Speaker, Status, TitleSource
from inhouse.chat.errors import AlreadySaid, ChatGone, ChatNotFound, MessageNotFound
from inhouse.chat.place import Alter, Begin, Change, Create, Delete, Keep, Note, Part, Rate, Resume, Retitle
from inhouse.chat.records.alone import share, twice
from inhouse.chat.records.files import mark_sent
from inhouse.chat.records.tables import chats, messages, notes, parts
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.destination import DestinationClass
from inhouse.core.events import Place
from inhouse.core.ids import ChatId, MessageId, PersonId
from inhouse.store import Store, Work
from inhouse.vault import ChatKeyGone, Sealer, Vault

_c, _m, _p = chats.c, messages.c, parts.c
_CLEAR = ("title_source", "temperature", "model", "pinned", "archived", "leaf_id", "created_at", "updated_at")

# Made once: building a statement costs more than running it.
_CHAT = select(chats).where(_c.id == bindparam("chat"))
# A chat may have thousands of messages: these two are read in bulk.
_SKELETON = """
SELECT id, parent_id, speaker, status, size, model, prompt_tokens, completion_tokens, left_out, run_id, attached
FROM chat.messages WHERE chat_id = $1 ORDER BY number"""
_OPENED = f"SELECT {', '.join(messages.c.keys())} FROM chat.messages WHERE chat_id = $1 AND id = ANY($2)"  # noqa: S608
_ADD_MESSAGE = insert(messages).on_conflict_do_nothing().returning(_m.id)
_ADD_PART = insert(parts).on_conflict_do_nothing()
_SET = update(chats).where(_c.id == bindparam("chat"), _c.shredded_at.is_(None))
_SET_MESSAGE = update(messages).where(_m.id == bindparam("message"), _m.chat_id == bindparam("chat"))
_DROP_PARTS = delete(parts).where(_p.message_id == bindparam("message"))
_NOTE = select(notes.c.content).where(notes.c.chat_id == bindparam("chat"), notes.c.record == bindparam("about"))
_LOCATED = select(_m.chat_id, _m.id).where(or_(_m.id == bindparam("thing"), _m.run_id == bindparam("thing"))).limit(1)


# Looking up is ten times faster than calling the enumeration, and a chat has thousands of messages.
_SPEAKERS = {speaker.value: speaker for speaker in Speaker}
_STATUSES = {status.value: status for status in Status}


@dataclass(frozen=True, slots=True)
class _Unit:
    work: Work
    caller: Caller
    chat_id: ChatId
    sealer: Sealer


@dataclass(frozen=True, slots=True)
class Rows:
    """The place that stores. `node` names this server, so that after a crash it finds what it was writing."""

    store: Store
    vault: Vault
    node: str

    async def open(self, caller: Caller, chat_id: ChatId) -> Opened:
        """The chat with its skeleton; raises ChatNotFound or ChatGone."""
        return await twice(lambda: self._open(caller, chat_id))

    async def _open(self, caller: Caller, chat_id: ChatId) -> Opened:
        async with self.store.work(caller) as work:
            row, sealer = await self._found(work, caller, chat_id)
            nodes = await nodes_of(work, chat_id)
        return Opened(chat_of(row, sealer), nodes, sealer.commitment_key)

    async def chat(self, caller: Caller, chat_id: ChatId) -> Chat:
        """The chat alone; raises ChatNotFound or ChatGone."""
        return await twice(lambda: self._chat(caller, chat_id))

    async def _chat(self, caller: Caller, chat_id: ChatId) -> Chat:
        async with self.store.work(caller) as work:
            row, sealer = await self._found(work, caller, chat_id)
        return chat_of(row, sealer)

    async def _found(self, work: Work, caller: Caller, chat_id: ChatId) -> tuple[Row[Any], Sealer]:
        row = (await work.execute(_CHAT, {"chat": chat_id})).one_or_none()
        if row is None:
            raise ChatNotFound
        if row.shredded_at is not None:
            raise ChatGone
        return row, await self.sealer(work, caller, chat_id)

    async def messages(self, caller: Caller, chat_id: ChatId, ids: Sequence[MessageId]) -> tuple[Message, ...]:
        """These messages, opened, in the order asked for; those that are not there are left out."""
        return await twice(lambda: self._messages(caller, chat_id, ids))

    async def _messages(self, caller: Caller, chat_id: ChatId, ids: Sequence[MessageId]) -> tuple[Message, ...]:
        async with self.store.work(caller) as work:
            rows = await work.bulk(_OPENED, chat_id, ids)
            if not rows:
                return ()
            sealer = await self.sealer(work, caller, chat_id)
        opened = {row["id"]: message_of(row, sealer) for row in rows}
        return tuple(opened[one] for one in ids if one in opened)

    async def note(self, caller: Caller, chat_id: ChatId, record: UUID) -> bytes | None:
        """What the guard wanted to be remembered about the chat or one of its answers, if anything was."""
        return await twice(lambda: self._note(caller, chat_id, record))

    async def _note(self, caller: Caller, chat_id: ChatId, record: UUID) -> bytes | None:
        async with self.store.work(caller) as work:
            found = (await work.execute(_NOTE, {"chat": chat_id, "about": record})).scalar_one_or_none()
            if found is None:
                return None
            return sealed.open_note(await self.sealer(work, caller, chat_id), record, found)

    async def locate(self, caller: Caller, thing: UUID) -> tuple[ChatId, MessageId] | None:
        """Which message of the caller has this id, or was last written by the run of this id."""
        async with self.store.work(caller) as work:
            row = (await work.execute(_LOCATED, {"thing": thing})).one_or_none()
        return None if row is None else (ChatId(row.chat_id), MessageId(row.id))

    async def write(self, caller: Caller, chat_id: ChatId, change: Change) -> None:
        """One unit of work; raises ChatNotFound, ChatGone, AlreadySaid, MessageNotFound."""
        async with self.store.work(caller, durable=not isinstance(change, Part)) as work:
            match change:
                case Create(chat=chat):
                    await self._create(work, caller, chat)
                case Delete(at=at, act=act):
                    await _set(work, chat_id, {"deleted_at": at, "deletion": act})
                case Rate(message_id=message_id, rating=rating):
                    await _set_message(work, chat_id, message_id, {"rating": rating})
                case Resume(message_id=message_id, run=run):
                    values = {"status": Status.RUNNING, "run_id": run, "node": self.node}
                    await _set_message(work, chat_id, message_id, values)
                    await _set(work, chat_id, {"leaf_id": message_id, "updated_at": clock.now()})
                case Begin() | Part() | Keep() | Retitle() | Alter() | Note():
                    await share(work, chat_id)
                    sealer = await self.sealer(work, caller, chat_id)
                    await self._write_sealed(_Unit(work, caller, chat_id, sealer), change)
                case _:
                    assert_never(change)

    async def sealer(self, work: Work, caller: Caller, chat_id: ChatId) -> Sealer:
        """The sealer of a chat; raises ChatGone when it was deleted for good, also since its row was read."""
        try:
            return await self.vault.chat(work, caller, chat_id)
        except ChatKeyGone:
            raise ChatGone from None

    async def _create(self, work: Work, caller: Caller, chat: Chat) -> None:
        if (await work.execute(select(_c.id).where(_c.id == chat.id))).one_or_none() is not None:
            return
        sealer = await self.vault.chat(work, caller, chat.id, create=True)
        clear = {name: getattr(chat, name) for name in _CLEAR}
        values = {"id": chat.id, "owner_id": caller.person, **clear, **sealed.sealed_chat(sealer, chat)}
        await work.execute(insert(chats).values(values).on_conflict_do_nothing())

    async def _write_sealed(self, unit: _Unit, change: Begin | Part | Keep | Retitle | Alter | Note) -> None:
        match change:
            case Begin():
                await self._begin(unit, change)
            case Part():
                await _add_part(unit, change)
            case Keep(answer=answer):
                values = _message_values(unit.sealer, answer) | {"node": None}
                await _set_message(unit.work, unit.chat_id, answer.id, values)
                await unit.work.execute(_DROP_PARTS, {"message": answer.id})
            case Note():
                await _keep_note(unit, change)
            case Retitle():
                await _retitle(unit, change)
            case Alter(values=values):
                altered: dict[str, Any] = dict(values)
                if values.get("pinned") is False:
                    # While it was pinned no time counted.
                    altered["counts_from"] = clock.now()
                if "title" in values:
                    altered["title"] = sealed.seal_title(unit.sealer, unit.chat_id, values["title"])
                if "instructions" in values:
                    instructions = values["instructions"]
                    altered["instructions"] = sealed.seal_instructions(unit.sealer, unit.chat_id, instructions)
                await _set(unit.work, unit.chat_id, altered)

    async def _begin(self, unit: _Unit, change: Begin) -> None:
        shown: dict[str, Any] = {"leaf_id": change.answer.id, "updated_at": clock.now()}
        if change.title is not None:
            shown["title"] = sealed.seal_title(unit.sealer, unit.chat_id, change.title)
        await _set(unit.work, unit.chat_id, shown)
        for message, node in ((change.question, None), (change.answer, self.node)):
            if message is not None and not await _add_message(unit, message, node):
                raise AlreadySaid
        if change.question is not None:
            sent = [attachment.file for attachment in change.question.attachments]
            await mark_sent(unit.work, unit.chat_id, sent, clock.now())


async def nodes_of(work: Work, chat_id: ChatId) -> tuple[Node, ...]:
    """The skeleton of a chat, oldest message first."""
    return tuple([_node(node) for node in await work.bulk(_SKELETON, chat_id)])


async def _add_message(unit: _Unit, message: Message, node: str | None) -> bool:
    values = {
        "id": message.id,
        "chat_id": unit.chat_id,
        "owner_id": unit.caller.person,
        "parent_id": message.parent_id,
        "speaker": message.speaker,
        "created_at": message.created_at,
        "rating": None,
        "node": node,
        **_message_values(unit.sealer, message),
    }
    return (await unit.work.execute(_ADD_MESSAGE, values)).one_or_none() is not None


async def _add_part(unit: _Unit, part: Part) -> None:
    values = {
        "run_id": part.run,
        "number": part.number,
        "message_id": part.message_id,
        "owner_id": unit.caller.person,
        "content": sealed.seal_part(unit.sealer, part.message_id, part.number, part.text, part.reasoning, part.guarded),
    }
    await unit.work.execute(_ADD_PART, values)
    if part.destination is not None:
        await _set_message(unit.work, unit.chat_id, part.message_id, _where(part.destination))


async def _retitle(unit: _Unit, change: Retitle) -> None:
    ours = [_c.id == unit.chat_id, _c.title_source != TitleSource.PERSON]
    if change.question is not None:
        ours.append(exists().where(_m.id == change.question, _m.chat_id == unit.chat_id))
    title = sealed.seal_title(unit.sealer, unit.chat_id, change.title)
    await unit.work.execute(update(chats).where(*ours).values(title=title, title_source=TitleSource.MODEL))


async def _keep_note(unit: _Unit, note: Note) -> None:
    # The lock is held that a removal takes alone: what is there now stays until this is written.
    if note.answer is not None:
        there = select(_m.id).where(_m.id == note.answer, _m.chat_id == unit.chat_id)
        if (await unit.work.execute(there)).one_or_none() is None:
            return
    content = sealed.seal_note(unit.sealer, note.record, note.content)
    if note.known:
        mine = (notes.c.record == note.record, notes.c.chat_id == unit.chat_id)
        await unit.work.execute(update(notes).where(*mine).values(content=content))
        return
    values = {"record": note.record, "chat_id": unit.chat_id, "owner_id": unit.caller.person, "content": content}
    kept = insert(notes).values(values)
    await unit.work.execute(kept.on_conflict_do_update(index_elements=["record"], set_={"content": content}))


async def _set(work: Work, chat_id: ChatId, values: Mapping[str, Any]) -> None:
    if (await work.execute(_SET, {"chat": chat_id, **values})).rowcount != 1:
        raise ChatNotFound


async def _set_message(work: Work, chat_id: ChatId, message_id: MessageId, values: Mapping[str, Any]) -> None:
    if (await work.execute(_SET_MESSAGE, {"message": message_id, "chat": chat_id, **values})).rowcount != 1:
        raise MessageNotFound


def _message_values(sealer: Sealer, message: Message) -> dict[str, Any]:
    usage = message.usage
    return {
        **_where(message.destination),
        "status": message.status,
        "content": sealed.seal_message(sealer, message),
        "size": message.node.size,
        "attached": message.attached,
        "model": message.model,
        "prompt_tokens": usage.prompt_tokens if usage else None,
        "completion_tokens": usage.completion_tokens if usage else None,
        "left_out": message.left_out,
        "finish": message.finish,
        "run_id": message.run_id,
    }


def _where(destination: Place | None) -> dict[str, Any]:
    return {
        "destination": destination.name if destination else None,
        "destination_class": destination.destination_class if destination else None,
    }


def chat_of(row: Row[Any], sealer: Sealer) -> Chat:
    """A row of `chats`, opened."""
    return Chat(
        id=ChatId(row.id),
        owner=PersonId(row.owner_id),
        created_at=row.created_at,
        updated_at=row.updated_at,
        title=sealed.open_title(sealer, row.id, row.title),
        title_source=TitleSource(row.title_source),
        instructions=sealed.open_instructions(sealer, row.id, row.instructions),
        temperature=row.temperature,
        model=row.model,
        pinned=row.pinned,
        archived=row.archived,
        leaf_id=row.leaf_id,
        deleted_at=row.deleted_at,
    )


def message_of(row: Mapping[str, Any], sealer: Sealer) -> Message:
    """A row of `messages`, opened."""
    (text, reasoning, trouble), (attachments, cut_files, guarded) = sealed.open_whole(sealer, row["id"], row["content"])
    return Message(
        id=MessageId(row["id"]),
        parent_id=row["parent_id"],
        speaker=_SPEAKERS[row["speaker"]],
        created_at=row["created_at"],
        text=text,
        reasoning=reasoning,
        status=_STATUSES[row["status"]],
        trouble=trouble,
        model=row["model"],
        destination=_place(row["destination"], row["destination_class"]),
        rating=Rating(row["rating"]) if row["rating"] else None,
        usage=_counted(row["prompt_tokens"], row["completion_tokens"]),
        left_out=row["left_out"],
        finish=row["finish"],
        run_id=row["run_id"],
        attachments=attachments,
        cut_files=cut_files,
        attached=row["attached"],
        guarded=guarded,
    )


def _place(name: str | None, destination_class: str | None) -> Place | None:
    return None if name is None else Place(name, DestinationClass(destination_class))


def _node(row: Sequence[Any]) -> Node:
    message, parent, speaker, status, size, model, prompt, completion, left_out, run, attached = row
    usage = _counted(prompt, completion)
    return Node(message, parent, _SPEAKERS[speaker], _STATUSES[status], size, model, usage, left_out, run, attached)


def _counted(prompt: int | None, completion: int | None) -> Counted | None:
    return None if prompt is None or completion is None else Counted(prompt, completion)
