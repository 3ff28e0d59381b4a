"""The routes of consent: a person's own yes and no, and what the organisation allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from inhouse.chat.place import Places
from inhouse.core.errors import InvalidRequest
from inhouse.core.ids import ChatId
from inhouse.edge.callers import Administrator, SessionOnly
from inhouse.identity.consent import Consent, Rule
from inhouse.identity.consents import FEWEST, LONGEST_PURPOSE, Consents


class SayBody(BaseModel):
    """A yes or a no: about one chat, or without one from now on. `purpose_hash` names the words that were read."""

    model_config = ConfigDict(extra="forbid")

    yes: StrictBool
    purpose_hash: Annotated[str, Field(max_length=64)]
    chat_id: UUID | None = None


class AllowBody(BaseModel):
    """What the organisation allows. The purpose is needed to allow it, and is shown to everybody who is asked."""

    model_config = ConfigDict(extra="forbid")

    allowed: StrictBool
    purpose: Annotated[str, Field(max_length=LONGEST_PURPOSE)] = ""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the organisation allows, and the hash that a yes names."""

    allowed: bool
    purpose: str
    purpose_hash: str
    version: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class TrainingRule:
    """What the organisation allows, as administrators see it.

    `changed_by` is None for the command line and before anybody decided. `people` is how many people's yes counts now,
    in steps of `fewest`, and None when they are fewer.
    """

    allowed: bool
    purpose: str
    purpose_hash: str
    version: int
    changed_by: UUID | None
    changed_at: datetime | None
    people: int | None
    fewest: int


@dataclass(frozen=True, slots=True)
class Said:
    """What the caller said once. `counts`: it is a yes to the purpose as it is now."""

    chat_id: UUID | None
    yes: bool
    said_at: datetime
    counts: bool


@dataclass(frozen=True, slots=True)
class Training:
    """What is allowed, and everything that the caller said, newest first."""

    allowed: Allowed
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Receipted:
    """The act that has gone on record; its receipt is under `/api/receipts`."""

    act: UUID


def routes(consents: Consents, places: Places) -> APIRouter:
    """The routes of consent."""
    router = APIRouter(prefix="/api", tags=["training"])

    @router.get("/me/training")
    async def my_training(caller: SessionOnly) -> Training:
        """Say what the organisation allows and what oneself has said."""
        rule = await consents.rule()
        return _training(rule, await consents.said(caller))

    @router.put("/me/training")
    async def say(caller: SessionOnly, body: SayBody) -> Receipted:
        """Say yes or no to training. A no holds at once and always."""
        chat = None
        if body.chat_id is not None:
            access = await places.access(caller, ChatId(body.chat_id))
            chat = access.chat.id
            if access.chat.temporary:
                raise InvalidRequest("This chat is not kept, so it is never used for training.")
        return Receipted(await consents.say(caller, chat, body.purpose_hash, yes=body.yes))

    @router.get("/admin/training")
    async def allowed(caller: Administrator) -> TrainingRule:
        """Say what the organisation allows, and how many people's yes counts."""
        return _rule(await consents.rule(), await consents.number(caller))

    @router.put("/admin/training")
    async def allow(caller: Administrator, body: AllowBody) -> TrainingRule:
        """Allow people to say yes to a purpose, or forbid it to all. It never says yes for anybody."""
        changed = consents.allow(caller, body.purpose) if body.allowed else consents.forbid(caller)
        return _rule(await changed, await consents.number(caller))

    return router


def _allowed(rule: Rule) -> Allowed:
    return Allowed(rule.allowed, rule.purpose, rule.hash, rule.version, rule.changed_at)


def _rule(rule: Rule, people: int | None) -> TrainingRule:
    return TrainingRule(
        rule.allowed, rule.purpose, rule.hash, rule.version, rule.changed_by, rule.changed_at, people, FEWEST
    )


def _training(rule: Rule, said: Sequence[Consent]) -> Training:
    def shown(each: Consent) -> Said:
        counts = each.yes and rule.allowed and each.purpose_hash == rule.hash
        return Said(each.chat, each.yes, each.said_at, counts)

    return Training(_allowed(rule), tuple(shown(each) for each in reversed(said)))
