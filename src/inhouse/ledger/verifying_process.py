"""The process that verifies this server's own logs for the page Proof, beside the server and slower than it.

Orders come as JSON by standard input; what was found goes line by line, as JSON, to standard output. It reads files and
nothing else: the same look that `inhouse ledger verify` takes.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TypedDict

from inhouse.core import clock
from inhouse.ledger.checkpoint import Checkpoint, VerifierKey, parse_checkpoint, parse_key
from inhouse.ledger.kinds import OPEN, OUTCOME, REFUSED
from inhouse.ledger.tiles import CHECKPOINT
from inhouse.ledger.verify import NoLogs, Verdict, find_logs, verify

_TELL_SECONDS: Final = 0.1


class Orders(TypedDict):
    """The folder of the logs, and the verifier keys as text."""

    folder: str
    keys: list[str]


class Found(TypedDict):
    """What was found in one log."""

    log: str
    entries: int
    sent: int
    refused: int
    acts: int
    faults: list[str]
    more_faults: int
    remarks: list[str]


class _Progress:
    """Tells how many entries of how many are done, in all logs together, a few times a second."""

    def __init__(self, of: int) -> None:
        self._of = of
        self._before = 0
        self._told_at = 0.0

    def told(self, done: int, of: int) -> None:
        """`done` of the `of` entries of the present log are done."""
        if done == of or clock.monotonic() > self._told_at + _TELL_SECONDS:
            self._told_at = clock.monotonic()
            _tell({"done": self._before + done, "of": max(self._of, self._before + done)})
        if done == of:
            self._before += of


def main() -> int:
    """Verify what the orders name."""
    orders: Orders = json.load(sys.stdin)
    keys = [parse_key(key) for key in orders["keys"]]
    try:
        logs = find_logs([Path(orders["folder"])])
    except NoLogs:
        logs = []
    progress = _Progress(sum(_said_size(log) for log in logs))
    for log in logs:
        _tell({"found": _looked_at(log, keys, progress)})
    _tell({"end": 1})
    return 0


def _looked_at(log: Path, keys: Sequence[VerifierKey], progress: _Progress) -> Found:
    (verdict,) = verify([log], keys, told=progress.told)
    return _found(verdict)


def _found(verdict: Verdict) -> Found:
    kinds, signed = verdict.lines.kinds, verdict.checkpoint
    return {
        "log": verdict.folder.name,
        "entries": 0 if signed is None else signed.size,
        "sent": kinds.get(OPEN, 0),
        "refused": kinds.get(REFUSED, 0),
        "acts": sum(count for kind, count in kinds.items() if kind not in (OPEN, OUTCOME, REFUSED)),
        "faults": verdict.faults,
        "more_faults": verdict.more_faults,
        "remarks": verdict.remarks,
    }


def _said_size(log: Path) -> int:
    """How many entries the checkpoint claims, for the progress alone: whether that is so is found out later."""
    try:
        said: Checkpoint = parse_checkpoint((log / CHECKPOINT).read_text("utf-8").rpartition("\n\n")[0] + "\n")
    except (OSError, ValueError):
        return 0
    return said.size


def _tell(what: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
