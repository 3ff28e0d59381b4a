"""The test of a model from the command line: the one road, with a log of its own in the ledger."""

import asyncio
from functools import partial

from inhouse.app.node import node_of
from inhouse.app.rooms import Rooms
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.pseudonyms import person_name
from inhouse.gateway import Road
from inhouse.guard import Guard
from inhouse.guard.inspection import Eyes
from inhouse.guard.policies.current import Policies
from inhouse.guard.scanners import Scanners
from inhouse.ledger import Ledger, Origin
from inhouse.ledger.errors import LogAway
from inhouse.ledger.records import PostgresLog
from inhouse.models.call import Models
from inhouse.models.check import ModelCheck, Report, check_testable_here, nobody
from inhouse.models.errors import ModelUnknown
from inhouse.vault import Purpose, Vault

_WAIT_SECONDS = 20.0
_POLL_SECONDS = 0.5


async def check_model(rooms: Rooms, model_id: str) -> Report:
    """Ask a model at each of its places; raises ModelUnknown, InvalidRequest, LogAway.

    A running server writes its own log, and nobody else may: what commands send stands in a log beside it.
    """
    record = next((each for each in await rooms.changes.every() if each.id == model_id), None)
    if record is None:
        raise ModelUnknown
    check_testable_here(record)
    settings = rooms.ground.settings
    name = f"{node_of(settings.data_dir)}-commands"
    log = PostgresLog(rooms.ground.addresses, name)
    ledger = Ledger(log, Origin(name, str(rooms.vault.tenant)), partial(_name_of, rooms.vault))
    await _start(ledger)
    try:
        models = Models(rooms.ground.outside.client, rooms.catalogue.known)
        policies = Policies(rooms.store)
        await policies.start()
        road = Road(rooms.catalogue, Guard(policies, Eyes(Scanners().of)), ledger, models)
        commitment = rooms.vault.installation(Purpose.PROVIDER_CREDENTIALS).commitment_key
        return await ModelCheck(rooms.store, rooms.catalogue, commitment, road.run).run(model_id, nobody())
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
