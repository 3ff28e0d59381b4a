"""A list of terms as people have it: what of it is a term, and what was not understood, with its line. Pure.

One term in each line, or columns for term, category, note and exact, with a heading or without one.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from charset_normalizer import from_bytes

from inhouse.guard.detectors.terms import Term, is_legal_form
from inhouse.guard.normal import plain_letters
from inhouse.guard.reading.fold import folded, words_of
from inhouse.guard.terms.ordinary import ORDINARY, SMALL

LONGEST_TERM = 200
LONGEST_NOTE = 500
_LONGEST_CATEGORY = 40
_SHORTEST = 2
_SHORTEST_WORD = 4
"""A shorter word is taken as it is written and no other way, and only in capitals."""
_SHORTEST_NUMBER = 5
_LOOKED_AT = 200
"""So many lines say which sign parts the columns."""
_DELIMITERS = "\t;|,"
_SHARE = 0.6
"""In so large a part of the lines a sign that parts columns must stand."""
_FEW = 4
"""So often a category comes again, on the average."""
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_ENCODINGS = ["cp1252", "utf_16_le", "utf_16_be", "cp1250", "cp1251"]
_TASTED = 65_536
"""So many bytes say in which encoding a file is."""
_HEADINGS = {
    "term": "term terms begriff begriffe bezeichnung wort wörter word words name namen names firmenname kundenname "
    "company firma terme mot nom nombre término palabra value wert text",
    "category": "category categories kategorie kategorien catégorie categoría type typ tipo art kind group gruppe "
    "class klasse",
    "note": "note notes notiz notizen bemerkung bemerkungen kommentar comment comments remark remarks "
    "description beschreibung remarque nota notas comentario descripción",
    "exact": "exact exactly exakt genau exacto case",
}
_CATEGORIES = {
    "customer": "customers client clients kunde kunden kundin cliente clientes account accounts",
    "supplier": "suppliers vendor vendors lieferant lieferanten fournisseur fournisseurs proveedor proveedores",
    "project": "projects projekt projekte projet projets proyecto proyectos codename code_name",
    "product": "products produkt produkte produit produits producto productos",
    "person": "persons people employee employees mitarbeiter personen personne personnes persona "
    "personas empleado staff",
    "partner": "partners partnerin partenaire partenaires socio socios",
    "organisation": "organisations organization organizations company companies firma firmen entreprise empresa",
    "other": "others sonstige sonstiges andere autre autres otro otros misc miscellaneous",
}
_HEADING_OF = {folded(word): column for column, words in _HEADINGS.items() for word in words.split()}
_CATEGORY_OF = {
    folded(word): category for category, words in _CATEGORIES.items() for word in (category, *words.split())
}
_COLUMNS = ("term", "category", "note", "exact")
_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "oui", "si", "exact", "genau"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that is a term."""

    line: int
    term: Term
    note: str = ""

    @property
    def key(self) -> str:
        """Equal for spellings that are found as one."""
        return term_key(self.term)


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is none, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a list says. `columns`: what each column was taken for; `delimiter` is empty for one column."""

    entries: Sequence[Entry]
    problems: Sequence[Problem]
    columns: Sequence[str]
    delimiter: str


def term_key(term: Term) -> str:
    """Equal for spellings that are found as one."""
    return f"={term.text}" if term.exact else " ".join(words_of(term.text).split())


def decoded(content: bytes) -> str:
    """The text of a file, in whichever common encoding it is."""
    for sign, encoding in _BOMS:
        if content.startswith(sign):
            return content.decode(encoding, "replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        # Western spreadsheets write their own encoding without saying so: it is taken where none is surer.
        best = from_bytes(content[:_TASTED], cp_isolation=_ENCODINGS).best()
        return content.decode("cp1252" if best is None else best.encoding, "replace")


def understand(text: str, category: str = "other") -> Understood:
    """What a list says; `category` is for lines that name none."""
    lines = [(number, line) for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1) if line.strip()]
    delimiter = _delimiter([line for _, line in lines[:_LOOKED_AT]])
    headed = _headed(_cells(lines[0][1], delimiter)) if lines else None
    columns = _COLUMNS if headed is None else headed
    entries: list[Entry] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, line in lines[0 if headed is None else 1 :]:
        entry = _entry(number, dict(zip(columns, _cells(line, delimiter), strict=False)), category)
        if isinstance(entry, Entry) and (before := seen.setdefault(entry.key, number)) != number:
            entry = f"It stands in line {before} already."
        if isinstance(entry, Entry):
            entries.append(entry)
        else:
            problems.append(Problem(number, line.strip()[:LONGEST_TERM], entry))
    return Understood(entries, problems, columns if delimiter else columns[:1], delimiter)


def category_of(name: str) -> str:
    """The category that a word names, as a part of a kind: small letters, digits and underscores; empty for none."""
    plain = "_".join(re.findall(r"[a-z0-9]+", folded(name)))[:_LONGEST_CATEGORY].strip("_")
    return _CATEGORY_OF.get(plain, plain)


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that parts columns, or nothing where each line is a term.

    A comma is a part of many names: "Acme, Inc." So it parts columns only where what follows looks like categories.
    """
    for sign in _DELIMITERS:
        parted = [cells for line in lines if len(cells := _cells(line, sign)) > 1]
        if not parted or len(parted) < _SHARE * len(lines):
            continue
        if sign != "," or _headed(_cells(lines[0], sign)) or _are_categories([cells[1] for cells in parted]):
            return sign
    return ""


def _are_categories(words: Sequence[str]) -> bool:
    """Whether a column holds categories: known ones, or few that come again and again."""
    distinct = {" ".join(words_of(word).split()) for word in words}
    if any(not word or is_legal_form(word) or len(word) > _LONGEST_CATEGORY for word in distinct):
        return False
    return len(distinct) * _FEW <= len(words) or all(word.replace(" ", "_") in _CATEGORY_OF for word in distinct)


def _cells(line: str, delimiter: str) -> list[str]:
    if not delimiter:
        return [line.strip().strip('"')]
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))]
    except (csv.Error, StopIteration):
        return line.split(delimiter)


def _headed(cells: Sequence[str]) -> list[str] | None:
    """What the columns are called, when the first line says so."""
    named = [_HEADING_OF.get(folded(cell.strip())) for cell in cells]
    if "term" not in named or len({name for name in named if name}) < sum(name is not None for name in named):
        return None
    return [name or "" for name in named]


def _entry(line: int, cells: dict[str, str], default: str) -> Entry | str:
    """The term of a line, or why it is none."""
    text = " ".join(plain_letters(cells.get("term", "")).split())
    category = category_of(cells.get("category") or default)
    if not category:
        return "The category has no letters."
    asked = folded(cells.get("exact", "")) in _YES
    reason = _reason(text, exact=asked)
    if reason is not None:
        return reason
    short = len(text) < _SHORTEST_WORD and not any(_NO_CASE.match(sign) for sign in text)
    return Entry(
        line,
        Term(text, category, asked or short),
        cells.get("note", "").encode("utf-8", "replace").decode()[:LONGEST_NOTE],
    )


_NO_CASE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff]")
"""Scripts in which two signs are a word."""


def _reason(text: str, *, exact: bool) -> str | None:
    """Why a text is no term."""
    words = words_of(text).split()
    joined = "".join(words)
    cased = not any(_NO_CASE.match(sign) for sign in text)
    short = len(text) < _SHORTEST_WORD and not exact and not text.isupper()
    checks = (
        (any("\ud800" <= sign <= "\udfff" for sign in text), "It holds half a character."),
        (not joined, "There is no word in it."),
        (len(text) > LONGEST_TERM, f"It is longer than {LONGEST_TERM} characters."),
        (len(joined) < _SHORTEST, "It is too short: it would be found everywhere."),
        (
            joined.isdigit() and len(joined) < _SHORTEST_NUMBER,
            "It is a short number: it would be found everywhere.",
        ),
        (cased and _is_ordinary(text, words), "It is an ordinary word: it would be found everywhere."),
        (cased and short, "It is too short: it would be found everywhere. In capitals it is found as it is written."),
    )
    return next((reason for wrong, reason in checks if wrong), None)


_ORDINARY, _SMALL = frozenset(map(folded, ORDINARY)), frozenset(map(folded, SMALL))


def _is_ordinary(text: str, words: Sequence[str]) -> bool:
    if len(words) == 1:
        return words[0] in _ORDINARY and (len(text) >= _SHORTEST_WORD or not text.isupper() or words[0] in _SMALL)
    return all(word in _SMALL for word in words)
