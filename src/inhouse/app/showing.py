"""What the guard shows to plug-ins, on record in the ledger."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from inhouse.core.caller import Caller
from inhouse.core.destination import Destination
from inhouse.core.errors import InhouseError
from inhouse.guard import GUARD_VERSION
from inhouse.guard.detectors.plug_ins import Showing
from inhouse.ledger import Ending, Ledger, Outcome, Shown
from inhouse.net import Permit


@dataclass(frozen=True, slots=True)
class Shows:
    """Opens and closes the lines. See `plug_ins.Record`."""

    ledger: Ledger

    @asynccontextmanager
    async def line(
        self, caller: Caller, showing: Showing, destination: Destination, detector: str, body: bytes
    ) -> AsyncGenerator[Permit]:
        """A line for exactly these bytes, durable once it is entered; raises LedgerUnavailable."""
        shown = Shown(showing.prompt, destination, detector, showing.policy, GUARD_VERSION)
        line = await self.ledger.show(caller, shown, body)
        ending = Ending(Outcome.CUT)
        try:
            yield Permit(str(line), line.key.key)
            ending = Ending(Outcome.OK)
        except InhouseError as error:
            ending = Ending(Outcome.FAILED, error.code)
            raise
        finally:
            await self.ledger.close(line, None, ending)
