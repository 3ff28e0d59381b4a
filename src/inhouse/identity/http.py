"""The routes of signing in, of oneself, and of one's sessions and keys."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from inhouse.core.caller import Caller, Door
from inhouse.edge.asgi import over_tls
from inhouse.edge.callers import Member, SessionOnly, caller_of, public
from inhouse.edge.front import client_address
from inhouse.identity import key, person
from inhouse.identity.identity import Identity
from inhouse.identity.key import KeyTerms
from inhouse.identity.people import LONGEST_INSTRUCTIONS
from inhouse.identity.person import Browser, Locale, Opened, ProfileChange, Theme
from inhouse.identity.recognise import cookie, cookie_name
from inhouse.identity.sessions import LASTS
from inhouse.identity.terms import MOST_ENTRIES

_ANYBODY = [Depends(public)]
_MARK = "inhouse_browser"
_MARK_SECONDS = 365 * 24 * 3600

Short = Annotated[str, StringConstraints(max_length=400)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
# Longer than any password, so that the refusal is the one that says how long a password may be.
Password = Annotated[str, StringConstraints(max_length=4000)]
Instructions = Annotated[str, StringConstraints(max_length=LONGEST_INSTRUCTIONS)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SetUpBody(_Body):
    """The first administrator."""

    token: Short
    email: Short
    name: Name
    password: Password


class LinkBody(_Body):
    """The token of a one-time link."""

    token: Short


class InviteBody(_Body):
    """An invitation, taken."""

    token: Short
    password: Password
    name: Name | None = None


class SignInBody(_Body):
    """An e-mail and its password."""

    email: Short
    password: Password


class ProfileBody(_Body):
    """What changes; what is missing stays."""

    name: Name | None = None
    locale: Locale | None = None
    theme: Theme | None = None
    instructions: Instructions | None = None


class PasswordBody(_Body):
    """The present password and the next."""

    current: Password
    new: Password


class KeyBody(_Body):
    """What the key is for and what it is narrowed to. An empty list narrows nothing."""

    name: Name
    models: Annotated[list[Short], Field(max_length=MOST_ENTRIES)] = []
    doors: Annotated[list[Door], Field(max_length=len(Door))] = []
    addresses: Annotated[list[Short], Field(max_length=MOST_ENTRIES)] = []
    expires_at: AwareDatetime | None = None

    def terms(self) -> KeyTerms:
        """As the room's own noun."""
        return KeyTerms(self.name, tuple(self.models), tuple(self.doors), tuple(self.addresses), self.expires_at)


class Person(BaseModel):
    """A person as they see themselves."""

    id: UUID
    email: str
    name: str
    admin: bool
    auditor: bool
    locale: Locale | None
    theme: Theme
    instructions: str
    created_at: datetime

    @classmethod
    def of(cls, one: person.Person) -> Self:
        """From the room's own noun."""
        return cls.model_validate(one, from_attributes=True)


class Session(BaseModel):
    """Whether anybody is there, who is signed in here, and the token that changing requests carry."""

    set_up: bool
    signed_in: bool
    csrf: str | None
    person: Person | None
    version: str


class LinkFacts(BaseModel):
    """What a one-time link is for."""

    kind: Literal["setup", "invite"]
    email: str | None
    name: str | None


class SessionRow(BaseModel):
    """A session as its owner sees it."""

    id: UUID
    current: bool
    created_at: datetime
    last_seen_at: datetime
    user_agent: str
    address: str


class SessionList(BaseModel):
    """The caller's sessions, the last used first."""

    items: list[SessionRow]


class ApiKey(BaseModel):
    """A key as its owner sees it. An empty list narrows nothing."""

    id: UUID
    name: str
    prefix: str
    models: list[str]
    doors: list[Door]
    addresses: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, one: key.ApiKey, **more: object) -> Self:
        """From the room's own noun."""
        terms = one.terms
        shown = {
            "id": one.id,
            "name": terms.name,
            "prefix": one.prefix,
            "models": list(terms.models),
            "doors": list(terms.doors),
            "addresses": list(terms.addresses),
            "created_at": one.created_at,
            "expires_at": terms.expires_at,
            "last_used_at": one.last_used_at,
        }
        return cls.model_validate(shown | more)


class KeyList(BaseModel):
    """The caller's keys, the newest first."""

    items: list[ApiKey]


class NewKey(ApiKey):
    """A key that was made just now: the only time that it is shown."""

    key: str


def routes(identity: Identity, version: str) -> APIRouter:
    """All routes of this room, with full paths. `version` is told with the session."""
    router = APIRouter(tags=["identity"])
    _session_routes(router, identity, version)
    _own_routes(router, identity)
    _credential_routes(router, identity)
    return router


def _session_routes(router: APIRouter, identity: Identity, version: str) -> None:
    async def session_of(caller: Caller) -> Session:
        found = await identity.people.profile(caller)
        csrf = identity.sessions.csrf_token(caller)
        return Session(set_up=True, signed_in=True, csrf=csrf, person=Person.of(found), version=version)

    async def signed_in(opened: Opened, email: str, request: Request, response: Response) -> Session:
        secure = over_tls(request.scope)
        response.set_cookie(
            cookie_name(request.scope),
            opened.token,
            max_age=int(LASTS.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=secure,
        )
        response.set_cookie(
            _MARK,
            identity.attempts.mark(email),
            max_age=_MARK_SECONDS,
            path="/api/session",
            httponly=True,
            samesite="lax",
            secure=secure,
        )
        return await session_of(opened.caller)

    @router.get("/api/session", dependencies=_ANYBODY)
    async def get_session(request: Request) -> Session:
        caller = caller_of(request)
        if caller is not None:
            return await session_of(caller)
        set_up = await identity.people.is_set_up()
        return Session(set_up=set_up, signed_in=False, csrf=None, person=None, version=version)

    @router.post("/api/session", dependencies=_ANYBODY)
    async def sign_in(body: SignInBody, request: Request, response: Response) -> Session:
        opened = await identity.sign_in(body.email, body.password, _browser(request))
        return await signed_in(opened, body.email, request, response)

    @router.delete("/api/session", status_code=204)
    async def sign_out(caller: SessionOnly, request: Request, response: Response) -> None:
        await identity.sessions.end_this(caller)
        _forget_cookie(request, response)

    @router.post("/api/setup", dependencies=_ANYBODY)
    async def set_up(body: SetUpBody, request: Request, response: Response) -> Session:
        opened = await identity.links.set_up(body.token, body.email, body.name, body.password, _browser(request))
        return await signed_in(opened, body.email, request, response)

    @router.post("/api/links/check", dependencies=_ANYBODY)
    async def check_link(body: LinkBody, request: Request) -> LinkFacts:
        facts = await identity.links.look(body.token, _browser(request))
        return LinkFacts(kind=facts.kind.value, email=facts.email, name=facts.name)

    @router.post("/api/invite", dependencies=_ANYBODY)
    async def accept(body: InviteBody, request: Request, response: Response) -> Session:
        opened = await identity.links.accept(body.token, body.password, body.name, _browser(request))
        email = (await identity.people.profile(opened.caller)).email
        return await signed_in(opened, email, request, response)


def _own_routes(router: APIRouter, identity: Identity) -> None:
    @router.get("/api/me")
    async def get_me(caller: Member) -> Person:
        return Person.of(await identity.people.profile(caller))

    @router.patch("/api/me")
    async def change_me(caller: Member, body: ProfileBody) -> Person:
        change = ProfileChange(
            name=body.name,
            locale=body.locale,
            clear_locale="locale" in body.model_fields_set and body.locale is None,
            theme=body.theme,
            instructions=body.instructions,
        )
        return Person.of(await identity.people.change_profile(caller, change))

    @router.post("/api/me/password", status_code=204)
    async def change_password(caller: SessionOnly, body: PasswordBody) -> None:
        await identity.people.change_password(caller, body.current, body.new)


def _credential_routes(router: APIRouter, identity: Identity) -> None:
    @router.get("/api/me/sessions")
    async def list_sessions(caller: SessionOnly) -> SessionList:
        found = await identity.sessions.list(caller)
        return SessionList(items=[SessionRow.model_validate(row, from_attributes=True) for row in found])

    @router.delete("/api/me/sessions/{session}", status_code=204)
    async def end_session(caller: SessionOnly, session: UUID) -> None:
        await identity.sessions.end(caller, session)

    @router.delete("/api/me/sessions", status_code=204)
    async def end_sessions(caller: SessionOnly, request: Request, response: Response) -> None:
        await identity.sessions.end_all(caller)
        _forget_cookie(request, response)

    @router.get("/api/me/keys")
    async def list_keys(caller: SessionOnly) -> KeyList:
        found = await identity.keys.list(caller)
        return KeyList(items=[ApiKey.of(one) for one in found])

    @router.post("/api/me/keys", status_code=201)
    async def create_key(caller: SessionOnly, body: KeyBody) -> NewKey:
        made, secret = await identity.keys.create(caller, body.terms())
        return NewKey.of(made, key=secret)

    @router.delete("/api/me/keys/{key}", status_code=204)
    async def revoke_key(caller: SessionOnly, key: UUID) -> None:
        await identity.keys.revoke(caller, key)


def _browser(request: Request) -> Browser:
    return Browser(
        address=client_address(request.scope),
        user_agent=request.headers.get("user-agent", ""),
        mark=cookie(request.scope, _MARK),
    )


def _forget_cookie(request: Request, response: Response) -> None:
    secure = over_tls(request.scope)
    response.delete_cookie(cookie_name(request.scope), httponly=True, samesite="lax", secure=secure)
