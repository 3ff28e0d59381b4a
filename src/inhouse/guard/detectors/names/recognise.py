"""From what the models say of a text to its findings. Pure.

Organisations are taken first, since companies bear the names of persons; then persons, then places. A person in a
question of general knowledge ("Who wrote ...?") is none of ours.
"""

import re
from collections.abc import Iterable, Sequence

from inhouse.guard.detectors.names import organisations, persons, places
from inhouse.guard.detectors.names.general import is_general
from inhouse.guard.detectors.names.known_names import SMALL_WORDS
from inhouse.guard.detectors.names.words import Entity, Span, overlaps, words_of


def recognise(text: str, pieces: Iterable[Sequence[int]], entities: Sequence[Entity]) -> list[Span]:
    """The names in a text, in order and without overlaps."""
    words = words_of(text, pieces)
    companies = organisations.find(text, entities)
    people = [span for span in persons.find(text, words, entities, language(text)) if not overlaps(span, companies)]
    if is_general(text):
        people = []
    sites = [span for span in places.find(text, words, entities, people) if not overlaps(span, companies)]
    people = [span for span in people if not overlaps(span, sites)]
    return sorted([*companies, *people, *sites], key=lambda span: span.start)


def language(text: str) -> str:
    """Which of the four languages it reads like: `en`, `de`, `fr`, `es`, or nothing where no small word tells."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    counts = {name: sum(word in small for word in words) for name, small in SMALL_WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else ""
