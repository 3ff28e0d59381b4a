"""The routes of how long chats stay."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StrictInt

from inhouse.chat.retention.retention import Retention
from inhouse.chat.retention.rule import LONGEST_DAYS, NOTICE, Rules, Standing
from inhouse.core.errors import InvalidRequest
from inhouse.core.ids import ChatId
from inhouse.edge.callers import Administrator, Member

Days = Annotated[StrictInt, Field(ge=1, le=LONGEST_DAYS)]
_MOST_GROUPS = 1000


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GroupDaysBody(_Body):
    """A group, and how many days its members' chats stay."""

    group: UUID
    days: Days


class RetentionBody(_Body):
    """All rules. `days` null: chats stay. A group's rule takes the place of the organisation's."""

    days: Days | None
    groups: Annotated[tuple[GroupDaysBody, ...], Field(max_length=_MOST_GROUPS)] = ()


class ChatDaysBody(_Body):
    """Days without use after which the chat goes; null: as the rules say."""

    days: Days | None


@dataclass(frozen=True, slots=True)
class GroupDays:
    """A group, and how many days its members' chats stay."""

    group: UUID
    days: int


@dataclass(frozen=True, slots=True)
class RetentionView:
    """All rules. Nothing goes by them until `notice_days` after they were changed."""

    days: int | None
    groups: list[GroupDays]
    changed_at: datetime | None
    notice_days: int


@dataclass(frozen=True, slots=True)
class ChatRetention:
    """When a chat goes if nobody uses it (null: it stays), by its owner's days and by the rule that it is under."""

    goes_at: datetime | None
    days: int | None
    rule_days: int | None


def routes(retention: Retention) -> APIRouter:
    """All routes of this part."""
    router = APIRouter(prefix="/api", tags=["retention"])

    @router.get("/admin/retention")
    async def rules(caller: Administrator) -> RetentionView:
        """How long chats stay."""
        return _rules(await retention.rules(caller))

    @router.put("/admin/retention")
    async def change(caller: Administrator, body: RetentionBody) -> RetentionView:
        """Replace all rules. What is older goes seven days later, not sooner."""
        groups = {one.group: one.days for one in body.groups}
        if len(groups) != len(body.groups):
            raise InvalidRequest("A group stands twice in the rules.")
        return _rules(await retention.change(caller, Rules(body.days, groups)))

    @router.get("/chats/{chat}/retention")
    async def standing(caller: Member, chat: ChatId) -> ChatRetention:
        """When a chat goes."""
        return _standing(await retention.standing(caller, chat))

    @router.put("/chats/{chat}/retention")
    async def give(caller: Member, chat: ChatId, body: ChatDaysBody) -> ChatRetention:
        """Let a chat go sooner than the rules say. They hold for it all the same."""
        return _standing(await retention.give(caller, chat, body.days))

    return router


def _rules(rules: Rules) -> RetentionView:
    groups = [GroupDays(group, days) for group, days in rules.groups.items()]
    return RetentionView(rules.days, groups, rules.changed_at, NOTICE.days)


def _standing(standing: Standing) -> ChatRetention:
    return ChatRetention(standing.goes_at, standing.days, standing.rule_days)
