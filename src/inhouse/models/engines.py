"""The local engines, each with its line in the table of destinations. An engine sleeps until its model is asked.

Memory is bounded: before a model is loaded, idle engines are ended, the one that was not asked for longest first. The
demo model is small and stays awake.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from inhouse.core import clock, tasks
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InhouseError
from inhouse.host import ChildState, Machine
from inhouse.models.demo import DEMO
from inhouse.models.engine import Engine, EngineFacts, ModelFile, Shape, choose_shape
from inhouse.models.errors import ModelUnavailable
from inhouse.models.forgetting import Pace
from inhouse.models.gguf import read_header
from inhouse.models.model import State
from inhouse.net import Destinations, Entry, UnixSocket

DESTINATION = "Built-in engine"
_SHARED = "shared"
_OWN_BYTES = 300 << 20
"""What an engine takes besides weights and attention cache: its prompt cache and its own working memory."""
_SHARE = 0.75
"""Of the machine's memory for all engines; the rest is for the database, ourselves and the system's file cache."""
_RETRY_SECONDS = 10.0

_STATES = {
    ChildState.STARTING: State.STARTING,
    ChildState.READY: State.READY,
    ChildState.RESTARTING: State.STARTING,
    ChildState.STOPPED: State.UNAVAILABLE,
    ChildState.FAILED: State.UNAVAILABLE,
}

Make = Callable[[str, ModelFile, Callable[[ChildState], None]], Engine]
"""Makes the engine for a model's id: the app knows folder and machine."""


@dataclass(slots=True)
class _Local:
    """A local model: its file, how its engine will be laid out, what that takes, and the engine while it is awake.

    `free` is set when its last user leaves. While `forgetting` runs, the engine is to be ended from `forgets_from` on,
    and `ended` is set when it has.
    """

    file: ModelFile
    shape: Shape | None = None
    needs: int = 0
    engine: Engine | None = None
    users: int = 0
    asked_at: float = 0.0
    waking: asyncio.Lock = field(default_factory=asyncio.Lock)
    free: asyncio.Event = field(default_factory=asyncio.Event)
    forgetting: asyncio.Task[None] | None = None
    forgets_from: float = 0.0
    forgot_at: float | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class Engines:
    """One engine for each local model that is enabled. `version` changes whenever one of them does.

    `machine` bounds the memory; without it nothing is planned, and nothing is ended for want of it. `pace` says how
    soon they forget.
    """

    def __init__(
        self, destinations: Destinations, make: Make, machine: Machine | None = None, pace: Pace | None = None
    ) -> None:
        self._destinations = destinations
        self._make = make
        self._machine = machine
        self._pace = Pace() if pace is None else pace
        self._local: dict[str, _Local] = {}
        # One at a time: two that are woken together would both count the same free memory.
        self._room = asyncio.Lock()
        self._walled = False
        self.version = 0

    async def start(self, model_id: str, file: ModelFile) -> None:
        """Offer a model and wake its engine, which may take seconds; no effect if it is awake.

        Raises EngineFailed, ModelFileUnreadable, ModelUnavailable or a HostError; it is not offered then.
        """
        if model_id in self._local and self._local[model_id].engine is not None:
            return
        self._local[model_id] = await self._planned(file)
        try:
            await self._wake(model_id, self._local[model_id])
        except BaseException:
            self._local.pop(model_id, None)
            raise

    async def keep(self, files: Mapping[str, ModelFile]) -> None:
        """Offer these models, asleep where they are new, and stop all others but the demo.

        A file that cannot be read is not offered.
        """
        for gone in self._local.keys() - files.keys() - {DEMO}:
            await self.stop(gone)
        for model_id, file in files.items():
            before = self._local.get(model_id)
            if before is not None and before.file == file:
                continue
            await self.stop(model_id)
            with suppress(InhouseError):
                self._local[model_id] = await self._planned(file)
                self.version += 1

    async def stop(self, model_id: str) -> None:
        """End a model's engine, if it runs, and offer it no more."""
        local = self._local.pop(model_id, None)
        if local is not None:
            await self._end(model_id, local)

    async def close(self) -> None:
        """End all engines."""
        for model_id in tuple(self._local):
            await self.stop(model_id)

    @asynccontextmanager
    async def use(self, model_id: str) -> AsyncGenerator[None]:
        """Hold a model's engine awake; wakes it first, which may take seconds. Raises as `start`.

        Waits for an engine that is to forget something, as long as its pace says.
        """
        local = self._local.get(model_id)
        if local is None:
            raise ModelUnavailable("Its engine does not run.", hint="Ask an administrator to look at the status page.")
        while (seconds := self._hold(local)) > 0:
            await _within(local.ended, seconds)
        local.users += 1
        local.free.clear()
        local.asked_at = clock.monotonic()
        try:
            await self._wake(model_id, local)
            yield
        finally:
            local.users -= 1
            local.asked_at = clock.monotonic()
            if local.users == 0:
                local.free.set()

    def erase(self, destinations: Collection[str] | None) -> None:
        """Have the engines of these destinations, None: all, forget what they were ever told; none other is touched.

        Its process ends, and with it slots, prompt cache and all other memory: llama.cpp has no way to empty its prompt
        cache, and what it drops from a slot it does not overwrite. The pace says when. The demo is woken again at once.
        """
        for model_id, local in self._local.items():
            engine = local.engine
            meant = destinations is None or self._place(model_id, Assurance.DECLARED).name in destinations
            if meant and engine is not None and local.forgetting is None:
                now = clock.monotonic()
                local.forgets_from = now if local.forgot_at is None else max(now, local.forgot_at + self._pace.pause)
                local.ended.clear()
                local.forgetting = tasks.spawn(self._forget(model_id, local, engine), name="forget in an engine")

    async def _forget(self, model_id: str, local: _Local, engine: Engine) -> None:
        await asyncio.sleep(local.forgets_from - clock.monotonic())
        latest = local.forgets_from + self._pace.longest
        while local.engine is engine:
            left = latest - clock.monotonic()
            if local.users > 0 and left > 0:
                await _within(local.free, left)
                continue
            async with local.waking:
                if local.engine is engine and (local.users == 0 or left <= 0):
                    local.forgot_at = clock.monotonic()
                    local.forgetting = None  # this task goes on to the end
                    await self._end(model_id, local)
        if model_id == DEMO and self._local.get(model_id) is local:
            with suppress(InhouseError):
                await self._wake(model_id, local)

    def _hold(self, local: _Local) -> float:
        return 0.0 if local.forgetting is None else self._pace.hold(clock.monotonic() - local.forgets_from)

    def engine(self, model_id: str) -> Engine | None:
        """The engine of a model, for the status page."""
        local = self._local.get(model_id)
        return None if local is None else local.engine

    def facts(self, model_id: str) -> EngineFacts | None:
        """What runs for a model; None while nothing does."""
        engine = self.engine(model_id)
        return engine.facts if engine is not None else None

    def shape(self, model_id: str) -> Shape | None:
        """How a model's engine is laid out, or will be when it wakes."""
        facts, local = self.facts(model_id), self._local.get(model_id)
        if facts is not None:
            return facts.shape
        return None if local is None else local.shape

    def state(self, model_id: str) -> State:
        """Whether a model's engine can be asked."""
        local = self._local.get(model_id)
        if local is None:
            return State.UNAVAILABLE
        return State.ASLEEP if local.engine is None else _STATES[local.engine.state]

    def destination(self, model_id: str) -> Destination:
        """Where a model's words go. That it is local is enforced only where engines have no network.

        Of one that sleeps we say what was true of the last one that was woken here.
        """
        facts = self.facts(model_id)
        if facts is not None:
            self._walled = facts.isolation.network != _SHARED
        return self._place(model_id, Assurance.ENFORCED if self._walled else Assurance.DECLARED)

    async def _wake(self, model_id: str, local: _Local) -> None:
        if local.engine is not None and local.engine.ready:
            return
        async with local.waking:
            if local.engine is not None:
                return  # it is there, or its process is being started again
            async with self._room:
                await self._make_room(local)
                engine = self._make(model_id, local.file, self._changed)
                local.engine = engine
            await self._begin(model_id, local, engine)

    async def _begin(self, model_id: str, local: _Local, engine: Engine) -> None:
        name = f"{DESTINATION}: {model_id}"
        self._destinations.keep_credential(name, engine.key)
        # A connection for each request: the engine was once seen to end a kept one before the first byte.
        endpoint = UnixSocket(str(engine.socket))
        entry = Entry(self._place(model_id, Assurance.DECLARED), endpoint, credential=name, reuse=False)
        self._destinations.declare(entry)
        try:
            await engine.start()
        except BaseException:
            local.engine = None
            _forgotten(local)
            local.ended.set()
            self._destinations.remove(entry.destination.name)
            raise
        finally:
            self.version += 1

    async def _make_room(self, wanted: _Local) -> None:
        """End idle engines until the wanted one fits; raises ModelUnavailable if busy ones leave too little."""
        if self._machine is None:
            return
        budget = int(self._machine.memory * _SHARE)
        awake = [(model_id, each) for model_id, each in self._local.items() if each.engine is not None]
        idle = sorted((one for one in awake if one[1].users == 0 and one[0] != DEMO), key=lambda one: one[1].asked_at)
        while wanted.needs + sum(each.needs for _, each in awake) > budget:
            if not idle:
                if len(awake) == 0 or all(model_id == DEMO for model_id, _ in awake):
                    return  # nothing more can be freed: whether it fits is seen when it is loaded
                raise ModelUnavailable(
                    "Other local models are at work, and there is no memory for this one beside them.",
                    hint="Try again in a moment.",
                    retry_after=_RETRY_SECONDS,
                )
            longest = idle.pop(0)
            awake.remove(longest)
            await self._end(*longest)

    async def _end(self, model_id: str, local: _Local) -> None:
        engine, local.engine = local.engine, None
        _forgotten(local)
        self.version += 1
        if engine is not None:
            self._destinations.remove(self._place(model_id, Assurance.DECLARED).name)
            await engine.stop()
        local.ended.set()

    async def _planned(self, file: ModelFile) -> _Local:
        """A local model that sleeps; raises ModelFileUnreadable."""
        if self._machine is None:
            return _Local(file)
        header = await asyncio.to_thread(read_header, file.path)
        shape = choose_shape(self._machine, header, file.layout)
        cache = (header.cache_bytes or 0) * shape.slots * shape.context_per_slot
        return _Local(file, shape, await asyncio.to_thread(_bytes_of, file.path) + cache + _OWN_BYTES)

    def _place(self, model_id: str, assurance: Assurance) -> Destination:
        return Destination(f"{DESTINATION}: {model_id}", DestinationClass.LOCAL, assurance)

    def _changed(self, _state: ChildState) -> None:
        self.version += 1


def _forgotten(local: _Local) -> None:
    """Its process goes, and with it what was to be forgotten."""
    if local.forgetting is not None:
        local.forgetting.cancel()
        local.forgetting = None


async def _within(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, so long at most."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


def _bytes_of(path: Path) -> int:
    return path.stat().st_size
