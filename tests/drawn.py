"""Draws texts by chance: from shapes such as `ghp_{b62:36}`, and from the expressions of rules.

Tokens for tests are made here, at run time, so that no scanner takes the repository for a leak.
"""

import random
import re
import string
from collections.abc import Sequence
from re import _constants as op  # pyright: ignore[reportAttributeAccessIssue]
from re import _parser as parser  # pyright: ignore[reportAttributeAccessIssue]
from typing import Any

ALPHABETS = {
    "b62": string.ascii_letters + string.digits,
    "b64": string.ascii_letters + string.digits + "+/",
    "url": string.ascii_letters + string.digits + "-_",
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "b36": string.ascii_lowercase + string.digits,
    "B36": string.ascii_uppercase + string.digits,
    "b32": string.ascii_uppercase + "234567",
    "low": string.ascii_lowercase,
    "dig": string.digits,
}
CLASSES = {
    op.CATEGORY_DIGIT: string.digits,
    op.CATEGORY_WORD: string.ascii_letters + string.digits + "_",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_NOT_SPACE: string.ascii_letters + string.digits,
}
MORE = 6
"""How many more than the fewest an open repetition gives."""


def shaped(shape: str, chance: random.Random) -> str:
    """The shape with each `{alphabet:count}` drawn, and `{uuid}` as a random UUID."""
    shape = shape.replace("{uuid}", "{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}")
    return re.sub(r"\{(\w+):(\d+)\}", lambda seen: "".join(chance.choices(ALPHABETS[seen[1]], k=int(seen[2]))), shape)


def matching(expression: str, chance: random.Random) -> str:
    """A text that the expression matches."""
    return _any(parser.parse(expression), chance)


def _any(tree: Any, chance: random.Random) -> str:  # noqa: ANN401 (the parser has no types)
    return "".join(_one(code, what, chance) for code, what in tree)


def _one(code: Any, what: Any, chance: random.Random) -> str:  # noqa: ANN401 (the parser has no types)
    match code:
        case op.LITERAL:
            return chr(what)
        case op.IN:
            return chance.choice(_members(what))
        case op.MAX_REPEAT | op.MIN_REPEAT:
            fewest, most, part = what
            count = chance.randint(fewest, min(int(most), fewest + MORE))
            drawn = "".join(_any(part, chance) for _ in range(count))
        case op.SUBPATTERN:
            drawn = _any(what[3], chance)
        case op.BRANCH:
            drawn = _any(chance.choice(what[1]), chance)
        case op.NOT_LITERAL | op.ANY:
            drawn = chance.choice(string.ascii_lowercase)
        case _:
            drawn = ""
    return drawn


def _members(what: Sequence[Any]) -> str:
    members = ""
    for code, value in what:
        if code is op.NEGATE:
            return string.ascii_letters
        if code is op.LITERAL:
            members += chr(value)
        elif code is op.RANGE:
            members += "".join(map(chr, range(value[0], value[1] + 1)))
        else:
            members += CLASSES[value]
    return members
