"""Rules of how long chats stay, as rows, and the chats whose time has come.

A legal hold will be one more condition of `_RULED`, `_OWN` and of `jobs.shred_deleted`, and stands nowhere else:
whatever destroys a chat that its owner did not just ask for goes through one of the three.
"""

from datetime import datetime

from sqlalchemy import TextClause, bindparam, delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from inhouse.chat.errors import ChatNotFound
from inhouse.chat.records.jobs import AT_ONCE, shred
from inhouse.chat.records.rows import Rows
from inhouse.chat.records.tables import chats, retention, retention_changes
from inhouse.chat.removal.receipt import dated
from inhouse.chat.retention.rule import NOTICE, Rules, Standing
from inhouse.core.acts import Act, ActKind
from inhouse.core.ids import ChatId, PersonId
from inhouse.store import Role, Work
from inhouse.store.acts import note

_c = chats.c
_USED = "greatest(c.updated_at, c.counts_from)"
_STANDING = text(
    f"SELECT {_USED} AS used_at, c.pinned, c.days, r.rule_days, r.since FROM chat.chats c "  # noqa: S608 (ours)
    "LEFT JOIN LATERAL chat.retention_of(c.owner_id) r ON true WHERE c.id = :chat AND c.deleted_at IS NULL"
)
# Who has no old chats is not looked at: the function is asked for chats only that some rule could mean.
_RULED = text(
    f"""SELECT c.id, c.owner_id FROM chat.chats c CROSS JOIN LATERAL chat.retention_of(c.owner_id) r
    WHERE c.deleted_at IS NULL AND NOT c.pinned
        AND c.updated_at <= CAST(:now AS timestamptz) - make_interval(days => (SELECT min(days) FROM chat.retention))
        AND greatest({_USED} + make_interval(days => r.rule_days), r.since + :notice) <= CAST(:now AS timestamptz)
    LIMIT :most FOR UPDATE OF c SKIP LOCKED"""  # noqa: S608 (ours)
)
_ADD = text(
    "INSERT INTO chat.retention (group_id, days) SELECT g.id, n.days "
    "FROM unnest(CAST(:groups AS uuid[]), CAST(:days AS integer[])) AS n (id, days) JOIN identity.groups g USING (id)"
)
_OWN = text(
    f"""SELECT c.id, c.owner_id FROM chat.chats c
    WHERE c.deleted_at IS NULL AND NOT c.pinned AND c.days IS NOT NULL
        AND {_USED} + make_interval(days => c.days) <= CAST(:now AS timestamptz)
    LIMIT :most FOR UPDATE OF c SKIP LOCKED"""  # noqa: S608 (ours)
)


async def rules(work: Work) -> Rules:
    """The rules as they are, for whoever administers."""
    found = (await work.execute(select(retention))).all()
    changed_at = (await work.execute(select(retention_changes.c.changed_at))).scalar_one_or_none()
    groups = {row.group_id: row.days for row in found if row.group_id is not None}
    return Rules(next((row.days for row in found if row.group_id is None), None), groups, changed_at)


async def put(work: Work, new: Rules, now: datetime) -> bool:
    """Replace all rules; False when there is no such group. Raises AlreadyThere if somebody else does it as well."""
    await work.execute(delete(retention))
    if new.days is not None:
        await work.execute(insert(retention).values(days=new.days))
    values = {"groups": list(new.groups), "days": list(new.groups.values())}
    known = (await work.execute(_ADD, values)).rowcount == len(new.groups)
    changed = insert_or(retention_changes).values(only_row=True, changed_at=now)
    await work.execute(changed.on_conflict_do_update(index_elements=["only_row"], set_={"changed_at": now}))
    return known


async def standing(work: Work, chat: ChatId) -> Standing:
    """How one of the caller's chats stands; raises ChatNotFound."""
    row = (await work.execute(_STANDING, {"chat": chat})).one_or_none()
    if row is None:
        raise ChatNotFound
    return Standing(row.used_at, row.pinned, row.days, row.rule_days, row.since)


async def give(work: Work, chat: ChatId, days: int | None, now: datetime) -> None:
    """Give one of the caller's chats so many days without use, from now on; raises ChatNotFound."""
    given = update(chats).where(_c.id == bindparam("chat"), _c.deleted_at.is_(None)).values(days=days, counts_from=now)
    if (await work.execute(given, {"chat": chat})).rowcount != 1:
        raise ChatNotFound


async def retire(rows: Rows, now: datetime) -> tuple[tuple[PersonId, ChatId], ...]:
    """Destroy some of the chats whose time has come; returns whose and which. Nothing: none is left."""
    gone = list[tuple[PersonId, ChatId]]()
    for due in (_RULED, _OWN):
        gone += await _retire(rows, due, now)
    return tuple(gone)


async def _retire(rows: Rows, due: TextClause, now: datetime) -> list[tuple[PersonId, ChatId]]:
    values = {"now": now, "most": AT_ONCE, "notice": NOTICE}
    async with rows.store.work(None, Role.JOBS) as work:
        asked = {name: value for name, value in values.items() if f":{name}" in due.text}
        found = (await work.execute(due, asked)).all()
        facts = {**dated("chat", now, rows.vault.epoch_ends()), "why": "retention"}
        for row in found:
            await note(work, Act(ActKind.DELETION, None, PersonId(row.owner_id), ChatId(row.id), facts))
        await shred(rows, work, [ChatId(row.id) for row in found], now)
    return [(PersonId(row.owner_id), ChatId(row.id)) for row in found]
