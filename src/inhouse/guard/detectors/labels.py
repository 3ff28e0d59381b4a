"""Marks of confidentiality on a document: as a heading, a header, a footer or a line of its own, not in a sentence."""

import re
from collections.abc import Iterable, Iterator
from string import ascii_lowercase
from typing import NamedTuple

import re2
from ahocorasick_rs import AhoCorasick

from inhouse.guard.detectors import marks
from inhouse.guard.detectors.marks import CONFIDENTIAL, INTERNAL, SECRET
from inhouse.guard.finding import Found
from inhouse.guard.normal import View, folded, plain_letters
from inhouse.guard.reading.fold import words_of

_KINDS = (
    (INTERNAL, "Marked as internal"),
    (CONFIDENTIAL, "Marked as confidential"),
    (SECRET, "Marked as secret or strictly confidential"),
)
_SIGNS = re2.compile(
    rb"(?i)confiden|vertraulich|vertrouwelijk|geheim|se[cg]ret|intern|\btlp|\bvs.{0,3}nfd|dienst|restri|restrei|verschlus"
    rb"|sensitiv|proprietary|privileg|work product|unclassified|need to know|reservado|riservato|fouo|official use"
    rb"|employees only|distribu|weiterg|diffus|difusi|limitad|not for|do not|ffentlichkeit"
)
"""No mark is without one of these."""
_LONGEST_LINE = 240
_MOST = 1_000
"""More marks say nothing more of a text."""
_COMPANY_WORDS = 3
_LEVELS_OF_A_LIST = 3
_PARTING = re2.compile(rb"[|\t:(\[{<]|[^\x00-\x7f]|   | [^\w ]+ ")
_WORDS_OF_A_SENTENCE = 8
_NO_SMALL_LETTERS = {ord(letter): " " for letter in ascii_lowercase}
_SURROUNDING = " \t\r\n#>*_=-~+.!,;·•«»\"'`—:/\\|()[]{}<>"
_BLANKS = re.compile(r"[\s\-:'_/,]+")
_PARTED = re.compile(r"[|•·\t]|\s[-—/]+\s|\s{3,}|©|\([cC]\)\s|—")
"""What parts a header or a footer into fields."""
_IN_BRACKETS = re.compile(r"^[\s#>*_]*[\[(<{]+([^\])>}]{3,60})[\])>}]+|[\[(<{]+([^\])>}]{3,60})[\])>}]+\W*$")
_PAGE = re.compile(
    r"\b(?:(?:page|seite|pagina|página|blatt|p|s|pag|pág)\b\.?\s*)?\d{1,4}(?:\s*(?:/|of|von|de|sur|di)\s*\d{1,4})?\W*$"
    r"|^\W*(?:page|seite|pagina|página|blatt|p|s)\b\.?\s*\d{1,4}(?:\s*(?:/|of|von|de|sur|di)\s*\d{1,4})?\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_PROGRAM = re.compile(r"\s*(?:\"|'|`|//|/\*|\*\s|--\s|;|<!--|#\s*[a-z])|\s+#")
"""A line of a program: "internal use only" speaks of a function there."""
_LISTED = re.compile(r"\s*(?:[-*+•·]|\(?\d{1,2}[.)]|[a-z][.)])\s+[^-*]+$")
_VALUE = re.compile(r"\s*(?:true|false|yes|no|none|null|ja|nein|[\[{\"'\d]|$)", re.IGNORECASE)


def _plain(piece: str) -> str:
    """A piece for the dictionary: small letters without accents, one blank between words."""
    return _BLANKS.sub(" ", folded(piece.replace("&", " and ").strip(_SURROUNDING))).strip()


def _words(listed: str) -> frozenset[str]:
    return frozenset(_plain(word) for word in listed.split(","))


_MARKS = {word: kind for kind, listed in marks.MARKS.items() for word in _words(listed)}
_BARE = {word: kind for kind, listed in marks.BARE.items() for word in _words(listed)}
_HEADINGS, _LETTER_HEADINGS = _words(marks.HEADINGS), _words(marks.LETTER_HEADINGS)
_NO_MARK_BEFORE, _OF_A_COMPANY = _words(marks.NO_MARK_BEFORE), _words(marks.OF_A_COMPANY)
_PUBLIC, _UNLABELLED = _words(marks.PUBLIC), _words(marks.UNLABELLED)


def _whole_words(text: str) -> str:
    """The words of a text in the form of the dictionary, a blank before and after each."""
    return f" {' '.join(words_of(text.replace('&', ' and ')).split())} "


def _any_of(words: Iterable[str]) -> AhoCorasick:
    return AhoCorasick(sorted({_whole_words(word) for word in words}))


_ANY_MARK, _ANY_BARE, _ANY_HEADING = _any_of(_MARKS), _any_of(_BARE), _any_of(_HEADINGS)


class _Mark(NamedTuple):
    kind: str
    text: str


def kinds() -> tuple[tuple[str, str], ...]:
    """Every kind it can find, with its English name."""
    return _KINDS


def kind_of(label: str) -> str | None:
    """What a sensitivity label in a file means, by its name; None for one that says public or general.

    A name that says nothing known is taken for internal: somebody labelled the file for a reason.
    """
    parts = [plain for part in re.split(r"[\\/|,;()\[\]]|\s-\s", label) if (plain := _plain(part))]
    found = {kind for part in parts for words in _pieces(part) if (kind := _MARKS.get(words) or _BARE.get(words))}
    for kind in (SECRET, CONFIDENTIAL, INTERNAL):
        if kind in found:
            return kind
    return INTERNAL if parts and not any(part in _PUBLIC or part in _UNLABELLED for part in parts) else None


def kinds_on_document(text: str, *, is_label: bool) -> frozenset[str]:
    """The kinds of a mark on a document: the name of its sensitivity label, or a line of its header or footer."""
    if is_label:
        kind = kind_of(text)
        return frozenset() if kind is None else frozenset({kind})
    return frozenset(mark.kind for line in plain_letters(text).splitlines() for mark in marks_of(line))


class Labels:
    """Recognises marks. A mark is about the whole text that bears it."""

    @property
    def name(self) -> str:
        """Which detector it is, for reports."""
        return "labels"

    def find(self, view: View) -> Iterator[Found]:
        """The marks of a text, in their order."""
        data = view.utf8
        reached = count = 0
        seen: dict[bytes, list[_Mark]] = {}
        for sign in _SIGNS.finditer(data):
            if sign.start() < reached:
                continue
            begin = data.rfind(b"\n", 0, sign.start()) + 1
            reached = data.find(b"\n", sign.end())
            reached = len(data) if reached < 0 else reached
            line = data[begin:reached]
            if len(line) > _LONGEST_LINE or _is_sentence(line):
                continue
            if line not in seen:
                written = line.decode()
                seen[line] = marks_of(written) if _names_a_mark(written) else []
            if seen[line]:
                count += 1
                if count > _MOST:
                    return
                yield from _found(view, begin, reached, seen[line])


def _found(view: View, begin: int, reached: int, marks_there: list[_Mark]) -> Iterator[Found]:
    """The marks of a line at these bytes."""
    start, end = view.at(begin), view.at(reached)
    if _is_one_of_a_list(view.text, start, end):
        return
    for mark in marks_there:
        place = view.text.find(mark.text, start, end)
        if place >= 0:
            yield Found(mark.kind, place, place + len(mark.text), _plain(mark.text))


def _names_a_mark(line: str) -> bool:
    """Whether the words of a mark stand in a line, as they must: most signs of one are a part of something else."""
    words = _whole_words(line)
    if _ANY_MARK.find_matches_as_indexes(words):
        return True
    if not _ANY_BARE.find_matches_as_indexes(words):
        return False
    in_capitals = _ANY_BARE.find_matches_as_indexes(_whole_words(line.translate(_NO_SMALL_LETTERS)))
    return bool(in_capitals or _ANY_HEADING.find_matches_as_indexes(words))


def _is_sentence(line: bytes) -> bool:
    """Whether a line has many words and nothing that parts them."""
    return line.count(b" ") >= _WORDS_OF_A_SENTENCE and _PARTING.search(line) is None


def marks_of(line: str) -> list[_Mark]:
    """The marks of one line; none where the line is a sentence, or lists levels."""
    fields = _PARTED.split(line)
    found = [
        mark for field in fields if _SIGNS.search(field.encode("utf-8", "replace")) and (mark := _mark(field, line))
    ]
    if not found or len(fields) == 1:
        return found
    said = [_plain(field) for field in fields]
    levels = {_MARKS.get(plain) or _BARE.get(plain) for plain in said} - {None}
    return [] if len(levels) >= _LEVELS_OF_A_LIST or not _PUBLIC.isdisjoint(said) else found


def _mark(field: str, line: str) -> _Mark | None:
    """What a field of a line says.

    1 behind a heading for it     2 in the title of a letter     3 alone     4 alone behind a company's name
    """
    head, colon, rest = field.partition(":")
    if colon and _plain(head) in _HEADINGS:
        kind = None if line.lstrip().startswith(("'", '"')) else _headed(rest)
        return _Mark(kind, rest.strip()) if kind else None
    if colon and _plain(head) in _LETTER_HEADINGS:
        return _mark(rest, rest)
    if bracketed := _IN_BRACKETS.search(field):
        inside = bracketed[1] or bracketed[2]
        if (kind := _alone(inside)) is not None:
            return _Mark(kind, inside.strip())
    text = (_PAGE.sub("", field) if _DIGIT.search(field) else field).strip()
    kind = _alone(text) or (_of_a_company(text) if not colon else None)
    if kind is None and colon and not _VALUE.match(rest) and " " not in head.strip(_SURROUNDING).replace(" ", "", 2):
        text, kind = head.strip(), _MARKS.get(_plain(head)) if _is_capital(head) else None
    if kind is None or _LISTED.fullmatch(line) or (kind == INTERNAL and _PROGRAM.match(line)):
        return None
    return _Mark(kind, text)


def _headed(rest: str) -> str | None:
    """What stands behind a heading: a mark, alone or with a remark in brackets."""
    plain = _plain(rest.partition("(")[0])
    return _MARKS.get(plain) or _BARE.get(plain)


def _alone(text: str) -> str | None:
    """What a piece says that is nothing but a mark."""
    plain = _plain(text)
    if plain in _BARE:
        return _BARE[plain] if text.isupper() else None
    return _MARKS.get(plain) if _is_capital(text) else None


def _of_a_company(text: str) -> str | None:
    """What "Acme Robotics Confidential" says: a mark with capitalised words before it."""
    words = text.strip(_SURROUNDING).split()
    if not all(map(_is_capital, words)):
        return None
    for before in range(1, min(_COMPANY_WORDS, len(words) - 1) + 1):
        mark = _plain(" ".join(words[before:]))
        if mark in _OF_A_COMPANY:
            return None if any(_plain(word) in _NO_MARK_BEFORE for word in words[:before]) else _MARKS.get(mark)
    return None


def _is_capital(text: str) -> bool:
    return text.lstrip(_SURROUNDING)[:1].isupper()


def _is_one_of_a_list(text: str, start: int, end: int) -> bool:
    """Whether the line before or behind names a level too: then this is an explanation of levels."""
    before = text[max(0, start - _LONGEST_LINE) : max(0, start - 1)].rpartition("\n")[2]
    behind = text[end + 1 : end + 1 + _LONGEST_LINE].partition("\n")[0]
    own = _plain(text[start:end])
    near = {_plain(line) for line in (before, behind)} - {own}
    return any(line in _MARKS or line in _BARE or line in _PUBLIC for line in near) and own in (*_MARKS, *_BARE)


def _pieces(part: str) -> Iterator[str]:
    """A name, its ends and its beginnings: "acme confidential", "confidential all employees"."""
    words = part.split()
    yield part
    for index in range(1, len(words)):
        yield " ".join(words[index:])
        yield " ".join(words[:-index])
