"""Names of persons, taken apart: which words of "Dr. John von Smith" are a title, given names and the surname."""

import re
from dataclasses import dataclass

# ruff: noqa: SIM905 (words read best as a line)
_TITLES = frozenset(
    "mr mrs ms miss mx dr prof sir dame herr frau hr fr doktor professor dipl ing med jur phil m mme mlle monsieur "
    "madame mademoiselle docteur maître me sr sra srta señor señora señorita don doña dra sig signor signora".split()
)
_PARTICLES = frozenset(
    "von van vom zu zur zum de del della der den di da dos das du des la le el al bin ibn ter ten af av".split()
)

ALSO_WORDS = frozenset(
    "will may mark bill grant rose grace hope faith joy dawn summer june april august art rich frank pat rob sue drew "
    "chase hunter mason page price young long short white black brown green gray king knight bishop pope cook baker "
    "miller klein gross lang kurz braun schwarz weiss roth könig kaiser sommer winter herbst morgen sonntag blanc noir "
    "petit grand roi leroy blanco moreno rey rojo paz ángel an in so do her his ali max min per day west east north "
    "south".split()
)
"""Names that more often are ordinary words: such a part of a name is only replaced where it was found as a name."""

_TITLE = re.compile(r"([^\W\d_]+)\.?\s+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as words. `given` is empty where there is one word only."""

    title: str
    given: str
    surname: str


def taken_apart(spelling: str) -> Name:
    """`title` holds everything before the name, with its spaces; "Smith, John" is John Smith."""
    start = 0
    while (match := _TITLE.match(spelling, start)) is not None and match[1].casefold() in _TITLES:
        start = match.end()
    title, rest = spelling[:start], spelling[start:]
    family, comma, first = rest.partition(",")
    if comma and first.strip():
        return Name(title, first.strip(), family.strip())
    words = rest.split()
    if len(words) < 2:
        return Name(title, "", rest.strip())
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].casefold() in _PARTICLES:
        cut -= 1
    return Name(title, " ".join(words[:cut]), " ".join(words[cut:]))
