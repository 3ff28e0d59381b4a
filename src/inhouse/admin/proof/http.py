"""The routes of the page Proof, for auditors and administrators. None of them changes anything of the house."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter

from inhouse.admin.proof.standing import LogStanding, standing
from inhouse.admin.status import CopyStatus, Promise, PublishedStatus, Status
from inhouse.edge.callers import Auditor
from inhouse.identity.access import check_audits
from inhouse.ledger.checkpoint import VerifierKey
from inhouse.ledger.records import Sum
from inhouse.ledger.tally import Tally
from inhouse.ledger.verifying import LogFound, Stage, Verification, Verifying


@dataclass(frozen=True, slots=True)
class Desk:
    """What these routes ask. `folder` holds the logs that this server publishes."""

    tally: Tally
    verifying: Verifying
    keys: Callable[[], Awaitable[Sequence[VerifierKey]]]
    folder: Path
    status: Callable[[], Awaitable[Status]]


@dataclass(frozen=True, slots=True)
class ProofView:
    """The record and the house. Without `published` another process writes the files and sends the copies."""

    logs: list[LogStanding]
    copies: list[CopyStatus]
    published: PublishedStatus | None
    verifier_keys: list[str]
    promises: list[Promise]


@dataclass(frozen=True, slots=True)
class DepartureSums:
    """Calls of the last days by day and destination. Not all are counted yet while `counted` is less than `of`.

    With a `cause` they were refused, for that cause; without one they left.
    """

    days: int
    counted: int
    of: int
    unreadable: int
    items: list[Sum]


@dataclass(frozen=True, slots=True)
class VerificationView:
    """The last verification of the record by the server itself, or the one that runs; figures are entries."""

    stage: Stage
    started_at: datetime | None
    ended_at: datetime | None
    done: int
    of: int
    logs: list[LogFound]
    trouble: str | None


def routes(desk: Desk) -> APIRouter:
    """All routes of this part."""
    router = APIRouter(prefix="/api/proof", tags=["proof"])

    @router.get("")
    async def proof(caller: Auditor) -> ProofView:
        """Checkpoints and where copies of them are, the keys that verify them, and the promises."""
        check_audits(caller)
        status = await desk.status()
        return ProofView(
            logs=list(await asyncio.to_thread(standing, desk.folder)),
            copies=status.ledger.copies,
            published=status.ledger.published,
            verifier_keys=[str(key) for key in await desk.keys()],
            promises=status.promises,
        )

    @router.get("/departures")
    async def departures(caller: Auditor) -> DepartureSums:
        """What left and what was refused in the last 30 days, by day and destination, out of the ledger's lines."""
        found = await desk.tally.look(caller)
        return DepartureSums(found.days, found.counted, found.of, found.unreadable, list(found.sums))

    _verification(router, desk)
    return router


def _verification(router: APIRouter, desk: Desk) -> None:
    @router.get("/verification")
    async def verification(caller: Auditor) -> VerificationView:
        """How far the verification is, or what the last one found."""
        check_audits(caller)
        return _shown(desk.verifying.now)

    @router.post("/verification", status_code=202)
    async def verify(caller: Auditor) -> VerificationView:
        """Have the server verify its own record, as `inhouse ledger verify` does. One at a time."""
        check_audits(caller)
        return _shown(desk.verifying.start(caller))

    @router.delete("/verification")
    async def stop(caller: Auditor) -> VerificationView:
        """Stop the verification that runs, if one does."""
        check_audits(caller)
        return _shown(await desk.verifying.stop())


def _shown(one: Verification) -> VerificationView:
    return VerificationView(one.stage, one.started_at, one.ended_at, one.done, one.of, list(one.logs), one.trouble)
