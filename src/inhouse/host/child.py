"""A child process that is kept running: started, waited for, watched, restarted after a crash, stopped.

    starting --ready--> ready --ends--> restarting --ready--> ready
        |                 |                  |
        `--> failed       `----- stop -------`-----> stopped

The first start either becomes ready or raises; after that the watch restarts it for ever, waiting longer each time it
dies young. Children are started by the main thread's event loop only (see `spawn`).
"""

import asyncio
import enum
import logging
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from inhouse.core.clock import monotonic
from inhouse.core.errors import InhouseError
from inhouse.core.tasks import spawn as start_task
from inhouse.host.errors import ChildFailed
from inhouse.host.spawn import Isolation, Launch, Spawned, kill, send_signal, spawn

_log = logging.getLogger(__name__)

_PROBE_SECONDS = 0.01
_FIRST_WAIT_SECONDS = 0.05
_LONGEST_WAIT_SECONDS = 5.0
_LAST_WORDS_SECONDS = 0.1
_GROWN_UP_SECONDS = 30.0
_LINE_LIMIT_BYTES = 8192


class ChildState(enum.StrEnum):
    """Where a child is in its life."""

    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a child is started, waited for and stopped.

    `launch` is asked before each start (it may clean up, and raise InhouseError). `is_ready` is asked every 10 ms with
    the child's id until it says yes, at most `start_seconds`. `on_line` gets each line that the child writes, at most
    8 KiB of it. `stop_signal` is followed by SIGKILL after `stop_seconds`.
    """

    name: str
    launch: Callable[[], Awaitable[Launch]]
    is_ready: Callable[[int], bool]
    on_line: Callable[[str], None]
    stop_signal: signal.Signals = signal.SIGTERM
    start_seconds: float = 30.0
    stop_seconds: float = 5.0


class Child:
    """One supervised child process.

    `on_change` is told each new state, in the event loop, and must not wait.
    """

    def __init__(self, plan: Plan, on_change: Callable[[ChildState], None] | None = None) -> None:
        self._plan = plan
        self._on_change = on_change
        self._running: Spawned | None = None
        self._readers: tuple[asyncio.Task[None], ...] = ()
        self._watch: asyncio.Task[None] | None = None
        self.state = ChildState.STOPPED
        self.restarts = 0
        self.last_exit: int | None = None
        self.isolation: Isolation | None = None

    @property
    def pid(self) -> int | None:
        """The id of the running process, None when there is none."""
        return self._running.process.pid if self._running else None

    @property
    def ready(self) -> bool:
        """Whether it runs and has said that it is ready."""
        return self.state is ChildState.READY

    async def start(self) -> None:
        """Start it, wait until it is ready, watch it from then on. Raises an InhouseError when it does not come up."""
        if self._watch is not None:
            raise RuntimeError(f"{self._plan.name} is running already")
        self._change(ChildState.STARTING)
        try:
            await self._bring_up()
        except BaseException:
            await self._take_down()
            self._change(ChildState.FAILED)
            raise
        self._change(ChildState.READY)
        self._watch = start_task(self._keep_running(), f"watch {self._plan.name}")

    async def stop(self) -> None:
        """End it: the stop signal, then SIGKILL after the grace time. Does nothing when it does not run."""
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
        await self._take_down()
        if self.state is not ChildState.FAILED:
            self._change(ChildState.STOPPED)

    async def _bring_up(self) -> None:
        launch = await self._plan.launch()
        self._running = running = await spawn(launch)
        self.isolation = running.isolation
        process = running.process
        streams = [stream for stream in (process.stdout, process.stderr) if stream is not None]
        self._readers = tuple(start_task(self._drain(stream), f"read {self._plan.name}") for stream in streams)
        ended = start_task(process.wait(), f"wait for {self._plan.name}")
        try:
            await self._until_ready(process.pid, ended)
        finally:
            ended.cancel()

    async def _until_ready(self, pid: int, ended: asyncio.Task[int]) -> None:
        deadline = monotonic() + self._plan.start_seconds
        while not self._plan.is_ready(pid):
            if ended.done():
                self.last_exit = ended.result()
                await asyncio.wait(self._readers, timeout=1.0)
                raise ChildFailed(f"{self._plan.name} ended with status {self.last_exit} before it was ready.")
            if monotonic() > deadline:
                raise ChildFailed(f"{self._plan.name} was not ready within {self._plan.start_seconds:.0f} s.")
            await asyncio.sleep(_PROBE_SECONDS)

    async def _keep_running(self) -> None:
        wait = _FIRST_WAIT_SECONDS
        while True:
            if self.state is ChildState.READY and self._running is not None:
                since = monotonic()
                self.last_exit = await self._running.process.wait()
                self.restarts += 1
                _log.error("%s ended with status %s and is started again", self._plan.name, self.last_exit)
                self._change(ChildState.RESTARTING)
                if monotonic() - since > _GROWN_UP_SECONDS:
                    wait = _FIRST_WAIT_SECONDS
            await self._take_down()
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT_SECONDS)
            try:
                await self._bring_up()
            except InhouseError as error:
                _log.error("%s did not come back: %s", self._plan.name, error.message)
                continue
            self._change(ChildState.READY)

    async def _take_down(self) -> None:
        running, self._running = self._running, None
        readers, self._readers = self._readers, ()
        if running is not None and running.process.returncode is None:
            await self._end(running.process)
        if readers:
            await asyncio.wait(readers, timeout=_LAST_WORDS_SECONDS)
        for reader in readers:
            reader.cancel()

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        send_signal(process, self._plan.stop_signal)
        try:
            async with asyncio.timeout(self._plan.stop_seconds):
                self.last_exit = await process.wait()
        except TimeoutError:
            _log.warning("%s did not stop in time and is killed", self._plan.name)
            await kill(process)
            self.last_exit = process.returncode

    async def _drain(self, stream: asyncio.StreamReader) -> None:
        """Hand on line by line; a line over the limit is handed on in pieces, so that memory stays bounded."""
        rest = b""
        while chunk := await stream.read(_LINE_LIMIT_BYTES):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) >= _LINE_LIMIT_BYTES:
                lines, rest = [*lines, rest], b""
            for line in lines:
                for start in range(0, max(len(line), 1), _LINE_LIMIT_BYTES):
                    self._plan.on_line(line[start : start + _LINE_LIMIT_BYTES].decode("utf-8", "replace"))
        if rest:
            self._plan.on_line(rest.decode("utf-8", "replace"))

    def _change(self, state: ChildState) -> None:
        if state is not self.state:
            self.state = state
            if self._on_change is not None:
                self._on_change(state)
