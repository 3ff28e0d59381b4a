"""Patterns one after the other, by RE2: slower than all at once, and it installs everywhere."""

from collections.abc import Sequence

import re2

Span = tuple[int, int, int]
"""Number of the pattern, first byte or code point, and the one after the last."""

Numbered = tuple[int, bytes]
"""A pattern with its number."""


class OneByOne:
    """Patterns without regard to ASCII case."""

    def __init__(self, patterns: Sequence[Numbered]) -> None:
        options = bytewise()
        options.case_sensitive = False
        options.longest_match = True
        self._patterns = [(number, re2.compile(pattern, options)) for number, pattern in patterns]

    def spans(self, data: bytes) -> list[Span]:
        """For each place where a match begins, the longest."""
        found: list[Span] = []
        for number, pattern in self._patterns:
            match = pattern.search(data)
            while match is not None:
                found.append((number, match.start(), match.end()))
                match = pattern.search(data, match.start() + 1)
        return found


def bytewise() -> re2.Options:
    """Each byte is a letter of its own, as it is for Hyperscan; a dot is any of them."""
    options = re2.Options()
    options.dot_nl = True
    options.never_capture = True
    options.log_errors = False
    options.encoding = re2.Options.Encoding.LATIN1
    return options
