"""How many calls a second the ledger's writer holds: each call opens a line and closes it, both durable.

PostgreSQL is the embedded one on the disk of the temporary folder. The callers do nothing else, so this is the ceiling
that the ledger sets, not what a whole request takes.
"""

import asyncio
import logging
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.results import Section, milliseconds, number, quantile, stated, table
from inhouse.core.events import Usage
from inhouse.core.prompt import Cleared, Verdict
from inhouse.ledger import Ending, Ledger, Origin, Outcome
from inhouse.ledger.records import PostgresLog
from inhouse.store import Addresses
from tests.database import running_database
from tests.ledgers import name_of
from tests.prompts import ANNA, HERE, prompt_of

TITLE = "Ledger alone"
CALLERS = (1, 16, 64)
BODY = b"x" * 1000
CLEARED = Cleared(prompt_of("hello"), HERE, Verdict.PASS, "f" * 64, "1")
DONE = Ending(Outcome.OK, None, "f" * 64)


def sync_microseconds(folder: Path) -> float:
    """What this disk takes to make 400 bytes durable: the floor under one commit."""
    took: list[float] = []
    path = folder / "inhouse-bench-fdatasync"
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    try:
        for _ in range(200):
            begun = time.perf_counter()
            os.write(descriptor, b"x" * 400)
            os.fdatasync(descriptor)
            took.append(time.perf_counter() - begun)
    finally:
        os.close(descriptor)
        path.unlink()
    return quantile(took, 0.5) * 1e6


async def call(ledger: Ledger, until: float, opened: list[float]) -> int:
    calls = 0
    while time.perf_counter() < until:
        begun = time.perf_counter()
        line = await ledger.open(ANNA, CLEARED, BODY)
        opened.append(time.perf_counter() - begun)
        await ledger.close(line, Usage(10, 20), DONE)
        calls += 1
    return calls


async def _measure(addresses: Addresses, callers: int, seconds: float) -> Sequence[str]:
    origin = Origin(f"bench/{callers}", "bench")
    ledger = Ledger(PostgresLog(addresses, origin.log), origin, name_of)
    await ledger.start()
    await asyncio.gather(*[call(ledger, time.perf_counter() + 0.5, []) for _ in range(callers)])
    opened: list[float] = []
    begun = time.perf_counter()
    calls = sum(await asyncio.gather(*[call(ledger, begun + seconds, opened) for _ in range(callers)]))
    took = time.perf_counter() - begun
    await ledger.stop()
    times = milliseconds(opened)
    return (
        str(callers),
        number(calls / took),
        number(2 * calls / took),
        *(number(quantile(times, share)) for share in (0.5, 0.99)),
    )


def measure(*, quick: bool) -> Section:
    """The ledger alone, with 1, 16 and 64 callers."""
    logging.basicConfig(level=logging.WARNING)
    durable = sync_microseconds(Path(tempfile.gettempdir()))
    with running_database() as addresses:
        rows = [asyncio.run(_measure(addresses, callers, 0.5 if quick else 5.0)) for callers in CALLERS]
    return Section(
        TITLE,
        " ".join((__doc__ or "").split()),
        (stated("fdatasync of 400 bytes on this disk, p50", durable, "us"),),
        (table(("callers", "calls/s", "entries/s", "open p50 ms", "open p99 ms"), rows),),
    )
