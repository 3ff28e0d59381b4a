"""The routes of usage: everybody sees their own, administrators sums over five or more people."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.destination import DestinationClass
from inhouse.edge.callers import Administrator, Member, SessionOnly
from inhouse.gateway.usage import export
from inhouse.gateway.usage.export import Format, Row
from inhouse.gateway.usage.rows import UsageRows
from inhouse.gateway.usage.sums import FEWEST, By, Month, OwnSum, Sum

MonthText = Annotated[str | None, Query(alias="month", max_length=20, description="As 2026-11; this one if left out.")]


class UsageDayOut(BaseModel):
    """Your calls of one day (UTC) with one model by one key (null: in the browser). `cost_micros` is millionths."""

    day: date
    model: str
    key_id: UUID | None
    calls: int
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    reasoning_tokens: int
    cost_micros: int
    currency: str | None


class MyUsage(BaseModel):
    """Your use of a month."""

    month: str
    items: list[UsageDayOut]


class DepartureOut(BaseModel):
    """Your calls of one day (UTC) to one model: how many left for it, and how many did not leave."""

    day: date
    model: str
    destination_class: DestinationClass
    left: int
    refused: int


class MyDepartures(BaseModel):
    """What of yours went where in the last days."""

    days: int
    items: list[DepartureOut]


class UsageSumOut(BaseModel):
    """Calls of five or more people. Without a label they are the others; without a day, of the whole month."""

    day: date | None
    label: str | None
    people: int
    calls: int
    prompt_tokens: int
    completion_tokens: int
    cost_micros: int
    currency: str | None


class EverybodysUsage(BaseModel):
    """Sums of a month. `fewest`: fewer people than this are counted among the others, or not shown at all."""

    month: str
    by: By
    fewest: int
    items: list[UsageSumOut]


def routes(rows: UsageRows) -> APIRouter:
    """The routes of usage."""
    router = APIRouter(prefix="/api", tags=["usage"])

    @router.get("/me/usage")
    async def my_usage(caller: Member, month: MonthText = None) -> MyUsage:
        """What you used, by day, model and key."""
        asked = _month(month)
        return MyUsage(month=str(asked), items=[_day(one) for one in await rows.own(caller, asked)])

    @router.get("/me/departures")
    async def my_departures(caller: SessionOnly, days: Annotated[int, Query(ge=1, le=90)] = 30) -> MyDepartures:
        """What of yours left in the last days, where it went, and how often nothing left."""
        found = await rows.own_departures(caller, days)
        return MyDepartures(days=days, items=[DepartureOut.model_validate(one, from_attributes=True) for one in found])

    @router.get("/me/usage/export", response_class=StreamingResponse)
    async def export_my_usage(
        caller: Member, month: MonthText = None, form: Annotated[Format, Query(alias="format")] = Format.CSV
    ) -> StreamingResponse:
        """Each of your calls of a month, without a word of what was said."""
        asked = _month(month)
        pieces = export.encode(form, export.OWN_COLUMNS, _own_rows(rows, caller, asked))
        return _file(pieces, f"usage-{asked}", form)

    @router.get("/admin/usage")
    async def everybodys_usage(caller: Administrator, month: MonthText = None, by: By = By.MODEL) -> EverybodysUsage:
        """What was used by five or more people together, by day and model or group."""
        asked = _month(month)
        items = [_sum(one) for one in await rows.together(caller, asked, by)]
        return EverybodysUsage(month=str(asked), by=by, fewest=FEWEST, items=items)

    @router.get("/admin/usage/export", response_class=StreamingResponse)
    async def export_everybodys_usage(
        caller: Administrator,
        month: MonthText = None,
        by: By = By.MODEL,
        form: Annotated[Format, Query(alias="format")] = Format.CSV,
    ) -> StreamingResponse:
        """The same as a file."""
        asked = _month(month)
        sums = await rows.together(caller, asked, by)
        pieces = export.encode(form, export.SUM_COLUMNS, export.in_portions([export.sum_row(one) for one in sums]))
        return _file(pieces, f"usage-by-{by}-{asked}", form)

    return router


async def _own_rows(rows: UsageRows, caller: Caller, month: Month) -> AsyncGenerator[Sequence[Row]]:
    async with aclosing(rows.own_calls(caller, month)) as portions:
        async for calls in portions:
            yield [export.own_row(call) for call in calls]


def _month(text: str | None) -> Month:
    return Month.of(clock.now()) if text is None else Month.parse(text)


def _day(one: OwnSum) -> UsageDayOut:
    return UsageDayOut(
        day=one.day,
        model=one.model,
        key_id=one.key_id,
        calls=one.calls,
        prompt_tokens=one.usage.prompt_tokens,
        completion_tokens=one.usage.completion_tokens,
        cached_tokens=one.usage.cached_tokens,
        reasoning_tokens=one.usage.reasoning_tokens,
        cost_micros=one.cost,
        currency=one.currency,
    )


def _sum(one: Sum) -> UsageSumOut:
    return UsageSumOut(
        day=one.day,
        label=one.label,
        people=one.people,
        calls=one.calls,
        prompt_tokens=one.prompt_tokens,
        completion_tokens=one.completion_tokens,
        cost_micros=one.cost,
        currency=one.currency,
    )


def _file(pieces: AsyncGenerator[bytes], name: str, form: Format) -> StreamingResponse:
    headers = {"content-disposition": f'attachment; filename="{name}.{form}"', "cache-control": "no-store"}
    return StreamingResponse(pieces, media_type=form.media_type, headers=headers)
