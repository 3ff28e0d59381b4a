"""From what the models say of a text to its findings. Pure.

Organisations are taken first, since companies bear the names of persons; then persons, then places. A person in a
question of general knowledge ("Who wrote ...?") is none of ours.
"""

import re
from collections.abc import Iterable, Sequence

from inhouse.guard.detectors.names import organisations, persons, places
from inhouse.guard.detectors.names.words import Entity, Span, overlaps, words_of

_ENGLISH = frozenset(
    "the and of to is was for with that this please from has have are in on at by my our your it she he".split()
)
_OTHERS = frozenset(
    """der die das und ist nicht mit von zu den dem ein eine für auf bitte hat ich wir sie le la les des et est un une pour
    dans avec que qui il elle du au el los las de y es con por para una su en se nuestro""".split()
)
_GENERAL = re.compile(
    r"\bwho(?:['’]s|\s+(?:was|were|wrote|painted|invented|discovered|composed|founded|directed|built|won|killed|sang|played|designed|developed))\b"
    r"|\bwhen (?:was|did|were) [^?\n]{2,60}\b(?:born|die|live|rule|reign)|\bwhat (?:did|was|were) [^?\n]{2,60}\b(?:discover|invent|write|paint|compose|famous|known)"
    r"|\b(?:novels?|poems?|paintings?|works?|plays?|symphon(?:y|ies)|operas?|films?|songs?|books?|theory|theories|philosophy|biography|birthday|life) (?:of|by)\b"
    r"|\bwer (?:war|waren|schrieb|malte|erfand|entdeckte|komponierte|gründete|baute|gewann|spielte|hat [^?\n]{2,60}\b(?:erfunden|entdeckt|geschrieben|gemalt|komponiert|gegründet|gebaut|gewonnen|entwickelt))\b"
    r"|\bwann (?:wurde|starb|lebte|ist) [^?\n]{2,60}(?:\bgeboren|\bgestorben|\?)|\b(?:Roman|Romane|Gedichte?|Gemälde|Werke?|Oper|Sinfonie|Film|Theorie|Philosophie|Leben|Biografie|Biographie) von\b"
    r"|\bqui (?:était|fut|étaient|a (?:écrit|peint|inventé|découvert|composé|fondé|gagné|construit|réalisé))\b|\bquand (?:est |était )?(?:né|née|mort|morte)\b|\b(?:romans?|poèmes?|tableaux?|œuvres?|opéra|films?|théorie|philosophie|vie|biographie) (?:de|d['’])"
    r"|\bquién(?:es)? (?:fue|era|fueron|escribió|pintó|inventó|descubrió|compuso|fundó|ganó|construyó|dirigió)\b|\bcuándo (?:nació|murió|vivió)\b|\b(?:novelas?|poemas?|cuadros?|obras?|ópera|películas?|teoría|filosofía|vida|biografía) de\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:my|our|we|us|i|i'm|i've|mein\w*|unser\w*|wir|uns|ich|mon|ma|mes|notre|nos|nous|je|j['’]ai|mi|mis|nuestr[oa]s?|nosotros|yo|he|contract|vertrag|contrat|contrato|invoice|rechnung|facture|factura|salary|gehalt|salaire|sueldo|employee|patient\w*|kund\w+|client\w*|cliente)\b",
    re.IGNORECASE,
)
_GENERAL_CHARACTERS = 300
"""A question of general knowledge is short."""


def recognise(text: str, pieces: Iterable[Sequence[int]], entities: Sequence[Entity]) -> list[Span]:
    """The names in a text, in order and without overlaps."""
    words = words_of(text, pieces)
    companies = organisations.find(text, entities)
    people = [
        span for span in persons.find(text, words, entities, english=is_english(text)) if not overlaps(span, companies)
    ]
    if is_general(text):
        people = []
    sites = [span for span in places.find(text, words, entities, people) if not overlaps(span, companies)]
    people = [span for span in people if not overlaps(span, sites)]
    return sorted([*companies, *people, *sites], key=lambda span: span.start)


def is_english(text: str) -> bool:
    """Whether it reads like English more than like another language."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return sum(word in _ENGLISH for word in words) > sum(word in _OTHERS for word in words)


def is_general(text: str) -> bool:
    """Whether it asks for what an encyclopaedia knows of a person, and speaks of nothing of ours."""
    return len(text) <= _GENERAL_CHARACTERS and _GENERAL.search(text) is not None and _OURS.search(text) is None
