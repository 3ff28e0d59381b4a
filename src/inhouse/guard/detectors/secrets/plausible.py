"""Tells a value that chance made from one that only stands for a secret."""

import hashlib
import math
from functools import cache
from importlib.resources import files
from operator import sub

import re2

_LOOKED_AT = 400
"""Characters of a long value that are judged: the rest says nothing new."""
_STEPS, _STEPS_WHEN_SHORT, _SHORT = 0.5, 0.7, 16
"""Share of neighbours that are equal or follow each other, from which a value is a row such as 12345678 or aaaa."""
_SAME_OR_NEXT = frozenset({0, 1}).__contains__

_MARKS = re2.compile(
    b"(?i)"
    rb"example|change[-_ ]?me|your[-_ ]|[-_]your|your(?:token|key|pass|api|secret)|my[-_](?:api|secret|token|key|pass)"
    rb"|dummy|sample|redacted|masked|censored|insert[-_ ]|replace[-_ ]|[-_]here\b|goes[-_]?here|foobar|lorem|ipsum"
    rb"|not[-_]?a[-_]?(?:real|secret)|notreal|fake[-_ ]|[-_]fake|deadbeef|beispiel|ejemplo|exemple|placehold"
    rb"|(?-i:x{4}|X{4})|\*{3}|\.{3}|#{4}|_{4}|-{4}|0{7}|" + "•|…|●|█".encode()
)
_REFERENCE = re2.compile(
    rb"\$\{|\{\{|\$\(|\}\}|<%|%>|\{%|#\{|%s|%\([a-z_]+\)s|__[A-Z_]+__"
    rb"|^<[^<>]*>?$|^\[[^\[\]]*\]?$|^\{[^{}]*\}?$|^%[A-Za-z_]+%?$|^\$[A-Za-z_][A-Za-z_:.]*$|^@[A-Za-z_.]+$|^[&*][a-z_]+$"
    rb"|^!(?:Ref|Sub|GetAtt|Join|ImportValue|FindInMap|vault|secret|env|include|reference)"
)


def bits(value: bytes) -> float:
    """Shannon's entropy in bits per byte; a random value of 32 hexadecimal digits has about 3.6."""
    total = len(value)
    shares = [value.count(sign) / total for sign in dict.fromkeys(value)]
    return -sum([share * math.log2(share) for share in shares]) if total else 0.0


def is_row(value: str) -> bool:
    """Whether the characters follow each other or repeat, as in `abcdefgh`, `0000` or `1234567890abcdef`."""
    signs = list(map(ord, value))
    steps = sum(map(_SAME_OR_NEXT, map(sub, signs[1:], signs)))
    share = _STEPS if len(value) >= _SHORT else _STEPS_WHEN_SHORT
    return len(value) > 3 and steps >= share * (len(value) - 1)


def is_reference(value: str) -> bool:
    """Whether a value is where a secret would be put in: `${TOKEN}`, `<token>`, `{{ password }}`, `%s`."""
    return _REFERENCE.search(value.encode()) is not None


def is_placeholder(value: str) -> bool:
    """Whether a value only shows where a secret would stand: `your_api_key_here`, `xxxx`, `AKIA...EXAMPLE`."""
    shown = value[:_LOOKED_AT]
    return is_row(shown) or is_reference(shown) or _MARKS.search(shown.encode()) is not None


def is_documented(value: bytes) -> bool:
    """Whether a provider's documentation or a standard prints this very value as its example."""
    return fingerprint(value) in _documented()


def fingerprint(value: bytes) -> str:
    """How the list of documented examples names a value."""
    return hashlib.sha256(value).hexdigest()[:16]


@cache
def _documented() -> frozenset[str]:
    path = files("inhouse.guard.detectors.secrets") / "rules" / "documented.txt"
    lines = path.read_text("utf-8").splitlines()
    return frozenset(line.partition(" ")[0] for line in lines if line and not line.startswith("#"))
