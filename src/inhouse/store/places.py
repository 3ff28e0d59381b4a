"""Where the embedded server's folders are, and how the server sees them.

An ordinary user's server runs as that user and sees them as we do. Root's server runs as a dedicated user, for whom the
data folder and often the binaries lie behind closed folders (a home of mode 0700). No permission of a parent is changed
for it; instead:

- where mount namespaces are allowed, it sees the folders below a /tmp of its own;
- where they are not (most containers), it is handed its folders opened, and the binaries are copied once to
  /var/lib/inhouse-postgres if it cannot reach them where they are.
"""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from inhouse.host import IsolationRefused, Launch, SystemUser, run_to_end, socket_place
from inhouse.store.binaries import Binaries

PORT = 5432
SOCKET_NAME = f".s.PGSQL.{PORT}"

_WALLED = "/tmp/inhouse"  # noqa: S108 - below the private /tmp of the mount namespace
_FIRST_OPEN = 20  # inhouse.host.launch hands opened folders on from here
_COPIES = Path("/var/lib/inhouse-postgres")


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one embedded server."""

    database: Path

    @property
    def passwords(self) -> Path:
        """The generated passwords, one file for each role; ours alone."""
        return self.database / "passwords"

    @property
    def settings(self) -> Path:
        """Files that we write and the server reads."""
        return self.database / "settings"

    @property
    def server(self) -> Path:
        """What belongs to the server's user."""
        return self.database / "server"

    @property
    def running(self) -> Path:
        """A file that is locked as long as any process of the server lives."""
        return self.database / "running"

    @property
    def cluster(self) -> Path:
        """PGDATA."""
        return self.server / "cluster"

    @property
    def socket(self) -> Path:
        """The folder of the socket."""
        return socket_place(self.server / "socket", SOCKET_NAME)


@dataclass(frozen=True, slots=True)
class View:
    """How the server sees our folders: `shown` pairs a folder with its path there; others are seen as they are."""

    shown: tuple[tuple[Path, str], ...] = ()
    binds: tuple[tuple[Path, str], ...] = ()
    opens: tuple[Path, ...] = ()

    def seen(self, place: Path) -> str:
        """The path of `place` as the server sees it."""
        for folder, path in self.shown:
            if place == folder:
                return path
            if place.is_relative_to(folder):
                return f"{path}/{place.relative_to(folder)}"
        return str(place)


async def choose_view(places: Places, binaries: Binaries, user: SystemUser | None) -> View:
    """Find the way in which `user` (None: we ourselves) can reach the folders. Raises IsolationRefused, OSError."""
    if user is None:
        return View()
    mounted = _mounted(places, binaries)
    try:
        await run_to_end(Launch(("/bin/true",), user=user, own_network=False, binds=mounted.binds), 10)
    except IsolationRefused:
        return await _handed_over(places, binaries, user)
    return mounted


def _mounted(places: Places, binaries: Binaries) -> View:
    libraries = [(folder, f"{_WALLED}/wheel/{folder.relative_to(binaries.root)}") for folder in binaries.folders]
    own = [(places.server, f"{_WALLED}/server"), (places.settings, f"{_WALLED}/settings")]
    if not places.socket.is_relative_to(places.server):
        own.append((places.socket, f"{_WALLED}/socket"))
    shown = (*own, *libraries)
    return View(shown=shown, binds=shown)


async def _handed_over(places: Places, binaries: Binaries, user: SystemUser) -> View:
    opens = [places.server, places.settings]
    if not places.socket.is_relative_to(places.server):
        opens.append(places.socket)
    shown = [(folder, f"/proc/self/fd/{number}") for number, folder in enumerate(opens, _FIRST_OPEN)]
    program = str(binaries.install / "bin" / "postgres")
    status, _ = await run_to_end(Launch(("/usr/bin/test", "-x", program), user=user, own_network=False), 10)
    if status != 0:
        shown.append((binaries.root, str(_copied(binaries))))
    return View(shown=tuple(shown), opens=tuple(opens))


def _copied(binaries: Binaries) -> Path:
    """A copy of the binaries that everybody may read, made once for each state of the original."""
    changed = (binaries.install / "bin" / "postgres").stat().st_mtime_ns
    copy = _COPIES / hashlib.sha256(f"{binaries.install}:{changed}".encode()).hexdigest()[:16]
    if copy.exists():
        return copy
    _COPIES.mkdir(mode=0o755, exist_ok=True)
    fresh = _COPIES / f"{copy.name}.{os.getpid()}"
    for folder in binaries.folders:
        shutil.copytree(folder, fresh / folder.relative_to(binaries.root))
    for parent in (_COPIES, fresh, *(fresh / folder.relative_to(binaries.root).parent for folder in binaries.folders)):
        parent.chmod(0o755)
    fresh.rename(copy)
    return copy
