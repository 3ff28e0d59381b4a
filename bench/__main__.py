"""Measure, and write what was found into bench/RESULTS.md.

make bench                                all measurements but `starters`, which takes long
make bench ARGUMENTS="engine chats"       those
make bench ARGUMENTS="--quick engine"     so few repetitions that the figures mean nothing; writes nothing
"""

import sys
from typing import Protocol

from bench import (
    answers,
    browser,
    chats,
    costs,
    engine,
    guard,
    ledger,
    restoring,
    sealed,
    sealing,
    speed,
    start,
    starters,
    survive,
    verifying,
)
from bench.clearing import names
from bench.machine import Conditions
from bench.results import Section, write


class Measure(Protocol):
    """Measures; `quick` asks for a few repetitions only. Raises FileNotFoundError when the machine lacks a program."""

    def __call__(self, *, quick: bool) -> Section:
        """What was found."""
        ...


USUAL: dict[str, Measure] = {
    "engine": engine.measure,
    "start": start.measure,
    "chats": chats.measure,
    "survive": survive.measure,
    "browser": browser.measure,
    "ledger": ledger.measure,
    "verifying": verifying.measure,
    "costs": costs.measure,
    "speed": speed.measure,
    "sealed": sealed.measure,
    "sealing": sealing.measure,
    "guard": guard.measure,
    "names": names.measure,
    "answers": answers.measure,
    "restoring": restoring.measure,
}
ALL: dict[str, Measure] = {**USUAL, "starters": starters.measure}


def main(words: list[str]) -> int:
    """Measure what is named, or the usual; gives the exit status."""
    quick = "--quick" in words
    names = [word for word in words if word != "--quick"] or list(USUAL)
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"There is no measurement {', '.join(unknown)}. There are: {', '.join(ALL)}.", file=sys.stderr)
        return 2
    missed: list[str] = []
    for name in names:
        conditions = Conditions(f"make bench ARGUMENTS={name}")
        try:
            section = ALL[name](quick=quick)
        except FileNotFoundError as error:
            print(f"{name}: not measured: {error}\n", file=sys.stderr)
            continue
        text = section.render(conditions.told())
        print(text, flush=True)
        if not quick:
            write(section.title, text)
        missed += [f"{section.title}: {figure.what}: {figure.measured}" for figure in section.missed]
    print("Missed:", *(missed or ["nothing"]), sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
