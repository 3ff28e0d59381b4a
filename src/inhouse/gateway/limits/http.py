"""The routes of limits: administrators set them; everybody sees those that count them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StrictInt

from inhouse.core.ids import new_id
from inhouse.edge.callers import Administrator, Member
from inhouse.gateway.limits.errors import LimitUnusable
from inhouse.gateway.limits.rule import Bounds, Kind, Money, Rule
from inhouse.gateway.limits.rules import Rules, Standing

Figure = Annotated[StrictInt, Field(ge=0, le=10**15)]


class LimitBody(BaseModel):
    """A limit to keep; one for the same subject and model is replaced. `budget_micros` is millionths of `currency`."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    subject: UUID | None = None
    model: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    requests_per_minute: Figure | None = None
    tokens_per_minute: Figure | None = None
    streams: Figure | None = None
    budget_micros: Figure | None = None
    currency: Annotated[str, Field(min_length=3, max_length=3)] | None = None


class LimitOut(BaseModel):
    """A limit. `spent_micros` is of this month, and null where it would show what one person or few used."""

    id: UUID
    kind: Kind
    subject: UUID | None
    model: str | None
    requests_per_minute: int | None
    tokens_per_minute: int | None
    streams: int | None
    budget_micros: int | None
    currency: str | None
    spent_micros: int | None


class LimitList(BaseModel):
    """All limits, the widest first."""

    items: list[LimitOut]


class MyLimitOut(LimitOut):
    """A limit that counts you, with what is left of it in this minute."""

    requests_left: int | None
    tokens_left: int | None


class MyLimitList(BaseModel):
    """All limits that count you."""

    items: list[MyLimitOut]


def routes(rules: Rules) -> APIRouter:
    """The routes of limits."""
    router = APIRouter(prefix="/api", tags=["limits"])

    @router.get("/me/limits")
    async def my_limits(caller: Member) -> MyLimitList:
        """The limits that count you."""
        return MyLimitList(items=[_mine(standing) for standing in rules.mine(caller)])

    @router.get("/admin/limits")
    async def list_limits(caller: Administrator) -> LimitList:
        """All limits. The strictest of those that apply to a call counts."""
        return LimitList(items=[LimitOut(**_shown(standing)) for standing in await rules.every(caller)])

    @router.put("/admin/limits")
    async def set_limit(caller: Administrator, body: LimitBody) -> LimitOut:
        """Set a limit. It holds at once here, and within two seconds on other servers."""
        kept = await rules.set(caller, _rule(body))
        return LimitOut(**_shown(Standing(kept, None)))

    @router.delete("/admin/limits/{limit}", status_code=204)
    async def remove_limit(caller: Administrator, limit: UUID) -> None:
        """Remove a limit."""
        await rules.remove(caller, limit)

    return router


def _rule(body: LimitBody) -> Rule:
    if (body.budget_micros is None) != (body.currency is None):
        raise LimitUnusable("A budget has an amount and a currency.", hint="Give both, or neither.")
    budget = None
    if body.budget_micros is not None and body.currency is not None:
        budget = Money(body.budget_micros, body.currency)
    bounds = Bounds(body.requests_per_minute, body.tokens_per_minute, body.streams, budget)
    return Rule(new_id(), body.kind, body.subject, body.model, bounds)


def _mine(standing: Standing) -> MyLimitOut:
    return MyLimitOut(**_shown(standing), requests_left=standing.requests_left, tokens_left=standing.tokens_left)


def _shown(standing: Standing) -> dict[str, Any]:
    rule, bounds = standing.rule, standing.rule.bounds
    return {
        "id": rule.id,
        "kind": rule.kind,
        "subject": rule.subject,
        "model": rule.model,
        "requests_per_minute": bounds.requests,
        "tokens_per_minute": bounds.tokens,
        "streams": bounds.streams,
        "budget_micros": None if bounds.budget is None else bounds.budget.micros,
        "currency": None if bounds.budget is None else bounds.budget.currency,
        "spent_micros": standing.spent,
    }
