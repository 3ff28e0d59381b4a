"""Where the logs of this server stand: the newest checkpoint of each, as its files show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inhouse.ledger.errors import NotCovered
from inhouse.ledger.published import Published
from inhouse.ledger.verify import NoLogs, find_logs


@dataclass(frozen=True, slots=True)
class LogStanding:
    """A log with its newest checkpoint. `note` is the checkpoint as it was signed, for whoever wants to keep it."""

    log: str
    entries: int
    signed_at: datetime | None
    note: str | None
    trouble: str | None = None


def standing(folder: Path) -> Sequence[LogStanding]:
    """All logs below the folder. Reads files."""
    try:
        return [_standing(log) for log in find_logs([folder])]
    except NoLogs:
        return []


def _standing(log: Path) -> LogStanding:
    published = Published(log)
    signed_at = published.signed_at()
    try:
        note, checkpoint = published.note(), published.checkpoint()
    except NotCovered as error:
        return LogStanding(log.name, 0, signed_at, None, error.message)
    return LogStanding(log.name, 0 if checkpoint is None else checkpoint.size, signed_at, note)
