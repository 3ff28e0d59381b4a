"""The routes of removing for good. What is not the caller's is not there."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from inhouse.chat.removal.receipt import Receipt
from inhouse.chat.removal.removals import Removals
from inhouse.core.errors import InvalidRequest
from inhouse.core.ids import MessageId
from inhouse.edge.callers import Member, SessionOnly

CONFIRMED = "delete all my chats"
"""What the request has to say, so that no slip of a program deletes everything."""


class EveryChatBody(BaseModel):
    """Says `delete all my chats`, so that no slip of a program does it."""

    model_config = ConfigDict(extra="forbid")

    confirm: Annotated[str, Field(max_length=100)]


@dataclass(frozen=True, slots=True)
class RemovedMessages:
    """How many messages went, and the receipt; null for a temporary chat, of which nothing was stored."""

    messages: int
    receipt: Receipt | None


@dataclass(frozen=True, slots=True)
class RemovedChats:
    """How many chats went, besides temporary ones, and the receipt."""

    chats: int
    receipt: Receipt


def routes(removals: Removals) -> APIRouter:
    """All routes of removing."""
    router = APIRouter(prefix="/api", tags=["chats"])

    @router.delete("/messages/{message}")
    async def remove_message(caller: Member, message: MessageId) -> RemovedMessages:
        """Remove a message and all that was said below it. Nothing brings it back."""
        return RemovedMessages(*await removals.message(caller, message))

    @router.post("/me/chats/delete")
    async def remove_every_chat(caller: SessionOnly, body: EveryChatBody) -> RemovedChats:
        """Destroy all chats of the caller, and answers kept for their programs. Nothing brings them back."""
        if body.confirm != CONFIRMED:
            raise InvalidRequest("It was not confirmed.", hint=f"Send confirm: {CONFIRMED}")
        ended = await removals.every_chat(caller)
        return RemovedChats(ended.chats, ended.receipt)

    return router
