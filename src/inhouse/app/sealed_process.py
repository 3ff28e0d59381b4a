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
from typing import Any, Self, TypedDict

import uvloop

from inhouse import settings
from inhouse.app.gate_process import addresses_of, set_up_logs
from inhouse.app.serve import Inside, serve
from inhouse.core.errors import InhouseError
from inhouse.gate import take_listener
from inhouse.host.seal import seal

READY = "Ready in "


class Orders(TypedDict):
    """What the application is told. Only below `writable` it may write files."""

    settings: dict[str, Any]
    addresses: dict[str, str]
    gate: str
    writable: list[str]


@dataclass(slots=True)
class Told:
    """Tells how the start goes, by lines that the process around us prints."""

    began: float

    @classmethod
    def now(cls) -> Self:
        """From this moment on."""
        return cls(asyncio.get_running_loop().time())

    def step(self, name: str, seconds: float, note: str = "") -> None:
        """A step has ended."""
        _say(f"  {name:<14} {seconds:6.2f} s  {note}".rstrip())

    def warn(self, message: str) -> None:
        """Something that the person at the keyboard should know."""
        _say(f"  ! {message}")

    def ready(self, address: str, link: str | None) -> None:
        """The server takes requests."""
        _say(f"{READY}{asyncio.get_running_loop().time() - self.began:.2f} s. Open {address}")
        if link is not None:
            _say("Nobody can sign in yet. Open this link once, within 24 hours, to make the first administrator:")
            _say(f"  {link}")


def main(sealed: Callable[[], None] | None = None) -> int:
    """Be the application until SIGTERM; `sealed` is called when the seal is on, for tests of the seal."""
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
            runner.run(_run(chosen, inside))
    except InhouseError as error:
        sys.stderr.write(f"inhouse: {error.message}\n" + (f"hint: {error.hint}\n" if error.hint else ""))
        return 1
    return 0


async def _run(chosen: settings.Settings, inside: Inside) -> None:
    await serve(chosen, Told.now(), inside)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
