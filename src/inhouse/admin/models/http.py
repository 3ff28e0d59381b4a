"""The routes of models, their accounts, and the test of a model."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from inhouse.admin.models.bodies.http import (
    AccountChangeBody,
    ModelChangeBody,
    NewAccountBody,
    NewModelBody,
)
from inhouse.admin.models.views.http import (
    AbilitiesOut,
    AccountList,
    AccountView,
    AdminModel,
    AdminModelList,
    BrainList,
    BrainView,
    Suggestion,
    TestReport,
)
from inhouse.core.caller import Caller
from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InvalidRequest
from inhouse.edge.callers import Administrator
from inhouse.identity import Identity
from inhouse.models.accounts import Accounts
from inhouse.models.catalogue import Catalogue
from inhouse.models.changes import Changes, NewModel
from inhouse.models.check import ModelCheck
from inhouse.models.families import family_of, suggested
from inhouse.models.records import ModelRecord


@dataclass(frozen=True, slots=True)
class Desk:
    """What these routes ask."""

    identity: Identity
    catalogue: Catalogue
    accounts: Accounts
    changes: Changes
    check: ModelCheck


def routes(desk: Desk) -> APIRouter:
    """All routes of this part."""
    router = APIRouter(prefix="/api/admin", tags=["administration"])
    _brains(router, desk)
    _accounts(router, desk)
    _models(router, desk)
    return router


def _brains(router: APIRouter, desk: Desk) -> None:
    @router.get("/brains")
    async def list_brains(caller: Administrator) -> BrainList:
        """Model servers on this machine and model files in the data folder, looked for now."""
        del caller
        return BrainList(items=[BrainView.of(brain, taken=taken) for brain, taken in await desk.changes.brains()])

    @router.get("/suggestion")
    async def suggest(
        caller: Administrator,
        upstream_model: Annotated[str, Query(min_length=1, max_length=200)],
        destination_class: DestinationClass = DestinationClass.EXTERNAL,
        host: Annotated[str, Query(max_length=253)] = "",
    ) -> Suggestion:
        """What a model can probably do, by its name."""
        del caller
        family = family_of(upstream_model)
        hosted = destination_class is DestinationClass.EXTERNAL
        abilities = AbilitiesOut.of(suggested(upstream_model, host, hosted=hosted))
        return Suggestion(family=None if family is None else family.name, abilities=abilities)


def _accounts(router: APIRouter, desk: Desk) -> None:
    @router.get("/accounts")
    async def list_accounts(caller: Administrator) -> AccountList:
        """Accounts at providers and model servers of our own. No key is ever shown."""
        del caller
        rows = await desk.catalogue.rows()
        return AccountList(items=[AccountView.of(each, desk.catalogue.account_trouble(each)) for each in rows.accounts])

    @router.post("/accounts", status_code=201)
    async def add_account(caller: Administrator, body: NewAccountBody) -> AccountView:
        """Add an account. Its terms are declared by you, today."""
        account = await desk.accounts.add(body.account(), await _name(desk, caller), caller.person)
        await desk.catalogue.rows()
        return AccountView.of(account, desk.catalogue.account_trouble(account))

    @router.patch("/accounts/{account}")
    async def change_account(caller: Administrator, account: UUID, body: AccountChangeBody) -> AccountView:
        """Change an account. At another host its key has to be given again."""
        changed = await desk.accounts.change(account, body.change(), await _name(desk, caller), caller.person)
        await desk.catalogue.rows()
        return AccountView.of(changed, desk.catalogue.account_trouble(changed))

    @router.delete("/accounts/{account}", status_code=204)
    async def remove_account(caller: Administrator, account: UUID) -> None:
        """Remove an account and its key. No model may answer there any more."""
        await desk.accounts.remove(account, caller.person)


def _models(router: APIRouter, desk: Desk) -> None:
    @router.get("/models")
    async def list_models(caller: Administrator) -> AdminModelList:
        """The catalogue, disabled models too."""
        del caller
        return AdminModelList(items=[_view(desk, record) for record in (await desk.catalogue.rows()).models])

    @router.post("/models", status_code=201)
    async def add_model(caller: Administrator, body: NewModelBody) -> AdminModel:
        """Add a model: a brain that was found here, one at accounts, or one with a new account.

        A model file is loaded at once, which may take seconds.
        """
        record = await _add(desk, body, caller)
        await desk.catalogue.rows()
        return _view(desk, record)

    @router.patch("/models/{model}")
    async def change_model(caller: Administrator, model: str, body: ModelChangeBody) -> AdminModel:
        """Change a model."""
        record = await desk.changes.change(model, body.change(), caller.person)
        await desk.catalogue.rows()
        return _view(desk, record)

    @router.delete("/models/{model}", status_code=204)
    async def remove_model(caller: Administrator, model: str) -> None:
        """Take a model out of the catalogue. Its file and its accounts stay."""
        await desk.changes.remove(model, caller.person)

    @router.post("/models/{model}/test")
    async def test_model(caller: Administrator, model: str) -> TestReport:
        """Ask the model at each of its places, and say what is wrong. A real call, with its line in the ledger."""
        return TestReport.of(await desk.check.run(model, caller.person))


async def _add(desk: Desk, body: NewModelBody, caller: Caller) -> ModelRecord:
    by, actor = await _name(desk, caller), caller.person
    ways = (body.brain_id, body.places, body.account)
    if sum(way is not None for way in ways) != 1:
        raise InvalidRequest("A model is a brain, or has places, or a new account.", hint="Send one of the three.")
    if body.brain_id is not None:
        new = NewModel(body.brain_id, body.upstream_model, body.name, body.fit_for_work, body.make_default)
        return await desk.changes.add(new, by, actor)
    if body.account is None:
        return await desk.changes.offer(body.offer(tuple(place.place() for place in body.places or ())), actor)
    return await desk.changes.offer_at(body.account.account(), body.upstream_model or "", body.offer(()), by, actor)


def _view(desk: Desk, record: ModelRecord) -> AdminModel:
    return AdminModel.of(record, desk.catalogue)


async def _name(desk: Desk, caller: Caller) -> str:
    return (await desk.identity.people.profile(caller)).name
