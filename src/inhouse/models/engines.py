"""The local engines that run, each with its line in the table of destinations."""

from collections.abc import Callable

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.host import ChildState
from inhouse.models.engine import Engine, EngineFacts, ModelFile
from inhouse.models.model import State
from inhouse.net import Destinations, Entry, UnixSocket

DESTINATION = "Built-in engine"
_SHARED = "shared"

_STATES = {
    ChildState.STARTING: State.STARTING,
    ChildState.READY: State.READY,
    ChildState.RESTARTING: State.STARTING,
    ChildState.STOPPED: State.UNAVAILABLE,
    ChildState.FAILED: State.UNAVAILABLE,
}

Make = Callable[[str, ModelFile, Callable[[ChildState], None]], Engine]
"""Makes the engine for a model's id: the app knows folder and machine."""


class Engines:
    """One engine for each local model that is enabled. `version` changes whenever one of them does."""

    def __init__(self, destinations: Destinations, make: Make) -> None:
        self._destinations = destinations
        self._make = make
        self._running: dict[str, Engine] = {}
        self.version = 0

    async def start(self, model_id: str, file: ModelFile) -> None:
        """Start the engine for a model, which may take seconds; no effect if it runs.

        Raises EngineFailed, ModelFileUnreadable or a HostError.
        """
        if model_id in self._running:
            return
        engine = self._make(model_id, file, self._changed)
        self._running[model_id] = engine
        name = f"{DESTINATION}: {model_id}"
        self._destinations.keep_credential(name, engine.key)
        # A connection for each request: the engine was once seen to end a kept one before the first byte.
        endpoint = UnixSocket(str(engine.socket))
        entry = Entry(self._place(model_id, Assurance.DECLARED), endpoint, credential=name, reuse=False)
        self._destinations.declare(entry)
        try:
            await engine.start()
        except BaseException:
            self._running.pop(model_id, None)  # `close` may have been first
            self._destinations.remove(entry.destination.name)
            raise
        finally:
            self.version += 1

    async def stop(self, model_id: str) -> None:
        """End a model's engine, if it runs."""
        engine = self._running.pop(model_id, None)
        if engine is not None:
            self._destinations.remove(self._place(model_id, Assurance.DECLARED).name)
            self.version += 1
            await engine.stop()

    async def close(self) -> None:
        """End all engines."""
        for model_id in tuple(self._running):
            await self.stop(model_id)

    def engine(self, model_id: str) -> Engine | None:
        """The engine of a model, for the status page."""
        return self._running.get(model_id)

    def facts(self, model_id: str) -> EngineFacts | None:
        """What runs for a model; None while nothing does."""
        engine = self._running.get(model_id)
        return engine.facts if engine is not None else None

    def state(self, model_id: str) -> State:
        """Whether a model's engine can be asked."""
        engine = self._running.get(model_id)
        return _STATES[engine.state] if engine is not None else State.UNAVAILABLE

    def destination(self, model_id: str) -> Destination:
        """Where a model's words go. That it is local is enforced only where the engine has no network."""
        facts = self.facts(model_id)
        walled = facts is not None and facts.isolation.network != _SHARED
        return self._place(model_id, Assurance.ENFORCED if walled else Assurance.DECLARED)

    def _place(self, model_id: str, assurance: Assurance) -> Destination:
        return Destination(f"{DESTINATION}: {model_id}", DestinationClass.LOCAL, assurance)

    def _changed(self, _state: ChildState) -> None:
        self.version += 1
