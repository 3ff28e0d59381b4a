"""The route of the simulator, for administrators."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from inhouse.chat.checks import Checks
from inhouse.core.destination import DestinationClass
from inhouse.edge.callers import Administrator
from inhouse.guard.check import Shown
from inhouse.guard.policies.decide import Ask
from inhouse.guard.policies.http import PolicyBody
from inhouse.guard.policies.parse import from_json
from inhouse.guard.policies.policy import Action, Mode
from inhouse.models.model import Model

_TEXT = 1024 * 1024


class SimulateBody(BaseModel):
    """A text and a way: a model, or only how far away it would be. Without a policy the one in force is meant."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())

    text: Annotated[str, Field(max_length=_TEXT)]
    model: Annotated[str, Field(max_length=200)] | None = None
    destination_class: DestinationClass = DestinationClass.EXTERNAL
    group_ids: Annotated[list[UUID], Field(max_length=100)] = Field(default_factory=list[UUID])
    policy: PolicyBody | None = None


@dataclass(frozen=True, slots=True)
class Simulated:
    """What would happen. Positions are code points of the text."""

    destination_class: DestinationClass
    action: Action
    would_leave: str
    mode: Mode
    policy: str
    findings: tuple[Shown, ...]


def routes(checks: Checks, known: Callable[[str], Model]) -> APIRouter:
    """The route of the simulator; `known` finds a model by its id."""
    router = APIRouter(prefix="/api/admin", tags=["admin"])

    @router.post("/guard/simulate")
    async def simulate(caller: Administrator, body: SimulateBody) -> Simulated:
        """Say what a policy would do with a text. Nothing is stored, nothing is counted, nothing leaves."""
        away = body.destination_class if body.model is None else known(body.model).destination.destination_class
        current = checks.guard.policies.current.policy
        policy = current if body.policy is None else from_json(body.policy.model_dump(mode="json"))
        ask = Ask(frozenset(body.group_ids), body.model or "", away, caller=caller)
        report = await checks.simulate(body.text, ask, policy)
        return Simulated(away, report.action, report.would_leave, policy.mode, policy.name, report.findings)

    return router
