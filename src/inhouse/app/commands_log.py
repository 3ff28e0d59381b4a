"""The log of what commands send: a running server writes its own log, and nobody else may."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

from inhouse.app.node import node_of
from inhouse.app.rooms import Rooms
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.pseudonyms import person_name
from inhouse.ledger import Ledger, LogAway, Origin
from inhouse.ledger.records import PostgresLog
from inhouse.vault import Purpose, Vault

_WAIT_SECONDS = 20.0
_POLL_SECONDS = 0.5


@asynccontextmanager
async def log_of_commands(rooms: Rooms) -> AsyncGenerator[Ledger]:
    """A log beside the server's, for one command; raises LogAway when another command has it for long."""
    name = f"{node_of(rooms.ground.settings.data_dir)}-commands"
    log = PostgresLog(rooms.ground.addresses, name)
    ledger = Ledger(log, Origin(name, str(rooms.vault.tenant)), partial(_name_of, rooms.vault))
    await _start(ledger)
    try:
        yield ledger
    finally:
        await ledger.stop()


async def _name_of(vault: Vault, caller: Caller) -> str:
    """Nobody has no key of their own."""
    return person_name(vault.secret(Purpose.LEDGER_MAC), caller.person)


async def _start(ledger: Ledger) -> None:
    """Take the log; another command may have it for some seconds."""
    latest = clock.monotonic() + _WAIT_SECONDS
    while True:
        try:
            await ledger.start()
        except LogAway:
            if clock.monotonic() > latest:
                raise
            await asyncio.sleep(_POLL_SECONDS)
        else:
            return
