"""Organisations: by their legal form, or by a word that begins or ends the names of companies. Pure.

Models are weak at these names (half of them in our trials). The company's own list of terms comes first; this finds
what is written out in full.
"""

import re
from collections.abc import Sequence

from inhouse.guard.detectors.names.known_names import (
    BRANDS,
    COMPANIES,
    GIVEN,
    SMALL_WORDS,
    WORDS,
    is_known_place,
    plain,
)
from inhouse.guard.detectors.names.words import Entity, Span

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŚŠŽÇİ]"
_WORD = rf"(?:{_CAPITAL}|\d)[\w'\u2019.-]*(?<![.])"
_LINK = r"(?:&|\+|und|and|et|y|of|de|du|des|del|la|el|los|für|for)"
_FORM = (
    r"(?:g?GmbH(?:[ ]&[ ]Co\.?[ ]?(?:KGaA|KG|OHG))?|AG(?:[ ]&[ ]Co\.?[ ]?KGaA)?|KGaA|KG|OHG"
    r"|UG(?:[ ]\(haftungsbeschränkt\))?|SE|e\.[ ]?V\.|e\.[ ]?K\.|eG|mbB|PartG|Partnerschaft"
    r"|Ltd\.?|Limited|LLP|LLC|L\.L\.C\.|Inc\.?|Incorporated|Corp\.?|Corporation|PLC|plc|Pty|Co\."
    r"|SARL|S\.A\.R\.L\.|SASU|SAS|S\.A\.S\.|SCI|SNC|EURL|S\.L\.U\.|S\.L\.|SLU|SL|S\.A\.U?\.?|S\.p\.A\.|SpA"
    r"|S\.r\.l\.|Srl|SA|N\.V\.|NV|B\.V\.|BV|Oy|AB|A/S|ApS|ASA|Sp\.[ ]z[ ]o\.o\.)"
)
_BY_FORM = re.compile(
    rf"(?<![\w&-])(?P<name>{_WORD}(?:,?[ \t]+(?:{_LINK}[ \t]+)*{_WORD}){{0,5}}),?[ \t]+{_FORM}(?![\w-])"
)
_BEGUN = re.compile(
    r"(?<![\w-])(?:Groupe|Grupo|Gruppe|Cabinet|Laboratoires?|Laboratorios?|Ateliers|Clinique|Clínica|Bodegas"
    r"|Construcciones|Stadtwerke|Kanzlei|Praxis|Bäckerei|Metzgerei|Autohaus|Gasthof"
    r"|Apotheke|Spedition|Brauerei|Tischlerei|Schreinerei|Établissements|Éts\.?|Maison|Garage|Talleres|Librería"
    r"|Farmacia|Panadería|Transportes|Transports|Aceites|Inmobiliaria|Menuiserie|Boulangerie|Pharmacie)"
    rf"[ \t]+(?P<name>(?:(?:d[eu]l?|des|la|le|l['\u2019])[ \t]?)*{_WORD}(?:[ \t]+{_WORD}){{0,2}})"
)
_OF_COMPANY = re.compile(
    rf"(?P<given>{_WORD})[ \t]+{_WORD}(?:[ \t]+{_WORD})?[ \t]+(?:of|from|de|du|von|bei|und|and|et|y)[ \t]+"
)
_SMALL = frozenset(word for words in SMALL_WORDS.values() for word in words)


def find(text: str, entities: Sequence[Entity]) -> list[Span]:
    """The organisations in a text, in order."""
    spans = [Span("name.organisation", _start(match), match.end()) for match in _BY_FORM.finditer(text)]
    for match in _BEGUN.finditer(text):
        last = plain(match["name"]).split()[-1]
        known = last in WORDS or last in BRANDS or is_known_place(match["name"])
        if not known and not any(s.start < match.end() and match.start() < s.end for s in spans):
            spans.append(Span("name.organisation", *match.span()))
    for entity in entities:
        words = plain(text[entity.start : entity.end]).split()
        named = len(words) > 1 and words[-1].strip(".,") in COMPANIES and any(word not in WORDS for word in words[:-1])
        if entity.label == "ORG" and named and not any(s.start < entity.end and entity.start < s.end for s in spans):
            spans.append(Span("name.organisation", entity.start, entity.end))
    return sorted((span for span in spans if span.end > span.start), key=lambda span: span.start)


def _start(match: re.Match[str]) -> int:
    """Where the name begins: words that only begin the sentence are left out; nothing remains of "The Ltd".

    A person of a company is no part of it: in "Anna Boix de Seguros Calloset S.A." it begins after the small word.
    """
    begin = match.start()
    person = _OF_COMPANY.match(match["name"])
    if person is not None and plain(person["given"]) in GIVEN.sure:
        return match.start() + person.end()
    for word in re.finditer(r"\S+", match["name"]):
        begin = match.start() + word.start()
        if word[0].casefold() not in _SMALL:
            return begin
    return match.end()
