"""Stop: when its reader is free again, and when the engine is idle.

In a chat the reader presses stop; through the door the client closes its connection. The engine counts as idle when its
threads no longer compute, seen from outside in windows of 8 ms. While it writes, it notices between two tokens; while
it reads a prompt, only between two portions of it.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import uvloop

from bench.client import Connection
from bench.house import House, house
from bench.paths import SYSTEM, say
from bench.results import Section, at_most, milliseconds, number, quantile, stated, table
from inhouse.core.tasks import spawn
from inhouse.models.demo import DEMO

TITLE = "Stop"
WRITING = "Write a short thank-you note to a colleague who helped me."
READING = " ".join(f"Item {number} of the list is blue and round." for number in range(200))
"""About 2,000 tokens."""
READER_MS = IDLE_MS = 200.0
_WINDOW = 0.008
_BUSY_SHARE = 0.25
_QUIET = 0.1
_numbers = count(1000)


@dataclass(frozen=True, slots=True)
class Stopped:
    """Seconds from the stop to the reader's end and to an idle engine."""

    reader: float
    engine: float


def measure(*, quick: bool) -> Section:
    """Stops while the engine writes and while it reads, and the door's way to stop."""
    return uvloop.run(_measure(4 if quick else 1))


async def _measure(fewer: int) -> Section:
    async with house() as home:
        await _stop(home, WRITING, 1.0)  # the first one does not count
        writing = [await _stop(home, WRITING, 0.4 + 0.03 * turn) for turn in range(20 // fewer)]
        reading = [await _stop(home, READING, 0.2 + 0.25 * turn) for turn in range(12 // fewer)]
        left = [await _leave(home, 0.4 + 0.03 * turn) for turn in range(20 // fewer)]
    engine = [one.engine for one in writing]
    return Section(
        TITLE,
        (__doc__ or "").partition("\n\n")[2].strip(),
        (
            at_most("reader's end while writing, worst", max(one.reader for one in writing) * 1000, READER_MS, "ms"),
            at_most("reader's end while reading, worst", max(one.reader for one in reading) * 1000, READER_MS, "ms"),
            at_most("engine idle while writing, worst", max(engine) * 1000, IDLE_MS, "ms"),
            at_most("engine idle after the door's client left, worst", max(left) * 1000, IDLE_MS, "ms"),
            stated("engine idle while reading 2,000 tokens, worst", max(one.engine for one in reading) * 1000, "ms"),
        ),
        (
            table(
                ("stop", "times", "p50 ms", "worst ms"),
                (
                    _row("reader's end, writing", [one.reader for one in writing]),
                    _row("engine idle, writing", engine),
                    _row("reader's end, reading", [one.reader for one in reading]),
                    _row("engine idle, reading", [one.engine for one in reading]),
                    _row("engine idle, door", left),
                ),
            ),
        ),
    )


def _row(what: str, seconds: Sequence[float]) -> Sequence[str]:
    times = milliseconds(seconds)
    return what, str(len(times)), number(quantile(times, 0.5)), number(max(times))


async def _stop(home: House, text: str, after: float) -> Stopped:
    """Ask in a new chat and stop the answer after so many seconds."""
    chat = await home.person.new_chat(model=DEMO, instructions=SYSTEM, temperature=0.0)
    async with await Connection.open(home.web) as reader, await Connection.open(home.web) as other:
        run = (await say(reader, chat, f"Note {next(_numbers)}. {text}"))["run_id"]
        assert await reader.ask("GET", f"/api/runs/{run}/events") == 200
        hearing = spawn(reader.listen(), "reader")
        await asyncio.sleep(after)
        assert not hearing.done(), hearing.result()
        assert _engine_seconds(home.engine) > 0
        begun = time.perf_counter()
        watching = spawn(_idle(home.engine, begun), "engine")
        assert await other.ask("POST", f"/api/runs/{run}/cancel") == 202
        await other.whole()
        heard = await hearing
        assert heard.end == "cancelled", heard
        return Stopped(heard.last - begun, await watching)


async def _leave(home: House, after: float) -> float:
    """Ask at the door and close the connection after so many seconds; gives the seconds until the engine is idle."""
    body = {"model": DEMO, "messages": [{"role": "user", "content": f"Note {next(_numbers)}. {WRITING}"}]}
    async with await Connection.open(home.door) as connection:
        assert await connection.ask("POST", "/v1/chat/completions", {**body, "temperature": 0, "stream": True}) == 200
        await asyncio.sleep(after)
    return await _idle(home.engine, time.perf_counter())


async def _idle(engine: int, begun: float) -> float:
    """Wait until the engine has computed nothing for a while; gives the seconds until then."""
    before, last_busy = _engine_seconds(engine), begun
    at = time.perf_counter()
    while at - last_busy < _QUIET:
        await asyncio.sleep(_WINDOW)
        now, used = time.perf_counter(), _engine_seconds(engine)
        if used - before > _BUSY_SHARE * (now - at):
            last_busy = now
        before, at = used, now
    return last_busy - begun


def _engine_seconds(engine: int) -> float:
    """What the engine's threads have used of the cores."""
    threads = Path(f"/proc/{engine}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9
