"""Notices that a model repeats itself without end.

Small models fall into loops. Of the last 60 words, nearly all end a run of six words that has been said before: that is
a loop. Digits do not count as words, so numbered repetitions are seen too.
"""

import re
from collections import deque

_RUN = 6
_WINDOW = 60
_REPEATED = 54
_REMEMBERED = 4_000
_WORD = re.compile(r"[^\W\d_]+")


class Repetition:
    """Takes an answer piece by piece and says when it has become a loop."""

    def __init__(self) -> None:
        self._carry = ""
        self._run: deque[str] = deque(maxlen=_RUN)
        self._said: dict[tuple[str, ...], None] = {}
        self._window: deque[bool] = deque(maxlen=_WINDOW)

    def hear(self, text: str) -> bool:
        """Take more of the answer; whether it is a loop by now."""
        text = self._carry + text
        ends = list(_WORD.finditer(text))
        # The last word may go on in the next piece.
        self._carry = text[ends.pop().start() :][-64:] if ends and ends[-1].end() == len(text) else ""
        for match in ends:
            self._take(match.group().casefold())
        return sum(self._window) >= _REPEATED

    def _take(self, word: str) -> None:
        self._run.append(word)
        if len(self._run) < _RUN:
            return
        run = tuple(self._run)
        self._window.append(run in self._said)
        self._said[run] = None
        if len(self._said) > _REMEMBERED:
            del self._said[next(iter(self._said))]
