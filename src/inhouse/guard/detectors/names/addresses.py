"""Addresses by their form: a street with its number, a postcode with its town. Pure."""

import re
from collections.abc import Iterator

from inhouse.guard.detectors.names.words import Span

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŚŠŽÇİ]"
_PROPER = rf"{_CAPITAL}[\w'\u2019.-]*"
_NUMBER = r"\d{1,4}(?:[ \t]?[a-zA-Z]\b)?(?:[ \t]?[-\u2013/][ \t]?\d{1,4}[a-z]?)?"
_FLOOR = (
    r"(?:,?[ \t]*(?:\d{1,2}[ºª°.]?[ \t]?(?:[A-Z]\b|izq\.?|dcha\.?|OG|Stock|floor)"
    r"|Top[ \t]\d+|Apt\.?[ \t]?\w+|Flat[ \t]\w+|Wohnung[ \t]\d+|bajo))?"
)

_GERMAN = (
    rf"(?:(?:(?:An|Am|Auf|Im|In|Zur|Zum|Unter|Vor|Hinter|Bei)(?:[ \t](?:der|den"
    rf"|dem))?[ \t])?(?:{_PROPER}[ \t-])?{_PROPER}(?<!\d)"
    r"(?:straße|strasse|str\.|stra(?:ß|ss)e|weg|allee|platz|gasse|ring|damm|ufer|chaussee|steig|stieg|graben|kamp"
    r"|twiete|promenade|markt|hof|berg|feld|park|garten)"
    rf"|(?:{_PROPER}[ \t-])+(?:Straße|Strasse|Str\.|Weg|Allee|Platz|Gasse|Ring|Damm|Ufer|Chaussee)"
    rf"|(?:An|Am|Auf|Im|In|Zur|Zum|Unter|Vor|Hinter)(?:[ \t](?:der|den|dem))?[ \t]{_PROPER}(?:[ \t]{_PROPER})?)"
    rf"[ \t]+{_NUMBER}{_FLOOR}"
)
_FRENCH = (
    rf"{_NUMBER}(?:[ \t]?(?:bis|ter|quater)\b)?,?[ \t]+(?i:rue|avenue|av\.|boulevard|bd\.?|place|pl\.|chemin"
    rf"|impasse|allée|allées|quai|cours|route|square|passage|sentier|faubourg|villa|voie|ruelle|esplanade)"
    rf"[ \t]+(?:(?:de[ \t]+la|de[ \t]+l['\u2019]|des|du|de|d['\u2019]|la|le|les"
    rf"|l['\u2019])[ \t]*)*{_PROPER}(?:[ \t-]+(?:(?:de|du|des|la|le|et|d['\u2019])[ \t]*)*{_PROPER}){{0,4}}"
)
_SPANISH = (
    rf"(?:C/|Calle|calle|Avda\.?|Av\.|Avenida|avenida|Plaza|plaza|Pza\.|Paseo|paseo|P\.º|Ronda|Camino|camino|Carrer"
    rf"|Travesía|Glorieta|Cuesta|Carretera|Ctra\.|Urb\.|Rambla|Vía|Gran Vía|Pasaje)"
    rf"[ \t]*(?:(?:de|del|la|las|los|el)[ \t]+)*{_PROPER}(?:[ \t]+(?:(?:de|del|la|las|los|el|i"
    rf"|y)[ \t]+)*{_PROPER}){{0,4}}"
    rf"(?:,?[ \t]*(?:n\.?[ºo°]|núm\.?|número)?[ \t]*\d{{1,4}}(?:[ \t]?[A-Z]\b)?{_FLOOR})"
)
_ENGLISH = (
    rf"(?:(?:Flat|Apt\.?|Apartment|Suite|Unit)[ \t]\w+,[ \t]+)?\d{{1,5}}[A-Za-z]?[ \t]+(?:(?:N|S|E|W|North|South"
    rf"|East|West)\.?[ \t]+)?(?:(?:{_PROPER}|\d{{1,3}}(?:st|nd|rd|th))[ \t]+){{1,4}}"
    r"(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Ln\.?|Drive|Dr\.?|Boulevard|Blvd\.?|Court|Ct\.?|Square|Sq\.?"
    r"|Terrace|Way|Close|Crescent|Place|Pl\.?|Gardens|Hill|Mews|Grove|Parkway|Pkwy\.?|Circle|Highway|Hwy|Row|Walk"
    r"|Quay)\b\.?"
    r"(?:,?[ \t]+(?:Apt\.?|Apartment|Suite|Ste\.?|Unit|Flat|#)[ \t]?\w+)?"
)
_STREETS = [re.compile(rf"(?<![\w-]){form}") for form in (_GERMAN, _FRENCH, _SPANISH, _ENGLISH)]
# What has the form of a German street and a number, and is none: Am Montag 3, Im Jahr 2020, Auf Seite 12.
_NO_STREET = re.compile(
    r"(?:A[mn]|Im|In|Auf|Vor|Zum|Zur|Bei|Unter|Hinter)[ \t](?:(?:der|den|dem)[ \t])?(?:Montag|Dienstag|Mittwoch"
    r"|Donnerstag|Freitag|Samstag|Sonntag|Januar|Februar|März|April|Mai|Juni|Juli|August"
    r"|September|Oktober|November|Dezember|Jahre?|Seite|Paragraf|Paragraph|Absatz|Ziffer|Nummer|Klausel|Kapitel|Abschnitt|Punkt|Schritt|Tag|Quartal|Alter|Fall"
    r"|Zeile|Platz|Raum|Zimmer|Artikel|Anhang|Tabelle|Frühjahr|Sommer|Herbst|Winter|Version|Stand|Ende|Anfang)"
)

UK_POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d(?:[\dA-HJKPSTUW])?|\d[A-HJKPSTUW]"
    r"|[A-HK-Y]\d[ABEHMNPRVWXY]) \d[ABD-HJLNP-UW-Z]{2})\b"
)
POSTCODE_BEFORE_TOWN = re.compile(
    rf"(?<![\w.,/-])(?:(?:D|A|CH|F|E|B|L|I|NL)[- ])?\d{{4,5}}(?:[ \t][A-Z]{{2}}(?=[ \t]))?[ \t]+(?={_CAPITAL}\w)"
)
US_STATE_AND_ZIP = re.compile(r",[ \t]+[A-Z]{2}[ \t]+\d{5}(?:-\d{4})?\b")


def streets(text: str) -> Iterator[Span]:
    """Streets with their numbers."""
    for form in _STREETS:
        for match in form.finditer(text):
            if not _NO_STREET.match(match[0]):
                yield Span("name.place", *match.span())


def postcodes(text: str) -> Iterator[Span]:
    """Postcodes that are postcodes by their form alone."""
    for match in UK_POSTCODE.finditer(text):
        yield Span("name.place", *match.span())
    for match in US_STATE_AND_ZIP.finditer(text):
        yield Span("name.place", match.start() + match[0].index(" ") + 1, match.end())
