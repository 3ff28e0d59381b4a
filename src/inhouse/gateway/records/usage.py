"""Rows of usage. Row-level security shows people their own; administrators see sums through functions alone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Date, Row, cast, func, select, text, tuple_

from inhouse.core.destination import DestinationClass
from inhouse.core.events import Usage
from inhouse.gateway.limits.rule import Asker, Money
from inhouse.gateway.limits.tally import Spend
from inhouse.gateway.records.tables import CALLS
from inhouse.gateway.usage.call import Call
from inhouse.gateway.usage.sums import By, OwnCall, OwnDeparture, OwnSum, Sum
from inhouse.store import Work

_KEEP = text("SELECT usage.keep(CAST(:rows AS jsonb))")
_CLOSE = text("SELECT usage.close_running(:log)")
_SPENT = text("SELECT * FROM usage.spent(:first, :after)")
_TOGETHER = {
    By.MODEL: text("SELECT * FROM usage.by_model(CAST(:month AS date))"),
    By.GROUP: text("SELECT * FROM usage.by_group(CAST(:month AS date))"),
}


async def keep(work: Work, calls: Sequence[Call]) -> None:
    """Write rows down, in one statement. Each id may be there once; rows that have ended stay as they are."""
    rows = orjson.dumps([_values(call) for call in calls]).decode()
    await work.execute(_KEEP, {"rows": rows})


async def close_running(work: Work, log: str) -> int:
    """What was under way when the server of that log died has ended, we do not know how; returns how many calls."""
    return (await work.execute(_CLOSE, {"log": log})).scalar_one()


async def spent(work: Work, first: datetime, after: datetime) -> Sequence[Spend]:
    """What each asker has spent from `first` on and before `after`."""
    rows = await work.execute(_SPENT, {"first": first, "after": after})
    return [
        Spend(Asker(row.person, row.key, frozenset(row.groups), row.model), Money(row.cost, row.currency))
        for row in rows
    ]


async def own_sums(work: Work, first: datetime, after: datetime) -> Sequence[OwnSum]:
    """The caller's days, by model and key, the oldest first; of calls that have ended."""
    day = cast(func.timezone("UTC", CALLS.c.at), Date).label("day")
    named = (day, CALLS.c.model, CALLS.c.key_id, CALLS.c.currency)
    columns = (CALLS.c.prompt_tokens, CALLS.c.completion_tokens, CALLS.c.cached_tokens, CALLS.c.reasoning_tokens)
    counts = [func.sum(column).label(column.name) for column in columns]
    statement = (
        select(*named, func.count().label("calls"), *counts, func.sum(CALLS.c.cost).label("cost"))
        .where(CALLS.c.at >= first, CALLS.c.at < after, CALLS.c.outcome != "running")
        .group_by(*named)
        .order_by(day, CALLS.c.model, CALLS.c.key_id.nulls_first(), CALLS.c.currency)
    )
    return [
        OwnSum(
            day=row.day,
            model=row.model,
            key_id=row.key_id,
            currency=row.currency,
            calls=row.calls,
            usage=_usage(row),
            cost=int(row.cost),
        )
        for row in await work.execute(statement)
    ]


async def own_departures(work: Work, since: datetime) -> Sequence[OwnDeparture]:
    """The caller's days, by model and how far away it is, the oldest first."""
    day = cast(func.timezone("UTC", CALLS.c.at), Date).label("day")
    named = (day, CALLS.c.model, CALLS.c.destination_class)
    refused = func.count().filter(CALLS.c.outcome == "refused").label("refused")
    # What has no line in the ledger never left.
    went = func.count().filter(CALLS.c.line.is_not(None), CALLS.c.outcome != "refused").label("went")
    statement = select(*named, went, refused).where(CALLS.c.at >= since).group_by(*named).order_by(*named)
    return [
        OwnDeparture(row.day, row.model, DestinationClass(row.destination_class), row.went, row.refused)
        for row in await work.execute(statement)
    ]


async def own_calls(work: Work, first: datetime, after: datetime, seen: OwnCall | None, most: int) -> Sequence[OwnCall]:
    """The caller's calls, the oldest first: at most so many behind `seen`."""
    statement = (
        select(CALLS).where(CALLS.c.at >= first, CALLS.c.at < after).order_by(CALLS.c.at, CALLS.c.id).limit(most)
    )
    if seen is not None:
        statement = statement.where(tuple_(CALLS.c.at, CALLS.c.id) > tuple_(seen.at, seen.id))
    return [_own_call(row) for row in await work.execute(statement)]


async def together(work: Work, month: date, by: By) -> Sequence[Sum]:
    """Sums of a month for administrators, never of fewer than five people; raises Forbidden."""
    rows = await work.execute(_TOGETHER[by], {"month": month})
    return [
        Sum(
            day=row.day,
            label=row.label,
            currency=row.currency,
            people=row.people,
            calls=row.calls,
            prompt_tokens=row.prompt_tokens,
            completion_tokens=row.completion_tokens,
            cost=row.cost,
        )
        for row in rows
    ]


def _values(call: Call) -> dict[str, object]:
    usage, account = call.usage, call.account
    return {
        "id": str(call.id),
        "at": call.at,
        # The driver has a UUID of its own, which JSON does not know.
        "person_id": str(account.person),
        "key_id": None if account.key is None else str(account.key),
        "groups": sorted(str(group) for group in account.groups),
        "model": call.model,
        "destination_class": call.destination_class,
        "purpose": call.purpose,
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "cached_tokens": usage.cached_tokens,
        "reasoning_tokens": usage.reasoning_tokens,
        "estimated": call.estimated,
        "cost": call.cost,
        "currency": call.currency,
        "outcome": call.outcome,
        "error": call.error,
        "first_ms": call.first_ms,
        "total_ms": call.total_ms,
        "log": call.log,
        "line": call.line,
    }


def _own_call(row: Row[Any]) -> OwnCall:
    return OwnCall(
        id=row.id,
        at=row.at,
        model=row.model,
        key_id=row.key_id,
        purpose=row.purpose,
        destination_class=row.destination_class,
        usage=_usage(row),
        estimated=row.estimated,
        cost=row.cost,
        currency=row.currency,
        outcome=row.outcome,
        error=row.error,
        first_ms=row.first_ms,
        total_ms=row.total_ms,
        line=None if row.line is None else f"{row.log}/{row.line}",
    )


def _usage(row: Row[Any]) -> Usage:
    counts = (row.prompt_tokens, row.completion_tokens, row.cached_tokens, row.reasoning_tokens)
    return Usage(*(int(count) for count in counts))
