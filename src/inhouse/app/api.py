"""The HTTP side put together: the rooms' routes, the doors and streams beside them, one rim around all."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any, cast

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from inhouse.admin import http as admin_http
from inhouse.admin.access import http as access_http
from inhouse.admin.guard import http as admin_guard_http
from inhouse.admin.looking import Facts
from inhouse.admin.models import http as admin_models_http
from inhouse.admin.models.http import Desk
from inhouse.admin.posture import Known
from inhouse.admin.proof import http as proof_http
from inhouse.admin.status import (
    CopyStatus,
    DatabaseStatus,
    EngineStatus,
    GuardStatus,
    LedgerStatus,
    NetworkStatus,
    PublishedStatus,
    QueueStatus,
)
from inhouse.app import http as demo_http
from inhouse.app import ways
from inhouse.app.doctor import at_rest
from inhouse.app.guarding import Guarding
from inhouse.app.metering import Metering
from inhouse.app.proof import proof_desk
from inhouse.app.receipts import receipts_desk
from inhouse.app.rooms import VERSION, Rooms
from inhouse.app.walks import Walks
from inhouse.chat import http as chat_http
from inhouse.chat.checks import Checks
from inhouse.chat.checks import http as checks_http
from inhouse.chat.files import http as files_http
from inhouse.chat.files.shelf import Shelf
from inhouse.chat.finding import Finding
from inhouse.chat.history import http as history_http
from inhouse.chat.history.rules import Rules
from inhouse.chat.jobs import Jobs
from inhouse.chat.own import http as own_http
from inhouse.chat.own.belongings import Belongings
from inhouse.chat.own.erasure import Erasure
from inhouse.chat.own.http import Mine
from inhouse.chat.place import Places
from inhouse.chat.receipts import http as receipts_http
from inhouse.chat.records import Rows
from inhouse.chat.removal import http as removal_http
from inhouse.chat.removal.removals import Removals
from inhouse.chat.retention import http as retention_http
from inhouse.chat.retention.retention import Retention
from inhouse.chat.runs import Runs
from inhouse.chat.stream import RunEvents
from inhouse.chat.training import http as training_http
from inhouse.chat.turn import Turns
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.edge import callers, refusals
from inhouse.edge.asgi import App, Receive, Scope, Send
from inhouse.edge.health import OFF, PATHS, READY, Check, Health
from inhouse.edge.rim import Recognition, Rim
from inhouse.edge.static import StaticFiles
from inhouse.gateway import Road
from inhouse.gateway.anthropic import anthropic_entries
from inhouse.gateway.limits import http as limits_http
from inhouse.gateway.openai import PREFIXES, Doors, Entry, openai_entries
from inhouse.gateway.responses import Kept, responses_entries
from inhouse.gateway.usage import http as usage_http
from inhouse.guard.policies import http as policies_http
from inhouse.guard.terms import http as terms_http
from inhouse.identity import http as identity_http
from inhouse.identity.consents import Consents
from inhouse.ledger import Ledger
from inhouse.ledger.publishing import Publishing
from inhouse.ledger.tally import Tally
from inhouse.ledger.verifying import Verifying
from inhouse.ledger.witnesses import Witnesses
from inhouse.models import http as models_http
from inhouse.models.call import Models
from inhouse.models.check import ModelCheck
from inhouse.models.demo import DEMO
from inhouse.models.engines import Engines
from inhouse.store.embedded import EmbeddedPostgres
from inhouse.vault import Purpose

STATIC = Path(__file__).parent.parent / "static"


@dataclass(frozen=True, slots=True)
class Server:
    """The road and the chats, running."""

    road: Road
    ledger: Ledger
    models: Models
    metering: Metering
    guarding: Guarding
    places: Places
    shelf: Shelf
    runs: Runs
    rows: Rows
    jobs: Jobs
    history: Rules
    witnesses: Witnesses
    publishing: Publishing | None
    tally: Tally
    verifying: Verifying


@dataclass(frozen=True, slots=True)
class Assembly:
    """All that the HTTP side is made of."""

    rooms: Rooms
    server: Server
    engines: Engines | None
    embedded: EmbeddedPostgres | None
    walks: Walks


@dataclass(frozen=True, slots=True)
class Route:
    """A line of the route table. `rule` names the function of `edge.callers` that lets callers in."""

    method: str
    path: str
    rule: str


def application(assembly: Assembly) -> App:
    """The whole as one ASGI application."""
    rooms, server = assembly.rooms, assembly.server
    recognise = rooms.identity.recognise
    turns = turns_of(rooms, server)
    removals = Removals(server.places, server.rows, server.runs, server.jobs.forget)
    facts = _facts(assembly)
    checks = Checks(server.guarding.guard, server.places, server.shelf)
    api = _api(
        [
            identity_http.routes(rooms.identity, VERSION),
            models_http.routes(rooms.catalogue),
            chat_http.routes(turns, server.rows, removals),
            removal_http.routes(removals),
            retention_http.routes(Retention(server.rows)),
            own_http.routes(_mine(assembly, removals)),
            receipts_http.routes(
                receipts_desk(rooms, Finding(server.places, server.runs), server.guarding.desk.policies)
            ),
            files_http.routes(server.shelf, removals.file),
            history_http.routes(server.history),
            admin_http.routes(rooms.identity, facts),
            proof_http.routes(proof_desk(rooms, server.tally, server.verifying, facts)),
            admin_models_http.routes(_catalogue_desk(assembly)),
            access_http.routes(rooms.identity),
            limits_http.routes(server.metering.rules),
            usage_http.routes(server.metering.rows),
            policies_http.routes(server.guarding.desk),
            terms_http.routes(server.guarding.terms),
            checks_http.routes(checks, checks_http.Models(turns.model, rooms.catalogue.here)),
            admin_guard_http.routes(checks, rooms.catalogue.known),
            training_http.routes(Consents(rooms.store), server.places),
            demo_http.routes(assembly.walks),
        ]
    )
    dispatch = Dispatch(
        api=api,
        events=RunEvents(server.places, server.runs, recognise.caller),
        doors=Doors(
            recognise.at_door,
            _entries(rooms, server),
        ),
        health=Health({"database": _database_check(assembly), "engine": _engine_check(assembly)}),
        static=StaticFiles(STATIC),
    )
    recognition = Recognition(recognise.caller, rooms.identity.sessions.csrf_holds)
    return Rim(dispatch, recognition, ways.front(rooms.ground.settings), (files_http.UPLOADS,))


def turns_of(rooms: Rooms, server: Server) -> Turns:
    """Turns on this server's road."""
    return Turns(server.places, server.shelf, server.runs, server.road.run, rooms.catalogue, _instructions_of(rooms))


def openapi() -> dict[str, Any]:
    """The description of the JSON API. Nothing runs for it."""
    return _unwired().openapi()


def routes() -> list[Route]:
    """The route table of the JSON API, with the event stream beside it."""
    rules: dict[object, str] = {rule: rule.__name__ for rule in callers.DECLARATIONS}
    table = [Route("GET", "/api/runs/{run}/events", callers.member.__name__)]
    for router in _routers_unwired():
        for route in router.routes:
            if isinstance(route, APIRoute):
                asked = [dependency.call for dependency in route.dependant.dependencies]
                rule = next((rules[call] for call in asked if call in rules), "none")
                table += [Route(method, route.path, rule) for method in sorted(route.methods or ())]
    return table


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Which part answers. Doors and streams are bare ASGI: the framework's cost is not paid where it is measured."""

    api: App
    events: RunEvents
    doors: App
    health: App
    static: App

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""
        path: str = scope["path"]
        if path.startswith(PREFIXES):
            await self.doors(scope, receive, send)
        elif self.events.takes(scope):
            await self.events(scope, receive, send)
        elif path.startswith("/api/"):
            await self.api(scope, receive, send)
        elif path in PATHS:
            await self.health(scope, receive, send)
        else:
            await self.static(scope, receive, send)


def _api(routers: Sequence[APIRouter]) -> FastAPI:
    api = FastAPI(title="Inhouse", version=VERSION, openapi_url="/api/openapi.json", docs_url=None, redoc_url=None)
    refusals.install(api)
    for router in routers:
        api.include_router(router)
    return api


def _routers_unwired() -> list[APIRouter]:
    # The routers are made by functions that only hand their arguments on to the routes; nothing is called here.
    nothing = cast("Any", None)
    return [
        identity_http.routes(nothing, VERSION),
        models_http.routes(nothing),
        chat_http.routes(nothing, nothing, nothing),
        removal_http.routes(nothing),
        retention_http.routes(nothing),
        own_http.routes(nothing),
        receipts_http.routes(nothing),
        files_http.routes(nothing, nothing),
        history_http.routes(nothing),
        admin_http.routes(nothing, nothing),
        proof_http.routes(nothing),
        admin_models_http.routes(nothing),
        access_http.routes(nothing),
        limits_http.routes(nothing),
        usage_http.routes(nothing),
        policies_http.routes(nothing),
        terms_http.routes(nothing),
        checks_http.routes(nothing, nothing),
        admin_guard_http.routes(nothing, nothing),
        training_http.routes(nothing, nothing),
        demo_http.routes(nothing),
    ]


def _unwired() -> FastAPI:
    return _api(_routers_unwired())


def _entries(rooms: Rooms, server: Server) -> tuple[Entry, ...]:
    """All doors, in every shape."""
    offered, commitment_of = rooms.catalogue.offered, rooms.commitments.of
    return (
        *openai_entries(server.road, offered, commitment_of),
        *responses_entries(server.road, Kept(rooms.store, rooms.vault, server.history.check_kept), commitment_of),
        *anthropic_entries(server.road, offered, commitment_of),
    )


def _mine(assembly: Assembly, removals: Removals) -> Mine:
    rooms, server = assembly.rooms, assembly.server
    rows, releases = server.metering.rows, server.guarding.desk.releases
    return Mine(
        Belongings(server.places, server.rows, rooms.identity, rows, releases),
        Erasure(rooms.store, rooms.vault, rooms.identity, removals.drop),
    )


def _catalogue_desk(assembly: Assembly) -> Desk:
    rooms, road = assembly.rooms, assembly.server.road
    commitment = rooms.vault.installation(Purpose.PROVIDER_CREDENTIALS).commitment_key
    return Desk(
        identity=rooms.identity,
        catalogue=rooms.catalogue,
        accounts=rooms.accounts,
        changes=rooms.changes,
        check=ModelCheck(rooms.store, rooms.catalogue, commitment, road.run),
    )


def _instructions_of(rooms: Rooms) -> Callable[[Caller], Awaitable[str]]:
    async def instructions_of(caller: Caller) -> str:
        return (await rooms.identity.people.profile(caller)).instructions

    return instructions_of


def _database_check(assembly: Assembly) -> Check:
    async def check() -> str:
        return READY if await assembly.rooms.store.ready() else "away"

    return check


def _engine_check(assembly: Assembly) -> Check:
    async def check() -> str:
        return OFF if assembly.engines is None else str(assembly.engines.state(DEMO))

    return check


def _facts(assembly: Assembly) -> Facts:
    embedded, engines, server = assembly.embedded, assembly.engines, assembly.server

    async def database() -> DatabaseStatus:
        ready = await assembly.rooms.store.ready()
        if embedded is None:
            return DatabaseStatus(ready, embedded=False, restarts=0, isolation=None)
        walls = embedded.isolation
        return DatabaseStatus(ready, embedded=True, restarts=embedded.restarts, isolation=walls and walls.network)

    def engine() -> EngineStatus:
        facts = None if engines is None else engines.facts(DEMO)
        running = None if engines is None else engines.engine(DEMO)
        state = OFF if engines is None else str(engines.state(DEMO))
        if facts is None or running is None:
            return EngineStatus(state)
        shape, walls = facts.shape, facts.isolation.network
        return EngineStatus(state, facts.model, shape.slots, shape.context_per_slot, walls, running.restarts)

    def ledger() -> LedgerStatus:
        state = server.ledger.state()
        copies = [CopyStatus(*astuple(each)) for each in server.witnesses.copies]
        files = server.publishing
        published = None if files is None else PublishedStatus(files.published, files.trouble, files.rewritten)
        return LedgerStatus(state.lines, state.open_lines, state.last_at, state.writable, copies, published)

    def network() -> NetworkStatus:
        ground = assembly.rooms.ground
        return ways.network(ground.settings, ground.outside.client)

    def queue() -> QueueStatus:
        return QueueStatus(*server.models.queued())

    def guard() -> GuardStatus:
        version = server.guarding.desk.policies.current
        return GuardStatus(version.policy.name, version.hash, version.number, version.policy.mode.value)

    async def further(known: Known) -> Known:
        return replace(await at_rest(assembly.rooms, known), sealed=assembly.rooms.ground.outside.sealed)

    return Facts(
        version=VERSION,
        started_at=clock.monotonic(),
        database=database,
        engine=engine,
        queue=queue,
        places=server.models.places,
        guard=guard,
        ledger=ledger,
        network=network,
        further=further,
    )
