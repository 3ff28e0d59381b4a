"""The route that says what the guard would do with a draft."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from inhouse.chat.checks.check import Checked, Checks, FileChecked, Question
from inhouse.core.caller import Caller
from inhouse.core.events import Place
from inhouse.core.ids import ChatId, FileId
from inhouse.edge.callers import Member
from inhouse.guard.check import Report, Shown
from inhouse.guard.policies.policy import Action, Mode, Valve
from inhouse.models.model import Model

_TEXT = 4 * 1024 * 1024
"""The longest text that is looked at, in characters."""
_FILES = 20


class ChosenBody(BaseModel):
    """What the person would say about one thing that was found: its key, and the way out."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[str, Field(max_length=64)]
    valve: Valve


class CheckBody(BaseModel):
    """A draft. Without a `chat_id` there are no files; without a model the default is meant.

    `decisions` hold for this check alone; a release is never one of them.
    """

    model_config = ConfigDict(extra="forbid", protected_namespaces=())

    text: Annotated[str, Field(max_length=_TEXT)] = ""
    model: Annotated[str, Field(max_length=200)] | None = None
    chat_id: UUID | None = None
    file_ids: Annotated[tuple[UUID, ...], Field(max_length=_FILES)] = ()
    decisions: Annotated[tuple[ChosenBody, ...], Field(max_length=1000)] = ()


@dataclass(frozen=True, slots=True)
class ModelNamed:
    """A model by its id and the name that people see."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PolicyNamed:
    """A policy and its version."""

    name: str
    version: int


@dataclass(frozen=True, slots=True)
class Check:
    """What would happen. Positions are code points of the text; `kept_on` is the model that would answer instead.

    In a dry run (`mode` record) nothing of it happens: everything goes.
    """

    destination: Place
    model: ModelNamed
    action: Action
    would_leave: str
    kept_on: ModelNamed | None
    mode: Mode
    policy: PolicyNamed
    findings: tuple[Shown, ...]
    files: tuple[FileChecked, ...]


@dataclass(frozen=True, slots=True)
class Models:
    """Which models there are: `find` by id (None: the default), and the one that has what stays on this machine."""

    find: Callable[[Caller, str | None], Awaitable[Model]]
    here: Callable[[Caller], Awaitable[Model | None]]


def routes(checks: Checks, models: Models) -> APIRouter:
    """The route of checks."""
    router = APIRouter(prefix="/api", tags=["guard"])

    @router.post("/guard/check")
    async def check_draft(caller: Member, body: CheckBody) -> Check:
        """Say what the guard would do with a draft. Nothing is stored, nothing is counted, nothing leaves."""
        model, here = await models.find(caller, body.model), await models.here(caller)
        chat = None if body.chat_id is None else ChatId(body.chat_id)
        decisions = {each.key: each.valve.value for each in body.decisions}
        question = Question(body.text, chat, tuple(FileId(each) for each in body.file_ids), decisions)
        checked = await checks.check(caller, question, model, here)
        return _check(checked, model, here)

    return router


def _check(checked: Checked, model: Model, here: Model | None) -> Check:
    report: Report = checked.report
    return Check(
        destination=checked.destination,
        model=ModelNamed(model.id, model.name),
        action=checked.action,
        would_leave=report.would_leave,
        kept_on=None if checked.kept_on is None or here is None else ModelNamed(here.id, here.name),
        mode=checked.mode,
        policy=PolicyNamed(checked.policy, checked.version),
        findings=report.findings,
        files=checked.files,
    )
