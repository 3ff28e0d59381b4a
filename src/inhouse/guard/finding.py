"""What a detector says of a text: the nouns that detectors, policy and stand-ins share.

A kind is `family.what`, as `secret.aws_access_key` or `personal.iban`; policies name kinds, or a family as `secret.*`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from inhouse.guard.normal import View


class Family(StrEnum):
    """What kind of thing was found, before its details."""

    SECRET = "secret"  # noqa: S105 (a word, not a password)
    """Opens something: keys, tokens, passwords, private keys."""
    PERSONAL = "personal"
    """Personal data with a syntax: e-mail, phone, IBAN, card, tax number."""
    NAME = "name"
    """Persons, places and organisations, as a model recognises them."""
    TERM = "term"
    """Words of the company: customers, projects, code names."""
    LABEL = "label"
    """A mark of confidentiality on a document."""
    UNREADABLE = "unreadable"
    """What nobody could look into: pictures, encrypted files, a detector that failed."""


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of a view that a detector recognised: code points `start` to `end` of `View.text`.

    `value` is the piece in its plainest form: two spellings of the same thing have the same value.
    """

    kind: str
    start: int
    end: int
    value: str = field(repr=False)


class Detector(Protocol):
    """Recognises pieces of text. It never raises on any text, and its time grows with the length only."""

    @property
    def name(self) -> str:
        """Which detector it is, for reports."""
        ...

    def find(self, view: View) -> Iterator[Found]:
        """What it recognises in a view, in any order; pieces may overlap."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """A piece of a text as it was given: its code points `start` to `end`.

    `exact`: the piece is the thing and nothing else. It is not where the thing was wrapped (as base64), and it is not
    where nothing can be replaced by a stand-in (a label is about the whole text).
    """

    kind: str
    start: int
    end: int
    value: str = field(repr=False)
    detector: str = ""
    exact: bool = True

    @property
    def family(self) -> Family:
        """The part of the kind before the dot."""
        return _family(self.kind)


@lru_cache(maxsize=1024)
def _family(kind: str) -> Family:
    return Family(kind.partition(".")[0])
