"""What the detector of personal data says of a text, shortly."""

from functools import cache

from inhouse.guard.detectors.personal import COUNTRIES, Personal
from inhouse.guard.normal import View

HERE = frozenset({"at", "ch", "de", "es", "fr", "gb", "it", "us"})


@cache
def detector(countries: frozenset[str] = HERE) -> Personal:
    """Built once for all tests of a process: compiling its patterns takes a second."""
    return Personal(countries)


def found(text: str, countries: frozenset[str] = HERE) -> list[tuple[str, str]]:
    """Kind, without its family, and value of everything found, by place."""
    return [(piece.kind.partition(".")[2], piece.value) for piece in detector(countries).find(View(text))]


def values(text: str, kind: str, countries: frozenset[str] = HERE) -> list[str]:
    """The values of one kind."""
    return [value for name, value in found(text, countries) if name == kind]


def pieces(text: str, countries: frozenset[str] = HERE) -> list[str]:
    """The pieces of the text that were found, as they stand in it."""
    return [text[piece.start : piece.end] for piece in detector(countries).find(View(text))]


EVERYWHERE = frozenset(COUNTRIES)
