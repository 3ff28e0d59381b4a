"""The routes of the demo: anybody who is signed in may see it work."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter

from inhouse.app.step import Step
from inhouse.app.walks import Walk, Walks, WalkState
from inhouse.core.caller import Caller
from inhouse.edge.callers import SessionOnly


@dataclass(frozen=True, slots=True)
class DemoWalk:
    """How far the demo has come. `possible`: this server can run it; a sealed one cannot.

    `trouble`: why it failed. Only administrators are told what names the server's folders.
    """

    possible: bool
    state: WalkState
    started_at: datetime | None
    steps: tuple[Step, ...]
    trouble: str | None


def routes(walks: Walks) -> APIRouter:
    """The routes of the demo."""
    router = APIRouter(prefix="/api/demo", tags=["demo"])

    @router.get("")
    async def look(caller: SessionOnly) -> DemoWalk:
        """The walk through the demo that runs, or the last one."""
        return _shown(walks, walks.walk, caller)

    @router.post("", status_code=202)
    async def start(caller: SessionOnly) -> DemoWalk:
        """Walk through the demo, on an installation of its own. One at a time: who comes later sees the same one."""
        return _shown(walks, walks.start(), caller)

    return router


def _shown(walks: Walks, walk: Walk, caller: Caller) -> DemoWalk:
    trouble = walk.trouble if walk.trouble is None or caller.admin else "It failed. The server's log says why."
    return DemoWalk(walks.possible, walk.state, walk.started_at, walk.steps, trouble)
