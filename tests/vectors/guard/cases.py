"""Reads the corpus: texts in which the expected findings are marked, as `Pay to [[personal.iban|DE89 3704 ...]].`

README.md says how to add to it.
"""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.vectors.guard.fakes import filled

FOLDER = Path(__file__).parent
_MARK = re.compile(r"\[\[(\??)((?:secret|personal|name|term|label)\.[a-z0-9_*]+)\|(.*?)\]\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of the text that is to be found; `maybe` where both answers are right."""

    kind: str
    start: int
    end: int
    maybe: bool = False

    @property
    def family(self) -> str:
        """The part of the kind before the dot."""
        return self.kind.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Case:
    """A text, what is to be found in it (code points), and what a policy does with it. `verdict` "" is not judged."""

    id: str
    lang: str
    text: str
    marks: tuple[Mark, ...] = ()
    destination: str = "external"
    policy: str = "balanced"
    verdict: str = ""
    set: str = ""


def unmarked(text: str, seed: str) -> tuple[str, tuple[Mark, ...]]:
    """A text with its marks taken out and its placeholders filled, and the marks."""
    full = filled(text, seed)
    plain, marks, last = "", list[Mark](), 0
    for found in _MARK.finditer(full):
        plain += full[last : found.start()]
        marks.append(Mark(found[2], len(plain), len(plain) + len(found[3]), maybe=bool(found[1])))
        plain += found[3]
        last = found.end()
    return plain + full[last:], tuple(marks)


def read(path: Path) -> Iterator[Case]:
    """The cases of one file. Raises ValueError with the line's number when one cannot be understood."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            fields: dict[str, str] = json.loads(line)
            name = fields.get("id") or f"{path.stem}-{number:04}"
            text, marks = unmarked(fields["text"], name)
            optional = {key: fields[key] for key in ("destination", "policy", "verdict") if key in fields}
            yield Case(name, fields["lang"], text, marks, set=path.stem, **optional)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from error


@cache
def corpus() -> tuple[Case, ...]:
    """All cases but the calm ones."""
    files = sorted([*(FOLDER / "made").glob("*.jsonl"), *(FOLDER / "written").glob("*.jsonl")])
    return tuple(case for file in files for case in read(file))


@cache
def calm() -> tuple[Case, ...]:
    """Ordinary work: nothing in it may interrupt."""
    return tuple(read(FOLDER / "calm" / "prompts.jsonl"))


@cache
def general() -> tuple[Case, ...]:
    """Questions of general knowledge, which leave as they are."""
    return tuple(read(FOLDER / "calm" / "general.jsonl"))


@cache
def company_terms() -> tuple[tuple[str, str], ...]:
    """The words of the company for these cases, each with its category."""
    with (FOLDER / "terms.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["term"], row["category"]) for row in csv.DictReader(file))
