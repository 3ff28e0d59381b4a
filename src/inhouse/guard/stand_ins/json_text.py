"""JSON as text: where its values are, and what stands between two quotes."""

import json
import re
from collections.abc import Iterator
from typing import cast

_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_NAME = re.compile(r"\s*:")


def value_spans(text: str) -> list[tuple[int, int]] | None:
    """Where the strings stand that are values, without their quotes; None if the text is no JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    return list(_values(text))


def _values(text: str) -> Iterator[tuple[int, int]]:
    for string in _STRING.finditer(text):
        if _NAME.match(text, string.end()) is None:
            yield string.start() + 1, string.end() - 1


def unescaped(raw: str) -> str:
    """What a piece of a JSON string says; the piece itself if it is none."""
    if "\\" not in raw:
        return raw
    try:
        return cast("str", json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return raw


def escaped(text: str) -> str:
    """The text as it stands between the quotes of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def ascii_escaped(text: str) -> str:
    """The same where everything that is not ASCII is escaped too."""
    return json.dumps(text)[1:-1]
