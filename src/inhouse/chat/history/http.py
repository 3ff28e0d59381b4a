"""The routes of history: administrators say whether chats are kept; everybody sees what counts for them."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from inhouse.chat.history.rule import History, Rule
from inhouse.chat.history.rules import Rules
from inhouse.chat.memory import IDLE_SECONDS
from inhouse.edge.callers import Administrator, Member


class HistoryBody(BaseModel):
    """What is to count for a group; null: for everybody. `free` takes back what was said."""

    model_config = ConfigDict(extra="forbid")

    group: UUID | None = None
    history: History


class HistoryRuleOut(BaseModel):
    """What is said for a group; null: for everybody."""

    group: UUID | None
    history: History


class HistoryRules(BaseModel):
    """All that is said, that of everybody first. Who nothing is said for chooses freely."""

    items: list[HistoryRuleOut]


class MyHistory(BaseModel):
    """What counts for you. A chat whose history is off is forgotten after `idle_seconds` without use at the latest."""

    history: History
    idle_seconds: int


def routes(rules: Rules) -> APIRouter:
    """The routes of history."""
    router = APIRouter(prefix="/api", tags=["history"])

    @router.get("/me/history")
    async def my_history(caller: Member) -> MyHistory:
        """Whether you choose that a chat is not stored, or must, or must not."""
        return MyHistory(history=rules.of(caller), idle_seconds=int(IDLE_SECONDS))

    @router.get("/admin/history")
    async def list_history_rules(caller: Administrator) -> HistoryRules:
        """What is said about history. The strictest of what applies counts: off, then kept, then free."""
        return _list(await rules.every(caller))

    @router.put("/admin/history")
    async def set_history_rule(caller: Administrator, body: HistoryBody) -> HistoryRules:
        """Say whether chats are kept. It holds at once here, and within two seconds on other servers."""
        await rules.set(caller, Rule(body.group, body.history))
        return _list(await rules.every(caller))

    return router


def _list(found: Sequence[Rule]) -> HistoryRules:
    return HistoryRules(items=[HistoryRuleOut(group=rule.group, history=rule.history) for rule in found])
