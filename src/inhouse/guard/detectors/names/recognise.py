"""From what the models say of a text to its findings. Pure.

Organisations are taken first, since companies bear the names of persons; then persons, then places. A person in a
question of general knowledge ("Who wrote ...?") is none of ours.
"""

import re
from collections.abc import Iterable, Sequence

from inhouse.guard.detectors.names import organisations, persons, places
from inhouse.guard.detectors.names.known_names import SMALL_WORDS
from inhouse.guard.detectors.names.words import Entity, Span, overlaps, words_of

_GENERAL = re.compile(
    r"\bwho(?:['\u2019]s|\s+(?:was|were|wrote|painted|invented|discovered|composed|founded|directed|built|won"
    r"|killed|sang|played|designed|developed))\b"
    r"|\bwhen (?:was|did|were) [^?\n]{2,60}\b(?:born|die|live|rule|reign)|\bwhat (?:did|was"
    r"|were) [^?\n]{2,60}\b(?:discover|invent|write|paint|compose|famous|known)"
    r"|\b(?:novels?|poems?|paintings?|works?|plays?|symphon(?:y|ies)|operas?|films?|songs?|books?|theory|theories"
    r"|philosophy|biography|birthday|life) (?:of|by)\b"
    r"|\bwer (?:war|waren|schrieb|malte|erfand|entdeckte|komponierte|gründete|baute|gewann|spielte"
    r"|hat [^?\n]{2,60}\b(?:erfunden|entdeckt|geschrieben|gemalt|komponiert|gegründet|gebaut|gewonnen"
    r"|entwickelt))\b"
    r"|\bwann (?:wurde|starb|lebte|ist) [^?\n]{2,60}(?:\bgeboren|\bgestorben|\?)|\b(?:Roman|Romane|Gedichte?"
    r"|Gemälde|Werke?|Oper|Sinfonie|Film|Theorie|Philosophie|Leben|Biografie|Biographie) von\b"
    r"|\bqui (?:était|fut|étaient|a (?:écrit|peint|inventé|découvert|composé|fondé|gagné|construit|réalisé))\b"
    r"|\bquand (?:est |était )?(?:né|née|mort|morte)\b|\b(?:romans?|poèmes?|tableaux?|œuvres?|opéra|films?|théorie"
    r"|philosophie|vie|biographie) (?:de|d['\u2019])"
    r"|\bquién(?:es)? (?:fue|era|fueron|escribió|pintó|inventó|descubrió|compuso|fundó|ganó|construyó|dirigió)\b"
    r"|\bcuándo (?:nació|murió|vivió)\b|\b(?:novelas?|poemas?|cuadros?|obras?|ópera|películas?|teoría|filosofía"
    r"|vida|biografía) de\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:my|our|we|us|i|i'm|i've|mein\w*|unser\w*|wir|uns|ich|mon|ma|mes|notre|nos|nous|je|j['\u2019]ai|mi|mis"
    r"|nuestr[oa]s?|nosotros|yo|he|contract|vertrag|contrat|contrato|invoice|rechnung|facture|factura|salary|gehalt"
    r"|salaire|sueldo|employee|patient\w*|kund\w+|client\w*|cliente)\b",
    re.IGNORECASE,
)
_GENERAL_CHARACTERS = 300
"""A question of general knowledge is short."""


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


def is_general(text: str) -> bool:
    """Whether it asks for what an encyclopaedia knows of a person, and speaks of nothing of ours."""
    return len(text) <= _GENERAL_CHARACTERS and _GENERAL.search(text) is not None and _OURS.search(text) is None
