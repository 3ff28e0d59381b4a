"""The road beside nginx, LiteLLM and nothing at all, in one run on two cores.

The server under test, with PostgreSQL where it has one, runs on the first core; upstream, load and this program on the
second. All peers stand in front of the same upstream, which answers at once; rounds go from peer to peer in turn and
the tables give medians. `direct` is the limit of the harness: load and upstream alone share its core. Inhouse runs as
it is installed: keys, limits, guard, ledger and usage are on.
"""

from collections.abc import Mapping, Sequence

from bench.relay.compare import Run, once, resident, rounds
from bench.relay.load import Load
from bench.relay.peers import PEERS, inhouse, upstream
from bench.results import Figure, Section, at_least, at_most, number, table

TITLE = "The road at wire speed"
ROUNDS = 3
REQUESTS = 100_000
OURS, FLOOR, NONE = "Inhouse", "nginx", "direct"
_TINY = Load(port=0, model="fast", key=None, callers=16, tokens=1, stream=False)
_BURST = Load(port=0, model="fast", key=None, callers=16, tokens=100)
LOADS: Mapping[str, Load] = {
    "tiny, 1 caller": Load(port=0, model="fast", key=None, callers=1, tokens=1, stream=False),
    "tiny, 16 callers": _TINY,
    "tiny, 64 callers": Load(port=0, model="fast", key=None, callers=64, tokens=1, stream=False),
    "8 kB prompts, 16 callers": Load(port=0, model="fast", key=None, callers=16, tokens=1, stream=False, prompt=8000),
    "burst, 16 streams": _BURST,
    **{
        f"paced, {callers} streams": Load(port=0, model="fast", key=None, callers=callers, tokens=200, pace=20)
        for callers in (50, 200, 500, 2000)
    },
}


_WHERE = """Where the time goes, by profiles of 2026-11-23 (cProfile, perf; what it costs now is in the section on
costs). A request that is not streamed makes about 650 calls of Python functions and 580 of built-in ones,
spread over all rooms. Of the CPU time 74 % is the interpreter, 12 % the kernel, 4 % the C library, 3 % the
event loop, 2 % cryptography, 1 % JSON; collecting garbage is 1 %. By steps: the ledger's two entries and
what the answer commits to 17 %, the wire both ways 12, the exchange with the upstream 9, head and body to
the reader 8, reading the request 6, limits 5, the rows of usage 4 to 10, choosing and preparing a place 6,
the guard's question whether it has to read 2, the caller's key 2; the rest is the generators and tasks
around them. A streamed token makes 97 calls (137 before that day's work); the write to the reader and the
read from the upstream, which every relay has, are the largest part of it.

Why 4,000 requests/s on one core are out of reach in Python: they would be 250 us for everything. PostgreSQL
takes 40 to 110 of them for the two durable entries, and a bare relay on uvicorn without any of our promises
takes 54 to 67 on an idle machine. What is left would pay for about 100 calls, and a line on record, a
limit, a key, an answer that is parsed and written again are more than that. What helps without a change of
ours is the interpreter: the one here was built without profile-guided optimisation, and Debian's own build
of Python 3.11 ran the same server with 14 % less CPU a request and 9 to 17 % less a token. More servers
help in full: each has a log of its own."""


def measure(*, quick: bool) -> Section:
    """All peers under all loads."""
    loads = dict(LOADS)
    if quick:
        loads = {title: load for title, load in loads.items() if "2000" not in title}
    with upstream() as port:
        found = rounds(PEERS, port, loads, 1 if quick else ROUNDS)
        grown = growth(port, 3_000 if quick else REQUESTS)
    about = f"{' '.join((__doc__ or '').split())} Rounds: {ROUNDS}."
    return Section(TITLE, about, (*_figures(found), *grown), (*_tables(found), _WHERE))


def growth(port: int, requests: int) -> tuple[Figure, ...]:
    """Memory after many requests, against after a tenth of them."""
    with inhouse(port) as peer:
        resting = resident(peer)
        done, sizes = 0.0, list[float]()
        while done < requests:
            done += once(peer, _TINY).requests
            sizes.append(resident(peer))
        early = sizes[len(sizes) // 10]
    return (
        at_most("Inhouse: memory at rest, without PostgreSQL", resting, 140, "MB"),
        at_most(f"Inhouse: memory after {requests:,} requests over after a tenth of them", sizes[-1] - early, 10, "MB"),
    )


def _figures(found: Mapping[str, Mapping[str, Run]]) -> Sequence[Figure]:
    figures: list[Figure] = []
    ours = {title: runs[OURS] for title, runs in found.items() if OURS in runs}
    plain = {title: runs[NONE] for title, runs in found.items()}
    if not ours:
        return figures
    burst = "burst, 16 streams"
    one, sixteen = ours["tiny, 1 caller"], ours["tiny, 16 callers"]
    figures += [
        at_least("requests/s, 16 callers", sixteen.requests / sixteen.seconds, 4000),
        at_least("requests/s, 8 kB prompts", _rate(ours["8 kB prompts, 16 callers"]), 700),
        at_most("added latency, 1 caller, p50", one.p50 - plain["tiny, 1 caller"].p50, 1, "ms"),
        at_most("added latency, 1 caller, p99", one.p99 - plain["tiny, 1 caller"].p99, 3, "ms"),
        at_least("streamed tokens/s against direct, 16 callers", _speed(ours, burst) / _speed(plain, burst), 0.75),
        at_most("CPU seconds per million tokens, burst", _cpu(ours[burst]), 14, "s"),
    ]
    if "paced, 500 streams" in ours:
        many, bare = ours["paced, 500 streams"], plain["paced, 500 streams"]
        figures += [
            at_most("500 streams: first token over direct, p50", many.first_p50 - bare.first_p50, 3, "ms"),
            at_most("500 streams: first token over direct, p99", many.first_p99 - bare.first_p99, 30, "ms"),
            at_most("500 streams: not whole", many.errors, 0, ""),
            at_most("500 streams: CPU seconds per million tokens", _cpu(many), 40, "s"),
            at_most("500 streams: memory", many.peak, 180, "MB"),
        ]
    if "paced, 2000 streams" in ours:
        most = ours["paced, 2000 streams"]
        figures += [
            at_most("2,000 streams: not whole", most.errors, 0, ""),
            at_most("2,000 streams: gap p99", most.gap_p99, 80, "ms"),
        ]
    return figures


def _tables(found: Mapping[str, Mapping[str, Run]]) -> tuple[str, ...]:
    shown: list[str] = []
    for title, runs in found.items():
        head, row = (_PACED_HEAD, _paced) if title.startswith("paced") else (_HEAD, _row)
        bare = runs[NONE]
        shown.append(f"**{title}**\n\n" + table(head, [(name, *row(run, bare)) for name, run in runs.items()]))
    return tuple(shown)


_HEAD = (
    "peer", "requests/s", "to direct", "p50 ms", "p99 ms", "tokens/s", "CPU us a request", "CPU s per 1M tokens",
    "errors",
)  # fmt: skip
_PACED_HEAD = (
    "peer", "whole", "tokens/s", "to direct", "first token p50 ms", "p99 ms", "gap p99 ms", "gap most ms",
    "CPU s per 1M tokens", "cores used", "memory MB", "not whole",
)  # fmt: skip


def _row(run: Run, bare: Run) -> tuple[str, ...]:
    return (
        number(_rate(run)),
        number(_rate(run) / _rate(bare)),
        number(run.p50),
        number(run.p99),
        number(run.tokens / run.seconds),
        number(run.cpu / max(run.requests, 1) * 1e6) if run.cpu else "",
        number(_cpu(run)) if run.cpu else "",
        number(run.errors),
    )


def _paced(run: Run, bare: Run) -> tuple[str, ...]:
    speed = run.tokens / run.seconds
    return (
        number(run.requests),
        number(speed),
        number(speed / (bare.tokens / bare.seconds)),
        number(run.first_p50),
        number(run.first_p99),
        number(run.gap_p99),
        number(run.gap_most),
        number(_cpu(run)) if run.cpu else "",
        number(run.cpu / run.seconds) if run.cpu else "",
        number(run.peak) if run.peak else "",
        number(run.errors),
    )


def _rate(run: Run) -> float:
    return run.requests / run.seconds


def _speed(runs: Mapping[str, Run], title: str) -> float:
    return runs[title].tokens / runs[title].seconds


def _cpu(run: Run) -> float:
    return run.cpu / max(run.tokens, 1) * 1e6
