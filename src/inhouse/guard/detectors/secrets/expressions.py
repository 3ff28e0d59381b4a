"""The first look with hyperscan: every rule's trigger in one pass. Importing this fails where it does not install."""

import re
import threading
from collections.abc import Sequence

import hyperscan

from inhouse.guard.detectors.secrets.candidates import CLOSE, Places
from inhouse.guard.detectors.secrets.columns import TRIGGER
from inhouse.guard.detectors.secrets.expressions_process import built
from inhouse.guard.detectors.secrets.rules import Rule

_BEYOND_ASCII = re.compile(r"[^\W\d_\x00-\x7f]")


class Expressions:
    """The look with hyperscan: only where a rule's trigger matches."""

    def __init__(self, rules: Sequence[Rule], database: bytes | None = None) -> None:
        """`database`: what `expressions_process` has built of the same rules. Raises ValueError if it is none."""
        self._database = built(triggers(rules)) if database is None else _read(database)
        self._own = threading.local()

    def places(self, data: bytes) -> Places:
        """Where a trigger's match ends."""
        found: Places = {}

        def seen(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            offsets = found.setdefault(number, [end])
            if end - offsets[-1] > CLOSE:
                offsets.append(end)

        self._database.scan(data, match_event_handler=seen, scratch=self._scratch())
        return found

    def _scratch(self) -> "hyperscan.Scratch":
        """This thread's working memory: two scans at once must not share it."""
        scratch: hyperscan.Scratch | None = getattr(self._own, "scratch", None)
        if scratch is None:
            scratch = hyperscan.Scratch(self._database)
            self._own.scratch = scratch
        return scratch


def triggers(rules: Sequence[Rule]) -> list[bytes]:
    """The expressions, by the number of the rule, and the one for the heads of columns.

    Hyperscan captures nothing, so groups need no name. It reads bytes, and knows small letters and capitals of ASCII
    only: of all others both are written.
    """
    written = (re.sub(r"\(\?P<\w+>", "(?:", each) for each in (*(rule.trigger for rule in rules), TRIGGER))
    return [_BEYOND_ASCII.sub(_in_both_cases, each).encode() for each in written]


def _in_both_cases(letter: re.Match[str]) -> str:
    return f"(?:{letter[0].lower()}|{letter[0].upper()})"


def _read(database: bytes) -> hyperscan.Database:
    try:
        read = hyperscan.loadb(database, hyperscan.HS_MODE_BLOCK)
        hyperscan.Scratch(read)
    except hyperscan.error as error:
        raise ValueError("no database of this machine's hyperscan") from error
    return read
