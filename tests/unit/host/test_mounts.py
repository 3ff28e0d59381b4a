"""Which mount a path lies on."""

from pathlib import Path

from inhouse.host.mounts import mount_of


def test_a_path_is_on_the_nearest_mount_above_it_whether_it_is_there_or_not() -> None:
    assert mount_of(Path("/proc/self/status")) == Path("/proc")
    assert mount_of(Path("/proc")) == Path("/proc")
    assert mount_of(Path("/proc/not/there/at all")) == Path("/proc")
    assert mount_of(Path("/not/there/at all")) == Path("/")
