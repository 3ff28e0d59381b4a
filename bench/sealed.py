"""Sealed against open, in one run on two cores.

Both stand in front of the same upstream, which answers at once; rounds go from one to the other in turn and the tables
give medians. On the first core runs the server with PostgreSQL, on the second upstream and load. *Gate apart*: the gate
runs on the second core, which it shares with upstream and load, because this machine has no third: where it has one of
its own, the figure can only be better. *One core*: the gate runs beside the application. *Direct* is the limit of the
harness.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.machine import command, descendants
from bench.relay.compare import Run, rounds
from bench.relay.load import Load
from bench.relay.peers import LOAD_CORE, Peer, direct, inhouse, upstream
from bench.results import Section, at_least, at_most, number, table

TITLE = "Sealed against open"
ROUNDS = 5
OPEN, APART, TOGETHER, NONE = "open", "sealed, gate apart", "sealed, one core", "direct"
ONE, MANY, BURST = "tiny, 1 caller", "tiny, 16 callers", "burst, 16 streams"
LOADS: Mapping[str, Load] = {
    ONE: Load(port=0, model="fast", key=None, callers=1, tokens=1, stream=False),
    MANY: Load(port=0, model="fast", key=None, callers=16, tokens=1, stream=False),
    BURST: Load(port=0, model="fast", key=None, callers=16, tokens=100),
}


def measure(*, quick: bool) -> Section:
    """Open, sealed with the gate on either core, and nothing in between."""
    with upstream() as port:
        found = rounds((direct, _open, _apart, _together), port, dict(LOADS), 1 if quick else ROUNDS)
    one, many, burst = found[ONE], found[MANY], found[BURST]
    figures = (
        at_most("added latency against open, 1 caller, p50, gate apart", one[APART].p50 - one[OPEN].p50, 1, "ms"),
        at_most("added latency against open, 1 caller, p50, one core", one[TOGETHER].p50 - one[OPEN].p50, 1, "ms"),
        at_least("requests/s against open, 16 callers, gate apart", _rate(many[APART]) / _rate(many[OPEN]), 0.7),
        at_least("requests/s against open, 16 callers, one core", _rate(many[TOGETHER]) / _rate(many[OPEN]), 0.55),
        at_least("streamed tokens/s against open, gate apart", _speed(burst[APART]) / _speed(burst[OPEN]), 0.7),
        at_least("streamed tokens/s against open, one core", _speed(burst[TOGETHER]) / _speed(burst[OPEN]), 0.55),
    )
    head = ("", "requests/s", "tokens/s", "p50 ms", "p99 ms", "CPU ms a request", "MB at most")
    shown = [f"**{title}**\n\n" + table(head, [_row(*each) for each in runs.items()]) for title, runs in found.items()]
    about = f"{' '.join((__doc__ or '').split())} Rounds: {1 if quick else ROUNDS}."
    return Section(TITLE, about, figures, tuple(shown))


@contextmanager
def _open(port: int) -> Iterator[Peer]:
    with inhouse(port, name=OPEN) as peer:
        yield peer


@contextmanager
def _apart(port: int) -> Iterator[Peer]:
    with inhouse(port, name=APART, serving=("serve", "--sealed")) as peer:
        [gate] = [pid for pid in descendants(peer.process) if "gate_process" in command(pid)]
        for thread in Path(f"/proc/{gate}/task").iterdir():
            os.sched_setaffinity(int(thread.name), {LOAD_CORE})
        yield peer


@contextmanager
def _together(port: int) -> Iterator[Peer]:
    with inhouse(port, name=TOGETHER, serving=("serve", "--sealed")) as peer:
        yield peer


def _rate(run: Run) -> float:
    return run.requests / run.seconds


def _speed(run: Run) -> float:
    return run.tokens / run.seconds


def _row(name: str, run: Run) -> tuple[str, ...]:
    each = run.cpu / run.requests * 1000 if run.requests else 0.0
    values = (_rate(run), _speed(run), run.p50, run.p99, each, run.peak)
    return (name, *(number(value) for value in values))
