"""The sealed application's process: started by `sealed.py` inside `enclose`.

1  orders come by standard input     settings without secrets of the way out, two roles of the database, the gate's path
2  the gate hands over the socket that people come in by
3  the process seals itself for good
4  Inhouse, as ever
"""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

import uvloop

from inhouse import settings
from inhouse.app.gate_process import addresses_of, set_up_logs
from inhouse.app.node import keep_node
from inhouse.app.serve import Inside, serve
from inhouse.core import clock
from inhouse.core.errors import InhouseError
from inhouse.gate import ask_house, take_listener
from inhouse.host import keep_memory_out_of_files, private_folder
from inhouse.host.seal import check_place, seal
from inhouse.net.errors import GateRefused

READY = "Ready in "


class Orders(TypedDict):
    """What the application is told. Only below `writable` it may write files.

    `began` is when the start began, on the machine's monotonic clock, which all processes share.
    """

    settings: dict[str, Any]
    addresses: dict[str, str]
    gate: str
    writable: list[str]
    began: float


@dataclass(slots=True)
class Told:
    """Tells how the start goes, by lines that the process around us prints."""

    began: float

    def step(self, name: str, seconds: float, note: str = "") -> None:
        """A step has ended."""
        _say(f"  {name:<14} {seconds:6.2f} s  {note}".rstrip())

    def warn(self, message: str) -> None:
        """Something that the person at the keyboard should know."""
        _say(f"  ! {message}")

    def ready(self, address: str, link: str | None) -> None:
        """The server takes requests."""
        _say(f"{READY}{clock.monotonic() - self.began:.2f} s. Open {address}")
        if link is not None:
            _say("Nobody can sign in yet. Open this link once, within 24 hours, to make the first administrator:")
            _say(f"  {link}")


def main(sealed: Callable[[], None] | None = None) -> int:
    """Be the application until SIGTERM; `sealed` is called when the seal is on, for tests of the seal."""
    # The process that made this one is not dumpable, but a program that is begun anew is again.
    keep_memory_out_of_files()
    orders: Orders = json.load(sys.stdin)
    try:
        chosen = settings.taken_over(orders["settings"])
        set_up_logs(chosen)
        listener = take_listener(orders["gate"])
        version = seal([Path(each) for each in orders["writable"]])
        _say(f"  sealed                  no network, AF_UNIX sockets only, Landlock {version}")
        if sealed is not None:
            sealed()
        inside = Inside(listener, addresses_of(orders["addresses"]), orders["gate"])
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve(chosen, Told(orders["began"]), inside))
    except InhouseError as error:
        sys.stderr.write(f"inhouse: {error.message}\n" + (f"hint: {error.hint}\n" if error.hint else ""))
        return 1
    return 0


def serve_beside(chosen: settings.Settings, gate: Path) -> None:
    """Be the application of a gate that was started apart: in a container or a unit of its own, without a network.

    Raises IsolationRefused and GateRefused, and what `serve` raises. Nothing may have started a thread yet.
    """
    began = clock.monotonic()
    keep_memory_out_of_files()
    check_place()
    try:
        house = json.loads(ask_house(str(gate)))
        listener = take_listener(str(gate))
    except (OSError, ValueError) as error:
        raise GateRefused(
            f"nothing that is a gate answers at {gate}", hint="Start it first: inhouse gate serve --socket PATH"
        ) from error
    keep_node(chosen.data_dir, house["node"])
    private_folder(chosen.data_dir / "engines")
    seal([*writable_of(chosen), *TEMPORARY])
    inside = Inside(listener, addresses_of(house["addresses"]), str(gate))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(chosen, Told(began), inside))


def writable_of(chosen: settings.Settings) -> tuple[Path, ...]:
    """Where the application may write: the data folder, and where the master key and the epochs' keys are."""
    return chosen.data_dir, chosen.master_key_file.parent, chosen.epoch_key_folder


TEMPORARY = (Path("/tmp"), Path("/dev/shm"))  # noqa: S108 - where it may write besides


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
