"""How many cores and how much memory we may use, inside a container too."""

import os
from dataclasses import dataclass
from pathlib import Path

_CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Machine:
    """What this process may use: cores (at least 1) and memory in bytes."""

    cores: int
    memory: int


def look_at_machine(*, control_groups: Path = _CGROUPS, membership: Path = Path("/proc/self/cgroup")) -> Machine:
    """Look at affinity, control groups (versions 1 and 2, every level above us) and the memory that is built in."""
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for folder in _own_folders(control_groups, membership):
        quota = _core_quota(folder)
        if quota is not None:
            cores = min(cores, max(1, int(quota)))
        for name in ("memory.max", "memory.limit_in_bytes"):
            limit = _numbers(folder / name)
            if limit:
                memory = min(memory, limit[0])
    return Machine(cores=max(1, cores), memory=memory)


def _own_folders(root: Path, membership: Path) -> list[Path]:
    """The control group folders that we are in, with every level above; also the root as a container sees it."""
    folders = [root, root / "memory", root / "cpu", root / "cpu,cpuacct"]
    try:
        lines = membership.read_text(encoding="ascii").splitlines()
    except OSError:
        return folders
    for line in lines:
        _, controllers, path = line.split(":", 2)
        level = (root / controllers if controllers else root) / path.lstrip("/")
        while level not in folders and level != level.parent:
            folders.append(level)
            level = level.parent
    return folders


def _core_quota(folder: Path) -> float | None:
    both = _numbers(folder / "cpu.max")
    if len(both) == 2:
        return both[0] / both[1]
    quota, period = _numbers(folder / "cpu.cfs_quota_us"), _numbers(folder / "cpu.cfs_period_us")
    if quota and period and quota[0] > 0:
        return quota[0] / period[0]
    return None


def _numbers(path: Path) -> list[int]:
    """The numbers of a one-line file; empty when it is missing or says `max`."""
    try:
        words = path.read_text(encoding="ascii").split()
    except OSError:
        return []
    return [int(word) for word in words] if all(word.lstrip("-").isdecimal() for word in words) else []
