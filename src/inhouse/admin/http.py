"""The routes of administration. None of them leads to what people write."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from inhouse.admin.status import Facts, Status, look
from inhouse.core import clock
from inhouse.core.ids import PersonId
from inhouse.edge.callers import Administrator
from inhouse.edge.front import base_url
from inhouse.identity import Identity, PersonRow
from inhouse.identity.person import OneTimeLink, PersonChange
from inhouse.models.changes import Change, Changes, NewModel
from inhouse.models.discover import Brain
from inhouse.models.records import ModelRecord

Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewPersonBody(_Body):
    """Somebody to invite. They choose their password themselves, by a one-time link."""

    email: Annotated[str, Field(max_length=320)]
    name: Text
    admin: bool = False


class PersonChangeBody(_Body):
    """What to change of a person; what is left out stays."""

    name: Text | None = None
    admin: bool | None = None
    disabled: bool | None = None


class NewModelBody(_Body):
    """A brain to take into the catalogue."""

    brain_id: Text
    upstream_model: Text | None = None
    name: Text
    fit_for_work: bool = False
    make_default: bool = False


class ModelChangeBody(_Body):
    """What to change of a model; what is left out stays."""

    name: Text | None = None
    fit_for_work: bool | None = None
    default: bool | None = None
    enabled: bool | None = None


@dataclass(frozen=True, slots=True)
class PersonList:
    """All people."""

    items: list[PersonRow]


@dataclass(frozen=True, slots=True)
class LinkView:
    """A one-time link; it is shown now and never again."""

    link: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """A new person and the link by which they choose a password."""

    person: PersonRow
    link: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class BrainView:
    """Something that could answer, found just now."""

    id: str
    kind: str
    title: str
    detail: str
    model_names: list[str]
    enabled: bool


@dataclass(frozen=True, slots=True)
class BrainList:
    """What was found."""

    items: list[BrainView]


@dataclass(frozen=True, slots=True)
class AdminModel:
    """A model of the catalogue."""

    id: str
    name: str
    kind: str
    upstream_model: str
    fit_for_work: bool
    default: bool
    enabled: bool


@dataclass(frozen=True, slots=True)
class AdminModelList:
    """All models, disabled ones too."""

    items: list[AdminModel]


def routes(identity: Identity, changes: Changes, facts: Facts) -> APIRouter:
    """All routes of this room."""
    router = APIRouter(prefix="/api/admin", tags=["administration"])
    _people(router, identity)
    _models(router, changes)

    @router.get("/status")
    async def status(caller: Administrator) -> Status:
        """How the system stands."""
        del caller
        return await look(facts, clock.monotonic())

    return router


def _people(router: APIRouter, identity: Identity) -> None:
    @router.get("/people")
    async def list_people(caller: Administrator) -> PersonList:
        """Everybody who can sign in, or could."""
        return PersonList(list(await identity.people.list(caller)))

    @router.post("/people", status_code=201)
    async def invite(caller: Administrator, body: NewPersonBody, request: Request) -> Invited:
        """Add somebody, and make the link by which they choose their password."""
        person = await identity.people.add(caller, body.email, body.name, admin=body.admin)
        made = _link(await identity.links.new_invite(caller, person.id), request)
        return Invited(person, made.link, made.expires_at)

    @router.patch("/people/{person}")
    async def change_person(caller: Administrator, person: PersonId, body: PersonChangeBody) -> PersonRow:
        """Change a name, administration, or whether somebody may sign in."""
        change = PersonChange(name=body.name, admin=body.admin, disabled=body.disabled)
        return await identity.people.change(caller, person, change)

    @router.post("/people/{person}/link", status_code=201)
    async def new_link(caller: Administrator, person: PersonId, request: Request) -> LinkView:
        """A new one-time link for somebody who has lost their password. Their older links die."""
        return _link(await identity.links.new_invite(caller, person), request)


def _models(router: APIRouter, changes: Changes) -> None:
    @router.get("/brains")
    async def list_brains(caller: Administrator) -> BrainList:
        """Model servers on this machine and model files in the data folder, looked for now."""
        del caller
        return BrainList([_brain(brain, taken=taken) for brain, taken in await changes.brains()])

    @router.get("/models")
    async def list_models(caller: Administrator) -> AdminModelList:
        """The catalogue."""
        del caller
        return AdminModelList([_model(record) for record in await changes.every()])

    @router.post("/models", status_code=201)
    async def add_model(caller: Administrator, body: NewModelBody) -> AdminModel:
        """Take a brain into the catalogue. A model file is loaded at once, which may take seconds."""
        del caller
        new = NewModel(body.brain_id, body.upstream_model, body.name, body.fit_for_work, body.make_default)
        return _model(await changes.add(new))

    @router.patch("/models/{model}")
    async def change_model(caller: Administrator, model: str, body: ModelChangeBody) -> AdminModel:
        """Change a model."""
        del caller
        change = Change(name=body.name, fit_for_work=body.fit_for_work, default=body.default, enabled=body.enabled)
        return _model(await changes.change(model, change))

    @router.delete("/models/{model}", status_code=204)
    async def remove_model(caller: Administrator, model: str) -> None:
        """Take a model out of the catalogue. Its file stays."""
        del caller
        await changes.remove(model)


def _link(made: OneTimeLink, request: Request) -> LinkView:
    return LinkView(f"{base_url(request.scope)}{made.path}", made.expires_at)


def _brain(brain: Brain, *, taken: bool) -> BrainView:
    names = [offered.name for offered in brain.names]
    return BrainView(brain.id, brain.kind, brain.title, brain.detail, names, taken)


def _model(record: ModelRecord) -> AdminModel:
    return AdminModel(
        id=record.id,
        name=record.name,
        kind=record.kind,
        upstream_model=record.upstream_model,
        fit_for_work=record.fit_for_work,
        default=record.is_default,
        enabled=record.enabled,
    )
