"""A text in portions that the models read one by one. Pure.

The borders depend on what stands before them alone, so that a text that grows at its end keeps its portions.
"""

import re
from collections.abc import Iterator

ENOUGH = 500
"""Characters from which on an empty line ends a portion; a name is recognised by what stands around it."""
_MUCH = 900
_MOST = 1400
"""The model reads 512 pieces of words at once: about 1,500 characters of any of its languages."""

_BREAKS = (
    (ENOUGH, re.compile(r"\n[ \t\r]*\n")),
    (_MUCH, re.compile(r"\n|(?<=[.!?…])\s")),
)
_GAP = re.compile(r"\s")


def portions(text: str) -> Iterator[tuple[int, int]]:
    """The portions of a text, from its beginning to its end, without a gap."""
    start = 0
    while len(text) - start > ENOUGH:
        end = _end(text, start)
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def _end(text: str, start: int) -> int:
    limit = min(start + _MOST, len(text))
    for least, form in _BREAKS:
        found = form.search(text, start + least, limit)
        if found is not None:
            return found.end()
    if limit == len(text):
        return limit
    gaps = [match.end() for match in _GAP.finditer(text, start + _MUCH, limit)]
    return gaps[-1] if gaps else limit
