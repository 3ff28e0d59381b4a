"""The routes of administration. None of them leads to what people write."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from inhouse.admin.days import day_of
from inhouse.admin.looking import Facts, look
from inhouse.admin.status import Status
from inhouse.core import clock
from inhouse.core.ids import PersonId
from inhouse.edge.callers import Administrator
from inhouse.edge.front import base_url
from inhouse.identity import Identity, PersonRow
from inhouse.identity.person import OneTimeLink, PersonChange

Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewPersonBody(_Body):
    """Somebody to invite. They choose their password themselves, by a one-time link."""

    email: Annotated[str, Field(max_length=320)]
    name: Text
    admin: StrictBool = False
    auditor: StrictBool = False


class PersonChangeBody(_Body):
    """What to change of a person; what is left out stays."""

    name: Text | None = None
    admin: StrictBool | None = None
    auditor: StrictBool | None = None
    disabled: StrictBool | None = None


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


def routes(identity: Identity, facts: Facts) -> APIRouter:
    """All routes of this room."""
    router = APIRouter(prefix="/api/admin", tags=["administration"])
    _people(router, identity)

    @router.get("/status")
    async def status(caller: Administrator) -> Status:
        """How the system stands."""
        del caller
        return await look(facts, clock.monotonic())

    return router


def _people(router: APIRouter, identity: Identity) -> None:
    @router.get("/people")
    async def list_people(caller: Administrator) -> PersonList:
        """Everybody who can sign in, or could, with the day when they were last here."""
        people = await identity.people.list(caller)
        return PersonList([replace(person, last_seen_at=day_of(person.last_seen_at)) for person in people])

    @router.post("/people", status_code=201)
    async def invite(caller: Administrator, body: NewPersonBody, request: Request) -> Invited:
        """Add somebody, and make the link by which they choose their password."""
        person = await identity.people.add(caller, body.email, body.name, admin=body.admin, auditor=body.auditor)
        made = _link(await identity.links.new_invite(caller, person.id), request)
        return Invited(person, made.link, made.expires_at)

    @router.patch("/people/{person}")
    async def change_person(caller: Administrator, person: PersonId, body: PersonChangeBody) -> PersonRow:
        """Change a name, administration, auditing, or whether somebody may sign in."""
        change = PersonChange(name=body.name, admin=body.admin, auditor=body.auditor, disabled=body.disabled)
        return await identity.people.change(caller, person, change)

    @router.post("/people/{person}/link", status_code=201)
    async def new_link(caller: Administrator, person: PersonId, request: Request) -> LinkView:
        """A new one-time link for somebody who has lost their password. Their older links die."""
        return _link(await identity.links.new_invite(caller, person), request)


def _link(made: OneTimeLink, request: Request) -> LinkView:
    return LinkView(f"{base_url(request.scope)}{made.path}", made.expires_at)
