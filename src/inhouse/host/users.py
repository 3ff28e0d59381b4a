"""System users that own what must not run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from inhouse.host.errors import SystemUserMissing

_NO_SHELL = "/usr/sbin/nologin"


@dataclass(frozen=True, slots=True)
class SystemUser:
    """A user of the machine, by name and numbers."""

    name: str
    uid: int
    gid: int


def system_user(name: str) -> SystemUser | None:
    """The dedicated user that a child of root drops to; made when it is missing. None when we are not root.

    Raises SystemUserMissing when it is missing and cannot be made.
    """
    if os.geteuid() != 0:
        return None
    found = _look_up(name)
    if found is None:
        _create(name)
        found = _look_up(name)
    if found is None:
        raise SystemUserMissing(f"The system user {name} cannot be found.", hint=_next_step(name))
    return found


def _look_up(name: str) -> SystemUser | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    if entry.pw_uid == 0:
        raise SystemUserMissing(f"The system user {name} is root under another name.", hint=_next_step(name))
    return SystemUser(name, entry.pw_uid, entry.pw_gid)


def _create(name: str) -> None:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is None:
        raise SystemUserMissing(f"There is no useradd here to make the system user {name}.", hint=_next_step(name))
    words = [program, "--system", "--no-create-home", "--home-dir", "/nonexistent", "--user-group"]
    if Path(_NO_SHELL).exists():
        words += ["--shell", _NO_SHELL]
    done = subprocess.run([*words, name], capture_output=True, check=False, text=True, timeout=30)  # noqa: S603 - fixed words
    if done.returncode != 0 and _look_up(name) is None:
        raise SystemUserMissing(
            f"The system user {name} could not be made: {done.stderr.strip()}", hint=_next_step(name)
        )


def _next_step(name: str) -> str:
    return f"Start Inhouse as an ordinary user instead of root, or make the user: useradd --system {name}"
