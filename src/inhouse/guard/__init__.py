"""Reads a prompt for a destination and says whether it may go there, and as what; restores the answer.

The guard promises: nothing that it cannot read and nothing that the policy does not allow leaves; what leaves with
stand-ins comes back with the real words; an error of its own is a refusal. It is the only maker of `Cleared`.

    finding      what detectors say of a text             detectors/   one folder or file each
    scan         all detectors over all readings          policies/    the policy as data, and what it says of findings
    clear        the verb on the way out                  stand_ins/   the map of a conversation
    restore      the verb on the way back                 terms/       the company's own words
"""

from inhouse.guard.clear import GUARD_VERSION, Guard, restorer_of
from inhouse.guard.errors import Asks, KeptLocal, Refused, Stopped, blocked_of
from inhouse.guard.kinds import label_of
from inhouse.guard.notes import EVERYTHING_ASKED
from inhouse.guard.restore import restore

__all__ = [
    "EVERYTHING_ASKED",
    "GUARD_VERSION",
    "Asks",
    "Guard",
    "KeptLocal",
    "Refused",
    "Stopped",
    "blocked_of",
    "label_of",
    "restore",
    "restorer_of",
]
