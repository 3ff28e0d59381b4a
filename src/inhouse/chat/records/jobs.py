"""What happens to rows without their owner's doing: answers that a crash left unfinished, chats that were deleted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select, update

from inhouse.chat import sealed
from inhouse.chat.chat import Status
from inhouse.chat.place import Keep
from inhouse.chat.records.engines import tell_of_chats
from inhouse.chat.records.rows import Rows, message_of
from inhouse.chat.records.tables import chats, files, messages, notes, parts
from inhouse.chat.removal.receipt import dated
from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.ids import ChatId, MessageId, PersonId, RunId
from inhouse.guard.records import releases
from inhouse.store import Role, Work
from inhouse.store.acts import note

AT_ONCE = 200
"""Chats that one unit of work destroys."""

_c, _m, _p = chats.c, messages.c, parts.c


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An answer that a run of this node was writing."""

    owner: PersonId
    chat_id: ChatId
    message_id: MessageId
    run: RunId


async def unfinished(rows: Rows) -> tuple[Unfinished, ...]:
    """The answers that stand as running on this node."""
    statement = select(_m.owner_id, _m.chat_id, _m.id, _m.run_id).where(
        _m.status == Status.RUNNING, _m.node == rows.node
    )
    async with rows.store.work(None, Role.JOBS) as work:
        return tuple(Unfinished(*row) for row in await work.execute(statement))


async def interrupt(rows: Rows, one: Unfinished) -> None:
    """Join the parts of an answer that nobody writes any more, and mark it as interrupted."""
    caller = Caller(one.owner, admin=False, kind=CallerKind.SYSTEM, credential=one.run)
    async with rows.store.work(caller) as work:
        running = (_m.id == one.message_id, _m.run_id == one.run, _m.status == Status.RUNNING)
        row = (await work.execute(select(messages).where(*running))).mappings().one_or_none()
        if row is None:
            return
        sealer = await rows.sealer(work, caller, one.chat_id)
        written = (
            await work.execute(select(_p.number, _p.content).where(_p.run_id == one.run).order_by(_p.number))
        ).all()
        message = message_of({str(name): value for name, value in row.items()}, sealer)
    texts = [sealed.open_part(sealer, one.message_id, part.number, part.content) for part in written]
    message = replace(
        message,
        text=message.text + "".join(text for text, _, _ in texts),
        reasoning=message.reasoning + "".join(reasoning for _, reasoning, _ in texts),
        guarded=next((guarded for _, _, guarded in reversed(texts) if guarded is not None), message.guarded),
        status=Status.INTERRUPTED,
        finish="interrupted",
    )
    await rows.write(caller, one.chat_id, Keep(message))


async def shred_deleted(rows: Rows, deleted_before: datetime, now: datetime) -> tuple[tuple[PersonId, ChatId], ...]:
    """Destroy the keys of chats that were deleted before a moment, and what they sealed. Returns whose and which."""
    late = (
        select(_c.id, _c.owner_id, _c.deletion)
        .where(_c.deleted_at < deleted_before, _c.shredded_at.is_(None))
        .limit(AT_ONCE)
        # Locked first: a chat that its owner brings back at this moment is left to the next round.
        .with_for_update(skip_locked=True)
    )
    async with rows.store.work(None, Role.JOBS) as work:
        rows_found = (await work.execute(late)).all()
        facts = dated("chat", now, rows.vault.epoch_ends())
        for row in rows_found:
            # What went in one step with much else is on record already.
            if row.deletion is not None:
                act = Act(ActKind.DELETION, PersonId(row.owner_id), chat=ChatId(row.id), facts=facts)
                await note(work, act, row.deletion)
        await shred(rows, work, [ChatId(row.id) for row in rows_found], now)
    return tuple((PersonId(row.owner_id), ChatId(row.id)) for row in rows_found)


async def shred(rows: Rows, work: Work, ids: Sequence[ChatId], now: datetime) -> None:
    """Destroy the keys of chats, and then what they sealed."""
    if not ids:
        return
    await rows.vault.shred_chats(work, ids)
    await tell_of_chats(work, ids)
    await work.execute(delete(messages).where(_m.chat_id.in_(ids)))
    await work.execute(delete(notes).where(notes.c.chat_id.in_(ids)))
    await work.execute(delete(files).where(files.c.chat_id.in_(ids)))
    await releases.remove_of_chats(work, ids)
    emptied = {"title": None, "instructions": None, "deleted_at": now, "shredded_at": now}
    await work.execute(update(chats).where(_c.id.in_(ids)).values(**emptied))


async def remove_gone(rows: Rows, shredded_before: datetime) -> None:
    """Forget that chats were there which were destroyed before a moment."""
    async with rows.store.work(None, Role.JOBS) as work:
        await work.execute(delete(chats).where(_c.shredded_at < shredded_before))
