"""How much the guard finds of the open corpus, and how much it calls something that is nothing."""

from collections.abc import Callable, Sequence
from time import perf_counter

from bench.results import Figure, at_least, number, table
from inhouse.guard.finding import Finding
from tests.vectors.guard.cases import Case
from tests.vectors.guard.judge import Report, Tally, report

_LEAST_SECRETS_RECALL, _LEAST_SECRETS_PRECISION = 0.97, 0.95
_LEAST_VALIDATED = 0.99
_VALIDATED = ("personal.email", "personal.phone", "personal.iban", "personal.card")


def row(name: str, tally: Tally) -> tuple[str, ...]:
    """A line of a table of kinds."""
    marks = tally.found + tally.missed
    return name, str(marks), f"{tally.recall:.3f}", f"{tally.precision:.3f}", str(tally.missed), str(tally.false)


def by_kind(kind: str) -> str:
    """Secrets, labels and terms as a family, everything else by its kind."""
    family = kind.partition(".")[0]
    return f"{family}.*" if family in {"secret", "label", "term"} else kind


def measure(cases: Sequence[Case], scan: Callable[[str], Sequence[Finding]]) -> tuple[list[Figure], str, Report]:
    """The figures with targets, the table of kinds, and the outcomes."""
    begun = perf_counter()
    found = report(cases, scan)
    seconds = perf_counter() - begun
    tallies = found.tallies(by_kind)
    secrets = tallies["secret.*"]
    figures = [
        at_least("secrets: recall", secrets.recall, _LEAST_SECRETS_RECALL),
        at_least("secrets: precision", secrets.precision, _LEAST_SECRETS_PRECISION),
    ]
    for kind in _VALIDATED:
        figures.append(at_least(f"{kind}: recall", tallies[kind].recall, _LEAST_VALIDATED))
        figures.append(at_least(f"{kind}: precision", tallies[kind].precision, _LEAST_VALIDATED))
    head = ("kind", "marked", "recall", "precision", "missed", "false")
    rows = [row(kind, tally) for kind, tally in sorted(tallies.items())]
    about = f"{len(cases)} cases of the open corpus, read in {number(seconds)} s, whatever their language."
    return figures, f"{about}\n\n{table(head, rows)}", found
