"""The test of a model from the command line: the one road, with a log of its own in the ledger."""

from inhouse.app.commands_log import log_of_commands
from inhouse.app.rooms import Rooms
from inhouse.gateway import Road
from inhouse.guard import Guard
from inhouse.guard.inspection import Eyes
from inhouse.guard.policies.current import Policies
from inhouse.guard.scanners import Scanners
from inhouse.models.call import Models
from inhouse.models.check import ModelCheck, Report, check_testable_here, nobody
from inhouse.models.errors import ModelUnknown
from inhouse.vault import Purpose


async def check_model(rooms: Rooms, model_id: str) -> Report:
    """Ask a model at each of its places; raises ModelUnknown, InvalidRequest, LogAway."""
    record = next((each for each in await rooms.changes.every() if each.id == model_id), None)
    if record is None:
        raise ModelUnknown
    check_testable_here(record)
    async with log_of_commands(rooms) as ledger:
        models = Models(rooms.ground.outside.client, rooms.catalogue.known)
        policies = Policies(rooms.store)
        await policies.start()
        road = Road(rooms.catalogue, Guard(policies, Eyes(Scanners().of)), ledger, models)
        commitment = rooms.vault.installation(Purpose.PROVIDER_CREDENTIALS).commitment_key
        return await ModelCheck(rooms.store, rooms.catalogue, commitment, road.run).run(model_id, nobody())
