"""A piece that a rule's expression matched, as the judges see it: the piece and what stands around it."""

from collections.abc import Callable

import re2

from inhouse.guard.detectors.secrets.rules import Rule

Span = tuple[int, int]


_NOWHERE = (-1, -1)


class Sight:
    """One match of one rule in the bytes of a text. It never changes."""

    __slots__ = ("_spans", "data", "end", "rule", "start")

    def __init__(self, rule: Rule, data: bytes, match: "re2.Match[bytes]") -> None:
        """The match says once where everything is: judges ask for the same again and again."""
        self.rule = rule
        self.data = data
        self.start, self.end = match.span()
        self._spans = {name: match.span(number) for name, number in rule.groups.items()}

    def span(self, group: str = "secret") -> Span:
        """Where a group of the expression stands; (-1, -1) where it took no part."""
        return self._spans.get(group, _NOWHERE)

    def raw(self, group: str = "secret") -> bytes:
        """What a group matched."""
        start, end = self._spans.get(group, _NOWHERE)
        return self.data[start:end] if start >= 0 else b""

    def whole(self) -> bytes:
        """All that the expression matched."""
        return self.data[self.start : self.end]

    def text(self, group: str = "secret") -> str:
        """What a group matched, as characters."""
        return self.raw(group).decode("utf-8", "replace")


Judge = Callable[[Sight], Span | None]
"""Says where the secret stands exactly, or that it is none."""
