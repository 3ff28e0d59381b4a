"""Messages and files that go, and the new key under which what stays is sealed again.

Neither has a key of its own: what makes it unreadable is that the chat's key is destroyed. Everything that stays is
opened with the old key and sealed with a new one, in portions and in a thread, all in one unit of work.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, any_, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from inhouse.chat import sealed
from inhouse.chat.chat import Node, TitleSource
from inhouse.chat.errors import ChatNotFound, MessageNotFound
from inhouse.chat.files import sealed as sealed_files
from inhouse.chat.files.errors import FileNotFound
from inhouse.chat.files.place import Part
from inhouse.chat.records.alone import alone
from inhouse.chat.records.engines import tell_of_chats, tell_of_messages
from inhouse.chat.records.rows import Rows, nodes_of
from inhouse.chat.records.tables import chats, files, messages, notes
from inhouse.chat.removal.receipt import Receipt, dated
from inhouse.chat.tree import Tree
from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, FileId, MessageId
from inhouse.guard.records import releases
from inhouse.store import Work
from inhouse.store.acts import note
from inhouse.vault import Sealer

AT_ONCE = 250
"""Messages, parts or notes of one portion."""
CHUNKS_AT_ONCE = 8
"""Chunks of files of one portion, of a mebibyte each at most."""

_c, _m = chats.c, messages.c
_CHAT = select(chats).where(_c.id == bindparam("chat"), _c.deleted_at.is_(None)).with_for_update()
_REMOVE_FILE = (
    delete(files)
    .where(files.c.chat_id == bindparam("chat"), files.c.id == bindparam("file"))
    .returning(files.c.sent_at)
)
_CONTENTS = "SELECT id, content FROM chat.messages WHERE chat_id = $1 AND id = ANY($2)"
_CONTENTS_ANEW = """
UPDATE chat.messages AS old SET content = fresh.content FROM unnest($1::uuid[], $2::bytea[]) AS fresh (id, content)
WHERE old.id = fresh.id RETURNING old.id"""
_PARTS = """
SELECT p.run_id, p.number, p.message_id, p.content FROM chat.parts p
JOIN chat.messages m ON m.id = p.message_id WHERE m.chat_id = $1"""
_PARTS_ANEW = """
UPDATE chat.parts AS old SET content = fresh.content
FROM unnest($1::uuid[], $2::integer[], $3::bytea[]) AS fresh (run_id, number, content)
WHERE old.run_id = fresh.run_id AND old.number = fresh.number RETURNING old.number"""
_NOTES = "SELECT record, content FROM chat.notes WHERE chat_id = $1"
_NOTES_ANEW = """
UPDATE chat.notes AS old SET content = fresh.content FROM unnest($1::uuid[], $2::bytea[]) AS fresh (record, content)
WHERE old.record = fresh.record RETURNING old.record"""
_FILES = "SELECT id, content, sent_at FROM chat.files WHERE chat_id = $1"
_FILES_ANEW = """
UPDATE chat.files AS old SET content = fresh.content FROM unnest($1::uuid[], $2::bytea[]) AS fresh (id, content)
WHERE old.id = fresh.id RETURNING old.id"""
_CHUNK_NAMES = """
SELECT k.file_id, k.kind, k.number FROM chat.file_chunks k JOIN chat.files f ON f.id = k.file_id WHERE f.chat_id = $1"""
_CHUNKS = """
SELECT k.file_id, k.kind, k.number, k.content FROM chat.file_chunks k
JOIN unnest($1::uuid[], $2::text[], $3::integer[]) AS wanted (file_id, kind, number) USING (file_id, kind, number)"""
_CHUNKS_ANEW = """
UPDATE chat.file_chunks AS old SET content = fresh.content
FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::bytea[]) AS fresh (file_id, kind, number, content)
WHERE old.file_id = fresh.file_id AND old.kind = fresh.kind AND old.number = fresh.number RETURNING old.number"""


@dataclass(frozen=True, slots=True)
class Removed:
    """What went: the messages, how many files, and by what it is known."""

    messages: frozenset[MessageId]
    files: int
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class _Change:
    work: Work
    chat: ChatId
    old: Sealer
    new: Sealer


async def remove_messages(rows: Rows, caller: Caller, chat_id: ChatId, first: MessageId) -> Removed:
    """Remove a message with all below it, and seal what stays under a new key.

    With them go the files that no other message has, what the guard remembered of the chat, and a title that was made
    from the first words. Raises ChatNotFound, ChatGone, MessageNotFound.

    1 alone with the chat     2 what goes     3 on record while the old key is there     4 the old key is destroyed
    5 what stays is sealed with the new key
    """
    async with rows.store.work(caller) as work:
        await alone(work, chat_id)
        row = (await work.execute(_CHAT, {"chat": chat_id})).one_or_none()
        if row is None:
            raise ChatNotFound
        nodes = await nodes_of(work, chat_id)
        tree = Tree(nodes)
        if first not in tree:
            raise MessageNotFound
        going = tree.below(first)
        stays = [node for node in nodes if node.id not in going]
        here, anywhere = clock.now(), rows.vault.epoch_ends()
        facts = dated("message", here, anywhere, messages=len(going))
        act = await note(work, Act(ActKind.DELETION, caller.person, chat=chat_id, facts=facts))
        change = await _shred(rows, work, caller, chat_id)
        await _remove(work, chat_id, going)
        removed_files = await _reseal(change, [node.id for node in stays])
        values = _described(change, row, tree[first], Tree(stays), going)
        await work.execute(update(chats).where(_c.id == chat_id).values(**values))
    return Removed(going, removed_files, Receipt(act, here, anywhere))


def _nothing() -> None:
    """Nothing is being written."""


async def remove_file(
    rows: Rows, caller: Caller, chat_id: ChatId, file_id: FileId, stop: Callable[[], None] = _nothing
) -> Receipt | None:
    """Remove a file, and seal what stays under a new key: what was said about it stays, with the file's name.

    What the guard remembered of what left with it goes too.

    `stop` ends what is being written in the chat: it may have seen the file, and would note what it saw afterwards.

    One that was never sent goes without all that and without a receipt. Raises ChatNotFound, ChatGone, FileNotFound.
    """
    async with rows.store.work(caller) as work:
        await alone(work, chat_id)
        row = (await work.execute(_CHAT, {"chat": chat_id})).one_or_none()
        if row is None:
            raise ChatNotFound
        gone = (await work.execute(_REMOVE_FILE, {"chat": chat_id, "file": file_id})).one_or_none()
        if gone is None:
            raise FileNotFound
        if gone.sent_at is None:
            return None
        # Nobody else notes anything in the chat before this is done.
        stop()
        here, anywhere = clock.now(), rows.vault.epoch_ends()
        facts = dated("file", here, anywhere, files=1)
        act = await note(work, Act(ActKind.DELETION, caller.person, chat=chat_id, facts=facts))
        await tell_of_chats(work, [chat_id])
        change = await _shred(rows, work, caller, chat_id)
        nodes = await nodes_of(work, chat_id)
        await _forget_files(work, chat_id, nodes)
        await _reseal(change, [node.id for node in nodes])
        title = sealed.open_title(change.old, chat_id, row.title)
        await work.execute(update(chats).where(_c.id == chat_id).values(**_headed(change, row, title)))
    return Receipt(act, here, anywhere)


async def _shred(rows: Rows, work: Work, caller: Caller, chat_id: ChatId) -> _Change:
    """Destroy the chat's key and make another one. Raises ChatGone."""
    old = await rows.sealer(work, caller, chat_id)
    await rows.vault.shred_chat(work, caller, chat_id)
    return _Change(work, chat_id, old, await rows.vault.chat(work, caller, chat_id, create=True))


async def _remove(work: Work, chat_id: ChatId, going: frozenset[MessageId]) -> None:
    ids = bindparam("ids", type_=ARRAY(Uuid))
    await tell_of_messages(work, going)
    await work.execute(delete(messages).where(_m.id == any_(ids)), {"ids": list(going)})
    # The chat's own note knows which words stood for which: the guard makes it anew from what stays.
    about = {"ids": [*going, chat_id]}
    await work.execute(delete(notes).where(notes.c.record == any_(ids)), about)
    await releases.remove_of_chats(work, [chat_id])


async def _forget_files(work: Work, chat_id: ChatId, nodes: Sequence[Node]) -> None:
    """Remove what the guard remembered of words that can have been a file's: what left below it, and what stood for it.

    Requests for release quote such words.
    """
    tree = Tree(nodes)
    below = frozenset[MessageId]().union(*(tree.below(node.id) for node in nodes if node.attached))
    about = {"ids": [*below, chat_id]}
    await work.execute(delete(notes).where(notes.c.record == any_(bindparam("ids", type_=ARRAY(Uuid)))), about)
    await releases.remove_of_chats(work, [chat_id])


async def _reseal(change: _Change, stays: Sequence[MessageId]) -> int:
    """Seal everything of the chat anew but what describes it; returns how many files went."""
    kept = set[FileId]()
    for ids in _portions(stays, AT_ONCE):
        found = await change.work.bulk(_CONTENTS, change.chat, ids)
        sealed_anew, attached = await asyncio.to_thread(_messages, change, found)
        kept |= attached
        await change.work.bulk(_CONTENTS_ANEW, [row[0] for row in found], sealed_anew)
    for found in _portions(await change.work.bulk(_PARTS, change.chat), AT_ONCE):
        anew = [sealed.reseal_part(change.old, change.new, row[2], row[1], row[3]) for row in found]
        await change.work.bulk(_PARTS_ANEW, [row[0] for row in found], [row[1] for row in found], anew)
    for found in _portions(await change.work.bulk(_NOTES, change.chat), AT_ONCE):
        anew = await asyncio.to_thread(_notes, change, found)
        await change.work.bulk(_NOTES_ANEW, [row[0] for row in found], anew)
    return await _reseal_files(change, kept)


async def _reseal_files(change: _Change, kept: set[FileId]) -> int:
    work = change.work
    found = await work.bulk(_FILES, change.chat)
    # A file that was never sent belongs to the words that are being written.
    going = [row[0] for row in found if row[2] is not None and row[0] not in kept]
    if going:
        await work.execute(delete(files).where(files.c.id.in_(going)))
    stays = [row for row in found if row[0] not in set(going)]
    anew = [sealed_files.reseal_file(change.old, change.new, row[0], row[1]) for row in stays]
    if stays:
        await work.bulk(_FILES_ANEW, [row[0] for row in stays], anew)
    names = await work.bulk(_CHUNK_NAMES, change.chat)
    for portion in _portions(names, CHUNKS_AT_ONCE):
        chunks = await work.bulk(_CHUNKS, *_columns(portion, 3))
        contents = await asyncio.to_thread(_chunks, change, chunks)
        await work.bulk(_CHUNKS_ANEW, *_columns(chunks, 3), contents)
    return len(going)


def _described(
    change: _Change,
    row: Row[Any],
    first: Node,
    left: Tree,
    going: frozenset[MessageId],
) -> dict[str, Any]:
    """Title, instructions and the shown end of the chat as they are now."""
    title = sealed.open_title(change.old, change.chat, row.title)
    if first.parent_id is None and row.title_source != TitleSource.PERSON:
        title = None
    values = _headed(change, row, title)
    if row.leaf_id in going:
        above = first.parent_id if first.parent_id in left else None
        values["leaf_id"] = left.newest_leaf(above)
    return values


def _headed(change: _Change, row: Row[Any], title: str | None) -> dict[str, Any]:
    """Title and instructions, sealed anew."""
    instructions = sealed.open_instructions(change.old, change.chat, row.instructions)
    return {
        "title": sealed.seal_title(change.new, change.chat, title),
        "instructions": sealed.seal_instructions(change.new, change.chat, instructions),
    }


def _messages(change: _Change, found: Sequence[Any]) -> tuple[list[bytes], set[FileId]]:
    done = [sealed.reseal_message(change.old, change.new, row[0], row[1]) for row in found]
    return [content for content, _ in done], {file for _, attached in done for file in attached}


def _notes(change: _Change, found: Sequence[Any]) -> list[bytes]:
    return [sealed.reseal_note(change.old, change.new, row[0], row[1]) for row in found]


def _chunks(change: _Change, found: Sequence[Any]) -> list[bytes]:
    return [sealed_files.reseal_chunk(change.old, change.new, row[0], Part(row[1]), row[2], row[3]) for row in found]


def _columns(rows: Sequence[Any], width: int) -> list[list[Any]]:
    return [[row[column] for row in rows] for column in range(width)]


def _portions(things: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]
