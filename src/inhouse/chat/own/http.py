"""The routes of taking everything along, and of being erased."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from inhouse.chat.own.belongings import Belongings
from inhouse.chat.own.erasure import Erasure
from inhouse.chat.own.zipped import zipped
from inhouse.chat.records.own import Extent, extent
from inhouse.chat.removal.receipt import Receipt
from inhouse.core import clock
from inhouse.core.ids import PersonId
from inhouse.edge.asgi import over_tls
from inhouse.edge.callers import Administrator, SessionOnly
from inhouse.identity.recognise import cookie_name


class EraseBody(BaseModel):
    """Who has a password shows it; who has none types their e-mail."""

    model_config = ConfigDict(extra="forbid")

    # Longer than any password, so that the refusal is the one that says that it is wrong.
    password: Annotated[str, Field(max_length=4000)] = ""
    email: Annotated[str, Field(max_length=400)] = ""


@dataclass(frozen=True, slots=True)
class Mine:
    """What the routes of this part stand on."""

    belongings: Belongings
    erasure: Erasure


def routes(mine: Mine) -> APIRouter:
    """All routes of this part."""
    router = APIRouter(prefix="/api", tags=["my data"])

    @router.get("/me/data", response_class=StreamingResponse)
    async def take(caller: SessionOnly) -> Response:
        """Everything of the caller in one ZIP archive, written while it is read."""
        pieces = zipped(await mine.belongings.take(caller), clock.now())
        headers = {"content-disposition": 'attachment; filename="inhouse-data.zip"', "cache-control": "no-store"}
        return StreamingResponse(pieces, media_type="application/zip", headers=headers)

    @router.get("/me/data/extent")
    async def how_much(caller: SessionOnly) -> Extent:
        """How much there is to take along."""
        async with mine.belongings.rows.store.work(caller) as work:
            return await extent(work, caller.person)

    @router.post("/me/erase")
    async def erase_me(caller: SessionOnly, body: EraseBody, request: Request, response: Response) -> Receipt:
        """Erase the caller's account with everything in it. Nothing brings it back."""
        receipt = await mine.erasure.myself(caller, body.password, body.email)
        secure = over_tls(request.scope)
        response.delete_cookie(cookie_name(request.scope), httponly=True, samesite="lax", secure=secure)
        return receipt

    @router.delete("/admin/people/{person}")
    async def erase_person(caller: Administrator, person: PersonId) -> Receipt:
        """Erase somebody's account with everything in it. Nothing brings it back."""
        return await mine.erasure.other(caller, person)

    return router
