"""Which processes of this machine work in a folder; read from /proc."""

import os
from pathlib import Path


def working_in(folder: Path, command: str) -> tuple[int, ...]:
    """The ids of living processes named `command` whose working folder is `folder`; zombies do not count.

    Folders are compared by device and inode, so that a process in another mount namespace is found too. Processes of
    other users are not seen unless we are root.
    """
    try:
        wanted = folder.stat()
    except FileNotFoundError:
        return ()
    return tuple(pid for pid in _process_ids() if _works_there(pid, (wanted.st_dev, wanted.st_ino), command))


def _process_ids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdecimal()]


def _works_there(pid: int, wanted: tuple[int, int], command: str) -> bool:
    try:
        if Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").strip() != command:
            return False
        found = Path(f"/proc/{pid}/cwd").stat()
    except OSError:  # gone, a zombie, or somebody else's
        return False
    return (found.st_dev, found.st_ino) == wanted
