"""Places: addresses as one piece each, and towns where they say something of a person. Pure.

A place that everybody knows says nothing by itself ("the capital of France"). It is a finding where the same portion of
the text names a person or an address, or speaks of where somebody lives or works.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from inhouse.guard.detectors.names import addresses
from inhouse.guard.detectors.names.known_names import (
    BRANDS,
    DOUBTFUL_PLACES,
    LONGEST_PLACE,
    PLACES_BEGIN,
    WORDS,
    is_figure,
    is_place,
    plain,
)
from inhouse.guard.detectors.names.words import Entity, Span, Word, overlaps

_PART = 0.5
_TOWN = 0.6
_SURE = 0.9
"""A town in a text about nobody has to be as likely."""
_GLUE = re.compile(r"(?:[\s,;·•\u2013/()-]|n[º°o]\.?|bis\b|ter\b|[aA]pt\.?|in\b|à\b|en\b|D-|F-|CH-|A-){1,12}\Z")
_LONGEST_GLUE = 12
_BEGINS = re.compile(
    r"\b(?:New|Bad|San|Santa|Santo|Saint|Sankt|St\.?|La|Le|Les|Las|Los|El|Port|Fort|North|South|East|West|Upper"
    r"|Lower|Ober|Unter|Groß|Klein|Villa|Castel)[ \t]\Z"
)
_HOUSE = re.compile(r"\d")
_LINE_CHARACTERS = 80

_ABOUT_SOMEBODY = re.compile(
    r"\b(?:lives?|living|lived|resid(?:es|ing|ent)|moved|relocat\w+|born in|based in|located in|grew up"
    r"|home address|address|our (?:office|branch|plant|site|warehouse|store|factory|customer|client|supplier)s?"
    r"|office in|branch in|meeting in|meet in|headquarter\w*|delivery|deliver(?:ed)? to|ship(?:ped)? to"
    r"|wohn(?:t|e|en|haft)|lebt|umgezogen|zieht|gezogen|geboren|ansässig|sitz in|anschrift|adresse|stammt aus"
    r"|unsere[rmns]? (?:büro|filiale|niederlassung|werk|standort|lager|kunden?|lieferant)\w*|filiale|niederlassung"
    r"|standort|termin in|lieferung nach"
    r"|habit(?:e|ent|ait)|réside|domicilié\w*|déménag\w+|né[e]? à|adresse|notre (?:bureau|agence|usine|site"
    r"|entrepôt|magasin|client|fournisseur)|nos (?:bureaux|clients|agences)|agence de|livraison à|siège à"
    r"|viv(?:e|en|ía)|resid(?:e|en)|domiciliad[oa]|mudó|mudado|nacid[oa] en|dirección|nuestr[oa]s? (?:oficina"
    r"|sucursal|fábrica|sede|almacén|tienda|cliente|proveedor)\w*|sucursal de|entrega en|sede en)\b",
    re.IGNORECASE,
)
_BUSINESS = re.compile(
    r"\b(?:parcel|package|shipment|pallet|truck|courier|meeting|appointment|workshop|training|interview|hearing"
    r"|audit|inspection"
    r"|sent to|went to|goes to|going to|coming from|arriv\w+|flew to|drove to|travell?ed to|business trip"
    r"|visit(?:ed)?"
    r"|colleagues?|customers?|clients?|suppliers?|team|staff|office|branch|plant|warehouse|store|accident"
    r"|samples?|invoice|contract|signed"
    r"|paket|lieferung|sendung|palette|spedition|termin|treffen|besprechung|sitzung|schulung|anhörung|prüfung"
    r"|findet|geht nach|kommt aus"
    r"|gefahren|geflogen|dienstreise|besuch\w*|kolleg\w+|kund\w+|lieferant\w*|büro|werk|lager|unfall|proben?"
    r"|rechnung|vertrag|unterschrieben"
    r"|colis|livraison|envoi|réunion|rendez-vous|atelier|formation|audience|parti à|arriv\w+ à|vient de"
    r"|voyage d'affaires|collègues?"
    r"|clients?|fournisseurs?|équipe|bureau|agence|usine|entrepôt|accident|échantillons?|facture|contrat|signé"
    r"|paquete|entrega|envío|reunión|cita|taller|formación|juicio|llegó a|viaje de negocios|viene de|compañer\w+"
    r"|proveedor\w*|equipo"
    r"|oficina|sucursal|fábrica|almacén|accidente|muestras?|factura|contrato|firmó|firmado)\b",
    re.IGNORECASE,
)
"""Words of one's own affairs: a known place beside them is no general knowledge, if nobody asks."""
_FROM = re.compile(r"\b(?:in|aus|nach|bei|from|near|à|en|de)[ \t]\Z")
_QUESTION = re.compile(
    r"(?:\A|(?<=[.!?\n]))\s*¿?(?:what|which|who|where|when|why|how|is|are|was|does|did|name|list|tell me about"
    r"|explain|describe|was|wer|wo|wann|warum|wie|welche\w*|wieviel|nenne|erkläre|beschreibe|ist|liegt"
    r"|quel\w*|qui|où|quand|pourquoi|comment|combien|cite|explique|décris|est-ce|qué|cuál\w*|quién\w*|dónde|cuándo"
    r"|cómo|cuánt\w*|por qué|nombra|explica|describe|cita)\b",
    re.IGNORECASE,
)


def find(text: str, words: Sequence[Word], entities: Sequence[Entity], persons: Sequence[Span]) -> list[Span]:
    """The places in a text that are findings, in order; `persons` are those that were found in it."""
    parts = _address_parts(text, words, persons)
    personal = bool(persons or parts) or _ABOUT_SOMEBODY.search(text) is not None
    found = _towns(text, words, entities, personal=personal)
    towns = [span for span in found if not overlaps(span, parts) and not overlaps(span, persons)]
    merged = _merged(text, [*parts, *towns])
    homes = [span for span in merged if overlaps(span, parts)]
    left = [span for span in merged if span not in homes and (personal or not _is_general(text, span, words))]
    return sorted([*(_to_the_line(text, span, persons) for span in homes), *left], key=lambda span: span.start)


def _address_parts(text: str, words: Sequence[Word], persons: Sequence[Span]) -> list[Span]:
    """Streets, house numbers and postcodes: by their form, and by the model where there is a street with a number."""
    by_form = [*addresses.streets(text), *addresses.postcodes(text)]
    named = [word for word in words if word.is_a("street", "secondary") >= _PART and not overlaps(word, persons)]
    numbers = [word for word in words if word.is_a("building", "zip") >= _PART and _HOUSE.search(word.text)]
    anchored = [word for word in named if any(_beside(text, word, number) for number in numbers)]
    kept = [
        word
        for word in numbers
        if any(_near(word, other) for other in (*anchored, *by_form)) or _is_town_code(text, word, words)
    ]
    by_model = [Span("name.place", word.start, word.end) for word in (*anchored, *kept)]
    return [span for span in (*by_form, *by_model) if not overlaps(span, persons) or span in by_form]


def _beside(text: str, one: Word, other: Word) -> bool:
    return _near(one, other) and "\n" not in text[min(one.end, other.end) : max(one.start, other.start)]


def _near(one: Word | Span, other: Word | Span) -> bool:
    return max(one.start, other.start) - min(one.end, other.end) <= 24


def _is_town_code(text: str, code: Word, words: Sequence[Word]) -> bool:
    """Whether a number is the postcode right before a town."""
    if code.is_a("zip") < _PART or not addresses.POSTCODE_BEFORE_TOWN.match(text, code.start):
        return False
    return any(code.end < word.start <= code.end + 2 and word.is_a("city", "state") >= 0.3 for word in words)


def _towns(text: str, words: Sequence[Word], entities: Sequence[Entity], *, personal: bool) -> Iterator[Span]:
    """Towns, regions and countries: known ones, and those that a model recognises."""
    yield from _known(text, words, personal=personal)
    for word in words:
        if word.capital and word.key not in WORDS and word.key not in BRANDS and word.is_a("city", "state") >= _TOWN:
            begun = _BEGINS.search(text, max(0, word.start - 12), word.start)
            yield Span("name.place", begun.start() if begun is not None else word.start, word.end)
    for entity in entities:
        inside = [word for word in words if entity.start <= word.start and word.end <= entity.end]
        likely = max((word.is_a("city", "state") for word in inside), default=0.0)
        named = [word for word in inside if word.capital]
        if entity.label in ("GPE", "LOC") and likely >= 0.2 and any(word.key not in WORDS for word in named):
            yield Span("name.place", named[0].start, named[-1].end)


def _known(text: str, words: Sequence[Word], *, personal: bool) -> Iterator[Span]:
    past = 0
    for number, word in enumerate(words):
        if word.start < past or not word.capital or word.key not in PLACES_BEGIN:
            continue
        for count in range(min(LONGEST_PLACE, len(words) - number), 0, -1):
            end = words[number + count - 1].end
            name = text[word.start : end]
            doubtful = plain(name) in DOUBTFUL_PLACES or plain(name) in WORDS or plain(name) in BRANDS
            likely = word.is_a("city", "state") >= _PART or (personal and _FROM.search(text[: word.start]) is not None)
            if is_place(name) and (likely or not doubtful):
                yield Span("name.place", word.start, end)
                past = end
                break


def _is_general(text: str, span: Span, words: Sequence[Word]) -> bool:
    """Whether a place without a person or an address is general knowledge: it is asked about, or everybody knows it."""
    name = text[span.start : span.end]
    begin = max(text.rfind(mark, 0, span.start) for mark in ".!?\n¿") + 1
    ends = [at for mark in ".!?\n" if (at := text.find(mark, span.end)) >= 0]
    asked = bool(ends) and text[min(ends)] == "?"
    if asked or is_figure(name) or _QUESTION.match(text[begin : span.start].lstrip()):
        return True
    if all(is_place(part) for part in re.split(r"\s*,\s*", name)):
        return _BUSINESS.search(text) is None
    return not any(word.is_a("city", "state") >= _SURE and overlaps(span, [word]) for word in words)


def _merged(text: str, spans: Iterable[Span]) -> list[Span]:
    """Pieces that overlap, or that only commas, gaps and small words part, as one."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        last = merged[-1] if merged else None
        gap = text[last.end : span.start] if last is not None and span.start > last.end else ""
        if last is not None and (
            span.start <= last.end
            or (len(gap) <= _LONGEST_GLUE and _GLUE.match(gap) and gap.count("\n") < 2 and "in" not in gap.split())
        ):
            merged[-1] = Span("name.place", last.start, max(last.end, span.end))
        else:
            merged.append(span)
    return merged


def _to_the_line(text: str, span: Span, persons: Sequence[Span]) -> Span:
    """An address extended to the ends of its line, where the line holds nothing else: half an address still tells."""
    begin, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    end = len(text) if end < 0 else end
    line = Span(
        "name.place",
        begin + len(text[begin : span.start]) - len(text[begin : span.start].lstrip()),
        begin + len(text[begin:end].rstrip(" \t,;.")),
    )
    rest = text[begin : span.start] + text[span.end : end]
    alone = sum(each.isalnum() for each in rest) * 2 < span.end - span.start and len(rest) < _LINE_CHARACTERS
    if not alone or ":" in rest or overlaps(line, persons) or re.search(r"[a-zß-ÿ]{3,}", rest):
        return span
    return Span("name.place", min(line.start, span.start), max(line.end, span.end))
