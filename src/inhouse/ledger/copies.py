"""How the places outside stand, as a file: the process that sends checkpoints tells it to the one that people ask.

Sealed, these are two, and the one that people ask has no way outside. There are no words in it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import orjson


@dataclass(frozen=True, slots=True)
class Copy:
    """How a place stands: the entries that its last checkpoint covers, when it got it, and what went wrong since."""

    name: str
    kind: str
    entries: int = 0
    sent_at: datetime | None = None
    trouble: str | None = None


def write_copies(path: Path, copies: Sequence[Copy]) -> None:
    """Keep them in a file that is there whole or not at all; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.write_bytes(orjson.dumps([asdict(each) for each in copies]))
    unfinished.replace(path)


def read_copies(path: Path) -> tuple[Copy, ...]:
    """As they were last told; nothing where nobody has told anything that can be read."""
    try:
        return tuple(_copy(**each) for each in orjson.loads(path.read_bytes()))
    except (OSError, TypeError, ValueError):
        return ()


def _copy(name: str, kind: str, entries: int, sent_at: str | None, trouble: str | None) -> Copy:
    when = None if sent_at is None else datetime.fromisoformat(sent_at)
    return Copy(str(name), str(kind), int(entries), when, trouble)
