"""Where the form of a letter says that a name follows: titles, greetings, closings, fields. Pure.

These rules find a name whatever the models say of it, so each asks for a form that hardly anything else has.
"""

import re
from collections.abc import Iterator

from inhouse.guard.detectors.names.known_names import (
    GIVEN,
    OFFICES,
    SURNAMES,
    WORDS,
    Usual,
    is_only_place,
    is_place,
    plain,
)
from inhouse.guard.detectors.names.words import Span

_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻŁŃŇŐŒŔŘŚŞŠȘŤȚŪŮŰŲŹŻŽ]"
_PARTICLE = r"(?:von|van|de|del|della|di|da|dos|du|der|den|ten|ter|zu|zum|zur|la|le|el|al|bin|ben)"
_ONE = rf"{_CAPITAL}(?:['\u2019]{_CAPITAL})?[^\W\d_]*(?:[-\u2010'\u2019]{_CAPITAL}[^\W\d_]+)*"
_INITIAL = rf"{_CAPITAL}\."
_FIRST = rf"(?:(?:{_INITIAL}[ \t]?)*(?:{_PARTICLE}[ \t]+){{0,3}}{_ONE})"
_FURTHER = rf"(?:[ \t]+(?:{_INITIAL}[ \t]+)?(?:{_PARTICLE}[ \t]+){{0,3}}{_ONE})"
_NAME = rf"{_FIRST}{_FURTHER}{{0,3}}"

_TITLE = (
    r"(?:Mrs|Mr|Ms|Mx|Miss|Sir|Dr|Prof|Herrn|Herr|Frau|Fräulein|Dipl\.-\w+|Mag|Mme|Mlle|Madame|Mademoiselle|Monsieur"
    r"|MM|M|Me|Sra|Srta|Sr|Señora|Señorita|Señor|Doña|Don|D|Dña|Dra|doctor|docteur|doctora|señora|señor|doña|don|Doctor"
    r"|Docteur|Doctora|Doktor|Professor|Professeur|Profesora|Profesor|Judge|Captain|Sergeant|Inspector|Nurse)"
)
_TITLES = re.compile(rf"(?<![\w.])(?P<title>{_TITLE}\.?[ \t\xa0]+(?:{_TITLE}\.?[ \t\xa0]+)*)(?P<name>{_NAME})")
# One letter needs its dot, or it is the first letter of anything.
_NEEDS_DOT = re.compile(r"(?<!\w)(?:M|D|Me|MM|Mag)[ \t\xa0]+\Z")
_GREETING = re.compile(
    r"(?:^|[\n\"“„«>])[ \t]*(?:Dear|Hi|Hello|Hey|Hallo|Hoi|Moin|Servus|Grüezi|Guten (?:Tag|Morgen|Abend)|Liebe[rs]?"
    r"|Bonjour"
    r"|Bonsoir|Salut|Coucou|Ch[eè]re?|Hola|Buenos días|Buenas tardes|Querid[oa]|Estimad[oa]|Apreciad[oa]|Ciao|Olá)"
    rf"[ \t]+(?P<name>{_NAME})(?P<and>[ \t]*(?:,|&|and|und|et|y|e)[ \t]+(?P<other>{_NAME}))?"
    r"(?=[ \t]*(?:[,!:;.\u2013\u2014-]|\n|$))"
)
_CLOSING = re.compile(
    r"(?i:^[ \t>]*(?:(?:kind|best|warm|many)[ \t]+)?(?:regards|wishes)|^[ \t>]*(?:yours(?:[ \t]\w+)?|sincerely"
    r"|cheers|thanks|thank you|love"
    r"|(?:mit[ \t]+)?(?:freundliche[nr]?|viele|liebe|beste|herzliche|schöne)n?[ \t]+gr(?:ü|ue)(?:ß|ss)en?|gru(?:ß"
    r"|ss)|mfg|lg|vg|danke|hochachtungsvoll"
    r"|(?:bien[ \t]+)?cordialement|bien à (?:vous|toi)|amicalement|sincères salutations|bises|merci|à bientôt"
    r"|(?:un[ \t]+)?(?:cordial[ \t]+)?saludos?(?:[ \t]+cordiales)?|atentamente|un abrazo|gracias|cordialmente"
    r"|signed|gez\.?|i\.[ \t]?a\.))"
    rf"[ \t]*[,.!]?[ \t]*\n(?:[ \t>]*\n)?[ \t>]*(?:{_TITLE}\.?[ \t]+)*(?P<name>{_NAME})[ \t]*(?=\n|$|,|\()",
    re.MULTILINE,
)
_FIELD = re.compile(
    r"(?i:^[ \t>*•|-]*(?:full |customer |client |patient |contact |employee )?(?:name|names|patient(?:in|e)?"
    r"|paciente|customer|client[e]?|kund(?:e|in)"
    r"|employee|mitarbeiter(?:in)?|salarié(?:e)?|empleado|empleada|contact(?: person)?|ansprechpartner(?:in)?"
    r"|interlocuteur|interlocutrice"
    r"|persona de contacto|contacto|applicant|bewerber(?:in)?|candidate?|candidat(?:e|o|a)?|from|to|cc|von|an|de|à"
    r"|para|attn|z\. ?hd\.|deliver to"
    r"|participants?|attendees|teilnehmer(?:innen)?|asistentes|signed by|nom|nombre|tenant|mieter(?:in)?|locataire"
    r"|inquilin[oa]|author|autor(?:in)?|auteur"
    r"|assignee|owner|absender|empfänger|destinataire|destinatario|remitente))[ \t]*:[ \t]*"
    rf"(?:{_TITLE}\.?[ \t]+)*(?P<name>{_NAME})(?=[ \t]*(?:[,;<(|\n/]|$| - ))",
    re.MULTILINE,
)

_LAST_FIRST = re.compile(
    rf"(?:^|(?<=[\n;(]))[ \t>*•-]*(?P<last>{_ONE}),[ \t]+(?P<first>{_ONE})(?=[ \t]*(?:[:;,(\n)\u2013-]|$))"
)
_CALLED = re.compile(
    r"(?i:\b(?:my name is|i'm called|mein name ist|ich heiße|je m['\u2019]appelle|mon nom est|mi nombre es|me llamo))"
    rf"[ \t]+(?P<name>{_NAME})"
)
_ASKED = re.compile(
    r"\b(?:Ask|Tell|Remind|Email|Frage?|Sage?|Bitte|Erinnere|Demande à|Dis à|Rappelle à|Pregunta a|Pregúntale a"
    r"|Dile a|Avisa a|ask|tell|remind"
    r"|named|namens|heißt|s['\u2019]appelle|nommée?|se llama|llamad[oa])[ \t]+"
    rf"(?P<name>{_ONE})(?!\w)"
)


def find(text: str) -> Iterator[Span]:
    """The names that the form of the text announces."""
    for match in _TITLES.finditer(text):
        dotless = _NEEDS_DOT.search(match["title"]) is not None
        end = _cut(text, *match.span("name"))
        if not dotless and end > match.start("name"):
            yield Span("name.person", match.start("name"), end)
    for match in _LAST_FIRST.finditer(text):
        if _is(match["last"], SURNAMES) and _is(match["first"], GIVEN):
            yield Span("name.person", match.start("last"), match.end("first"))
    for match in _ASKED.finditer(text):
        if _is(match["name"], GIVEN):
            yield Span("name.person", *match.span("name"))
    for form in (_GREETING, _CLOSING, _FIELD, _CALLED):
        yield from _whole_names(text, form)


def _whole_names(text: str, form: re.Pattern[str]) -> Iterator[Span]:
    for match in form.finditer(text):
        # What a field holds is often one word that is no name.
        if form is not _FIELD or len(match["name"].split()) > 1:
            yield from _whole(text, *match.span("name"))
        if form is _GREETING and match["other"] is not None:
            yield from _whole(text, *match.span("other"))


def _is(name: str, usual: Usual) -> bool:
    return plain(name) in usual.sure or plain(name) in usual.doubtful


def _cut(text: str, start: int, end: int) -> int:
    """Where the name after a title ends: before the second word that is an ordinary one; `start` if it is none.

    Herr König and Mr Price are names although both are words; Herr Präsident and Mr President are not.
    """
    last = start
    named = joined = False
    for match in re.finditer(r"\S+", text[start:end]):
        word = plain(match[0])
        if match[0].islower():
            joined = True
            continue
        place = (is_place(match[0]) if joined else is_only_place(match[0])) or text[start + match.end() :].startswith(
            "-"
        )
        if (named and (word in WORDS or place)) or (not named and word in OFFICES):
            break
        last = start + match.end()
        joined = False
        named = named or not word.endswith(".")
    return last


def _whole(text: str, start: int, end: int) -> Iterator[Span]:
    words = re.findall(r"[^\W_]+(?:[-'\u2019][^\W_]+)*", plain(text[start:end]))
    ordinary = [word in WORDS and word not in GIVEN.sure and word not in GIVEN.doubtful for word in words]
    if words and not ordinary[0] and sum(ordinary) < len(words) / 2 + 0.5:
        yield Span("name.person", start, end)
