"""Files in rows: their states, sizes and times are clear; names, text and bytes are sealed under the chat's key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import ARRAY, Integer, Row, Uuid, any_, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from inhouse.chat.errors import ChatNotFound
from inhouse.chat.files import sealed
from inhouse.chat.files.errors import FileNotFound, TooManyFiles
from inhouse.chat.files.file import FILES_PER_CHAT, File, FileState
from inhouse.chat.files.place import Add, Chunk, Describe, FileChange, Part, Remove
from inhouse.chat.records.alone import share, twice
from inhouse.chat.records.tables import chats, file_chunks, files
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, FileId, PersonId
from inhouse.store import Role, Store, Work
from inhouse.vault import Sealer, Vault

_f, _k = files.c, file_chunks.c
_ids = bindparam("ids", type_=ARRAY(Uuid))

_ALL = select(files).where(_f.chat_id == bindparam("chat")).order_by(_f.number)
_SOME = _ALL.where(_f.id == any_(_ids))
_COUNT = select(func.count()).select_from(files).where(_f.chat_id == bindparam("chat"))
_CHAT = select(chats.c.id).where(chats.c.id == bindparam("chat"), chats.c.deleted_at.is_(None))
_ADD = insert(files)
_DESCRIBE = update(files).where(_f.id == bindparam("file"), _f.chat_id == bindparam("chat"))
_REMOVE = delete(files).where(_f.id == bindparam("file"), _f.chat_id == bindparam("chat"))
_ADD_CHUNK = insert(file_chunks)
_FORGET = delete(file_chunks).where(_k.file_id == bindparam("file"), _k.kind == bindparam("part"))
_CHUNKS = select(_k.number, _k.content).where(
    _k.file_id == bindparam("file"),
    _k.kind == bindparam("part"),
    _k.number == any_(bindparam("numbers", type_=ARRAY(Integer))),
    _k.file_id.in_(select(_f.id).where(_f.chat_id == bindparam("chat"))),
)
_SENT = update(files).where(_f.id == any_(_ids), _f.chat_id == bindparam("chat"))


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that this node was taking in or reading."""

    owner: PersonId
    chat_id: ChatId
    file: FileId
    state: FileState


@dataclass(frozen=True, slots=True)
class FileRows:
    """The place that stores files. `node` names this server, so that after a crash it finds what it was reading."""

    store: Store
    vault: Vault
    node: str

    async def files(self, caller: Caller, chat_id: ChatId, ids: Sequence[FileId] | None = None) -> tuple[File, ...]:
        """These files of the chat, or all; what is not there is left out."""
        return await twice(lambda: self._files(caller, chat_id, ids))

    async def _files(self, caller: Caller, chat_id: ChatId, ids: Sequence[FileId] | None) -> tuple[File, ...]:
        values: dict[str, Any] = {"chat": chat_id} if ids is None else {"chat": chat_id, "ids": list(ids)}
        async with self.store.work(caller) as work:
            rows = (await work.execute(_ALL if ids is None else _SOME, values)).all()
            if not rows:
                return ()
            sealer = await self.vault.chat(work, caller, chat_id)
        return tuple(_file_of(row, sealer) for row in rows)

    async def write(self, caller: Caller, chat_id: ChatId, changes: Sequence[FileChange]) -> None:
        """One unit of work; raises FileNotFound, TooManyFiles, ChatNotFound, ChatKeyGone."""
        # A chunk alone need not be on the disk: the description that follows waits for it, and for all before it.
        durable = not all(isinstance(change, Chunk) for change in changes)
        async with self.store.work(caller, durable=durable) as work:
            await share(work, chat_id)
            sealer = await self.vault.chat(work, caller, chat_id)
            for change in changes:
                await self._apply(work, caller, chat_id, sealer, change)

    async def chunks(
        self, caller: Caller, chat_id: ChatId, file: FileId, part: Part, numbers: Sequence[int]
    ) -> dict[int, bytes]:
        """These chunks by their numbers, opened."""
        return await twice(lambda: self._chunks(caller, chat_id, file, part, numbers))

    async def _chunks(
        self, caller: Caller, chat_id: ChatId, file: FileId, part: Part, numbers: Sequence[int]
    ) -> dict[int, bytes]:
        values = {"chat": chat_id, "file": file, "part": part.value, "numbers": list(numbers)}
        async with self.store.work(caller) as work:
            rows = (await work.execute(_CHUNKS, values)).all()
            if not rows:
                return {}
            sealer = await self.vault.chat(work, caller, chat_id)
        return {row.number: sealed.open_chunk(sealer, file, part, row.number, row.content) for row in rows}

    async def _apply(self, work: Work, caller: Caller, chat_id: ChatId, sealer: Sealer, change: FileChange) -> None:
        match change:
            case Add(file=file):
                await _check_room(work, chat_id)
                values = {"id": file.id, "chat_id": chat_id, "owner_id": caller.person, "created_at": file.created_at}
                await work.execute(_ADD, {**values, **_values(sealer, file, self.node)})
            case Chunk():
                values = {
                    "file_id": change.file,
                    "kind": change.part.value,
                    "number": change.number,
                    "owner_id": caller.person,
                    "content": sealed.seal_chunk(sealer, change.file, change.part, change.number, change.data),
                }
                await work.execute(_ADD_CHUNK, values)
            case Describe(file=file, forget=forget):
                values = {"file": file.id, "chat": chat_id, **_values(sealer, file, self.node)}
                if (await work.execute(_DESCRIBE, values)).rowcount != 1:
                    raise FileNotFound
                for part in forget:
                    await work.execute(_FORGET, {"file": file.id, "part": part.value})
            case Remove(file=gone):
                await work.execute(_REMOVE, {"file": gone, "chat": chat_id})
            case _:
                assert_never(change)


async def mark_sent(work: Work, chat_id: ChatId, ids: Sequence[FileId], now: datetime) -> None:
    """Say in the unit of work of a message that these files went with it; raises FileNotFound when one is not there."""
    if ids and (await work.execute(_SENT, {"ids": list(ids), "chat": chat_id, "sent_at": now})).rowcount != len(ids):
        raise FileNotFound


async def unread(rows: FileRows) -> tuple[Unread, ...]:
    """The files that stand as coming in or being read on this node."""
    going_on = (FileState.UPLOADING.value, FileState.READING.value)
    statement = select(_f.owner_id, _f.chat_id, _f.id, _f.state).where(_f.node == rows.node, _f.state.in_(going_on))
    async with rows.store.work(None, Role.JOBS) as work:
        found = (await work.execute(statement)).all()
    return tuple(
        Unread(PersonId(row.owner_id), ChatId(row.chat_id), FileId(row.id), FileState(row.state)) for row in found
    )


async def remove_unsent(rows: FileRows, before: datetime) -> None:
    """Remove the files that were never sent and came before a moment."""
    async with rows.store.work(None, Role.JOBS) as work:
        await work.execute(delete(files).where(_f.sent_at.is_(None), _f.created_at < before))


async def _check_room(work: Work, chat_id: ChatId) -> None:
    if (await work.execute(_CHAT, {"chat": chat_id})).one_or_none() is None:
        raise ChatNotFound
    if (await work.execute(_COUNT, {"chat": chat_id})).scalar_one() >= FILES_PER_CHAT:
        raise TooManyFiles(f"A chat holds at most {FILES_PER_CHAT} files.", hint="Begin a new chat.")


def _values(sealer: Sealer, file: File, node: str) -> dict[str, Any]:
    going_on = file.state in (FileState.UPLOADING, FileState.READING)
    return {
        "state": file.state.value,
        "content": sealed.seal_file(sealer, file),
        "size": file.size,
        "node": node if going_on else None,
    }


def _file_of(row: Row[Any], sealer: Sealer) -> File:
    opened = sealed.open_file(sealer, row.id, row.content)
    return File(id=FileId(row.id), created_at=row.created_at, state=FileState(row.state), size=row.size, **opened)
