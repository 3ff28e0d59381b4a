"""One run: each peer under each load, round by round in turn, with what its core had to do meanwhile."""

import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from bench.machine import cpu_seconds, descendants, memory
from bench.relay.load import Heard, Load
from bench.relay.peers import LOAD_CORE, Peer, pinned
from bench.results import milliseconds, progress, quantile

Start = Callable[[int], AbstractContextManager[Peer]]


@dataclass(frozen=True, slots=True)
class Run:
    """What one peer did under one load. Milliseconds, MB; `cpu` in seconds, of the server and all its processes."""

    requests: float
    errors: float
    tokens: float
    seconds: float
    p50: float
    p99: float
    first_p50: float
    first_p99: float
    gap_p99: float
    gap_most: float
    cpu: float
    peak: float


def once(peer: Peer, load: Load) -> Run:
    """Let one peer answer one load."""
    asked = replace(load, port=peer.port, model=peer.model, key=peer.key)
    before = cpu_seconds(peer.process) if peer.process else 0.0
    peak = 0.0
    with tempfile.TemporaryFile() as output:
        with pinned(LOAD_CORE):
            words = [sys.executable, "-m", "bench.relay.load", json.dumps(asdict(asked))]
            process = subprocess.Popen(words, stdout=output)
        while process.poll() is None:
            peak = max(peak, resident(peer))
            with suppress(subprocess.TimeoutExpired):
                process.wait(1.0)
        output.seek(0)
        heard = Heard(**json.load(output))
    after = cpu_seconds(peer.process) if peer.process else 0.0
    return Run(
        requests=heard.requests,
        errors=heard.errors,
        tokens=heard.tokens,
        seconds=heard.seconds,
        **_times(heard),
        cpu=after - before,
        peak=max(peak, resident(peer)),
    )


def resident(peer: Peer) -> float:
    """Memory of the server and its workers, without PostgreSQL, in MB."""
    total = 0.0
    for pid in descendants(peer.process) if peer.process else ():
        # Workers come and go meanwhile.
        with suppress(FileNotFoundError, ProcessLookupError):
            if Path(f"/proc/{pid}/comm").read_text("utf-8").strip() != "postgres":
                total += memory(pid)[0]
    return total


def _times(heard: Heard) -> dict[str, Any]:
    took, first, gaps = (milliseconds(each) or [0.0] for each in (heard.took, heard.first, heard.gaps))
    return {
        "p50": quantile(took, 0.5),
        "p99": quantile(took, 0.99),
        "first_p50": quantile(first, 0.5),
        "first_p99": quantile(first, 0.99),
        "gap_p99": quantile(gaps, 0.99),
        "gap_most": max(gaps),
    }


def rounds(starts: Sequence[Start], port: int, loads: dict[str, Load], count: int) -> dict[str, dict[str, Run]]:
    """The medians of `count` rounds, by load and peer; who begins changes from round to round."""
    found: dict[str, dict[str, list[Run]]] = defaultdict(lambda: defaultdict(list))
    with ExitStack() as stack:
        peers = list(_started(starts, port, stack))
        for number in range(count):
            for title, load in loads.items():
                for peer in [*peers[number % len(peers) :], *peers[: number % len(peers)]]:
                    progress(f"round {number + 1} of {count}: {title}: {peer.name}")
                    found[title][peer.name].append(once(peer, load))
                    time.sleep(0.5)
    return {title: {name: _median(runs) for name, runs in by.items()} for title, by in found.items()}


def _started(starts: Sequence[Start], port: int, stack: ExitStack) -> Iterator[Peer]:
    for start in starts:
        try:
            yield stack.enter_context(start(port))
        except FileNotFoundError as error:
            progress(f"left out: {error} was not found")


def _median(runs: Sequence[Run]) -> Run:
    fields = [asdict(run) for run in runs]
    return Run(**{name: median(each[name] for each in fields) for name in fields[0]})
