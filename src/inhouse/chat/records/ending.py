"""Everything of one person at once: all their chats, or the account with all that belongs to it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text, update

from inhouse.chat.records.rows import Rows
from inhouse.chat.records.tables import chats
from inhouse.chat.removal.receipt import Receipt, dated
from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, PersonId
from inhouse.gateway.records import responses
from inhouse.guard.records import releases
from inhouse.store import Work
from inhouse.store.acts import note

_c = chats.c
_ERASE = text("SELECT chat.erase_person(:person, :now)")


@dataclass(frozen=True, slots=True)
class Ended:
    """How many chats went, and by what it is known."""

    chats: int
    receipt: Receipt


async def end_all(rows: Rows, caller: Caller) -> Ended:
    """Destroy the keys of all the caller's chats, and of the answers that are kept for their programs.

    There is no way back. The rows, which are noise now, go with the next round of the jobs.
    """
    now, anywhere = clock.now(), rows.vault.epoch_ends()
    async with rows.store.work(caller) as work:
        mine = select(_c.id).where(_c.owner_id == caller.person, _c.shredded_at.is_(None))
        ids = [ChatId(chat) for chat in (await work.execute(mine)).scalars()]
        facts = dated("chats", now, anywhere, chats=len(ids))
        act = await note(work, Act(ActKind.DELETION, caller.person, facts=facts))
        kept = [ChatId(one) for one in await responses.remove_all(work)]
        await rows.vault.shred_chats(work, [*ids, *kept])
        await releases.remove_all(work)
        emptied = {"title": None, "instructions": None, "deleted_at": now, "deletion": None}
        gone = update(chats).where(_c.owner_id == caller.person, _c.shredded_at.is_(None))
        await work.execute(gone.values(**emptied))
    return Ended(len(ids), Receipt(act, now, anywhere))


async def erase(work: Work, person: PersonId, now: datetime) -> str:
    """Destroy a person's keys and everything that is theirs: 'done', 'unknown', or 'last' (nobody would administer).

    The caller must be the person, an administrator, or the role jobs. Their chats are marked, without keys: the jobs
    remove the rows. What was used stays in the sums, of somebody whom nobody can name.
    """
    return str((await work.execute(_ERASE, {"person": person, "now": now})).scalar_one())
