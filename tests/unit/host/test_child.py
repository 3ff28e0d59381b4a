import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from inhouse.host import Child, ChildFailed, ChildState, Launch, Plan
from tests.support.people import expect_gone


class Talker:
    """A plan for a shell child that says `ready`; it remembers what was said and which states came."""

    def __init__(self, script: str, start_seconds: float = 10.0, stop_seconds: float = 5.0) -> None:
        self.lines: list[str] = []
        self.states: asyncio.Queue[ChildState] = asyncio.Queue()
        self.script = script
        self.plan = Plan(
            "talker",
            self.launch,
            self.is_ready,
            self.lines.append,
            start_seconds=start_seconds,
            stop_seconds=stop_seconds,
        )
        self.child = Child(self.plan, self.states.put_nowait)

    async def launch(self) -> Launch:
        self.lines.clear()
        return Launch(("/bin/sh", "-c", self.script))

    def is_ready(self, pid: int) -> bool:
        return "ready" in self.lines

    async def until(self, wanted: ChildState) -> list[ChildState]:
        seen: list[ChildState] = []
        async with asyncio.timeout(10):
            while not seen or seen[-1] is not wanted:
                seen.append(await self.states.get())
        return seen


@asynccontextmanager
async def running(script: str, stop_seconds: float = 5.0) -> AsyncIterator[Talker]:
    talker = Talker(script, stop_seconds=stop_seconds)
    await talker.child.start()
    try:
        yield talker
    finally:
        await talker.child.stop()


WAITING = "echo ready; exec sleep 60"


async def test_it_is_ready_when_it_says_so_and_stopped_when_it_is_stopped() -> None:
    async with running(WAITING) as talker:
        assert talker.child.ready
        pid = talker.child.pid
        assert pid is not None
        with expect_gone({pid}, 5):
            await talker.child.stop()
    assert await talker.until(ChildState.STOPPED) == [ChildState.STARTING, ChildState.READY, ChildState.STOPPED]
    assert talker.child.last_exit == -signal.SIGTERM


async def test_after_a_crash_it_comes_back_and_tells() -> None:
    async with running(WAITING) as talker:
        await talker.until(ChildState.READY)
        first = talker.child.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert await talker.until(ChildState.READY) == [ChildState.RESTARTING, ChildState.READY]
        assert talker.child.pid != first
        assert (talker.child.restarts, talker.child.last_exit) == (1, -signal.SIGKILL)


async def test_a_child_that_ends_before_it_is_ready_is_a_failed_start() -> None:
    talker = Talker("echo a last word; exit 3")
    with pytest.raises(ChildFailed, match="status 3"):
        await talker.child.start()
    assert talker.child.state is ChildState.FAILED
    assert talker.lines == ["a last word"]


async def test_a_child_that_is_never_ready_is_ended_at_the_deadline() -> None:
    talker = Talker("exec sleep 60", start_seconds=0.2)
    with pytest.raises(ChildFailed, match="not ready"):
        await talker.child.start()
    assert talker.child.pid is None
    assert talker.child.last_exit == -signal.SIGTERM


async def test_a_child_that_ignores_the_stop_signal_is_killed() -> None:
    async with running("trap '' TERM; echo ready; while :; do sleep 1; done", stop_seconds=0.2) as talker:
        await talker.child.stop()
        assert talker.child.last_exit == -signal.SIGKILL


async def test_a_line_without_end_does_not_grow_in_memory() -> None:
    async with running("head -c 100000 /dev/zero; echo; echo ready; exec sleep 60") as talker:
        assert max(map(len, talker.lines)) <= 8192
        assert sum(map(len, talker.lines)) == 100000 + len("ready")


async def test_a_stop_in_the_middle_of_a_restart_leaves_nothing() -> None:
    async with running(WAITING) as talker:
        await talker.until(ChildState.READY)
        assert talker.child.pid is not None
        talker.script = "exec sleep 60"  # will never be ready again
        os.kill(talker.child.pid, signal.SIGKILL)
        await talker.until(ChildState.RESTARTING)
        await talker.child.stop()
        assert (talker.child.pid, talker.child.state) == (None, ChildState.STOPPED)


_PARENT = """
import asyncio, sys
from inhouse.host import Child, Launch, Plan
lines = []
async def launch():
    return Launch(("/bin/sh", "-c", "trap '' TERM INT HUP; echo ready; while :; do sleep 1; done"))
async def main():
    child = Child(Plan("child", launch, lambda pid: "ready" in lines, lines.append))
    await child.start()
    print(child.pid, flush=True)
    await asyncio.Event().wait()
if sys.argv[1] == "uvloop":
    import uvloop
    uvloop.run(main())
asyncio.run(main())
"""


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_when_the_parent_is_killed_the_child_goes_too(loop: str) -> None:
    words = [sys.executable, "-c", _PARENT, loop]
    with subprocess.Popen(words, stdout=subprocess.PIPE, cwd=Path("/"), text=True) as parent:
        assert parent.stdout is not None
        with expect_gone({int(parent.stdout.readline())}, 5):
            parent.kill()
