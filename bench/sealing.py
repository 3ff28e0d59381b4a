"""What sealing, shredding and looking at the promises cost.

Sealing and opening: one process, one key, values of a message's, a page's and a file's size; no database. Shredding:
chats of 1,000 messages are filled in, deleted through the server, and their keys destroyed by the code of the job that
does it after the time for undo; beside it a single message of such a chat, by which the rest is sealed anew under
another key. The doctor: the command, beside a command that only loads the program; and the part of it that every start
of a server does.
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import uvloop

from bench.fill import Filled, fill, settle
from bench.house import House, house
from bench.results import Section, number, progress, quantile, stated, table
from inhouse import settings
from inhouse.app import open_rooms
from inhouse.app.doctor import check_promises
from inhouse.app.rooms import Rooms
from inhouse.chat.records import Rows, shred_deleted
from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.ids import ChatId, PersonId, new_id
from inhouse.vault import Sealer

TITLE = "Sealing and shredding"
_SIZES = {"a message, 600 bytes": 600, "a page, 8 kB": 8_000, "a file, 1 MB": 1_000_000}
_MESSAGES = 1_000


def measure(*, quick: bool) -> Section:
    """All of it."""
    return uvloop.run(_measure(2 if quick else 20, 0.05 if quick else 2.0))


async def _measure(times: int, seconds: float) -> Section:
    progress("sealing")
    speeds = [(name, *_speeds(size, seconds)) for name, size in _SIZES.items()]
    async with house() as home, open_rooms(settings.load(home.product.environment)) as rooms:
        progress("filling the account")
        me = (await home.person.get("/api/me")).json()
        owner = Caller(PersonId(UUID(me["id"])), admin=False, kind=CallerKind.SYSTEM, credential=new_id())
        filled = await fill(rooms, owner, [_MESSAGES] * 2 * times)
        await settle(rooms)
        progress("shredding")
        shredded = [await _shred(home, rooms, one) for one in filled[:times]]
        removed = [await _remove(home, one) for one in filled[times:]]
        progress("doctor")
        start = [await _timed(lambda: check_promises(rooms, ())) for _ in range(times)]
        doctor = [await _command(home, "doctor", "--json") for _ in range(times // 2)]
        loaded = [await _command(home, "ledger", "verifier") for _ in range(times // 2)]
    return Section(
        TITLE,
        (__doc__ or "").partition("\n\n")[2].strip(),
        (
            stated(f"shredding a chat of {_MESSAGES:,} messages, p50", quantile(shredded, 0.5), "ms"),
            stated(f"deleting one message of {_MESSAGES:,}, p50", quantile(removed, 0.5), "ms"),
            stated("promises looked at, at a start, p50", quantile(start, 0.5), "ms"),
            stated("inhouse doctor takes longer than loading the program by, p50", _apart(doctor, loaded), "ms"),
        ),
        (
            table(("", "sealed MB/s", "opened MB/s"), [(name, number(a), number(b)) for name, a, b in speeds]),
            table(
                ("", "times", "p50 ms", "p95 ms", "worst ms"),
                [
                    _row(f"shredding a chat of {_MESSAGES:,} messages", shredded),
                    _row(f"deleting one message of {_MESSAGES:,}", removed),
                    _row("promises looked at, at a start", start),
                    _row("inhouse doctor", doctor),
                    _row("a command that only loads the program", loaded),
                ],
            ),
        ),
    )


def _apart(one: Sequence[float], other: Sequence[float]) -> float:
    return quantile(one, 0.5) - quantile(other, 0.5)


def _row(what: str, times: Sequence[float]) -> Sequence[str]:
    return what, str(len(times)), number(quantile(times, 0.5)), number(quantile(times, 0.95)), number(max(times))


def _speeds(size: int, seconds: float) -> tuple[float, float]:
    """Sealed and opened, in MB/s."""
    sealer = Sealer(os.urandom(32), uuid4(), PersonId(new_id()), ChatId(new_id()))
    plain, record = os.urandom(size), new_id()
    sealed = sealer.seal(plain, "text", record)
    return (
        _rate(lambda: sealer.seal(plain, "text", record), size, seconds),
        _rate(lambda: sealer.open(sealed, "text", record), size, seconds),
    )


def _rate(work: Callable[[], object], size: int, seconds: float) -> float:
    begun, done = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        for _ in range(10):
            work()
        done += 10
    return done * size / 1e6 / (time.perf_counter() - begun)


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    await work()
    return (time.perf_counter() - begun) * 1000


async def _shred(home: House, rooms: Rooms, one: Filled) -> float:
    """What the job takes for a chat that was just deleted."""
    deleted = await home.person.send("DELETE", f"/api/chats/{one.chat}")
    assert deleted.status_code == 200, deleted.text
    rows, soon = Rows(rooms.store, rooms.vault, "bench"), clock.now() + timedelta(seconds=1)
    gone: list[object] = []

    async def shred() -> None:
        gone.extend(await shred_deleted(rows, soon, clock.now()))

    took = await _timed(shred)
    assert len(gone) == 1, gone
    return took


async def _remove(home: House, one: Filled) -> float:
    """What a person waits who deletes the last message."""

    async def remove() -> None:
        reply = await home.person.send("DELETE", f"/api/messages/{one.leaf}")
        assert reply.status_code == 200, reply.text

    return await _timed(remove)


async def _command(home: House, *words: str) -> float:
    """A command in a process of its own, as a person starts it."""

    async def run() -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "inhouse", *words, env=home.product.environment, stdout=asyncio.subprocess.DEVNULL
        )
        assert await process.wait() in (0, 1)

    return await _timed(run)
