"""Generation through us against the engine's own HTTP server: tokens a second, and the time that we add.

Two engines of the same model are loaded, the product's and one that is asked directly on its Unix socket; only one of
them works at a time. Direct, door and chat take turns round by round, in changing order, with the same questions. The
time added to the first word is also taken against a scripted model server, which answers at once: without the noise of
an engine, what is left is ours.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import uvloop

from bench import paths
from bench.client import Server
from bench.house import House, house
from bench.paths import Chat, Direct, Door
from bench.results import Figure, Section, at_least, at_most, milliseconds, number, progress, quantile, table
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.host import look_at_machine
from inhouse.models.demo import DEMO, demo_model
from inhouse.models.engine import BUILT_IN_NAME, Engine, built_in_model
from tests.scripted import Upstream

TITLE = "Generation"
LONG = "Write a Python function that adds two numbers."
"""About 80 tokens, then the answer ends by itself."""
SHORT = "What is the capital of France?"
"""About 11 tokens: many first words in little time."""
EIGHT = 8
LEAST_RATIO = 0.95
MOST_ADDED_P50, MOST_ADDED_P99 = 15.0, 50.0
_PAUSE = 0.05
_numbers = count(1000)


@dataclass(frozen=True, slots=True)
class Run:
    """A series of rounds: `at_once` questions together, `rounds` times."""

    question: str
    at_once: int
    rounds: int


@dataclass(slots=True)
class Tally:
    """What one path did in one series."""

    firsts: list[float] = field(default_factory=list)
    tokens: int = 0
    seconds: float = 0.0
    said: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Tokens a second, from asking to the end."""
        return self.tokens / self.seconds

    def first(self, share: float) -> float:
        """Milliseconds to the first word."""
        return quantile(milliseconds(self.firsts), share)


Tallies = dict[str, Tally]


def measure(*, quick: bool) -> Section:
    """Both comparisons."""
    return uvloop.run(_measure(4 if quick else 1))


async def _measure(fewer: int) -> Section:
    speed_one, speed_eight = Run(LONG, 1, 12 // fewer), Run(LONG, EIGHT, max(1, 4 // fewer))
    first_one, first_eight = Run(SHORT, 1, 48 // fewer), Run(SHORT, EIGHT, 10 // fewer)
    fast_one, fast_eight = Run(SHORT, 1, 300 // fewer), Run(SHORT, EIGHT, 40 // fewer)
    async with house() as home:
        with_engine = await _against_engine(home, (speed_one, speed_eight, first_one, first_eight))
        with_script = await _against_script(home, (fast_one, fast_eight))
    speed, firsts = with_engine[:2], with_engine[2:]
    return Section(
        TITLE,
        (__doc__ or "").partition("\n\n")[2].strip()
        + " With 8 at once, half of them wait: the engine has 4 slots on 2 cores.",
        (*_speeds(speed), *_added("engine", firsts), *_added("scripted", with_script)),
        (
            _speed_table(speed),
            _first_table("engine, short answers", firsts),
            _first_table("scripted server", with_script),
        ),
    )


async def _against_engine(home: House, runs: Sequence[Run]) -> list[Tallies]:
    machine = look_at_machine()
    with tempfile.TemporaryDirectory(prefix="ih-") as folder:
        engine = Engine(Path(folder) / "engine", built_in_model(), machine)
        await engine.start()
        try:
            facts = engine.facts
            assert facts is not None
            place = Destination("direct", DestinationClass.LOCAL, Assurance.DECLARED)
            model = demo_model(place, facts.shape.context_per_slot, facts.shape.slots, BUILT_IN_NAME)
            server = Server(str(engine.socket), (("authorization", f"Bearer {engine.key}"),))
            three = (Direct(server, model), Door(home.door, DEMO), Chat(home.web, DEMO, home.person))
            return [await _series(three, run) for run in runs]
        finally:
            await engine.stop()


async def _against_script(home: House, runs: Sequence[Run]) -> list[Tallies]:
    async with Upstream() as upstream:
        model = await home.product.add_model(upstream.port)
        place = Destination("direct", DestinationClass.LOCAL, Assurance.DECLARED)
        direct = Direct(Server(upstream.port), demo_model(place, 4096, 4))
        three = (direct, Door(home.door, model), Chat(home.web, model, home.person))
        return [await _series(three, run) for run in runs]


async def _series(three: Sequence[paths.Path], run: Run) -> Tallies:
    """All rounds, the paths in turn and in changing order, after one that does not count."""
    tallies = {path.name: Tally() for path in three}
    progress(f"{run.rounds} rounds of {run.at_once} at once: {run.question}")
    for path in three:
        await _round(path, run, _texts(run), Tally())
    for number_of_round in range(run.rounds):
        texts = _texts(run)
        for path in three if number_of_round % 2 == 0 else reversed(three):
            await _round(path, run, texts, tallies[path.name])
    return tallies


def _texts(run: Run) -> list[str]:
    """New questions: what an engine remembers of earlier ones does not help it."""
    return [f"Note {next(_numbers)}. {run.question}" for _ in range(run.at_once)]


async def _round(path: paths.Path, run: Run, texts: Sequence[str], tally: Tally) -> None:
    await path.prepare(run.at_once)
    await asyncio.sleep(_PAUSE)  # what was before comes to rest
    begun = time.perf_counter()
    timed = await asyncio.gather(*(path.ask(text) for text in texts))
    tally.seconds += time.perf_counter() - begun
    tally.firsts += [one.first for one in timed]
    tally.tokens += sum(one.heard.tokens for one in timed)
    tally.said += [one.heard.text for one in timed]


def _ours(all_of_them: Tallies) -> Iterator[tuple[str, Tally, Tally]]:
    direct = all_of_them["direct"]
    return ((name, tally, direct) for name, tally in all_of_them.items() if tally is not direct)


def _speeds(series: Sequence[Tallies]) -> Iterator[Figure]:
    for at_once, tallies in zip((1, EIGHT), series, strict=True):
        for name, tally, direct in _ours(tallies):
            ratio = round(tally.rate / direct.rate, 3)
            yield at_least(f"{name}, {at_once} at once: tokens/s to direct", ratio, LEAST_RATIO)


def _added(server: str, series: Sequence[Tallies]) -> Iterator[Figure]:
    for at_once, tallies in zip((1, EIGHT), series, strict=True):
        for name, tally, direct in _ours(tallies):
            what = f"{name}, {at_once} at once, {server}: added to the first word"
            yield at_most(f"{what}, p50", tally.first(0.5) - direct.first(0.5), MOST_ADDED_P50, "ms")
            yield at_most(f"{what}, p99", tally.first(0.99) - direct.first(0.99), MOST_ADDED_P99, "ms")


def _speed_table(series: Sequence[Tallies]) -> str:
    rows: list[Sequence[str]] = []
    for at_once, tallies in zip((1, EIGHT), series, strict=True):
        direct = tallies["direct"]
        for name, tally in tallies.items():
            same = sum(ours == theirs for ours, theirs in zip(tally.said, direct.said, strict=True))
            rows.append((str(at_once), name, number(tally.rate), str(tally.tokens), f"{same} of {len(tally.said)}"))
    return table(("at once", "path", "tokens/s", "tokens", "answers as direct"), rows)


def _first_table(server: str, series: Sequence[Tallies]) -> str:
    rows = [
        (str(at_once), name, number(tally.first(0.5)), number(tally.first(0.99)), str(len(tally.firsts)))
        for at_once, tallies in zip((1, EIGHT), series, strict=True)
        for name, tally in tallies.items()
    ]
    return table((f"at once ({server})", "path", "first word p50 ms", "p99 ms", "answers"), rows)
