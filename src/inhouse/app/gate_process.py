"""The gate's process: started and kept running by `sealed.py`.

It has the environment of whoever started Inhouse, and reads its orders, one JSON object, from standard input. It opens
the database as the application does, reads the accounts there, and lets in those that are approved.
"""

import asyncio
import json
import logging
import signal
import sys
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypedDict

import uvloop

from inhouse import settings
from inhouse.app.approvals import Approvals
from inhouse.app.guarding import declare_plug_ins
from inhouse.app.rooms import Ground, join
from inhouse.app.ways import open_outside
from inhouse.core.errors import InhouseError
from inhouse.edge.listen import bind
from inhouse.gate import Outlet
from inhouse.host import keep_memory_out_of_files
from inhouse.ledger.records import PostgresLog
from inhouse.settings import Settings
from inhouse.store import Addresses, Role

READY = "inhouse-gate: ready"
_LOOK_SECONDS = 1.0


class Orders(TypedDict):
    """What the gate is told: addresses of the database by role, its own socket, and the name of the log it writes."""

    addresses: dict[str, str]
    socket: str
    node: str


def main() -> int:
    """Be the gate until SIGTERM. The words that pass through it get into no core dump."""
    keep_memory_out_of_files()
    orders: Orders = json.load(sys.stdin)
    chosen = settings.load()
    set_up_logs(chosen)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(_run(chosen, orders))
        except InhouseError as error:
            sys.stderr.write(f"inhouse-gate: {error.message}\n")
            return 1
    return 0


def set_up_logs(chosen: Settings) -> None:
    """As `inhouse serve` does: nothing that holds addresses of requests or values of statements."""
    level = chosen.log_level.upper()
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for name in ("asyncio", "uvicorn", "uvicorn.access", "sqlalchemy", "alembic", "azure"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))


def addresses_of(told: dict[str, str]) -> Addresses:
    """The addresses that were handed over; any other role has none."""
    return lambda role: told[role.value]


async def _run(chosen: Settings, orders: Orders) -> None:
    approvals = Approvals(chosen.data_dir)
    async with AsyncExitStack() as stack:
        outside = replace(open_outside(chosen, stack), approved=approvals.holds)
        rooms = await join(Ground(chosen, addresses_of(orders["addresses"]), outside), stack)
        log = PostgresLog(rooms.ground.addresses, orders["node"])
        listener = partial(bind, chosen.host, chosen.port)
        house = json.dumps({"addresses": orders["addresses"], "node": orders["node"]}).encode()
        outlet = Outlet(outside.client, outside.destinations, log, orders["node"], listener, house)
        outlet.look = rooms.catalogue.rows
        declare_plug_ins(chosen, outside)
        stack.push_async_callback(outlet.close)
        await rooms.catalogue.rows()
        await outlet.open(orders["socket"])
        print(READY, flush=True)  # noqa: T201 - it is heard by who started us
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        while not ended.is_set():
            with suppress(InhouseError):
                await rooms.catalogue.rows()
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), _LOOK_SECONDS)


def orders_of(addresses: Addresses, path: Path, node: str) -> Orders:
    """The orders for a gate."""
    return {"addresses": {role.value: addresses(role) for role in KNOWN_ROLES}, "socket": str(path), "node": node}


KNOWN_ROLES = (Role.APP, Role.JOBS)
"""The application's roles: neither process can become the owner of the tables or the auditor."""
