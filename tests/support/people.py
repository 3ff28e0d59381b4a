"""Who a test can run a program as, each with a 0700 home: an ordinary user and, where the tests run as root, root and
root as in most containers, which may make no namespaces."""

import os
import pwd
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

KINDS = ("root", "confined", "ordinary") if os.geteuid() == 0 else ("ordinary",)

# The interpreter may stand in root's closed home: the ordinary user is shown it in a mount namespace of the test's own.
_SHOW_INTERPRETER = """
set -e
mount --bind "$1" "$2"
mount -t tmpfs -o mode=755 tmpfs "$3"
mkdir -p "$1"
mount --bind "$2" "$1"
shift 3
exec "$@"
"""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    home: Path
    words: tuple[str, ...]

    def start(self, *program: str) -> "subprocess.Popen[str]":
        words = [*self.words, *program]
        pipe = subprocess.PIPE
        return subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True, cwd="/")


@contextmanager
def person(kind: str) -> Iterator[Person]:
    with ExitStack() as stack:
        home = Path(tempfile.mkdtemp(prefix="home-", dir="/tmp"))
        stack.callback(shutil.rmtree, home)
        if kind == "root" or os.geteuid() != 0:
            yield Person(pwd.getpwuid(os.geteuid()).pw_name, home, ())
            return
        if kind == "confined":
            yield Person("root", home, ("setpriv", "--bounding-set=-sys_admin,-sys_ptrace", "--inh-caps=-all"))
            return
        nobody = pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        become = ("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
        closed = _first_closed_parent(Path(sys.base_prefix))
        if closed is None:
            yield Person("nobody", home, become)
            return
        stage = tempfile.mkdtemp(prefix="stage-", dir="/tmp")
        stack.callback(Path(stage).rmdir)
        show = ("unshare", "--mount", "sh", "-c", _SHOW_INTERPRETER, "sh", sys.base_prefix, stage, str(closed))
        yield Person("nobody", home, (*show, *become))


def _first_closed_parent(path: Path) -> Path | None:
    return next((place for place in reversed(path.parents) if not place.stat().st_mode & 0o001), None)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def read_line(output: IO[str] | None) -> str:
    assert output is not None
    line = output.readline()
    assert line.startswith("{"), line + output.read()
    return line


def seen_from_outside(pid: int) -> str:
    """What every user of the machine sees of a process, and its environment."""
    return "".join(Path(f"/proc/{pid}/{name}").read_text() for name in ("cmdline", "environ"))


def family(pid: int) -> set[int]:
    """A process and all its descendants."""
    parents = dict(_parents())
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for place in Path("/proc").iterdir():
        if place.name.isdecimal():
            with suppress(OSError):  # it may have ended in the meantime
                yield int(place.name), int((place / "stat").read_text().rpartition(")")[2].split()[1])


@contextmanager
def expect_gone(pids: set[int], seconds: float) -> Iterator[None]:
    """What happens inside the block must end all these processes within so many seconds after it."""
    with ExitStack() as stack:
        handles = {os.pidfd_open(pid): pid for pid in pids}
        for handle in handles:
            stack.callback(os.close, handle)
        yield
        left = dict(handles)
        while left:
            ended, _, _ = select.select(list(left), [], [], seconds)
            assert ended, f"still there after {seconds} s: {sorted(left.values())}"
            for handle in ended:
                del left[handle]
