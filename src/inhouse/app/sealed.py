"""`inhouse serve --sealed`: three processes around each other, and this one, which starts them and does nothing else.

    this process      as it was started: the machine's network, the database's owner
      PostgreSQL      no network, a user of its own
      the gate        destinations, keys, DNS, the ledger's write-ahead       src/inhouse/gate
      the application everything that people and models say; no network       src/inhouse/host/enclose.py and seal.py

A gate that dies is started again, and so is the application; both end when this process ends, however it ends.
"""

import asyncio
import json
import logging
import os
import signal
import sys
import sysconfig
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import inhouse
from inhouse import settings as set_by
from inhouse.admin.posture import RECORD
from inhouse.app import gate_process, sealed_process
from inhouse.app.approvals import Approvals, GateSealer, sealed_again
from inhouse.app.doctor import check_promises
from inhouse.app.node import node_of
from inhouse.app.presence import announce
from inhouse.app.publishing import published_beside
from inhouse.app.rooms import Ground, Progress, join, open_database
from inhouse.app.seed import plant
from inhouse.app.ways import address_here, certificate, open_outside, remarks
from inhouse.app.witnesses import witnesses_of
from inhouse.core import clock
from inhouse.core.errors import InhouseError
from inhouse.edge.listen import bind
from inhouse.host import Child, ChildFailed, IsolationRefused, Launch, Plan, private_folder, socket_folder
from inhouse.host.seal import check_machine
from inhouse.models import records
from inhouse.settings import Settings, WrongSetting
from inhouse.store import Addresses
from inhouse.store.embedded import EmbeddedPostgres
from inhouse.vault import Purpose
from inhouse.vault.custody import FILE

_log = logging.getLogger(__name__)

_ENCLOSE = Path(inhouse.__file__).parent / "host" / "enclose.py"
_SOCKET = "gate.sock"
# Not `-m`: the package has loaded the module by then, and it would be there twice. The last word is for who looks.
_START = "from inhouse.app import {0}; raise SystemExit({0}.main())"
_NOT_FOR_THE_APPLICATION = (
    "INHOUSE_DATABASE_URL",
    "INHOUSE_PROXY",
    "INHOUSE_PROXY_PASSWORD_FILE",
    "INHOUSE_CA_FILE",
    "INHOUSE_MODELS",
    "INHOUSE_CHECKPOINTS",
)
_NAMESPACES = (
    "Let ordinary users make namespaces: sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000 "
    "kernel.apparmor_restrict_unprivileged_userns=0 (those that this machine has). In a container, run application and "
    "gate apart: deploy/compose.yaml."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is started as the application: our own module, or a test's script around it."""

    words: tuple[str, ...] = ("-c", _START.format("sealed_process"), "inhouse.app.sealed_process")
    sees: tuple[Path, ...] = ()


@dataclass(slots=True)
class _Heard:
    """What a child has said that matters here."""

    ready: str
    say: Callable[[str], None]
    is_ready: bool = False
    enclosing: str | None = None
    last: list[str] = field(default_factory=list[str])

    def line(self, text: str) -> None:
        """A line of the child's output: people read it here."""
        if text.startswith(self.ready):
            self.is_ready = True
        if text.startswith("enclose: "):
            self.enclosing = text.removeprefix("enclose: ")
        elif text.startswith(gate_process.READY):
            return
        self.last = [*self.last[-4:], text]
        self.say(text)


@dataclass(frozen=True, slots=True)
class _Around:
    """What is around the application: the database and the gate's socket."""

    addresses: Addresses
    embedded: EmbeddedPostgres | None
    gate: Path


async def serve_sealed(settings: Settings, progress: Progress, entry: Entry | None = None) -> None:
    """Start everything, serve until SIGINT or SIGTERM, stop everything. Raises InhouseError."""
    began = clock.monotonic()
    check_machine()
    certificate(settings)
    async with AsyncExitStack() as stack:
        path = settings.data_dir / "outlet" / _SOCKET
        around = await _start_around(settings, path, progress, stack)
        stack.enter_context(announce(settings.data_dir, address_here(settings)))
        for remark in remarks(settings):
            progress.warn(remark)
        heard = _Heard(sealed_process.READY, _say)
        application = Child(_application_plan(_Place(settings, around, entry or Entry()), heard, began))
        stack.push_async_callback(application.stop)
        try:
            await application.start()
        except ChildFailed as error:
            raise _explained(error, heard) from None
        await _until_told()


async def serve_gate(settings: Settings, progress: Progress, path: Path) -> None:
    """All but the application, which is started apart and asks for us at `path`. Ends at SIGINT or SIGTERM."""
    async with AsyncExitStack() as stack:
        around = await _start_around(settings, path, progress, stack)
        stack.enter_context(announce(settings.data_dir, address_here(settings)))
        _say(f"The gate is at {around.gate}. Start the application: inhouse serve --sealed --gate {around.gate}")
        await _until_told()


async def _start_around(settings: Settings, path: Path, progress: Progress, stack: AsyncExitStack) -> _Around:
    _check_settings(settings)
    bind(settings.host, settings.port).close()
    addresses, embedded = await open_database(settings, stack, progress, for_group=True)
    await _prepare(settings, addresses, progress)
    # The ledger's files are written here: neither the application nor the gate may read the table.
    rooms = await join(Ground(settings, addresses, open_outside(settings, stack)), stack)
    await check_promises(rooms, RECORD & set(settings.required))
    stack.push_async_callback(published_beside(rooms, node_of(settings.data_dir)).stop)
    witnesses = witnesses_of(rooms, node_of(settings.data_dir))
    witnesses.start()
    stack.push_async_callback(witnesses.stop)
    path = socket_folder(path.parent, path.name) / path.name
    began = clock.monotonic()
    gate = Child(_gate_plan(settings, addresses, path))
    stack.push_async_callback(gate.stop)
    await gate.start()
    progress.step("gate", clock.monotonic() - began, f"process {gate.pid}")
    return _Around(addresses, embedded, path)


def _check_settings(settings: Settings) -> None:
    if settings.key_provider != FILE:
        raise WrongSetting(
            f"INHOUSE_KEY_PROVIDER={settings.key_provider} is asked over the network, which the sealed application "
            "does not have.",
            hint="Sealed, the master key is a file. Start without --sealed: there is no way back to a file yet.",
        )
    if settings.database_url is None:
        return
    place = urlsplit(settings.database_url)
    if place.hostname is not None or not parse_qs(place.query).get("host", [""])[0].startswith("/"):
        raise WrongSetting(
            "INHOUSE_DATABASE_URL leads over the network, which the sealed application does not have.",
            hint="Name the folder of a socket on this machine: postgresql://user:password@/inhouse?host=/run/postgresql",
        )


async def _prepare(settings: Settings, addresses: Addresses, progress: Progress) -> None:
    """What the application cannot do for itself: the first start's files, models of the configuration, approvals."""
    approvals = Approvals(settings.data_dir)
    first, key = not approvals.exists, approvals.make()
    for folder in ("models", "engines"):
        private_folder(settings.data_dir / folder)
    config = settings.data_dir / "inhouse.toml"
    if not config.exists():
        # There has to be something that can be shown read-only, or the application could write one for the next start.
        config.write_text("# Settings of Inhouse, see docs/reference/settings.md\n", "utf-8")
    async with AsyncExitStack() as stack:
        rooms = await join(Ground(settings, addresses, open_outside(settings, stack)), stack)
        if first:
            approvals.approve([])
        await plant(rooms, settings.models, progress)
        accounts = await rooms.accounts.every()
        sealer = GateSealer(rooms.vault.installation(Purpose.PROVIDER_CREDENTIALS), key)
        again = [sealed_again(account, sealer) for account in accounts]
        async with rooms.store.work(None) as work:
            for before, after in zip(accounts, again, strict=True):
                if before != after:
                    await records.save_account(work, after)
        if first:
            approvals.approve(again)
        elif left := [each.name for each in again if each.enabled and not approvals.holds(each)]:
            progress.warn(f"Nothing goes to {', '.join(left)}: not approved. See: inhouse gate list")


def _gate_plan(settings: Settings, addresses: Addresses, path: Path) -> Plan:
    heard = _Heard(gate_process.READY, _say)
    orders = json.dumps(gate_process.orders_of(addresses, path, node_of(settings.data_dir))).encode()

    async def launch() -> Launch:
        heard.is_ready = False
        words = (sys.executable, "-I", "-c", _START.format("gate_process"), "inhouse.app.gate_process")
        return Launch(words, own_network=False, environment=set_by.whole_environment(), stdin=orders)

    return Plan("the gate", launch, lambda _pid: heard.is_ready, heard.line, start_seconds=30.0, stop_seconds=5.0)


@dataclass(frozen=True, slots=True)
class _Place:
    """All that the application's place is made of."""

    settings: Settings
    around: _Around
    entry: Entry

    @property
    def writable(self) -> list[Path]:
        """Where the application may write: the data folder, and where the master key and the epochs' keys are."""
        return list(sealed_process.writable_of(self.settings))

    def words(self) -> tuple[str, ...]:
        """The whole command."""
        folder = self.settings.data_dir
        hidden = [folder / "database", folder / "gate", self.settings.proxy_password_file]
        then = [folder / name for name in ("inhouse.toml", "models", "node", "server.json")]
        then.append(self.around.gate.parent)
        then.append(Path(parse_qs(urlsplit(self.around.addresses(gate_process.KNOWN_ROLES[0])).query)["host"][0]))
        words = [sys.executable, "-I", "-S", "-E", str(_ENCLOSE), "--parent", str(os.getpid()), "--death-signal", "9"]
        shown = {"--see": self._seen(), "--write": self.writable, "--hide": hidden, "--then": then}
        for option, paths in shown.items():
            for path in paths:
                words += [option, str(path)] if path is not None else []
        embedded = self.around.embedded
        if embedded is not None and embedded.user is not None:
            words += ["--group", str(embedded.user.gid)]
        return (*words, "--", sys.executable, "-I", *self.entry.words)

    def _seen(self) -> Iterable[Path]:
        tls = (self.settings.tls_cert_file, self.settings.tls_key_file)
        program = {Path(sys.prefix), Path(sys.base_prefix), Path(inhouse.__file__).parents[1]}
        program |= {Path(each) for each in sysconfig.get_paths().values() if Path(each).is_dir()}
        outer = [each for each in program if not any(other in each.parents for other in program)]
        return [*outer, *(path.parent for path in tls if path is not None), *self.entry.sees]

    def orders(self, began: float) -> bytes:
        """What the application is told of a start that began at this moment."""
        told = set_by.handed_on(_NOT_FOR_THE_APPLICATION)
        if "INHOUSE_GUARD_PLUG_INS" in told:
            told["INHOUSE_GUARD_PLUG_INS"] = [_without_key(each) for each in self.settings.guard_plug_ins]
        orders: sealed_process.Orders = {
            "settings": told,
            "addresses": gate_process.orders_of(self.around.addresses, self.around.gate, "")["addresses"],
            "gate": str(self.around.gate),
            "writable": [str(each) for each in (*self.writable, *sealed_process.TEMPORARY)],
            "began": began,
        }
        return json.dumps(orders).encode()


def _application_plan(place: _Place, heard: _Heard, began: float) -> Plan:
    words, begins = place.words(), [began]

    async def launch() -> Launch:
        heard.is_ready = False
        # After a crash it is a start of its own.
        orders = place.orders(begins.pop() if begins else clock.monotonic())
        return Launch(words, own_network=False, stdin=orders)

    return Plan(
        "the application",
        launch,
        lambda _pid: heard.is_ready,
        heard.line,
        start_seconds=120.0,
        stop_seconds=15.0,
    )


def _explained(error: ChildFailed, heard: _Heard) -> InhouseError:
    if heard.enclosing is not None:
        return IsolationRefused(
            f"Inhouse cannot be sealed on this machine, and does not start: {heard.enclosing}.", hint=_NAMESPACES
        )
    return ChildFailed(" ".join(heard.last) or error.message)


def _without_key(table: Mapping[str, object]) -> Mapping[str, object]:
    return {name: value for name, value in table.items() if name != "key_file"}


async def _until_told() -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    await ended.wait()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
