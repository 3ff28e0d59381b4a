"""The table held against the files that were signed: what both have must be the same, byte by byte.

Looked at are the newest entries, and of a long log as many again, drawn at random each time: whoever changes an old
entry in the table cannot know when it is found.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inhouse.ledger.publishing import Source
from inhouse.ledger.tiles import ENTRIES, BundleWrong, path_of, unbundle
from inhouse.ledger.tree import TILE_WIDTH

BUNDLES: Final = 64
"""Bundles of 256 entries that are looked at: about a tenth of a second."""
_NEWEST: Final = BUNDLES // 2

_drawn = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Compared:
    """How many entries were looked at, and which of them the table does not hold as they were signed."""

    entries: int
    differ: Sequence[int]


async def compare(source: Source, folder: Path, log: str, size: int) -> Compared:
    """Compare entries up to number `size`. What cannot be read in the files is left to `verify`. Raises LogAway."""
    looked_at = 0
    differ: list[int] = []
    for index in chosen(-(-size // TILE_WIDTH)):
        first, width = index * TILE_WIDTH + 1, min(TILE_WIDTH, size - index * TILE_WIDTH)
        signed = await asyncio.to_thread(_signed, folder, index, width)
        in_table = dict(await source.read(log, first - 1, width))
        looked_at += len(signed)
        differ += [number for number, entry in enumerate(signed, start=first) if in_table.get(number) != entry]
    return Compared(looked_at, differ)


def chosen(count: int) -> list[int]:
    """Which of so many bundles are looked at."""
    if count <= BUNDLES:
        return list(range(count))
    newest = count - _NEWEST
    return [*sorted(_drawn.sample(range(newest), BUNDLES - _NEWEST)), *range(newest, count)]


def _signed(folder: Path, index: int, width: int) -> list[bytes]:
    # A full bundle takes the place of a partial one while the server runs.
    for path in (path_of(ENTRIES, index, width), path_of(ENTRIES, index)):
        try:
            return unbundle((folder / path).read_bytes())[:width]
        except (OSError, BundleWrong):
            continue
    return []
