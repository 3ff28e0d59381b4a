"""What left and what was refused: one entry per attempt, durable before the first byte goes, without content.

The ledger promises: no line, no call; every line is closed, by the road, or at the next start as "unknown"; entries of
one log are numbered without gaps by one writer. It refuses: content, plain hashes of content, changing an entry.
"""

from inhouse.ledger.answer import AnswerCommitment
from inhouse.ledger.entry import Finding, Origin, Outcome
from inhouse.ledger.errors import LedgerUnavailable, LogAway
from inhouse.ledger.ledger import Ending, Ledger, Line, Refusal, Shown, State

__all__ = [
    "AnswerCommitment",
    "Ending",
    "Finding",
    "Ledger",
    "LedgerUnavailable",
    "Line",
    "LogAway",
    "Origin",
    "Outcome",
    "Refusal",
    "Shown",
    "State",
]
