"""The texts that are read: prose, code and records, with something to find every few thousand letters."""

import json
import random
import sysconfig
from itertools import cycle
from pathlib import Path

from tests.vectors.guard.cases import calm, corpus

ROOT = Path(__file__).resolve().parents[2]
_LINES_BETWEEN = 160


def _sources(folder: Path, ending: str) -> list[str]:
    files = sorted(folder.rglob(f"*.{ending}") if ending != "py" else folder.glob("*.py"))
    return "\n".join(file.read_text("utf-8") for file in files if "node_modules" not in file.parts).splitlines()


def mixed(size: int, seed: str = "mixed") -> str:
    """About `size` letters: 60 % prose, 20 % Python, 20 % TypeScript, with cases of the corpus in between.

    The prose is this project's documentation and ordinary prompts in four languages, the Python the standard library.
    """
    chance = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    parts = (
        (_sources(ROOT / "docs", "md"), 0.3),
        ([line for case in calm() for line in case.text.splitlines()], 0.3),
        (_sources(Path(sysconfig.get_path("stdlib")), "py"), 0.2),
        (_sources(ROOT / "web" / "src", "ts"), 0.2),
    )
    cases = cycle(chance.sample([case.text for case in corpus()], 400))
    chunks: list[str] = []
    for source, share in parts:
        begin = chance.randrange(len(source))
        lines = cycle(source[begin:] + source[:begin])
        taken = 0
        while taken < size * share:
            some = "\n".join(next(lines) for _ in range(_LINES_BETWEEN))
            case = next(cases)
            chunks.append(f"{some}\n{case}\n")
            taken += len(some) + len(case) + 2
    chance.shuffle(chunks)
    return "".join(chunks)[:size]


def prompts(count: int, size: int) -> list[str]:
    """Different prompts of `size` letters each."""
    text = mixed(count * size)
    return [text[start : start + size] for start in range(0, count * size, size)]


def terms(count: int) -> list[str]:
    """Made-up names of customers and projects, of one to three words."""
    chance = random.Random("terms")  # noqa: S311 (repeatable, not secret)
    begins = "bra kel mor tan vel sar lun dor fen gal hol jun kar lin mar nor ost pel qui ros"
    ends = "berg stein dorf wick ford ville mont res tech werk data lab line soft tron dale field hagen burg"
    middles = "a e i o u an el ir on us ta ri no la me"
    first, between, last = (words.split() for words in (begins, middles, ends))
    made: dict[str, None] = {}
    while len(made) < count:
        words = [
            (chance.choice(first) + chance.choice(between) + chance.choice(between) + chance.choice(last)).title()
            for _ in range(chance.choice([1, 2, 2, 3]))
        ]
        made[" ".join(words)] = None
    return list(made)


def worst(size: int) -> dict[str, str]:
    """Texts that make a search go back and forth: one short piece over and over, `size` bytes or a little less."""
    made: dict[str, str] = {}
    units: list[str] = json.loads((Path(__file__).parent / "worst.json").read_text("utf-8"))
    for unit in units:
        length = len(unit.encode("utf-8", "surrogatepass"))
        made[repr(unit)] = unit * (size // length)
    return made
