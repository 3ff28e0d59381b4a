"""Names by the two small models, in their own process: what they find in business prose, and how quickly."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from time import perf_counter

from bench.results import Figure, Section, at_least, at_most, number, progress, stated, table
from inhouse.guard.detectors.names.names import Names
from inhouse.guard.finding import Found
from tests.vectors.guard.cases import Case, calm, corpus, general
from tests.vectors.guard.judge import Report, Tally, judged

TITLE = "The guard: names"
_LANGS = ("en", "de", "fr", "es")
_PERSON_RECALL, _PERSON_PRECISION, _PLACE_RECALL = 0.95, 0.92, 0.90
_DOCUMENT = 100_000


@dataclass(slots=True)
class _Told:
    """When a document's progress was told, in seconds after its beginning, and how far it was."""

    begun: float
    told: list[tuple[float, int]] = field(default_factory=list[tuple[float, int]])

    def __call__(self, done: int, total: int) -> None:
        self.told.append((perf_counter() - self.begun, done))


def measure(*, quick: bool) -> Section:
    """Everything about names. Raises FileNotFoundError where the extra is not installed."""
    missing = Names.available()
    if missing is not None:
        raise FileNotFoundError(missing)
    return asyncio.run(_measure(quick=quick))


async def _measure(*, quick: bool) -> Section:
    names = Names()
    try:
        progress("names: quality")
        await names.find(["Anna Berger"])
        cases = [case for case in corpus() if case.set == "names"]
        found, seconds = await _timed(names, [case.text for case in cases])
        reports = {lang: _report(cases, found, lang) for lang in (*_LANGS, "")}
        figures = _figures(reports)
        size = sum(len(case.text.encode()) for case in cases) / 1000
        figures.append(stated("short texts", size / seconds, "kB/s"))
        questions, _ = await _timed(names, [case.text for case in general()])
        changed = sum(bool(one) for one in questions)
        figures.append(at_most(f"general questions changed, of {len(general())}", changed, 0, ""))
        if not quick:
            figures += await _document(names)
        return Section(TITLE, __doc__ or "", tuple(figures), (_table(reports),))
    finally:
        await names.close()


async def _timed(names: Names, texts: Sequence[str]) -> tuple[list[list[Found]], float]:
    begun = perf_counter()
    found = await names.find(texts)
    return found, perf_counter() - begun


async def _document(names: Names) -> list[Figure]:
    """A long document in the background: how long it takes, and how long its reader waits for news of it."""
    progress("names: a long document")
    text = "\n\n".join(case.text for case in calm() if not case.id.startswith("code"))[:_DOCUMENT]
    told = _Told(perf_counter())
    await names.find([text], told)
    seconds = perf_counter() - told.begun
    times = [0.0, *(at for at, _ in told.told)]
    waits = [later - earlier for earlier, later in pairwise(times)]
    _, again = await _timed(names, [text])
    return [
        stated(f"a document of {_DOCUMENT / 1000:,.0f} kB, in the background", seconds, "s"),
        stated("the same again (nothing new in it)", again * 1000, "ms"),
        stated(f"longest time without progress, of {len(told.told)} times told", max(waits), "s"),
        stated("long texts", len(text.encode()) / 1000 / seconds, "kB/s"),
    ]


def _report(cases: Sequence[Case], found: Sequence[Sequence[Found]], lang: str) -> Report:
    pairs = zip(cases, found, strict=True)
    return Report([judged(case, each) for case, each in pairs if not lang or case.lang == lang])


def _figures(reports: dict[str, Report]) -> list[Figure]:
    whole = reports[""].tallies(str)
    figures = [
        at_least("persons: recall", whole["name.person"].recall, _PERSON_RECALL),
        at_least("places: recall", whole["name.place"].recall, _PLACE_RECALL),
    ]
    for lang in _LANGS:
        precision = reports[lang].tallies(str)["name.person"].precision
        figures.append(at_least(f"persons: precision, {lang}", precision, _PERSON_PRECISION))
    return figures


def _table(reports: dict[str, Report]) -> str:
    rows: list[tuple[str, ...]] = []
    for lang, report in reports.items():
        tallies = report.tallies(str)
        for kind in ("name.person", "name.place", "name.organisation"):
            tally = tallies.get(kind, Tally())
            marked = tally.found + tally.missed
            if marked:
                rows.append((kind, lang or "all", str(marked), number(tally.recall), number(tally.precision)))
    return table(("kind", "language", "marked", "recall", "precision"), rows)
