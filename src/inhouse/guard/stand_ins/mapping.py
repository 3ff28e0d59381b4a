"""The stand-ins of one conversation: which word stands for what. It is kept sealed with the conversation."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

from inhouse.guard.finding import Finding
from inhouse.guard.stand_ins import unassigned
from inhouse.guard.stand_ins.grammar import (
    CODE_LENGTH,
    EMAIL_TAIL,
    GIVEN,
    PERSON,
    SURNAME,
    WORD,
    Draw,
    fold,
    prefix_of,
)
from inhouse.guard.stand_ins.names import taken_apart
from inhouse.guard.stand_ins.spotter import EMAIL, Spotter

_ATTEMPTS = 40
"""So often another number is drawn where the first is taken; after that a word stands for the value."""
_FORMAT = 1
_LITERAL = "="
"""Begins the value of what is no thing but text that looks like a stand-in."""
_INFLECTED = frozenset({"name", "term"})
_POSSESSIVE = re.compile(r"(?<=\w)['\u2019]s?\Z")
_LONGEST_ENDING = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """`stand_in` stands for `spelling`. Two spellings of one thing have the same kind and value."""

    kind: str
    value: str = field(repr=False)
    spelling: str = field(repr=False)
    stand_in: str

    @property
    def thing(self) -> tuple[str, str]:
        """What it is, however it is spelled."""
        return self.kind, self.value


class StandIns:
    """The map. The same key gives the same stand-ins; `known` are those of earlier turns and come first.

    Not shared between threads.
    """

    def __init__(self, key: bytes, known: Iterable[Entry] = ()) -> None:
        self._key = key
        self._entries: list[Entry] = []
        self._things: dict[tuple[str, str], list[Entry]] = {}
        self._spelled: dict[tuple[str, str], Entry] = {}
        self._written: dict[str, Entry] = {}
        self._parts: list[Entry] = []
        self.spotter: Spotter[Entry] = Spotter()
        self.echoes: set[str] = set()
        """Addresses and tags that left with a stand-in in them, in whole: only these may come back restored."""
        for entry in known:
            if entry.stand_in not in self._written:
                self._learn(entry)
        self._loaded = len(self._entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that is known."""
        return tuple(self._entries)

    @property
    def fresh(self) -> tuple[Entry, ...]:
        """What came after those it was made with; they must be kept before anything leaves."""
        return tuple(self._entries[self._loaded :])

    def __len__(self) -> int:
        return len(self._entries)

    def of(self, finding: Finding, spelling: str | None = None) -> str:
        """What stands for a finding, spelled so in the text; without a spelling, as its value."""
        return self.stand_in(finding.kind, finding.value, finding.value if spelling is None else spelling)

    def stand_in(self, kind: str, value: str, spelling: str) -> str:
        """What stands for this thing, so spelled. A person's title, and an ending after the value, stay as they are."""
        if kind.partition(".")[0] not in _INFLECTED:
            return self._entry(kind, value, spelling).stand_in
        spelling, ending = _without_ending(value, spelling)
        if prefix_of(kind) == PERSON:
            return self._person(kind, spelling) + ending
        return self._entry(kind, value, spelling).stand_in + ending

    def literal(self, kind: str, spelling: str) -> str:
        """What stands for text that looks like a stand-in and is none, so that nobody takes it for one."""
        return self._entry(kind, f"{_LITERAL}{spelling}", spelling).stand_in

    def spelled(self, entry: Entry, written: str) -> str:
        """What is meant where somebody wrote `written` and it is the stand-in of `entry`."""
        exact = self._written.get(written)
        if exact is not None and exact.thing == entry.thing:
            return exact.spelling
        if "\\" not in entry.spelling:
            return entry.spelling
        # Escaped as it stood in some JSON: another spelling reads better.
        others = (other.spelling for other in self._things[entry.thing] if "\\" not in other.spelling)
        return next(others, entry.spelling)

    @property
    def parts(self) -> tuple[Entry, ...]:
        """The given names and surnames of which the whole name is known."""
        return tuple(self._parts)

    def to_bytes(self) -> bytes:
        """All entries, to be sealed; the key is not among them."""
        rows = [[entry.kind, entry.value, entry.spelling, entry.stand_in] for entry in self._entries]
        # Not orjson, which refuses halves of surrogate pairs.
        return json.dumps({"format": _FORMAT, "entries": rows}, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, key: bytes, kept: bytes) -> "StandIns":
        """What `to_bytes` gave, under the same key."""
        rows = cast("dict[str, list[list[str]]]", json.loads(kept))["entries"]
        return cls(key, (Entry(*row) for row in rows))

    def _learn(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._index(entry)
        match = WORD.fullmatch(entry.stand_in.removesuffix(EMAIL_TAIL))
        if match is not None:
            prefix, *characters = match.groups()
            code = "".join(characters)
            address = EMAIL if entry.stand_in.lower().endswith(EMAIL_TAIL) else ""
            self.spotter.add_word(prefix + address, code, entry)
            if entry.stand_in == PERSON + code and not entry.value.startswith(_LITERAL):
                self._learn_parts(entry, code)
        elif self.spotter.is_free(entry.kind, entry.stand_in):
            self.spotter.add_number(entry.kind, entry.stand_in, entry)

    def _learn_parts(self, entry: Entry, code: str) -> None:
        """The parts of a whole name share its code; who comes first has the part alone."""
        name = taken_apart(entry.spelling)
        for prefix, word in ((GIVEN, name.given), (SURNAME, name.surname)) if name.given else ():
            part = Entry(entry.kind, fold(word), word, prefix + code)
            self.spotter.add_word(prefix, code, part)
            if part.thing not in self._things:
                self._index(part)
                self._parts.append(part)

    def _index(self, entry: Entry) -> None:
        self._written[entry.stand_in] = entry
        self._spelled[entry.kind, entry.spelling] = entry
        self._things.setdefault(entry.thing, []).append(entry)

    def _person(self, kind: str, spelling: str) -> str:
        name = taken_apart(spelling)
        whole = spelling[len(name.title) :]
        if not name.given:
            return name.title + self._entry(kind, whole, whole).stand_in
        value = fold(f"{name.given} {name.surname}")
        known = self._things.get((kind, fold(name.surname)), [None])[0]
        if (kind, value) in self._things or known is None or not known.stand_in.startswith(PERSON):
            return name.title + self._entry(kind, value, whole).stand_in
        # The surname alone came first, and keeps its stand-in: the whole name is told in two words with one code.
        given = self._spelled.get((kind, name.given))
        if given is None:
            given = Entry(kind, fold(name.given), name.given, GIVEN + known.stand_in.removeprefix(PERSON))
            if given.stand_in in self._written:
                return name.title + self._entry(kind, value, whole).stand_in
            self._learn(given)
        surname = self._entry(kind, name.surname, name.surname).stand_in
        between = ", " if "," in whole else " "
        return name.title + between.join((surname, given.stand_in) if "," in whole else (given.stand_in, surname))

    def _entry(self, kind: str, value: str, spelling: str) -> Entry:
        known = self._spelled.get((kind, spelling))
        if known is not None:
            return known
        value = value if value.startswith(_LITERAL) else fold(value)
        first = next(iter(self._things.get((kind, value), ())), None)
        if first is None:
            stand_in = next(self._drawn(kind, value, spelling))
        else:
            stand_in = next((other for other in forms(first, spelling) if self._is_free(first, other)), None)
            if stand_in is None:
                return first
        entry = Entry(kind, value, spelling, stand_in)
        self._learn(entry)
        return entry

    def _is_free(self, first: Entry, stand_in: str) -> bool:
        """Whether it can be written for another spelling of what `first` is."""
        if stand_in in self._written:
            return False
        if WORD.match(first.stand_in) is not None or self.spotter.is_free(first.kind, stand_in):
            return True
        owner = self.spotter.owner_of_number(first.kind, stand_in)
        return owner is not None and owner.thing == first.thing

    def _drawn(self, kind: str, value: str, spelling: str) -> Iterator[str]:
        for attempt in range(_ATTEMPTS):
            plain = unassigned.draw(kind, Draw(self._key, kind, value, attempt), value)
            if plain is None:
                break
            dressed = unassigned.dress(kind, plain, spelling)
            if dressed not in self._written and self.spotter.is_free(kind, dressed):
                yield dressed
        attempt = 0
        while True:
            code = Draw(self._key, kind, value, attempt).code()
            if not self.spotter.has_code(code):
                address = kind == "personal.email" and "@" in spelling
                yield f"{PERSON}{code}{EMAIL_TAIL}".lower() if address else prefix_of(kind) + code
            attempt += 1


def forms(first: Entry, spelling: str) -> Iterator[str]:
    """How the stand-in of a thing can be written for another spelling of it, so that each comes back as it was."""
    stand_in = first.stand_in
    if WORD.match(stand_in) is None:
        plain = unassigned.undress(first.kind, stand_in)
        if plain is not None:
            yield unassigned.dress(first.kind, plain, spelling)
            yield from unassigned.other_dresses(first.kind, unassigned.dress(first.kind, plain, spelling))
        return
    head, at, tail = stand_in.partition("@")
    prefix, code = head[:-CODE_LENGTH], head[-CODE_LENGTH:]
    prefix, code = prefix.capitalize(), code.upper()
    if spelling == first.spelling.upper():
        yield (prefix + code).upper() + at + tail
    if spelling == first.spelling.lower():
        yield (prefix + code).lower() + at + tail
    for between in ("",) if at else ("-", "--"):
        for word in (prefix, prefix.upper(), prefix.lower()):
            yield from (word + between + code + at + tail, word + between + code.lower() + at + tail)
    if at:
        yield from (f"{word}{code}@Example.invalid" for word in (prefix, prefix.upper(), prefix.lower()))
        yield f"{prefix}{code}{at}{tail}".upper()
    else:
        yield from (f"{word}{code[:2]}-{code[2:]}" for word in (prefix, prefix.upper(), prefix.lower()))


def _without_ending(value: str, spelling: str) -> tuple[str, str]:
    """A spelling and what is bent at its end: a possessive, or a few letters after the value."""
    match = _POSSESSIVE.search(spelling)
    if match is not None:
        return spelling[: match.start()], match[0]
    head, ending = spelling[: len(value)], spelling[len(value) :]
    if ending.isalpha() and len(ending) <= _LONGEST_ENDING and fold(head) == fold(value):
        return head, ending
    return spelling, ""
