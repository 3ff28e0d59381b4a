"""Has this server's own logs verified by a process beside it: one at a time, for everybody who looks.

It is the server that checks itself. It finds damage; a dishonest server could say anything, so the page names the
command that checks the same elsewhere.
"""

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from inhouse.core import clock, tasks
from inhouse.core.caller import Caller
from inhouse.core.errors import InhouseError
from inhouse.host import Launch, kill, spawn
from inhouse.ledger.checkpoint import VerifierKey
from inhouse.ledger.errors import VerificationRuns

_log = logging.getLogger(__name__)

LIMIT_SECONDS: Final = 3600.0
_NICE: Final = 10
_LINE_BYTES: Final = 1 << 20
_WORDS: Final = (sys.executable, "-I", "-m", "inhouse.ledger.verifying_process")

Lengths = Callable[[Caller], Awaitable[Mapping[str, int]]]
"""The number of the last entry of each log, as the table has it. Raises InhouseError."""


class Stage(StrEnum):
    """Where a verification is. `never`: none was asked for since this server started."""

    NEVER = "never"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class LogFound:
    """What was found in one log. It is sound without faults; `more_faults` are counted and not told."""

    log: str
    entries: int
    sent: int
    refused: int
    acts: int
    faults: list[str]
    more_faults: int
    remarks: list[str]


@dataclass(frozen=True, slots=True)
class Verification:
    """One verification: how far it is, in entries, and what it has found. `trouble` says why it failed."""

    stage: Stage = Stage.NEVER
    started_at: datetime | None = None
    ended_at: datetime | None = None
    done: int = 0
    of: int = 0
    logs: Sequence[LogFound] = ()
    trouble: str | None = None


class Verifying:
    """Verifies the logs below `folder` on demand; `now` is the last verification, or the one that runs."""

    def __init__(self, folder: Path, keys: Callable[[], Awaitable[Sequence[VerifierKey]]], lengths: Lengths) -> None:
        self._folder = folder
        self._keys = keys
        self._lengths = lengths
        self._task: asyncio.Task[None] | None = None
        self.now = Verification()

    def start(self, caller: Caller) -> Verification:
        """Begin, for the caller. Raises VerificationRuns."""
        if self.now.stage is Stage.RUNNING:
            raise VerificationRuns
        self.now = Verification(Stage.RUNNING, clock.now())
        self._task = tasks.spawn(self._run(caller), "verify the record")
        return self.now

    async def stop(self) -> Verification:
        """Stop what runs, if anything does, and wait until its process has ended."""
        task = self._task
        if task is not None and not task.done():
            task.cancel()
            await asyncio.wait({task})
            # A task that is cancelled before its first step says nothing itself.
            if self.now.stage is Stage.RUNNING:
                self.now = replace(self.now, stage=Stage.STOPPED, ended_at=clock.now())
        return self.now

    async def _run(self, caller: Caller) -> None:
        stage, trouble = Stage.STOPPED, None
        try:
            async with asyncio.timeout(LIMIT_SECONDS):
                whole = await self._look()
            await self._compare(caller)
            stage = Stage.DONE if whole else Stage.FAILED
            trouble = None if whole else "The process that verifies has ended before its time."
        except InhouseError as error:
            stage, trouble = Stage.FAILED, error.message
        except (KeyError, TypeError, ValueError):
            # Another version of the program may have been put in the place of this one.
            stage, trouble = Stage.FAILED, "What the process that verifies said cannot be read."
        except TimeoutError:
            stage, trouble = Stage.FAILED, f"It took longer than {LIMIT_SECONDS / 60:.0f} minutes."
        finally:
            if stage is Stage.FAILED:
                _log.error("the record could not be verified: %s", trouble)
            self.now = replace(self.now, stage=stage, ended_at=clock.now(), trouble=trouble)

    async def _look(self) -> bool:
        """Have the process look at everything; whether it came to its end."""
        keys = [str(key) for key in await self._keys()]
        orders = json.dumps({"folder": str(self._folder), "keys": keys}).encode()
        process = (await spawn(Launch(_WORDS, nice=_NICE, stdin=orders))).process
        hushing = tasks.spawn(_hush(process), "drain the verifying process")
        try:
            if process.stdout is None:
                raise RuntimeError("a child without stdout")
            whole = False
            # A log with fifty long faults is one long line.
            rest = b""
            while not whole and (piece := await process.stdout.read(_LINE_BYTES)):
                *lines, rest = (rest + piece).split(b"\n")
                for line in lines:
                    whole = self._heard(json.loads(line)) or whole
            return whole
        finally:
            hushing.cancel()
            await kill(process)

    def _heard(self, said: dict[str, Any]) -> bool:
        """Take over what the process says; whether that was its end."""
        if "found" in said:
            self.now = replace(self.now, logs=[*self.now.logs, LogFound(**said["found"])])
        elif "done" in said:
            self.now = replace(self.now, done=said["done"], of=said["of"])
        return "end" in said

    async def _compare(self, caller: Caller) -> None:
        """What was signed once stays: a table that ends earlier has lost entries."""
        there = await self._lengths(caller)
        logs: list[LogFound] = []
        for each in self.now.logs:
            length = there.get(each.log, 0)
            lost = f"{each.entries} entries were signed, and the database holds {length}"
            logs.append(replace(each, faults=[*each.faults, lost]) if length < each.entries else each)
        self.now = replace(self.now, logs=logs)


async def _hush(process: asyncio.subprocess.Process) -> None:
    while process.stderr is not None and await process.stderr.read(1 << 16):
        pass
