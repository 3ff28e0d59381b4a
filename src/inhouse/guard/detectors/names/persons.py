"""Persons: words that are likely names, joined to whole names, without those that everybody knows. Pure.

What speaks for a word: the token model's likelihood, the lists of usual names, the English model. They are joined as if
they were independent; a word that is an ordinary word too needs the token model.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inhouse.guard.detectors.names import salutations
from inhouse.guard.detectors.names.general import SHORT, asks, may_name_figures
from inhouse.guard.detectors.names.known_names import (
    BRANDS,
    FIGURES_BEGIN,
    GIVEN,
    LONGEST_FIGURE,
    SHARED_FIGURES,
    SURNAMES,
    WORDS,
    is_figure,
    is_known_place,
    is_only_place,
    is_place,
    may_be_figure,
    plain,
)
from inhouse.guard.detectors.names.words import Entity, Span, Word, overlaps

ENOUGH = 0.5
"""From this likelihood on a word is a part of a name."""
_BESIDE = 0.12
"""And from this one beside a word that is."""
_ALONE = 0.6
"""A name of one word needs more."""
_NO_PLACE = 0.9
"""A word that is a place too has to be as likely a person."""
_A_LITTLE = 0.04
_USUAL = 0.4
"""What the lists say for a usual name."""

_GAP = re.compile(r"[ \t\xa0]+\Z")
_INITIAL = re.compile(r"[ \t\xa0]*(?:[A-ZÀ-Þ]\.[ \t\xa0]*){1,3}\Z")
_PARTICLES = re.compile(
    r"[ \t\xa0]+(?:(?:von|van|vom|de|del|della|di|da|dos|das|do|du|des|der|den|ten|ter|zu|zum|zur|und zu|la|le|las"
    r"|los|el|al|bin|ben|ibn|y|i|e|af|av)"
    r"[ \t\xa0]+|d['\u2019]){1,3}\Z"
)
_BEGINS = re.compile(r"(?:\A|[.!?:;\n\"'„“«»(¿¡*•-])[ \t]*\Z")
_PROJECT = re.compile(
    r"\b(?:project|projekt|projet|proyecto|operation|code ?name|codename|room|raum|saal|salle|sala|server|cluster"
    r"|branch|release|version|modell?|modèle|modelo|team)[ \t\"'„“«]+\Z",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    r"(?:\b(?:with|and|from|by|for|to|ask|tell|mit|und|von|an|für|bei|frag|frage|avec|et|chez|pour|par|à|con|y|e"
    r"|para|por|a|de)[ \t]+|\A[\s*•-]*|\n[\s*•-]*)\Z",
    re.IGNORECASE,
)
_INNER_CAPITALS = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ]")
_ALLOWED_INNER = re.compile(r"(?:Mc|Mac|De|Di|La|Le|Van|Fitz|O['\u2019]|D['\u2019])[A-ZÀ-Þ][a-zà-ÿ]+\Z")
_CODE_BEFORE = re.compile(r"[\w@#$/\\=<{`.:]\Z|\.\.?/\Z|--?\Z")
_CODE_AFTER = re.compile(r"[_@/\\=(\[{`>]|\.[a-z_]\w|::|->|\(\)")
_SAINT = re.compile(
    r"(?:\b(?:Saint|Sainte|St|Ste|Sankt|San|Santa|Santo|Sant|São|Lake|Mount|Mont|Fort|Port|Cape|Plaza|Calle|Rue"
    r"|Place|Lac)\.?[ -])\Z"
)
_EPONYM = re.compile(
    r"(?:['\u2019]s?)?[ -](?:prize|award|medal|theorem|law|laws|machine|test|transform|series|number|numbers"
    r"|equation|equations|constant|effect|principle"
    r"|syndrome|disease|algorithm|distribution|sequence|cat|paradox|scale|curve|diagram|model|institute|foundation"
    r"|university|museum|theatre|theater|airport|hospital"
    r"|street|road|avenue|station|preis|satz|gesetz|maschine|test|transformation|reihe|zahl|zahlen|gleichung"
    r"|konstante|effekt|prinzip|syndrom|krankheit|verteilung|folge"
    r"|skala|kurve|institut|stiftung|universität|schule|straße|strasse|platz|museum)\b",
    re.IGNORECASE,
)
_BEFORE_EPONYM = re.compile(
    r"\b(?:theorem of|law of|théorème de|loi de|prix|effet|maladie de|syndrome de|constante de|nombre de|suite de"
    r"|transformée de|musée|lycée|université|institut|fondation|gare"
    r"|teorema de|ley de|premio|efecto|enfermedad de|síndrome de|constante de|número de|sucesión de|museo|instituto"
    r"|fundación|universidad|aeropuerto)[ ]\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word with what speaks for it as a part of a person's name."""

    word: Word
    likely: float
    given: bool
    bearable: bool = False
    """Whether it may be a name that no list has, beside one that a list has."""


def find(text: str, words: Sequence[Word], entities: Sequence[Entity], language: str) -> list[Span]:
    """The persons in a text, in order, who are not known to everybody."""
    public = figures(text, words)
    announced = [span for span in salutations.find(text) if not _is_within(text, span, public)]
    candidates = [_weigh(text, word, entities, language) for word in words]
    ours = [run for run in _runs(text, candidates) if not _is_figure(run, public)]
    runs = [run for run in (_begun(text, candidates, run) for run in ours) if _holds(text, run, public)]
    return _joined([*announced, *(Span("name.person", run[0].word.start, run[-1].word.end) for run in runs)])


def _is_within(text: str, span: Span, public: Sequence[Span]) -> bool:
    """Whether a name that was announced is a part of a public figure's, who has more than a surname here."""
    return any(
        each.start <= span.start and span.end <= each.end and " " in text[each.start : each.end] for each in public
    )


def _begun(text: str, candidates: Sequence[Candidate], run: list[Candidate]) -> list[Candidate]:
    """With the given name right before it that is a word as well, or that no list has: Will Taylor, Conrado Muriel."""
    before = next((each for each in reversed(candidates) if each.word.end < run[0].word.start), None)
    if before is None or not _GAP.match(text[before.word.end : run[0].word.start]):
        return run
    first = run[0].word.key
    listed = first in SURNAMES.sure or first in SURNAMES.doubtful
    given = before.word.capital and before.word.key in GIVEN.doubtful
    inner = before.bearable and not _BEGINS.search(text[: before.word.start])
    return [before, *run] if (given and listed) or inner else run


def _is_figure(run: Sequence[Candidate], public: Sequence[Span]) -> bool:
    """Whether a public figure is named here; a word behind the name (a day, a prize) does not make it another name."""
    begin, end = run[0].word.start, run[-1].word.end
    further = run[-1].word.key in WORDS
    return any(each.start <= begin < each.end and (end <= each.end or further) for each in public)


def _weigh(text: str, word: Word, entities: Sequence[Entity], language: str) -> Candidate:
    key = word.key
    english, nouns = language == "en", language == "de"
    given = key in GIVEN.sure or key in GIVEN.doubtful
    if not _shaped(text, word):
        return Candidate(word, 0.0, given=False)
    doubted = key in WORDS
    against = 1.0 - word.person
    against *= 1.0 - _listed(key, doubted=doubted)
    if (
        not doubted
        and _listed(key, doubted=False) >= _USUAL
        and _INTRODUCED.search(text[max(0, word.start - 16) : word.start])
    ):
        against *= 0.65
    if any(each.label == "PERSON" and each.start <= word.start and word.end <= each.end for each in entities):
        against *= 1.0 - (0.4 if english else 0.25) * (0.3 if doubted else 1.0)
    likely = 1.0 - against
    if doubted and not given and key not in SURNAMES.doubtful:
        likely *= 0.5
    if word.address > word.person and (is_place(word.text) or _listed(key, doubted=doubted) < _USUAL):
        likely *= 0.4
    return Candidate(word, likely, given, _is_bearable(word, nouns=nouns))


def _is_bearable(word: Word, *, nouns: bool) -> bool:
    """Whether a word may be a name that no list has; where nouns have capitals, the model must think so a little."""
    if not word.capital or word.key in WORDS or word.key in BRANDS or is_place(word.text):
        return False
    listed = word.key in SURNAMES.doubtful or word.key in GIVEN.doubtful
    return listed or not nouns or word.person >= _A_LITTLE


def _listed(key: str, *, doubted: bool) -> float:
    parts = key.split("-")
    if all(part in GIVEN.sure for part in parts):
        return 0.2 if doubted else 0.62
    if key.endswith("s") and key[:-1] in GIVEN.sure and not doubted:
        return 0.62  # the German genitive
    if all(part in SURNAMES.sure for part in parts):
        return 0.1 if doubted else 0.4
    if any(part in GIVEN.doubtful or part in SURNAMES.doubtful for part in parts):
        return 0.12
    return 0.0


def _shaped(text: str, word: Word) -> bool:
    """Whether it is written as a name is, and stands in no code."""
    if not word.text.replace("-", "").replace("'", "").replace("\u2019", "").isalpha():
        return False
    if not word.capital:
        sure = word.key in GIVEN.sure or word.key in SURNAMES.sure
        return sure and word.person > 0.8 and word.key not in WORDS
    if any(_INNER_CAPITALS.search(part) and not _ALLOWED_INNER.match(part) for part in word.text.split("-")):
        return False
    if len(word.text) == 1 or (word.text.isupper() and len(word.text) < 4 and word.key not in GIVEN.sure):
        return False
    before, after = text[max(0, word.start - 3) : word.start], text[word.end : word.end + 3]
    return _CODE_BEFORE.search(before) is None and _CODE_AFTER.match(after) is None


def _runs(text: str, candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Names of one or more words: likely ones, what joins them, and what stands right beside them."""
    run: list[Candidate] = []
    for candidate in candidates:
        if run:
            between = text[run[-1].word.end : candidate.word.start]
            if _continues(run, candidate, between):
                run.append(candidate)
                continue
            if _waits(candidate, between):
                continue
            yield run
            run = []
        if candidate.likely >= ENOUGH:
            run = [candidate]
    if run:
        yield run


def _waits(candidate: Candidate, between: str) -> bool:
    """A particle or an initial: it is in the gap before the next word, if that word continues the name."""
    small = candidate.word.text.islower() or len(candidate.word.text) == 1
    return small and "\n" not in between and len(between) <= _LONGEST_GAP


_LONGEST_GAP = 16
_AND = frozenset({"y", "e", "i"})
"""They join two surnames, or two persons."""


def _continues(run: Sequence[Candidate], candidate: Candidate, between: str) -> bool:
    if "\n" in between or len(between) > _LONGEST_GAP or len(run) > 5:
        return False
    if is_place(candidate.word.text) and between.strip():
        return False
    if _GAP.match(between):
        named = all(each.given for each in run)
        return candidate.likely >= _BESIDE or (named and candidate.bearable)
    if between.strip() in _AND and candidate.given:
        return False
    return candidate.likely >= ENOUGH and bool(_PARTICLES.match(between) or _INITIAL.match(between))


def _holds(text: str, run: Sequence[Candidate], public: Sequence[Span]) -> bool:
    """Whether it is the name of a person who is not known to everybody."""
    start, end = run[0].word.start, run[-1].word.end
    name = text[start:end]
    if len(run) == 1 and (run[0].likely < _ALONE or run[0].word.key in BRANDS):
        return False
    if _is_place(text, run):
        return False
    if _is_general_figure(text, name, public):
        return False
    before = text[max(0, start - 24) : start]
    brand = before.split()[-1:]
    if before.endswith(" ") and brand and plain(brand[0]) in BRANDS and plain(brand[0]) not in GIVEN.sure:
        return False
    return not (
        _SAINT.search(before) or _PROJECT.search(before) or _EPONYM.match(text, end) or _BEFORE_EPONYM.search(before)
    )


def _is_place(text: str, run: Sequence[Candidate]) -> bool:
    start, end = run[0].word.start, run[-1].word.end
    name = text[start:end]
    if is_known_place(name) or is_place(name):
        key = run[0].word.key
        usual = key in GIVEN.sure or (key in SURNAMES.sure and not is_known_place(name))
        if len(run) == 1 and not is_only_place(name):
            return run[0].word.person <= run[0].word.address
        return len(run) > 1 or run[0].word.person < _NO_PLACE or not usual
    before = text[max(0, start - 20) : start].split()[-2:]
    return any(is_place(" ".join([*before[-number:], name])) for number in range(1, len(before) + 1))


def _is_general_figure(text: str, name: str, public: Sequence[Span]) -> bool:
    """Whether a surname that many bear means a public figure: beside another one, or where it is explained."""
    return may_be_figure(name) and " " not in name and len(text) <= SHORT and (bool(public) or asks(text))


def figures(text: str, words: Sequence[Word]) -> list[Span]:
    """Where public figures are named, as they are called."""
    spans: list[Span] = []
    shared = may_name_figures(text)
    for number, word in enumerate(words):
        if word.key not in FIGURES_BEGIN or (spans and word.start < spans[-1].end):
            continue
        for count in range(min(LONGEST_FIGURE, len(words) - number), 0, -1):
            end = words[number + count - 1].end
            name = text[word.start : end]
            name = name if is_figure(name) or not name.endswith("s") else name[:-1]
            if is_figure(name) and (shared or plain(name) not in SHARED_FIGURES):
                spans.append(Span("figure", word.start, end))
                break
    return spans


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Without overlaps: pieces that share a character become one."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if joined and overlaps(span, joined[-1:]):
            joined[-1] = Span(span.kind, joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
