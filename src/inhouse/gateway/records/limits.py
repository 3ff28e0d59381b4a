"""Rules of limits as rows. Everybody's requests stand under them; only administrators and commands change them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select
from sqlalchemy.dialects.postgresql import insert

from inhouse.gateway.limits.rule import Bounds, Kind, Money, Rule
from inhouse.gateway.records.tables import LIMITS
from inhouse.store import Work


async def rules(work: Work) -> Sequence[Rule]:
    """All rules, the widest first."""
    found = [_rule(row) for row in await work.execute(select(LIMITS).order_by(LIMITS.c.id))]
    order = tuple(Kind)
    return sorted(found, key=lambda rule: (order.index(rule.kind), rule.subject is not None, rule.model or ""))


async def keep(work: Work, rule: Rule, changed_at: datetime) -> Rule:
    """Write a rule down. One for the same subject and model is changed and keeps its id; the rule as it is now."""
    bounds = rule.bounds
    values = {
        "requests": bounds.requests,
        "tokens": bounds.tokens,
        "streams": bounds.streams,
        "budget": None if bounds.budget is None else bounds.budget.micros,
        "currency": None if bounds.budget is None else bounds.budget.currency,
        "changed_at": changed_at,
    }
    named = {"id": rule.id, "kind": rule.kind.value, "subject": rule.subject, "model": rule.model}
    statement = (
        insert(LIMITS)
        .values(**named, **values)
        .on_conflict_do_update(index_elements=["kind", "subject", "model"], set_=values)
        .returning(LIMITS)
    )
    return _rule((await work.execute(statement)).one())


async def remove(work: Work, rule: UUID) -> bool:
    """Remove a rule; whether it was there."""
    return (await work.execute(delete(LIMITS).where(LIMITS.c.id == rule))).rowcount > 0


def _rule(row: Row[Any]) -> Rule:
    budget = None if row.budget is None else Money(row.budget, row.currency)
    return Rule(row.id, Kind(row.kind), row.subject, row.model, Bounds(row.requests, row.tokens, row.streams, budget))
