"""What the page Proof asks, wired: the ledger's counts, this server's own logs, and how the house stands."""

from functools import partial

from inhouse.admin.looking import Facts, look
from inhouse.admin.proof.http import Desk
from inhouse.admin.status import Status
from inhouse.app.publishing import signing_keys
from inhouse.app.receipts import FOLDER
from inhouse.app.rooms import Rooms
from inhouse.core import clock
from inhouse.ledger.tally import Tally
from inhouse.ledger.verifying import Verifying


def verifying_of(rooms: Rooms, tally: Tally) -> Verifying:
    """The verification of the logs that this server publishes."""
    return Verifying(rooms.ground.settings.data_dir / FOLDER, signing_keys(rooms).verifiers, tally.lengths)


def proof_desk(rooms: Rooms, tally: Tally, verifying: Verifying, facts: Facts) -> Desk:
    """What the routes of the page ask."""
    return Desk(
        tally=tally,
        verifying=verifying,
        keys=signing_keys(rooms).verifiers,
        folder=rooms.ground.settings.data_dir / FOLDER,
        status=partial(_status, facts),
    )


async def _status(facts: Facts) -> Status:
    return await look(facts, clock.monotonic())
