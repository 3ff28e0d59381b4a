"""Words of the company: customers, projects, code names. Tolerant of case, hyphens, accents and endings.

1  the text in small letters, everything that is no letter or digit a blank, one blank between words
2  one automaton over all spellings of all terms, the longest at each place (Aho-Corasick); each begins with a blank
3  what follows must be the end of a word, or an ending of one; what stands between words must not end a sentence
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from inhouse.guard.finding import Found
from inhouse.guard.normal import View
from inhouse.guard.reading.fold import words_of

_TERMS_OF_A_PART = 60_000
"""So many terms make one automaton: to build it holds the process for about 0.4 seconds, whatever thread does it."""
_ENDINGS = {"s": 3, "es": 4, "x": 4, "n": 5, "en": 5, "ns": 5, "ens": 5}
"""Endings of words in German, English, French and Spanish, and how long the word must be at least."""
_SHORTEST_JOINED = 6
_SHORTEST_VARIANT = 4
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe"}
_SPELLED_OUT = re.compile(r"(?<![aeq])ue|oe|ae|ss")
_ACCENTED = re.compile("[äöüßøåæœ]", re.IGNORECASE)
_BLOCK = 4096
_BLANKS = re.compile("  +")
_ONE_IF_BLANK = bytes(sign == ord(" ") for sign in range(256))
_HUMP = re.compile(r"(?<=[a-zäöüéß])(?=[A-ZÄÖÜÉ])")
_BREAK = re.compile(r"[.!?;:]\s|\n\s*\n")
_SIGNS = re.compile(r"[&+@#$%*]")
_NO_BLANKS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Scripts that write no blanks between words."""
_LEGAL_FORMS = (
    ",,gmbh,ggmbh,ug,ag,se,kg,kgaa,ohg,gbr,ek,ev,eg,mbh,co,ltd,limited,plc,llc,llp,lp,inc,incorporated,corp,"
    "corporation,company,sa,sas,sasu,sarl,eurl,sl,slu,spa,srl,bv,nv,oy,oyj,ab,as,asa,aps,pty,sp,zoo,z,oo,und,and,et,y,"
)
"""Companies are in lists with their legal form, and in sentences without it."""


class _Only(IntEnum):
    """On what condition a spelling counts."""

    ALWAYS = 0
    WITH_UMLAUT = 1
    """For a term that spells an umlaut out, where the text has the umlaut."""
    CAPITAL = 2
    """For one word without its legal form, where the text writes it as a name."""


_Met: TypeAlias = tuple[int, int, int]
"""A spelling, and where it begins and ends."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or words. `exact`: as it is written and no other way, for short names such as SAP."""

    text: str
    category: str
    exact: bool = False


class _Part:
    """One automaton over the spellings of some terms."""

    __slots__ = ("_automaton", "_conditions", "_numbers", "_reach", "terms")

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.terms = terms
        spellings: dict[str, tuple[int, _Only]] = {}
        for number, term in enumerate(terms):
            for spelling, condition in spellings_of(term):
                spellings.setdefault(spelling, (number, condition))
        self._reach = max(map(len, spellings), default=0)
        self._numbers = array("I", [number for number, _ in spellings.values()])
        self._conditions = bytes(condition for _, condition in spellings.values())
        self._automaton = AhoCorasick(
            list(spellings),
            matchkind=MatchKind.LeftmostLongest,
            store_patterns=False,
            implementation=Implementation.ContiguousNFA,
        )

    def find(self, text: "_Text") -> Iterator[Found]:
        """The terms of a text, without overlaps."""
        after = 0
        for spelling, start, end in self._automaton.find_matches_as_indexes(text.words):
            if start >= after:
                found, after = self._settled(text, (spelling, start, end))
                yield from found

    def _settled(self, text: "_Text", met: "_Met") -> tuple[list[Found], int]:
        """The terms from where a spelling was met, and where to go on.

        The longest comes first; where it is a part of a longer word, a shorter one may begin here, or another one at a
        word that was taken for a part of it.
        """
        found: list[Found] = []
        stop = met[2]
        following: _Met | None = met
        while following is not None:
            spelling, start, end = following
            term = text.found(self.terms[self._numbers[spelling]], _Only(self._conditions[spelling]), start, end)
            if term is not None:
                found.append(term)
                if end >= stop:
                    return found, end
                blank = text.words.find(" ", end, stop)
            else:
                blank = text.words.find(" ", start + 1, stop)
                # One word that goes on is no shorter word either.
                if blank >= 0 and (following := self._first(text.words, start, start, end - 1)) is not None:
                    continue
            following = self._first(text.words, blank, stop - 1, blank + self._reach) if blank >= 0 else None
        return found, stop

    def _first(self, words: str, start: int, latest: int, end: int) -> "_Met | None":
        """The first spelling in a piece of a text, if it begins not later than `latest`."""
        for spelling, first, last in self._automaton.find_matches_as_indexes(words[start:end]):
            return (spelling, start + first, start + last) if start + first <= latest else None
        return None


class Dictionary:
    """Recognises terms. It never changes; a change of the terms makes another one."""

    def __init__(self, terms: Sequence[Term], before: "Dictionary | None" = None) -> None:
        """Build it. What is the same as `before` is taken from there: to build 50,000 terms takes half a second."""
        parts = {part.terms: part for part in before.parts} if before else {}
        chunks = [tuple(terms[start : start + _TERMS_OF_A_PART]) for start in range(0, len(terms), _TERMS_OF_A_PART)]
        self.parts: list[_Part] = [parts.get(chunk) or _Part(chunk) for chunk in chunks]

    def __len__(self) -> int:
        return sum(len(part.terms) for part in self.parts)

    @property
    def name(self) -> str:
        """Which detector it is, for reports."""
        return "terms"

    def find(self, view: View) -> Iterator[Found]:
        """The terms of a view."""
        if self.parts:
            text = _Text(view.text)
            for part in self.parts:
                yield from part.find(text)


class _Text:
    """A text as the automaton reads it, with the way back."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spread = f" {words_of(text)} "
        self.words = _with_one_blank(self._spread)
        self._places: _Places | None = None

    def found(self, term: Term, condition: _Only, start: int, end: int) -> Found | None:
        """The term that was met at these places of `words`, unless it is a part of a word or written otherwise."""
        if not self._ends(end):
            return None
        first, last = self._place(start + (self.words[start] == " ")), self._place(end - 1) + 1
        piece = self._text[first:last]
        if not _is_written_so(term, condition, piece):
            return None
        return Found(f"term.{term.category}", first, last, term.text)

    def _ends(self, end: int) -> bool:
        """Whether a word ends here, or goes on with no more than an ending."""
        if self.words[end] == " " or _NO_BLANKS.match(self.words, end - 1):
            return True
        rest = self.words[end : self.words.find(" ", end)]
        shortest = _ENDINGS.get(rest)
        if shortest is None or not self.words[end - 1].isalpha():
            return False
        return end - self.words.rfind(" ", 0, end) - 1 >= shortest

    def _place(self, place: int) -> int:
        """The place in the text of a place in `words`; in front of the text a blank was put."""
        if self._places is None:
            self._places = _Places(self._spread)
        return self._places.spread(place) - 1


def _with_one_blank(words: str) -> str:
    """Letters, digits and blanks, with one blank for many."""
    pieces: list[str] = []
    before = False
    for start in range(0, len(words), _BLOCK):
        block = words[start : start + _BLOCK]
        try:
            pieces.append(_latin_with_one_blank(block.encode("latin-1"), before=before))
        except UnicodeEncodeError:
            piece = _BLANKS.sub(" ", block)
            pieces.append(piece[1:] if before and piece[0] == " " else piece)
        before = block[-1] == " "
    return "".join(pieces)


def _latin_with_one_blank(block: bytes, *, before: bool) -> str:
    """The same of one block. `before`: a blank stands before it.

    The bytes of a block are the digits of one number, so that all are worked on at once. With a pattern, which takes
    more than twice as long, the whole guard takes a tenth longer.

        block       a  b c   d
        blanks      0110101110      a one for each blank
        moved on    0011010111      a one behind each blank
        behind      0010000110      a blank behind a blank: with this one an exclamation mark, that is left out
    """
    blanks = int.from_bytes(block.translate(_ONE_IF_BLANK), "little")
    moved_on = blanks << 8 | before
    behind = blanks & moved_on
    marked = int.from_bytes(block, "little") | behind
    return marked.to_bytes(len(block), "little").translate(None, b"!").decode("latin-1")


class _Places:
    """Where in a text are the places of the same text with one blank for many. Looked at where somebody asks only."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._begun = [0]
        self._gaps: dict[int, tuple[list[int], list[int]]] = {}
        for start in range(0, len(text), _BLOCK):
            # With the character before, as a blank that follows another one is left out.
            self._begun.append(self._begun[-1] + len(_BLANKS.sub(" ", self._block(start // _BLOCK))) - 1)

    def spread(self, place: int) -> int:
        """The place in the text."""
        block = bisect_right(self._begun, place) - 1
        if block not in self._gaps:
            self._gaps[block] = _gaps(self._block(block))
        starts, taken = self._gaps[block]
        inside = place - self._begun[block] + 1
        return block * _BLOCK + inside - 1 + taken[bisect_left(starts, inside)]

    def _block(self, number: int) -> str:
        start = number * _BLOCK
        return self._text[start - 1 : start + _BLOCK] if start else f".{self._text[:_BLOCK]}"


def _gaps(text: str) -> tuple[list[int], list[int]]:
    """Where blanks were taken out, counted in what is left, and how many up to there."""
    starts: list[int] = []
    taken = [0]
    for match in _BLANKS.finditer(text):
        starts.append(match.start() - taken[-1])
        taken.append(taken[-1] + match.end() - match.start() - 1)
    return starts, taken


def _is_written_so(term: Term, condition: _Only, piece: str) -> bool:
    if term.exact:
        return piece == term.text
    if condition is _Only.CAPITAL and not piece[:1].isupper():
        return False
    if condition is _Only.WITH_UMLAUT and not _ACCENTED.search(piece):
        return False
    # "at t" is not AT&T. What follows may be missing: a legal form.
    if _SIGNS.findall(piece) != _SIGNS.findall(term.text[: len(piece)]):
        return False
    return " " not in words_of(piece) or _BREAK.search(piece) is None or _BREAK.search(term.text) is not None


def spellings_of(term: Term) -> Iterator[tuple[str, _Only]]:
    """How a term may stand in `words`, and on what condition."""
    if term.exact:
        if words := words_of(term.text).split():
            yield _spelling(words), _Only.ALWAYS
        return
    yield from _variants(term.text, _Only.ALWAYS)
    short = _without_legal_form(term.text)
    if short != term.text and len(short) >= _SHORTEST_VARIANT:
        one_word = " " not in words_of(short).strip()
        yield from _variants(short, _Only.CAPITAL if one_word else _Only.ALWAYS)


def is_legal_form(word: str) -> bool:
    """Whether a word says what kind of company this is, as GmbH or Inc."""
    return f",{word.lower().strip(' &,()').replace('.', '')}," in _LEGAL_FORMS


def _without_legal_form(text: str) -> str:
    words = text.split()
    while len(words) > 1 and is_legal_form(words[-1]):
        words.pop()
    return " ".join(words).rstrip(",")


def _variants(text: str, condition: _Only) -> Iterator[tuple[str, _Only]]:
    """With and without blanks, with umlauts and without."""
    words = words_of(text).split()
    joined = "".join(words)
    if not joined:
        return
    yield _spelling(words), condition
    if len(words) > 1 and len(joined) >= _SHORTEST_JOINED:
        yield _spelling([joined]), condition
    if not text.islower() and (parted := _HUMP.sub(" ", text)) != text:
        yield _spelling(words_of(parted).split()), condition
    if not text.isascii() and _ACCENTED.search(text):
        written_out = "".join(_UMLAUTS.get(sign, sign) for sign in text.lower())
        yield _spelling(words_of(written_out).split()), condition
    elif condition is _Only.ALWAYS and len(joined) >= _SHORTEST_VARIANT and _SPELLED_OUT.search(joined):
        yield _spelling([_SPELLED_OUT.sub(_first, word) for word in words]), _Only.WITH_UMLAUT


def _first(match: re.Match[str]) -> str:
    return match[0][0]


def _spelling(words: Sequence[str]) -> str:
    """With a blank in front, so that it is met where a word begins; not in scripts without blanks."""
    return " ".join(words) if _NO_BLANKS.match(words[0]) else " " + " ".join(words)
