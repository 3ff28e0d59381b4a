"""A piece that a rule's expression matched, as the judges see it: the piece and what stands around it."""

from collections.abc import Callable
from dataclasses import dataclass

import re2

from inhouse.guard.detectors.secrets.rules import Rule

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sight:
    """One match of one rule in the bytes of a text."""

    rule: Rule
    data: bytes
    match: "re2.Match[bytes]"

    def span(self, group: str = "secret") -> Span:
        """Where a group of the expression stands; (-1, -1) where it took no part."""
        number = self.rule.groups.get(group)
        return (-1, -1) if number is None else self.match.span(number)

    def raw(self, group: str = "secret") -> bytes:
        """What a group matched."""
        start, end = self.span(group)
        return self.data[start:end] if start >= 0 else b""

    def whole(self) -> bytes:
        """All that the expression matched."""
        return self.data[self.match.start() : self.match.end()]

    def text(self, group: str = "secret") -> str:
        """What a group matched, as characters."""
        return self.raw(group).decode("utf-8", "replace")


Judge = Callable[[Sight], Span | None]
"""Says where the secret stands exactly, or that it is none."""
