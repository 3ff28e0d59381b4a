"""What a slow detector found in a text it has seen: unchanged turns of a long chat are not looked at twice.

No text is kept: what is remembered hangs on a keyed hash, and nobody else has the key.
"""

import hashlib
import secrets
from collections import OrderedDict
from typing import Generic, TypeVar

MOST = 20_000
"""Answers that are kept; about 10 MB."""

T = TypeVar("T")


class Remembered(Generic[T]):
    """The answers of one detector, the oldest forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._secret = secrets.token_bytes(32)
        self._answers: OrderedDict[bytes, T] = OrderedDict()

    def key(self, text: str) -> bytes:
        """What the answer for this text hangs on."""
        return hashlib.blake2b(text.encode("utf-8", "replace"), key=self._secret, digest_size=16).digest()

    def recall(self, key: bytes) -> T | None:
        """The answer, None if it is not there (any more)."""
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def keep(self, key: bytes, answer: T) -> None:
        """Remember an answer."""
        self._answers[key] = answer
        if len(self._answers) > self._most:
            self._answers.popitem(last=False)
