"""What was measured, as a section of bench/RESULTS.md that replaces the one before."""

import math
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("RESULTS.md")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, in words. `held` says whether it meets its target, None where there is none."""

    what: str
    measured: str
    target: str = ""
    held: bool | None = None

    @property
    def verdict(self) -> str:
        """Pass, miss, or nothing where nothing is asked."""
        return "" if self.held is None else "pass" if self.held else "**miss**"


@dataclass(frozen=True, slots=True)
class Section:
    """One measurement: how it was done, its figures, and further tables in Markdown."""

    title: str
    about: str
    figures: tuple[Figure, ...] = ()
    details: tuple[str, ...] = ()

    @property
    def missed(self) -> tuple[Figure, ...]:
        """The figures that do not meet their targets."""
        return tuple(figure for figure in self.figures if figure.held is False)

    def render(self, conditions: str) -> str:
        """The section in Markdown, with the conditions under which it was measured."""
        parts = [f"## {self.title}", conditions, self.about]
        if self.figures:
            rows = [(figure.what, figure.measured, figure.target, figure.verdict) for figure in self.figures]
            parts.append(table(("figure", "measured", "target", ""), rows))
        return "\n\n".join([*parts, *self.details]) + "\n"


def at_most(what: str, value: float, limit: float, unit: str) -> Figure:
    """A figure that should not be above its limit."""
    return Figure(what, f"{number(value)} {unit}", f"<= {number(limit)} {unit}", held=value <= limit)


def at_least(what: str, value: float, limit: float, unit: str = "") -> Figure:
    """A figure that should not be below its limit."""
    return Figure(what, f"{number(value)} {unit}".strip(), f">= {number(limit)} {unit}".strip(), held=value >= limit)


def stated(what: str, value: float, unit: str) -> Figure:
    """A figure without a target."""
    return Figure(what, f"{number(value)} {unit}".strip())


def number(value: float) -> str:
    """A number with three digits that count, and thousands set apart."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    shown = f"{value:.{min(decimals, 3)}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def quantile(values: Iterable[float], share: float) -> float:
    """The value that `share` of them do not exceed (nearest rank, so it was really measured)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def milliseconds(seconds: Iterable[float]) -> list[float]:
    """Seconds as milliseconds."""
    return [one * 1000 for one in seconds]


def progress(what: str) -> None:
    """Tell the person who waits."""
    print(f"  {what}", file=sys.stderr, flush=True)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write(title: str, section: str) -> None:
    """Put a section in the place of the one with the same title, or at the end."""
    parts = re.split(r"(?m)^(?=## )", FILE.read_text("utf-8") if FILE.exists() else "# Measurements\n")
    parts = [part.strip() + "\n" for part in parts if part.strip()]
    at = next((index for index, part in enumerate(parts) if part.startswith(f"## {title}\n")), len(parts))
    parts[at : at + 1] = [section]
    FILE.write_text("\n".join(parts), "utf-8")
