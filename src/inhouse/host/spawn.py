"""Starts one process behind the walls of `launch.py` and says which walls stand."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from inhouse.host.errors import ChildFailed, IsolationRefused
from inhouse.host.users import SystemUser

_SHIM = Path(__file__).with_name("launch.py")
_BASE_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
_REPORT_LIMIT_SECONDS = 20.0
_REPORT_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start a program. Arguments and environment are visible to others: secrets go into `stdin`.

    `binds` shows folders at other paths below a private /tmp (root only). `opens` hands folders on as /proc/self/fd/20
    and following, whatever the permissions of their parents. `hold` is a file that stays locked until the program and
    all that it forks have ended (see `is_held`). `death_signal` is what the child gets when we die. Nothing of our own
    environment is handed on but `environment`. With `keeps_stdin` the pipe stays open for more than `stdin`.
    """

    program: tuple[str, ...]
    user: SystemUser | None = None
    own_network: bool = True
    binds: tuple[tuple[Path, str], ...] = ()
    opens: tuple[Path, ...] = ()
    hold: Path | None = None
    death_signal: signal.Signals = signal.SIGKILL
    nice: int = 0
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    stdin: bytes = field(default=b"", repr=False)
    keeps_stdin: bool = False


@dataclass(frozen=True, slots=True)
class Isolation:
    """The walls that stand around a child.

    `network` is `namespace` (made as root), `user-namespace` (made as an ordinary user) or `shared` (the system forbade
    both, or none was asked for). `user` is the name of the dedicated user, None when it runs as we do.
    """

    network: str
    private_mounts: bool
    user: str | None


@dataclass(frozen=True, slots=True)
class Spawned:
    """A running process and its walls."""

    process: asyncio.subprocess.Process
    isolation: Isolation


async def spawn(launch: Launch) -> Spawned:
    """Start the program; returns when it has replaced the shim.

    Must be called from the main thread: the parent-death signal is sent when the *thread* that made the child ends
    (prctl(2), PR_SET_PDEATHSIG), and only the main thread lives as long as the process. Raises ChildFailed or
    IsolationRefused.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("children are started from the main thread only")
    reading, writing = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-I", "-S", "-E", str(_SHIM)),
            *_words(launch, writing),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            pass_fds=(writing,),
            env={**_BASE_ENVIRONMENT, **launch.environment},
        )
    except BaseException as error:
        os.close(reading)
        if isinstance(error, OSError):
            raise ChildFailed(f"{launch.program[0]} could not be started: {error.strerror}.") from error
        raise
    finally:
        os.close(writing)
    try:
        facts = await _read_report(reading)
        _refuse_if_failed(launch, facts.get("failed"))
        await _feed(process, launch.stdin, close=not launch.keeps_stdin)
    except BaseException:
        await kill(process)
        raise
    network, mounts = facts.get("network", "shared"), facts.get("mounts") == "private"
    return Spawned(process, Isolation(network, mounts, launch.user.name if launch.user else None))


async def run_to_end(launch: Launch, seconds: float) -> tuple[int, str]:
    """Run a short program to its end; gives its exit status and what it wrote. Raises ChildFailed after `seconds`."""
    process = (await spawn(launch)).process
    try:
        async with asyncio.timeout(seconds):
            output, errors = await process.communicate()
    except TimeoutError as error:
        raise ChildFailed(f"{Path(launch.program[0]).name} did not end within {seconds:.0f} s.") from error
    finally:
        await kill(process)
    return process.returncode or 0, (output + errors).decode("utf-8", "replace")


def send_signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Signal a child that may have ended. Asyncio's own method would reap it under the hands of asyncio's watcher."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, number)


async def kill(process: asyncio.subprocess.Process) -> None:
    """End a child at once and wait until it has ended."""
    send_signal(process, signal.SIGKILL)
    await process.wait()


def _words(launch: Launch, report: int) -> list[str]:
    words = ["--report", str(report), "--parent", str(os.getpid())]
    words += ["--death-signal", str(int(launch.death_signal)), "--nice", str(launch.nice)]
    words += ["--network", "own" if launch.own_network else "shared"]
    if launch.user is not None:
        words += ["--user", f"{launch.user.uid}:{launch.user.gid}"]
    for source, target in launch.binds:
        words += ["--bind", f"{source}:{target}"]
    if launch.hold is not None:
        words += ["--hold", str(launch.hold)]
    for folder in launch.opens:
        words += ["--open", str(folder)]
    return [*words, "--", *launch.program]


async def _read_report(handle: int) -> dict[str, str]:
    """Read the shim's facts; the pipe ends when the program has replaced it (close on exec) or it has failed.

    The pipe is closed here, once. A transport of uvloop over a file closes it twice (`UVSocketHandle._close`), and a
    file that another thread has opened in between is closed in its place.
    """
    loop = asyncio.get_running_loop()
    ended, pieces = loop.create_future(), list[bytes]()

    def more() -> None:
        with suppress(BlockingIOError):
            if piece := os.read(handle, _REPORT_BYTES):
                pieces.append(piece)
            elif not ended.done():
                ended.set_result(None)

    os.set_blocking(handle, False)
    loop.add_reader(handle, more)
    try:
        async with asyncio.timeout(_REPORT_LIMIT_SECONDS):
            await ended
    except TimeoutError:
        return {"failed": "report: the child did not start in time"}
    finally:
        loop.remove_reader(handle)
        os.close(handle)
    text = b"".join(pieces).decode("utf-8", "replace")
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


async def _feed(process: asyncio.subprocess.Process, words: bytes, *, close: bool) -> None:
    if process.stdin is None:
        raise RuntimeError("a child without stdin")
    # It may have ended already, and its exit status tells why. uvloop says so with a RuntimeError at the write.
    with suppress(ConnectionError, RuntimeError):
        process.stdin.write(words)
        await process.stdin.drain()
    if close:
        process.stdin.close()


def _refuse_if_failed(launch: Launch, reason: str | None) -> None:
    if reason is None:
        return
    name = Path(launch.program[0]).name
    step, _, rest = reason.partition(": ")
    if step in ("mounts", "user"):
        raise IsolationRefused(
            f"{name} cannot be walled off as root needs it ({step}: {rest}).",
            hint="Start Inhouse as an ordinary user instead of root, or allow mount namespaces (CAP_SYS_ADMIN).",
        )
    raise ChildFailed(f"{name} could not be started ({step}: {rest}).")
