"""The routes of receipts. One that is not about the caller is not there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Response

from inhouse.chat.chat import Message, Speaker, Status
from inhouse.chat.finding import Finding
from inhouse.chat.receipts.view import Beside, ReceiptView, receipt_view
from inhouse.core.caller import Caller
from inhouse.core.ids import MessageId
from inhouse.edge.callers import Member
from inhouse.ledger.errors import NoReceipt
from inhouse.ledger.receipts import Receipt, Receipts


@dataclass(frozen=True, slots=True)
class Desk:
    """What these routes ask. `beside` tells what the server knows besides what stands in an entry."""

    finding: Finding
    receipts: Receipts
    beside: Callable[[Caller, Receipt, int | None], Awaitable[Beside]]


def routes(desk: Desk) -> APIRouter:
    """All routes of this part."""
    router = APIRouter(prefix="/api", tags=["receipts"])

    @router.get("/messages/{message}/receipt")
    async def of_answer(caller: Member, message: MessageId, response: Response) -> ReceiptView:
        """Where the words for an answer went, under which terms and policy, with its line in the ledger and the proof.

        What comes can be kept as a file and checked by `inhouse ledger check FILE`, without this server.
        """
        asked = (await desk.finding.message(caller, message)).message
        guarded = asked.guarded
        if guarded is None:
            raise NoReceipt(_why_none(asked))
        receipt = await desk.receipts.of_line(caller, guarded.line)
        return await _shown(desk, caller, receipt, response, guarded.replaced)

    @router.get("/receipts/{act}")
    async def of_act(caller: Member, act: UUID, response: Response) -> ReceiptView:
        """The receipt for something that the caller did, or that was done to them: a deletion, a consent, a change."""
        return await _shown(desk, caller, await desk.receipts.of_act(caller, act), response, None)

    return router


def _why_none(message: Message) -> str:
    """What to do where no line is known for a message."""
    if message.speaker is Speaker.USER:
        return "Answers have receipts: ask for that of the answer to this message."
    if message.status is Status.RUNNING:
        return "The answer is still being written: try again when it has ended."
    return "No model began this answer, so it has none. What was tried is among what left, under My privacy."


async def _shown(desk: Desk, caller: Caller, receipt: Receipt, response: Response, replaced: int | None) -> ReceiptView:
    view = receipt_view(receipt, await desk.beside(caller, receipt, replaced))
    response.headers["content-disposition"] = f'attachment; filename="receipt-{view.line.replace("/", "-")}.json"'
    response.headers["cache-control"] = "no-store"
    return view
