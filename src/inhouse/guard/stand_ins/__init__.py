"""Words that stand for other words while a model reads and writes, and the way back.

One map for each conversation (`StandIns`), a pure function that puts stand-ins into the texts of a prompt (`replace`),
and a `Restorer` that puts the words back into an answer while it streams.
"""

from inhouse.guard.stand_ins.mapping import Entry, StandIns
from inhouse.guard.stand_ins.reader import Piece
from inhouse.guard.stand_ins.replace import Removed, Replaced, Stuck, Swap, replace
from inhouse.guard.stand_ins.restorer import Channel, Restorer

__all__ = ["Channel", "Entry", "Piece", "Removed", "Replaced", "Restorer", "StandIns", "Stuck", "Swap", "replace"]
