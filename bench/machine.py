"""The machine on which was measured, and what else it was doing meanwhile."""

import os
import platform
import resource
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Conditions:
    """Taken at the start of a measurement; `told` at its end says under which conditions it ran."""

    command: str
    load: float = field(default_factory=lambda: os.getloadavg()[0])
    _began: float = field(default_factory=perf_counter)
    _busy: float = field(default_factory=lambda: _busy_seconds() - _own_seconds())

    def told(self) -> str:
        """Date, machine, load, and the command that measures again."""
        seconds = perf_counter() - self._began
        others = max(0.0, _busy_seconds() - _own_seconds() - self._busy) / seconds
        return (
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {os.cpu_count()} cores, {_model()}, Linux {platform.release()}, "
            f"Python {platform.python_version()}. Load average before: {self.load:.2f}; other programs used "
            f"{others:.2f} cores meanwhile. Took {seconds:.0f} s. Again: `{self.command}`."
        )


def descendants(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in thread.read_text().split():
            yield from descendants(int(child))


def command(pid: int) -> str:
    """The command line of a process."""
    return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace").replace("\0", " ")


def cpu_seconds(pid: int) -> float:
    """What a process and all below it have used, with those below that have ended."""
    used = 0.0
    for each in descendants(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            used += sum(map(int, fields[11:15])) / _TICKS
    return used


def memory(pid: int) -> tuple[float, float]:
    """RSS and PSS of a process in MB; PSS shares out what several processes share."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    sizes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines[1:])}
    return sizes["Rss"] * 1024 / 1e6, sizes["Pss"] * 1024 / 1e6


def _model() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _busy_seconds() -> float:
    """What all programs have used since the machine started."""
    user, nice, system, _idle, _waiting, interrupts, soft = map(
        int, Path("/proc/stat").read_text().splitlines()[0].split()[1:8]
    )
    return (user + nice + system + interrupts + soft) / _TICKS


def _own_seconds() -> float:
    """What this program and everything that it started have used."""
    own = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    for pid in descendants(os.getpid()):
        if pid != os.getpid():
            # One that has just ended is counted in its parent from now on.
            with suppress(FileNotFoundError, ProcessLookupError):
                # user, system, and the same of its children that have ended
                own += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15])) / _TICKS
    return own
