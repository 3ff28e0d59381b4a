"""A gate on a socket of its own, with a log in memory, and the application's client in front of it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from inhouse.core.caller import CallerKind
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.prompt import CommitmentKey, Purpose, Verdict
from inhouse.gate import GateLog, Outlet, the_gate
from inhouse.ledger.entry import Closed, Departure, Opened, Origin, Outcome, commitment
from inhouse.ledger.writer import Writer
from inhouse.net import Client, Destinations, Entry, Permit
from tests.ledgers import MemoryLog

LOG = "a1b2c3d4e5f60718"
KEY = CommitmentKey(b"k" * 32)
Resolve = Callable[[str, int], Awaitable[list[str]]]


def departure(destination: Destination, body: bytes) -> Departure:
    """What a line says of a body."""
    return Departure(
        actor="a" * 32,
        credential=CallerKind.SESSION,
        conversation=None,
        purpose=Purpose.CHAT,
        destination=destination,
        model="m",
        verdict=Verdict.PASS,
        policy="p",
        guard_version="1",
        findings=(),
        body_bytes=len(body),
        tokens=None,
        commit=commitment(KEY, body),
    )


@dataclass
class House:
    """The gate with its own table, and the application's side of it: a client, and the writer of its ledger."""

    path: str
    outlet: Outlet
    beyond: Destinations
    log: MemoryLog
    client: Client
    writer: Writer
    known: Destinations = field(default_factory=Destinations)

    def know(self, entry: Entry) -> None:
        """Both tables have the destination; only the gate's knows its credential."""
        self.beyond.declare(entry)
        self.known.declare(replace(entry, credential=None))

    async def permit(self, destination: Destination, body: bytes) -> Permit:
        """A line of the ledger that lets this body out."""
        number = await self.writer.offer(Opened(departure(destination, body)))
        return Permit(f"{LOG}/{number}", KEY.key)

    async def close(self, permit: Permit) -> None:
        """The line is closed."""
        await self.writer.offer(Closed(int(permit.line.partition("/")[2]), Outcome.OK))

    async def say(self, request: bytes) -> bytes:
        """What the gate answers to these bytes, up to the end of the connection or half a second of silence."""
        reader, writer = await asyncio.open_unix_connection(self.path)
        writer.write(request)
        said = b""
        try:
            async with asyncio.timeout(0.5):
                while piece := await reader.read(1 << 16):
                    said += piece
        except TimeoutError:
            pass
        finally:
            writer.close()
        return said


@asynccontextmanager
async def house(resolve: Resolve | None = None) -> AsyncIterator[House]:
    """A gate and an application before it."""
    beyond, known, log = Destinations(), Destinations(), MemoryLog()
    outside = Client(beyond, resolve=resolve)
    outlet = Outlet(outside, beyond, log, LOG)
    with tempfile.TemporaryDirectory(prefix="ih-") as folder:
        path = str(Path(folder) / "gate.sock")
        await outlet.open(path)
        known.declare(the_gate(path))
        client = Client(known, gate=path)
        writer = Writer(GateLog(client), Origin(LOG, "tenant"))
        await writer.start()
        try:
            yield House(path, outlet, beyond, log, client, writer, known)
        finally:
            await writer.stop()
            client.close()
            await outlet.close()
            outside.close()


def external(name: str) -> Destination:
    """A destination that is declared external."""
    return Destination(name, DestinationClass.EXTERNAL, Assurance.DECLARED)
