"""Finds the stand-ins of one map in a text, also where a model wrote them a little differently, or not yet to the end.

A regular expression finds the places where one may begin: it is all that ordinary text costs. Words are then read by
the grammar, numbers and addresses along a tree of their characters.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

from inhouse.guard.stand_ins.grammar import EMAIL_TAIL, WORD, begins_word, cut_anywhere, either_case

EMAIL = "@"
"""Follows the prefix of a code that belongs to an address."""

_LONGEST_GAP = 3
_HEAD = 3
"""By so many characters the begin of a number is known."""
_IN_NUMBER: Final = frozenset(" \t\r\n\u00a0\u2009\u202f\u2010\u2011-./()\\*")
_IN_HEXADECIMAL: Final = frozenset(" :-.\\")
_IN_ADDRESS: Final = frozenset("\\")

Owner = TypeVar("Owner")


def gaps_of(kind: str) -> frozenset[str]:
    """What may stand between the characters of a stand-in of this kind."""
    if kind == "personal.mac_address":
        return _IN_HEXADECIMAL
    return _IN_ADDRESS if kind == "personal.ip_address" else _IN_NUMBER


def plain(kind: str, stand_in: str) -> str:
    """The characters that count: lower case, without what may stand between them."""
    gaps = gaps_of(kind)
    return "".join(character for character in stand_in.lower() if character not in gaps)


class _Node(Generic[Owner]):
    """A place in the tree: what may follow, and whose stand-in ends here."""

    __slots__ = ("follows", "owner")

    def __init__(self) -> None:
        self.follows: dict[str, _Node[Owner]] = {}
        self.owner: Owner | None = None


@dataclass(frozen=True, slots=True)
class Hit(Generic[Owner]):
    """The characters `start` to `end` of a text are a stand-in; `owner` is None if it belongs to nobody.

    `cut`: the text ends in what may become one, from `start` on.
    """

    start: int
    end: int
    owner: Owner | None = None
    cut: bool = False


class Spotter(Generic[Owner]):
    """Knows the stand-ins of a map by their owners."""

    __slots__ = ("_begun", "_heads", "_prefixes", "_roots", "_search", "_words")

    def __init__(self) -> None:
        self._words: dict[str, dict[str, Owner]] = {}
        self._prefixes: set[str] = set()
        self._roots: dict[frozenset[str], _Node[Owner]] = {}
        self._heads: set[tuple[str, str]] = set()
        self._search: re.Pattern[str] | None = None
        self._begun = re.compile(r"(?!)")

    def has_code(self, code: str) -> bool:
        """Whether a word with this code is known."""
        return code in self._words

    def add_word(self, prefix: str, code: str, owner: Owner) -> None:
        """`prefix` is one of the grammar, with EMAIL behind it for an address."""
        self._words.setdefault(code.upper(), {}).setdefault(prefix.lower(), owner)
        self._prefixes.add(prefix.removesuffix(EMAIL))
        self._search = None

    def is_free(self, kind: str, stand_in: str) -> bool:
        """Whether a number can be added: none that is known begins with it, and it begins with none."""
        node = self._roots.get(gaps_of(kind))
        for character in plain(kind, stand_in) if node is not None else "":
            node = node.follows.get(character) if node is not None else None
            if node is None:
                return True
            if node.owner is not None:
                return False
        return node is None

    def add_number(self, kind: str, stand_in: str, owner: Owner) -> None:
        """One that is free."""
        gaps = gaps_of(kind)
        node = self._roots.setdefault(gaps, _Node())
        characters = plain(kind, stand_in)
        for character in characters:
            node = node.follows.setdefault(character, _Node())
        node.owner = owner
        self._heads.add((characters[:_HEAD], "".join(sorted(gaps)) if _tight(characters) < _HEAD else ""))
        self._search = None

    def owner_of_number(self, kind: str, stand_in: str) -> Owner | None:
        """Whose stand-in it is, however it is grouped."""
        node = self._roots.get(gaps_of(kind))
        for character in plain(kind, stand_in):
            node = None if node is None else node.follows.get(character)
        return None if node is None else node.owner

    @property
    def trigger(self) -> re.Pattern[str]:
        """Where it finds nothing in a text, there is no stand-in of this map, and no begin of one at the end."""
        if self._search is None:
            self._search = _trigger(frozenset(self._prefixes), frozenset(self._heads))
            self._begun = _begun(frozenset(self._prefixes))
        return self._search

    def find(self, text: str, position: int = 0, before: str = "", *, final: bool = True) -> Hit[Owner] | None:
        """The first stand-in, or word of the grammar, from `position` on; `before` is the character that comes before.

        With `final` nothing comes after the text, so nothing is cut.
        """
        origin, trigger = position, self.trigger
        while (place := trigger.search(text, position)) is not None:
            start = place.start()
            hit = self._word(text, start, final=final)
            if hit is None and self._roots:
                previous = text[start - 1] if start > origin else before
                # Digits after digits are a part of another number.
                if not (previous.isdigit() and text[start].isdigit()):
                    hit = self._number(text, start, final=final)
            if hit is not None:
                return hit
            position = start + 1
        return None

    def _word(self, text: str, start: int, *, final: bool) -> Hit[Owner] | None:
        match = WORD.match(text, start)
        if match is None:
            # What begins like a word of this map and is none can only be cut by the end.
            begun = None if final else self._begun.match(text, start)
            return None if begun is None else Hit(start, len(text), cut=True)
        prefix, *code = match.groups()
        owners = self._words.get("".join(code).upper(), {})
        prefix = prefix.lower()
        if (owner := owners.get(prefix + EMAIL)) is not None:
            rest = text[match.end() : match.end() + len(EMAIL_TAIL)].lower()
            if rest == EMAIL_TAIL:
                return Hit(start, match.end() + len(EMAIL_TAIL), owner)
            if not final and EMAIL_TAIL.startswith(rest) and match.end() + len(rest) == len(text):
                return Hit(start, len(text), cut=True)
        if (owner := owners.get(prefix)) is not None or any(character.isdigit() for character in code):
            return Hit(start, match.end(), owner)
        return None

    def _number(self, text: str, start: int, *, final: bool) -> Hit[Owner] | None:
        cut: Hit[Owner] | None = None
        for gaps, root in self._roots.items():
            hit = _walk(text, start, root, gaps, final=final)
            if hit is not None and not hit.cut:
                return hit
            cut = cut or hit
        return cut


def _tight(begin: str) -> int:
    """Between how many characters at the begin nothing may stand: "DE 8" is no account, "+1 2" may be a telephone."""
    return _HEAD if begin[0].isalpha() else _HEAD - 1


def _walk(text: str, start: int, node: _Node[Owner], gaps: frozenset[str], *, final: bool) -> Hit[Owner] | None:
    gap, loose = 0, start + _tight(text[start])
    for place in range(start, len(text)):
        character = text[place]
        follows = node.follows.get(character.lower())
        if follows is not None:
            node, gap = follows, 0
        elif character in gaps and gap < _LONGEST_GAP and place >= loose:
            gap += 1
            continue
        else:
            return None
        if node.owner is not None:
            end = place + 1
            if end == len(text):
                return Hit(start, end, node.owner) if final else Hit(start, end, cut=True)
            # A longer number is another one.
            return None if text[place].isdigit() and text[end].isdigit() else Hit(start, end, node.owner)
    return None if final else Hit(start, len(text), cut=True)


@lru_cache(maxsize=256)
def _trigger(prefixes: frozenset[str], heads: frozenset[tuple[str, str]]) -> re.Pattern[str]:
    """One pattern for all; the first characters stand in one class, which the engine looks for fastest."""
    branches = {first: [f"(?:{follows})"] for first, follows in begins_word(tuple(sorted(prefixes))).items()}
    for head, gaps in sorted(heads):
        rest = [either_case(character) for character in head[1:]]
        gap = f"[{re.escape(gaps)}]{{0,{_LONGEST_GAP}}}" if gaps else ""
        branches.setdefault(head[0], []).append(f"(?:\\Z|{rest[0]}{gap}{cut_anywhere(rest[1:])})")
    return _compiled({first: "|".join(dict.fromkeys(follows)) for first, follows in branches.items()})


@lru_cache(maxsize=256)
def _begun(prefixes: frozenset[str]) -> re.Pattern[str]:
    return _compiled(begins_word(tuple(sorted(prefixes))))


def _compiled(branches: dict[str, str]) -> re.Pattern[str]:
    if not branches:
        return re.compile(r"(?!)")
    told = (f"(?<={either_case(first)})(?:{follows})" for first, follows in branches.items())
    return re.compile(f"{either_case(''.join(branches))}(?:{'|'.join(told)})")
