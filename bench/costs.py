"""What a request and a streamed token cost: CPU time of our server alone, whatever else the machine does.

A busy machine makes wall time mean nothing, and CPU time too where caches are shared; so small batches of known size
are asked in turns, and the quietest tenth of them is told. The server runs on one core, upstream and load on the other;
keys, limits, guard, ledger and usage are on. With `BEFORE=/another/checkout/src` a server of that code is asked in turn
with ours.
"""

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import uvloop

from bench.machine import descendants
from bench.relay import load as loading
from bench.relay.load import Heard, Load
from bench.relay.peers import LOAD_CORE, Peer, inhouse, pinned, upstream
from bench.results import Section, number, progress, table

TITLE = "What a request and a token cost"
_OTHER = "BEFORE"
_HEAD = ("what", "server", "us, quietest tenth", "us, median", "PostgreSQL us, median")
_WARM = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of batch: `callers` ask `each` times; `units` things are counted in it."""

    load: Load
    callers: int
    each: int
    units: int
    batches: int


_PLAIN = Load(port=0, model="fast", key=None, callers=16, tokens=1, stream=False)
KINDS: Mapping[str, Kind] = {
    "request, 16 callers": Kind(_PLAIN, 16, 4, 64, 60),
    "request with 8 kB, 16 callers": Kind(replace(_PLAIN, prompt=8000), 16, 4, 64, 30),
    "token of 100 streams at 10 ms": Kind(replace(_PLAIN, tokens=50, pace=10, stream=True), 100, 1, 5_000, 15),
    "token of 16 streams at once": Kind(replace(_PLAIN, tokens=100, stream=True), 16, 2, 3_200, 30),
}


def measure(*, quick: bool) -> Section:
    """All kinds of batches."""
    other = os.environ.get(_OTHER)
    rows: list[tuple[str, ...]] = []
    with upstream() as port, ExitStack() as stack:
        peers = [stack.enter_context(_server(port, name, code)) for name, code in (("before", other), ("now", None))]
        with pinned(LOAD_CORE):
            for title, kind in KINDS.items():
                progress(f"costs: {title}")
                some = replace(kind, batches=2) if quick else kind
                costs = uvloop.run(_batches([peer for peer in peers if peer is not None], some))
                rows += [(title, name, *_told(found)) for name, found in costs.items()]
    return Section(TITLE, " ".join((__doc__ or "").split()), details=(table(_HEAD, rows),))


@contextmanager
def _server(port: int, name: str, code: str | None) -> Iterator[Peer | None]:
    """A server, of another checkout's code if one is given; none where there is no other."""
    if name == "before" and code is None:
        yield None
        return
    path = os.environ.pop("PYTHONPATH", None)
    if code is not None:
        os.environ["PYTHONPATH"] = code
    try:
        with inhouse(port) as peer:
            yield replace(peer, name=name)
    finally:
        os.environ.pop("PYTHONPATH", None)
        if path is not None:
            os.environ["PYTHONPATH"] = path


def _told(found: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    ours = sorted(cost for cost, _ in found)
    return number(ours[len(ours) // 10]), number(median(ours)), number(median(cost for _, cost in found))


async def _batches(peers: Sequence[Peer], kind: Kind) -> dict[str, list[tuple[float, float]]]:
    """Microseconds for each unit, of the server and of its database, batch by batch; who begins changes each time."""
    found: dict[str, list[tuple[float, float]]] = {peer.name: [] for peer in peers}
    asked = {peer.name: replace(kind.load, port=peer.port, key=peer.key) for peer in peers}
    heard = Heard()
    callers = {name: [await loading.connect(load, heard) for _ in range(kind.callers)] for name, load in asked.items()}
    for batch in range(kind.batches + _WARM):
        for peer in peers if batch % 2 else peers[::-1]:
            cost = await _batch(peer, callers[peer.name], loading.request_of(asked[peer.name]), kind)
            if batch >= _WARM:
                found[peer.name].append(cost)
    for caller in (caller for each in callers.values() for caller in each):
        if caller.transport is not None:
            caller.transport.close()
    return found


async def _batch(peer: Peer, callers: Sequence[loading.Caller], request: bytes, kind: Kind) -> tuple[float, float]:
    database = [pid for pid in descendants(peer.process) if pid != peer.process]
    before = _nanoseconds([peer.process]), _nanoseconds(database)
    await asyncio.gather(*[_ask(caller, request, kind.each) for caller in callers])
    after = _nanoseconds([peer.process]), _nanoseconds(database)
    ours, theirs = (end - begin for begin, end in zip(before, after, strict=True))
    return ours / kind.units / 1000, theirs / kind.units / 1000


async def _ask(caller: loading.Caller, request: bytes, times: int) -> None:
    for _ in range(times):
        if not await caller.ask(request):
            raise RuntimeError("An answer did not come whole.")


def _nanoseconds(processes: Sequence[int]) -> int:
    """What the threads of these processes have used: finer than the kernel's ticks."""
    total = 0
    for process in processes:
        for file in Path(f"/proc/{process}/task").glob("*/schedstat"):
            try:
                total += int(file.read_text().split()[0])
            except (FileNotFoundError, ProcessLookupError):
                continue
    return total
