"""What is known of names before a model is asked: usual given names and surnames, public figures, well-known places.

The lists lie beside this file, written by us, and are read once. Everything is compared without case and accents.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).with_name("known")
_ACCENTS = re.compile("[\u0300-\u036f]")


def plain(name: str) -> str:
    """A name as it is compared: one kind of gap and apostrophe, no case, no accents."""
    if not name.isascii():
        name = _ACCENTS.sub("", unicodedata.normalize("NFKD", name)).replace("\u2019", "'")
    return " ".join(name.split()).casefold()


@dataclass(frozen=True, slots=True)
class Usual:
    """Usual names: `sure` are names and nothing else, `doubtful` are words as well."""

    sure: frozenset[str]
    doubtful: frozenset[str]


def _lines(name: str) -> list[str]:
    text = (_FOLDER / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _usual(name: str) -> Usual:
    words = [plain(word) for line in _lines(name) for word in line.split()]
    doubtful = frozenset(word[:-1] for word in words if word.endswith("?"))
    return Usual(frozenset(word for word in words if not word.endswith("?")) - doubtful, doubtful)


def _entries(name: str) -> list[str]:
    return [entry.strip() for line in _lines(name) for entry in line.split(";") if entry.strip()]


def _alone(entry: str) -> list[str]:
    """What an entry stands for: the whole name, and what follows an equals sign by itself."""
    whole, _, rest = entry.partition("=")
    return [plain(whole + rest), plain(rest)] if rest else [plain(entry)]


GIVEN = _usual("given.txt")
SURNAMES = _usual("surnames.txt")
WORDS = frozenset(word for line in _lines("words.txt") for word in plain(line).split())
"""Words that are no names by themselves."""
BRANDS = frozenset(word for line in _lines("brands.txt") for word in plain(line).split())
"""Companies and products."""
FIGURES = frozenset(name for entry in _entries("figures.txt") for name in _alone(entry.removesuffix("?")))
SHARED_FIGURES = frozenset(plain(entry[:-1]) for entry in _entries("figures.txt") if entry.endswith("?"))
"""Names of public figures that others have as well."""
PLACES = frozenset(plain(entry.removesuffix("?")) for entry in _entries("places.txt"))
TOWNS = frozenset(plain(entry.removesuffix("?")) for entry in _entries("towns.txt"))
"""Further places, which not everybody knows."""
DOUBTFUL_PLACES = frozenset(
    plain(entry[:-1]) for name in ("places.txt", "towns.txt") for entry in _entries(name) if entry.endswith("?")
)
"""Places with the name of something else."""
SMALL_WORDS = {line[:2]: frozenset(line[3:].split()) for line in _lines("small_words.txt")}
"""By language."""
COMPANIES = frozenset(word for line in _lines("companies.txt") for word in line.split())
OFFICES = frozenset(word for line in _lines("offices.txt") for word in plain(line).split())
PLACES_BEGIN = frozenset(place.partition(" ")[0] for place in PLACES | TOWNS)
FIGURES_BEGIN = frozenset(figure.partition(" ")[0] for figure in FIGURES)
LONGEST_FIGURE = max(len(figure.split()) for figure in FIGURES)
LONGEST_PLACE = max(len(place.split()) for place in PLACES | TOWNS)


def is_figure(name: str) -> bool:
    """Whether this is how a public figure is called, and hardly anybody else: a surname that is usual is not enough."""
    key = plain(name)
    return key in FIGURES and not (key in SURNAMES.sure or key in SURNAMES.doubtful or key in GIVEN.sure)


def may_be_figure(name: str) -> bool:
    """Whether a public figure is called like this, and perhaps many others."""
    return plain(name) in FIGURES


def is_known_place(name: str) -> bool:
    """Whether everybody knows this place."""
    return plain(name) in PLACES


def is_place(name: str) -> bool:
    """Whether this is a place in one of the lists."""
    return plain(name) in PLACES or plain(name) in TOWNS


def is_only_place(name: str) -> bool:
    """Whether this is a place and nothing else."""
    return is_place(name) and plain(name) not in DOUBTFUL_PLACES
