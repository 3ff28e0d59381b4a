"""Rules about history as rows. Everybody's requests stand under them; only administrators and commands change them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from inhouse.chat.history.rule import History, Rule
from inhouse.chat.records.tables import history_rules
from inhouse.store import Work

_c = history_rules.c


async def rules(work: Work) -> Sequence[Rule]:
    """All rules, that of everybody first."""
    found = await work.execute(select(_c.group_id, _c.rule).order_by(_c.group_id.nulls_first()))
    return [Rule(row.group_id, History(row.rule)) for row in found]


async def put(work: Work, rule: Rule, changed_at: datetime) -> History:
    """Write a rule down instead of the one there was; returns what was said before.

    Raises AlreadyThere when another one is written at the same moment.
    """
    same = _c.group_id.is_not_distinct_from(rule.group)
    before = (await work.execute(delete(history_rules).where(same).returning(_c.rule))).scalar_one_or_none()
    if rule.history is not History.FREE:
        values = {"group_id": rule.group, "rule": rule.history.value, "changed_at": changed_at}
        await work.execute(insert(history_rules).values(values))
    return History.FREE if before is None else History(before)
