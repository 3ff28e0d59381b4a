"""The demo, walked through for people in the browser: the code of `inhouse demo`, in a process of its own.

It costs a database for some seconds, so there is one walk at a time, shared by everybody who looks: what it shows is
the same for all and holds nothing of anybody. A walk that has ended, well or not, is shown for a minute before there is
another.
"""

import asyncio
import json
import logging
import shutil
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

import orjson

from inhouse.app.step import Step
from inhouse.core import clock, tasks
from inhouse.core.errors import Conflict, InhouseError
from inhouse.host import Launch, kill, private_folder, spawn
from inhouse.host.spawn import send_signal

LONGEST_SECONDS: Final = 180.0
"""From the start to the last step; two cores without other work need about five seconds."""
PAUSE_SECONDS: Final = 60.0
"""How long the end of a walk is shown before there can be another."""
_GRACE_SECONDS: Final = 10.0
_STEPS: Final = 20
_WORDS: Final = (
    sys.executable,
    "-I",
    "-c",
    "from inhouse.app import demo_process; raise SystemExit(demo_process.main())",
)
_NICE: Final = 10

_log = logging.getLogger(__name__)


class DemoNotHere(Conflict):
    """The demo cannot run inside this server."""

    code = "demo_not_here"

    def __init__(self) -> None:
        super().__init__(
            "This server is sealed: it cannot start the demo's own database and pretend provider.",
            hint="Run on the server's command line: inhouse demo",
        )


class WalkState(StrEnum):
    """Where the walk is."""

    NEVER = "never"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk as far as it has come. `trouble` is why it failed, in English; it may name folders of the server."""

    state: WalkState = WalkState.NEVER
    started_at: datetime | None = None
    steps: tuple[Step, ...] = ()
    trouble: str | None = None


@dataclass(slots=True)
class Walks:
    """The one walk. `folder` is where its installation is made and removed; `possible`: not sealed."""

    folder: Path
    possible: bool
    walk: Walk = field(default=Walk())
    _ended_at: float | None = None
    _task: asyncio.Task[None] | None = None

    def start(self) -> Walk:
        """Start a walk, or give the one that runs or has ended within the last minute. Raises DemoNotHere."""
        if not self.possible:
            raise DemoNotHere
        fresh = self._ended_at is not None and clock.monotonic() - self._ended_at < PAUSE_SECONDS
        if self._task is None and not fresh:
            self.walk = Walk(WalkState.RUNNING, clock.now())
            self._task = tasks.spawn(self._run(), name="demo")
        return self.walk

    async def put_away(self) -> None:
        """Remove what a walk has made, also one that ended with its server."""
        await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)

    async def stop(self) -> None:
        """End the walk that runs, and remove what it has made."""
        task = self._task
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                trouble = await self._through()
        except TimeoutError:
            trouble = f"It did not end within {LONGEST_SECONDS:.0f} seconds."
        except (InhouseError, OSError) as error:
            trouble = error.message if isinstance(error, InhouseError) else f"{error.strerror}."
        except (KeyError, TypeError, ValueError):
            # Another version of the program may have been put in the place of this one.
            trouble = "What its process said cannot be read."
        finally:
            self._task = None
            self._ended_at = clock.monotonic()
        if trouble is not None:
            _log.error("the demo failed: %s", trouble)
        state = WalkState.DONE if trouble is None else WalkState.FAILED
        self.walk = Walk(state, self.walk.started_at, self.walk.steps, trouble)

    async def _through(self) -> str | None:
        """Walk through; gives the trouble, None when it came to its end. Raises HostError, OSError."""
        await self.put_away()
        private_folder(self.folder)
        orders = json.dumps({"folder": str(self.folder)}).encode()
        launch = Launch(_WORDS, own_network=False, nice=_NICE, death_signal=signal.SIGTERM, stdin=orders)
        process = (await spawn(launch)).process
        hushing = tasks.spawn(_hush(process), name="drain the demo")
        try:
            return await self._follow(process)
        finally:
            await tasks.finish(_end(process))
            hushing.cancel()
            await tasks.finish(self.put_away())

    async def _follow(self, process: asyncio.subprocess.Process) -> str | None:
        if process.stdout is None:
            raise RuntimeError("a child without stdout")
        while line := await process.stdout.readline():
            said = orjson.loads(line)
            if "step" not in said or len(self.walk.steps) >= _STEPS:
                return said.get("failed")
            seen = tuple(said["step"].pop("seen"))
            step = Step(**said["step"], seen=seen)
            self.walk = Walk(self.walk.state, self.walk.started_at, (*self.walk.steps, step))
        return f"Its process ended with status {await process.wait()}."


async def _end(process: asyncio.subprocess.Process) -> None:
    """Wait until it has put away what it made; otherwise it ends at once, and its database with it."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_GRACE_SECONDS):
            send_signal(process, signal.SIGTERM)
            await process.wait()
    await kill(process)


async def _hush(process: asyncio.subprocess.Process) -> None:
    while process.stderr is not None and await process.stderr.read(64 * 1024):
        pass
