"""How quickly the guard reads, and what it keeps in memory."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from statistics import median
from time import thread_time

from bench.clearing.texts import mixed, prompts, worst
from bench.results import Figure, at_least, at_most, number, progress, quantile, stated, table
from inhouse.guard.finding import Detector
from inhouse.guard.scan import Scanner

_PROMPT = 8_000
_MEGABYTE = 1_000_000
_TENFOLD = 10
_LOOK = 100_000
_MOST_SECONDS = 60.0
_LEAST_MEGABYTES = 20
_SUPER_LINEAR = 15
"""Ten times the text may take so many times as long: caches are left behind, and the machine is noisy."""


def of_prompts(make: Callable[[], Scanner], count: int) -> list[Figure]:
    """The whole guard on prompts of 8 kB that it has never seen."""
    texts = prompts(count, _PROMPT)
    scanner = make()
    scanner.scan(mixed(_MEGABYTE, "warm up"))
    took = [_seconds(scanner, text) * 1000 for text in texts]
    again = [_seconds(scanner, text) * 1000 for text in texts]
    return [
        at_most("8 kB prompt, p50", quantile(took, 0.5), 1, "ms"),
        at_most("8 kB prompt, p99", quantile(took, 0.99), 5, "ms"),
        stated("the same prompt again (an unchanged turn), p50", quantile(again, 0.5) * 1000, "us"),
    ]


def of_mixed(make: Callable[[], Scanner], times: int) -> list[Figure]:
    """The whole guard on a long text, with all its rules and terms."""
    text = mixed(2 * _MEGABYTE)
    size = len(text.encode()) / _MEGABYTE
    speeds: list[float] = []
    for _ in range(times):
        scanner = make()
        scanner.scan(mixed(_MEGABYTE, "warm up"))
        speeds.append(size / _seconds(scanner, text))
    return [
        at_least("2 MB of mixed text, all rules and terms", median(speeds), _LEAST_MEGABYTES, "MB/s"),
        stated("the same, best of the repetitions", max(speeds), "MB/s"),
    ]


def of_long_chat(make: Callable[[], Scanner], turns: int) -> list[Figure]:
    """A chat that grows by a turn of 2 kB: what the guard adds to each, first turns against last."""
    scanner = make()
    texts = prompts(turns + 20, 2_000)
    for text in prompts(3, 3_000):
        scanner.scan(text)
    took = [sum(_seconds(scanner, one) for one in texts[: turn + 1]) * 1000 for turn in range(turns)]
    alone = median([_seconds(scanner, text) * 1000 for text in texts[turns:]])
    return [
        stated(f"chat of {turns} turns: turns 5 to 15, p50", quantile(took[5:15], 0.5), "ms"),
        stated("the same: last ten turns, p50", quantile(took[-10:], 0.5), "ms"),
        stated("reading all its turns anew would take", alone * turns, "ms"),
    ]


def of_terms(counts: Sequence[int]) -> str:
    """Memory and speed of the company's terms alone, each in a process of its own."""
    rows: list[tuple[str, ...]] = []
    for count in counts:
        progress(f"guard: {count:,} terms")
        words = [sys.executable, "-m", "bench.clearing.weigh", str(count)]
        done = subprocess.run(words, capture_output=True, check=True)
        built, megabytes, speed = map(float, done.stdout.split())
        rows.append((f"{count:,}", number(built), number(megabytes), number(speed)))
    return table(("terms", "built in s", "memory MB", "MB/s"), rows)


def of_worst(detectors: Sequence[Detector], *, quick: bool) -> tuple[list[Figure], str]:
    """The texts on which each detector is slowest, and how ten times as much of them compares: 1 MB and 10 MB.

    What would take longer than a minute is compared at a tenth of that, which the table says.
    """
    rows: list[tuple[str, ...]] = []
    ratios: list[float] = []
    first = worst(_LOOK)
    for detector in detectors:
        progress(f"guard: worst texts for {detector.name}")
        finding(detector, "warm up")
        times = {unit: finding(detector, text) for unit, text in first.items()}
        for unit in sorted(times, key=times.__getitem__, reverse=True)[:2]:
            small = _LOOK if quick or times[unit] * 100 > _MOST_SECONDS else _MEGABYTE
            once = min(finding(detector, worst(small)[unit]) for _ in range(2))
            tenfold = finding(detector, worst(small * _TENFOLD)[unit])
            ratios.append(tenfold / once)
            sizes = f"{small // 1000:,} to {small * _TENFOLD // 1000:,}"
            shown = (number(once * 1000), number(tenfold * 1000), number(tenfold / once))
            rows.append((detector.name, f"`{unit}`", sizes, *shown, number(small * _TENFOLD / tenfold / _MEGABYTE)))
    head = ("detector", "over and over", "kB", "ms", "ten times as much, ms", "ratio", "MB/s")
    figure = at_most(
        "ten times the worst text takes, worst of all detectors", max(ratios), _SUPER_LINEAR, "times as long"
    )
    return [figure], table(head, rows)


def finding(detector: Detector, text: str) -> float:
    """Seconds of CPU that one detector takes for all readings of a text, and the readings themselves."""
    return _seconds(Scanner([detector]), text)


def _seconds(scanner: Scanner, text: str) -> float:
    begun = thread_time()
    scanner.scan(text)
    return thread_time() - begun
