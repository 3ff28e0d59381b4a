"""A person with very many chats: the sidebar, a chat of 1,000 messages, and search.

One person has 20,000 chats of 8 messages and one chat of 1,000; another has 20,000 messages in 2,500 chats. A message
has 600 letters on average. The accounts are filled directly, everything else goes through the running server over HTTP.
Sending is timed from posting the question until the prompt has arrived at a scripted model server, in turns with the
same in a chat of 2 messages. The search is for a word that only the oldest chats hold, so it scans everything;
meanwhile /healthz is asked every 5 ms, and what it waits is at least what the event loop was held.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import orjson
import uvloop

from bench.client import Connection, Server
from bench.fill import RARE, Filled, fill, settle
from bench.house import House, house, web_of
from bench.paths import say
from bench.results import Section, at_most, number, progress, quantile, stated, table
from inhouse import settings
from inhouse.app import open_rooms
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.ids import PersonId
from inhouse.core.tasks import spawn
from tests.product import Person
from tests.scripted import Upstream

TITLE = "Many chats"
SIDEBAR_MS, OPEN_MS, SEND_ADDS_MS, SEARCH_MS = 30.0, 50.0, 20.0, 300.0
_PROBE_SECONDS = 0.005
_MESSAGES = 8


@dataclass(frozen=True, slots=True)
class Size:
    """How much is filled in, and how often is asked."""

    many: int = 20_000
    some: int = 2_500
    long: int = 1_000
    times: int = 100
    searches: int = 40
    large_searches: int = 8


@dataclass(frozen=True, slots=True)
class Searched:
    """What searching took, and what /healthz waited meanwhile and before, all in milliseconds."""

    took: list[float]
    probes: list[float]
    rest: list[float]


def measure(*, quick: bool) -> Section:
    """All of it."""
    return uvloop.run(_measure(Size(400, 50, 100, 8, 4, 2) if quick else Size()))


async def _measure(size: Size) -> Section:
    async with AsyncExitStack() as stack:
        home = await stack.enter_async_context(house())
        upstream = await stack.enter_async_context(Upstream())
        model = await home.product.add_model(upstream.port)
        other = await stack.enter_async_context(home.product.person())
        long, short = await _filled(home, other, size)
        progress("sidebar, opening, sending")
        first, further = await _sidebar(home.web, size.times)
        opened = await _opening(home.web, str(long.chat), size.times)
        sent = await _sending(home, upstream, model, (long, short), size.times // 2)
        progress("searching")
        small = await _searching(web_of(home.product, other), size.searches)
        large = await _searching(home.web, size.large_searches)
    added = quantile(sent[0], 0.5) - quantile(sent[1], 0.5)
    return Section(
        TITLE,
        (__doc__ or "").partition("\n\n")[2].strip(),
        (
            at_most(f"sidebar, first page of {size.many:,} chats, p95", quantile(first, 0.95), SIDEBAR_MS, "ms"),
            at_most("sidebar, further pages, p95", quantile(further, 0.95), SIDEBAR_MS, "ms"),
            at_most(f"opening a chat of {size.long:,} messages, p95", quantile(opened, 0.95), OPEN_MS, "ms"),
            at_most("sending in it adds, p50", added, SEND_ADDS_MS, "ms"),
            at_most(
                f"search over {size.some * _MESSAGES:,} messages, p95", quantile(small.took, 0.95), SEARCH_MS, "ms"
            ),
            stated(f"search over {size.many * _MESSAGES:,} messages, p50", quantile(large.took, 0.5), "ms"),
            stated("longest wait of /healthz while searching the smaller history", max(small.probes), "ms"),
            stated("longest wait of /healthz while searching the larger history", max(large.probes), "ms"),
        ),
        (
            table(
                ("", "times", "p50 ms", "p95 ms", "worst ms"),
                (
                    _row("sidebar, first page", first),
                    _row("sidebar, further pages", further),
                    _row(f"opening {size.long:,} messages", opened),
                    _row(f"sending in {size.long:,} messages, until the prompt arrives", sent[0]),
                    _row("sending in 2 messages, until the prompt arrives", sent[1]),
                    _row(f"search, {size.some * _MESSAGES:,} messages", small.took),
                    _row(f"search, {size.many * _MESSAGES:,} messages", large.took),
                    _row("/healthz, nothing else going on", small.rest + large.rest),
                    _row("/healthz during the smaller searches", small.probes),
                    _row("/healthz during the larger searches", large.probes),
                ),
            ),
        ),
    )


def _row(what: str, times: Sequence[float]) -> Sequence[str]:
    return what, str(len(times)), number(quantile(times, 0.5)), number(quantile(times, 0.95)), number(max(times))


async def _filled(home: House, other: Person, size: Size) -> tuple[Filled, Filled]:
    """The long chat and the one of 2 messages."""
    progress("filling the accounts")
    async with open_rooms(settings.load(home.product.environment)) as rooms:
        sizes = [size.long, 2, *[_MESSAGES] * size.many]
        long, short, *_ = await fill(rooms, await _caller(home.person), sizes)
        await fill(rooms, await _caller(other), [_MESSAGES] * size.some)
        await settle(rooms)
    return long, short


async def _caller(person: Person) -> Caller:
    me = (await person.get("/api/me")).json()
    return Caller(PersonId(UUID(me["id"])), admin=False, kind=CallerKind.SYSTEM, credential=None)


async def _get(connection: Connection, path: str) -> tuple[float, bytes]:
    """Milliseconds, and the answer."""
    begun = time.perf_counter()
    status = await connection.ask("GET", path)
    body = await connection.whole()
    assert status == 200, body
    return (time.perf_counter() - begun) * 1000, body


async def _sidebar(web: Server, times: int) -> tuple[list[float], list[float]]:
    first, further, cursor = list[float](), list[float](), ""
    async with await Connection.open(web) as connection:
        await _get(connection, "/api/chats")
        for _ in range(times):
            first.append((await _get(connection, "/api/chats"))[0])
            took, body = await _get(connection, f"/api/chats?cursor={cursor}" if cursor else "/api/chats")
            if cursor:
                further.append(took)
            cursor = orjson.loads(body)["next"] or ""
    return first, further


async def _opening(web: Server, chat: str, times: int) -> list[float]:
    took: list[float] = []
    async with await Connection.open(web) as connection:
        for _ in range(times + 1):
            about, _ = await _get(connection, f"/api/chats/{chat}")
            page, _ = await _get(connection, f"/api/chats/{chat}/messages")
            took.append(about + page)
    return took[1:]


async def _sending(
    home: House, upstream: Upstream, model: str, both: tuple[Filled, Filled], times: int
) -> tuple[list[float], list[float]]:
    took: tuple[list[float], list[float]] = ([], [])
    leaves = [str(one.leaf) for one in both]
    for one in both:
        await home.person.send("PATCH", f"/api/chats/{one.chat}", {"model": model})
    async with await Connection.open(home.web) as connection:
        for turn in range(times + 1):
            for which in (0, 1) if turn % 2 else (1, 0):
                arrival = spawn(_arrived(upstream), "arrival")
                await asyncio.sleep(0.02)  # the last answer is stored
                begun = time.perf_counter()
                run = await say(connection, str(both[which].chat), f"Question number {turn}", leaves[which])
                took[which].append((await arrival - begun) * 1000)
                leaves[which] = run["message_id"]
                assert await connection.ask("GET", f"/api/runs/{run['run_id']}/events") == 200
                assert (await connection.listen()).end == "stop"
    return took[0][1:], took[1][1:]


async def _arrived(upstream: Upstream) -> float:
    await upstream.asked(len(upstream.requests) + 1)
    return time.perf_counter()


async def _searching(web: Server, times: int) -> Searched:
    took, probes, rest = list[float](), list[float](), list[float]()
    async with await Connection.open(web) as connection:
        await _get(connection, f"/api/search?q={RARE}")
        async with _probing(web, rest):
            await asyncio.sleep(2)
        async with _probing(web, probes):
            for _ in range(times):
                one, body = await _get(connection, f"/api/search?q={RARE}")
                took.append(one)
                assert len(orjson.loads(body)["items"]) == 3, body
    return Searched(took, probes, rest)


@asynccontextmanager
async def _probing(web: Server, waited: list[float]) -> AsyncGenerator[None]:
    """Ask /healthz all the time, on a connection of its own."""

    async def probe() -> None:
        async with await Connection.open(Server(web.place)) as connection:
            while True:
                waited.append((await _get(connection, "/healthz"))[0])
                await asyncio.sleep(_PROBE_SECONDS)

    probing = spawn(probe(), "probe")
    try:
        yield
    finally:
        probing.cancel()
        await asyncio.wait({probing})
