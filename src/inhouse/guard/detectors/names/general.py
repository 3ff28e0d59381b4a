"""Questions of general knowledge: what an encyclopaedia knows, and nothing of ours. Pure."""

import re

SHORT = 200
"""Characters of a question about a public figure."""
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
    r"|\bwann hat [^?\n]{2,60}\bGeburtstag\b"
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
_ASKS = re.compile(
    r"\s*¿?(?:what is|what are|explain|compare|which|was ist|was sind|erkläre|vergleiche|nenne|welche"
    r"|qu['\u2019]est-ce|quelle est|explique|compare|cite|qué es|cuál es|explica|compara|nombra)\b",
    re.IGNORECASE,
)


def is_general(text: str) -> bool:
    """Whether it asks for what an encyclopaedia knows of a person, and speaks of nothing of ours."""
    return len(text) <= _GENERAL_CHARACTERS and _GENERAL.search(text) is not None and _OURS.search(text) is None


def asks(text: str) -> bool:
    """Whether it begins as somebody asks who wants to know or read about the world."""
    return _ASKS.match(text) is not None


def may_name_figures(text: str) -> bool:
    """Whether a name that others have as well means the public figure: it is asked for, and nothing here is ours."""
    if len(text) > _GENERAL_CHARACTERS or _OURS.search(text) is not None:
        return False
    return "?" in text or asks(text) or _GENERAL.search(text) is not None
