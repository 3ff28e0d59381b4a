import os
from pathlib import Path

import pytest

from inhouse.host import look_at_machine


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_without_limits_it_is_the_whole_machine(tmp_path: Path) -> None:
    machine = look_at_machine(control_groups=tmp_path, membership=tmp_path / "missing")
    assert machine.cores == len(os.sched_getaffinity(0))
    assert machine.memory == os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@pytest.mark.parametrize(("quota", "cores"), [("50000 100000", 1), ("100000 100000", 1), ("max 100000", None)])
def test_the_quota_of_a_container_limits_the_cores(tmp_path: Path, quota: str, cores: int | None) -> None:
    write(tmp_path, "own/group/cpu.max", f"{quota}\n")
    write(tmp_path, "membership", "0::/own/group\n")
    machine = look_at_machine(control_groups=tmp_path, membership=tmp_path / "membership")
    assert machine.cores == (cores or len(os.sched_getaffinity(0)))


def test_the_smallest_memory_limit_above_us_counts(tmp_path: Path) -> None:
    write(tmp_path, "own/group/memory.max", "max\n")
    write(tmp_path, "own/memory.max", "123456789\n")
    write(tmp_path, "membership", "0::/own/group\n")
    assert look_at_machine(control_groups=tmp_path, membership=tmp_path / "membership").memory == 123456789


def test_the_first_version_of_control_groups_is_read_too(tmp_path: Path) -> None:
    write(tmp_path, "memory/own/memory.limit_in_bytes", "1000000\n")
    write(tmp_path, "cpu/own/cpu.cfs_quota_us", "100000\n")
    write(tmp_path, "cpu/own/cpu.cfs_period_us", "100000\n")
    write(tmp_path, "membership", "4:memory:/own\n1:cpu:/own\n0::/\n")
    machine = look_at_machine(control_groups=tmp_path, membership=tmp_path / "membership")
    assert (machine.cores, machine.memory) == (1, 1000000)
