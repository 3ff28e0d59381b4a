"""The export for training, wired for one command."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from inhouse.app.commands_log import log_of_commands
from inhouse.app.guarding import Guarding, plug_ins_of
from inhouse.app.node import node_of
from inhouse.app.rooms import Rooms
from inhouse.chat.records import Rows as ChatRows
from inhouse.chat.training import Training
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Unavailable
from inhouse.core.ids import new_id
from inhouse.guard.detectors.names import Names
from inhouse.guard.strip import Stripping
from inhouse.identity.consents import Consents
from inhouse.models.check import nobody


class NamesMissing(Unavailable):
    """Names are to be taken out, and what recognises them is not installed."""

    code = "names_missing"


@asynccontextmanager
async def training(rooms: Rooms, *, names: bool) -> AsyncGenerator[Training]:
    """The export, with everything that can look for what must not be in it. Raises NamesMissing, PolicyUnusable."""
    if names and (missing := Names.available()) is not None:
        raise NamesMissing(f"Names cannot be looked for. {missing}", hint="Or leave them in: --no-names.")
    settings, outside = rooms.ground.settings, rooms.ground.outside
    async with AsyncExitStack() as stack:
        plug_ins = ()
        if settings.guard_plug_ins:
            # What they are shown is on record, like what any command sends.
            plug_ins = plug_ins_of(settings, outside, await stack.enter_async_context(log_of_commands(rooms)))
        guarding = await Guarding.start(rooms.store, rooms.vault, plug_ins)
        stack.push_async_callback(guarding.stop)
        exporter = Caller(nobody(), admin=False, kind=CallerKind.SYSTEM, credential=new_id())
        countries = guarding.desk.policies.current.policy.countries
        stripping = Stripping(guarding.guard.eyes, countries, names, exporter)
        rows = ChatRows(rooms.store, rooms.vault, node_of(settings.data_dir))
        yield Training(Consents(rooms.store), rows, stripping)
