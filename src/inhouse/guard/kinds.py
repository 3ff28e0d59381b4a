"""What every kind of finding is called, in English; the screens translate what they know."""

from collections.abc import Sequence
from functools import cache

from inhouse.guard.detectors.labels import kinds as label_kinds
from inhouse.guard.detectors.personal import kinds as personal_kinds
from inhouse.guard.detectors.secrets import Secrets
from inhouse.guard.policies import kinds


@cache
def every() -> Sequence[tuple[str, str]]:
    """Every kind that detectors give, with its label."""
    return kinds.kinds_of(Secrets().kinds(), personal_kinds(), label_kinds())


@cache
def label_of(kind: str) -> str:
    """What a kind is called; the categories of the company's terms are called as the company calls them."""
    return kinds.label_of(kind, every())
