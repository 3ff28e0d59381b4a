"""`inhouse serve`: everything runs, wired once.

1  listen                     a port that is taken is said before anything starts
2  database and engine        our children, started side by side; they end when we end, however we end
3  the rooms                  on the migrated database
4  the road                   guard, ledger and models; the ledger closes what a crash left open
5  HTTP                       until Ctrl-C; running answers are kept, marked as interrupted
"""

import asyncio
import gc
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial

from inhouse.admin.posture import RECORD
from inhouse.app.api import Assembly, Server, application
from inhouse.app.doctor import check_promises
from inhouse.app.forgetting import Erase, Forgetting
from inhouse.app.guarding import Guarding, plug_ins_of
from inhouse.app.keeping import key_remarks
from inhouse.app.metering import Metering
from inhouse.app.node import node_of
from inhouse.app.presence import announce
from inhouse.app.proof import verifying_of
from inhouse.app.publishing import published_beside
from inhouse.app.rooms import Ground, Progress, Rooms, join, open_database
from inhouse.app.seed import plant
from inhouse.app.walks import Walks
from inhouse.app.ways import Outside, address_here, certificate, open_outside, open_sealed, remarks
from inhouse.app.witnesses import witnesses_of
from inhouse.chat.asking import Asking
from inhouse.chat.files.jobs import FileJobs
from inhouse.chat.files.memory import FilesInMemory
from inhouse.chat.files.reading import Readings
from inhouse.chat.files.shelf import Shelf
from inhouse.chat.history.rules import CHANGED as HISTORY_CHANGED
from inhouse.chat.history.rules import Rules
from inhouse.chat.jobs import Jobs
from inhouse.chat.memory import Memory
from inhouse.chat.place import Places
from inhouse.chat.records import WORDS_GONE, FileRows, Rows
from inhouse.chat.retention.retention import Retirement
from inhouse.chat.runs import Runs
from inhouse.core import clock, tasks
from inhouse.core.errors import InhouseError
from inhouse.edge.listen import Listener, bind, listen
from inhouse.gate import GateLog
from inhouse.gateway import Road
from inhouse.gateway.limits.rules import CHANGED as LIMITS_CHANGED
from inhouse.gateway.responses import Kept
from inhouse.guard.policies.current import CHANGED as POLICY_CHANGED
from inhouse.guard.terms.terms import CHANGED as TERMS_CHANGED
from inhouse.host import ChildState, look_at_machine
from inhouse.identity.identity import CHANGED
from inhouse.identity.jobs import clean_up, enabled, standing
from inhouse.knowledge.reader import Reader
from inhouse.ledger import Ledger, Origin
from inhouse.ledger.acts import CHANGED as ACTS_CHANGED
from inhouse.ledger.acts import Acts
from inhouse.ledger.records import PostgresActs, PostgresLog
from inhouse.ledger.tally import Tally
from inhouse.models.call import Models
from inhouse.models.demo import DEMO
from inhouse.models.engine import Engine, ModelFile, built_in_model
from inhouse.models.engines import Engines
from inhouse.settings import Settings
from inhouse.store import Addresses
from inhouse.store.listener import listen_for
from inhouse.vault.keeper import Keeper

_HOUR = 3600.0
_YOUNG_OBJECTS = 10_000
_SWITCH_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class Inside:
    """What the sealed application is given by the processes around it."""

    listener: Listener
    addresses: Addresses
    gate: str


async def serve(settings: Settings, progress: Progress, inside: Inside | None = None) -> None:
    """Start everything, serve until SIGINT or SIGTERM, stop everything. Raises InhouseError.

    `inside`: this is the sealed application. Database and gate are there; it takes their word and starts neither.
    """
    shown = certificate(settings)
    listener = bind(settings.host, settings.port) if inside is None else inside.listener
    async with AsyncExitStack() as stack:
        stack.callback(listener.close)
        outside = open_outside(settings, stack) if inside is None else open_sealed(inside.gate, stack)
        engines = _engines(settings, outside, stack)
        engine = tasks.spawn(_start_engine(engines, progress), name="start the engine")
        stack.callback(engine.cancel)
        if inside is None:
            addresses, embedded = await open_database(settings, stack, progress)
        else:
            addresses, embedded = inside.addresses, None
        await engine
        rooms = await join(Ground(settings, addresses, outside), stack, engines, progress)
        if inside is None:
            await plant(rooms, settings.models, progress)
        # The sealed application may not read the record: the process around it has looked already.
        required = set(settings.required) - (RECORD if outside.sealed else frozenset())
        weak = await check_promises(rooms, required)
        server = await stack.enter_async_context(server_of(rooms, engines))
        link = await rooms.identity.links.new_set_up()
        if inside is None:
            stack.enter_context(announce(settings.data_dir, address_here(settings)))
        address = settings.public_url or address_here(settings)
        for remark in (*remarks(settings), *key_remarks(await Keeper(rooms.store, rooms.vault).state(), settings)):
            progress.warn(remark)
        if weak:
            progress.warn(f"Not kept in full: {', '.join(weak)}. What to do about it: inhouse doctor.")
        ready = partial(progress.ready, address, None if link is None else address + link.path)
        walks = Walks(settings.data_dir / "demo", possible=not outside.sealed)
        await walks.put_away()
        stack.push_async_callback(walks.stop)
        whole = application(Assembly(rooms, server, engines, embedded, walks))
        # What is there now stays until the end. Looking through it for garbage again and again held everybody 60 ms.
        gc.collect()
        gc.freeze()
        # A call leaves hardly any rings behind, so the young need no look after every 700 objects.
        gc.set_threshold(_YOUNG_OBJECTS, 10, 10)
        # A thread that opens messages lets the event loop go on after so long.
        sys.setswitchinterval(_SWITCH_SECONDS)
        await listen(whole, listener, ready, server.runs.stop, shown)


def _engines(settings: Settings, outside: Outside, stack: AsyncExitStack) -> Engines | None:
    if not settings.engine:
        return None
    machine = look_at_machine()

    def make(model: str, file: ModelFile, on_change: Callable[[ChildState], None]) -> Engine:
        return Engine(settings.data_dir / "engines" / model, file, machine, on_change)

    engines = Engines(outside.destinations, make, machine)
    stack.push_async_callback(engines.close)
    return engines


async def _start_engine(engines: Engines | None, progress: Progress) -> None:
    """Start the demo model. Without it everything else still works, so a failure is told and the start goes on."""
    if engines is None:
        return
    began = clock.monotonic()
    try:
        await engines.start(DEMO, built_in_model())
    except InhouseError as error:
        progress.warn(" ".join(part for part in (error.message, error.hint) if part))
        return
    facts = engines.facts(DEMO)
    note = "" if facts is None else f"{facts.model}, sha256 {facts.sha256[:12]}, {facts.shape.slots} answers at once"
    progress.step("model engine", clock.monotonic() - began, note)


@asynccontextmanager
async def server_of(rooms: Rooms, engines: Engines | None) -> AsyncGenerator[Server]:
    """The road and the chats, with their background work."""
    node = node_of(rooms.ground.settings.data_dir)
    origin = Origin(node, str(rooms.vault.tenant))
    outside = rooms.ground.outside
    log = GateLog(outside.client) if outside.sealed else PostgresLog(rooms.ground.addresses, node)
    ledger = Ledger(log, origin, rooms.commitments.name_of)
    await ledger.start()
    acts = Acts(PostgresActs(rooms.store, node), ledger)
    acts.start()
    # The sealed application cannot read the table: the process around it publishes.
    publishing = None if outside.sealed else published_beside(rooms, node, lambda: ledger.state().lines)
    witnesses = witnesses_of(rooms, node)
    witnesses.start()
    tally = Tally(rooms.store)
    verifying = verifying_of(rooms, tally)
    models = Models(rooms.ground.outside.client, rooms.catalogue.known, rooms.catalogue.awake)
    metering = await Metering.start(rooms.store, node)
    more = plug_ins_of(rooms.ground.settings, outside, ledger)
    history, runs = Rules(rooms.store), Runs()
    await history.read()
    memory = Memory(_eraser(engines))
    guarding = await Guarding.start(rooms.store, rooms.vault, more, memory.check_kept)
    road = Road(rooms.catalogue, guarding.guard, ledger, models, metering.meter)
    rows = Rows(rooms.store, rooms.vault, node)
    places = Places(memory, rows, history.check)
    files, file_rows, readings = FilesInMemory(), FileRows(rooms.store, rooms.vault, node), Readings(Reader().read)
    shelf, file_jobs = Shelf(places, files, file_rows, readings), FileJobs(file_rows, readings)
    stand, retirement = partial(standing, rooms.store), Retirement(rows, runs.forget)
    asking = Asking(runs, stand, partial(enabled, rooms.store))
    jobs = Jobs(rows, memory, runs, stand, files.forget, (asking.look, file_jobs.remove_unsent, retirement))
    await jobs.interrupt_unfinished()
    await file_jobs.resume()
    heard = {
        CHANGED: _each(rooms.identity.keys.forget, asking.changed),
        ACTS_CHANGED: acts.look,
        LIMITS_CHANGED: metering.rules.look,
        POLICY_CHANGED: guarding.desk.policies.look,
        TERMS_CHANGED: guarding.terms.look,
        HISTORY_CHANGED: history.look,
    }
    told = {WORDS_GONE: Forgetting(_eraser(engines))}
    background = [
        tasks.spawn(jobs.run(), name="chat jobs"),
        tasks.spawn(_clean_up(rooms, guarding), name="identity jobs"),
        tasks.spawn(Keeper(rooms.store, rooms.vault).run(), name="keep the keys"),
        tasks.spawn(history.follow(), name="follow rules about history"),
        tasks.spawn(listen_for(rooms.ground.addresses, heard, told), name="listen for changes"),
    ]
    try:
        parts = (road, ledger, models, metering, guarding, places, shelf, runs, rows, jobs, history, witnesses)
        yield Server(*parts, publishing, tally, verifying)
    finally:
        for task in background:
            task.cancel()
        await verifying.stop()
        await readings.stop_all()
        await runs.stop()
        await metering.stop()
        await guarding.stop()
        await acts.stop()
        await witnesses.stop()
        await ledger.stop()
        if publishing is not None:
            await publishing.stop()


def _each(*calls: Callable[[], None]) -> Callable[[], None]:
    def call() -> None:
        for one in calls:
            one()

    return call


def _eraser(engines: Engines | None) -> Erase:
    return (lambda _destinations: None) if engines is None else engines.erase


async def _clean_up(rooms: Rooms, guarding: Guarding) -> None:
    kept = Kept(rooms.store, rooms.vault)
    while True:
        # The database may be away; an hour later is early enough.
        with suppress(InhouseError):
            await clean_up(rooms.store)
            await kept.remove_expired()
            await guarding.remove_old()
        await asyncio.sleep(_HOUR)
