"""The places outside for checkpoints, wired."""

from inhouse.app.publishing import log_folder
from inhouse.app.rooms import Rooms
from inhouse.ledger.published import Published
from inhouse.ledger.verify import BESIDE_LOGS
from inhouse.ledger.witness import read_witnesses
from inhouse.ledger.witnesses import Witnesses


def witnesses_of(rooms: Rooms, log: str) -> Witnesses:
    """The places of the configuration file, each a destination of its own. Raises InvalidRequest.

    The sealed application has no way to any of them: the process around it sends.
    """
    ground = rooms.ground
    found = read_witnesses(ground.settings.checkpoints)
    for witness in found:
        witness.declare(ground.outside.destinations)
    published = Published(log_folder(ground.settings.data_dir, log))
    told = log_folder(ground.settings.data_dir, BESIDE_LOGS)
    witnesses = Witnesses(found, ground.outside.client, log, published.note, told)
    witnesses.elsewhere = ground.outside.sealed
    return witnesses
