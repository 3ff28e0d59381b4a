"""Where in a text a rule could hold: a first look at all rules at once.

With hyperscan one pass tries every expression (some 300 MB/s). Where its wheel does not install, one pass looks for the
rules' keywords (some 60 MB/s) and the expressions decide about more places. Both give the same places to look at, or
more: the rule's own expression has the last word.
"""

from collections.abc import Sequence
from typing import Protocol

import ahocorasick_rs

from inhouse.guard.detectors.secrets.rules import Rule

Places = dict[int, list[int]]
"""Byte offsets by the number of the rule, ascending; neighbours nearer than `CLOSE` are one.

Behind the last rule comes the number of the heads of columns: without it a text has none.
"""

CLOSE = 64


class Candidates(Protocol):
    """A first look for all rules at once."""

    def places(self, data: bytes) -> Places:
        """Where rules could hold: at most a rule's reach away from an offset."""
        ...


class Keywords:
    """The look that every machine can do."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        owners: dict[bytes, list[int]] = {}
        for number, rule in enumerate(rules):
            for spelling in dict.fromkeys(each for keyword in rule.keywords for each in _spellings(keyword)):
                owners.setdefault(spelling, []).append(number)
        self._heads = len(rules)
        self._owners = list(owners.values())
        self._automaton = ahocorasick_rs.BytesAhoCorasick(list(owners))

    def places(self, data: bytes) -> Places:
        """Where a keyword of a rule ends. Heads of columns may be anywhere."""
        found: Places = {self._heads: [0]}
        for word, _start, end in self._automaton.find_matches_as_indexes(data.lower(), overlapping=True):
            for number in self._owners[word]:
                offsets = found.setdefault(number, [end])
                if end - offsets[-1] > CLOSE:
                    offsets.append(end)
        return found


def _spellings(keyword: str) -> tuple[bytes, bytes]:
    """A keyword where only ASCII is in small letters: as it is, and with capitals beyond ASCII."""
    return keyword.encode(), keyword.upper().encode().lower()
