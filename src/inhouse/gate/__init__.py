"""The sealed form of `net`: the one process with destinations, credentials, DNS and the ledger's write-ahead.

Promises: the application, which has no network of its own, gets out of the house only through here, to a destination of
this process's own table, with a request that the ledger holds an open line for: the same destination and exactly these
bytes, once. Credentials are added here and never told.

Refuses: destinations that are not in the table, requests without a line, redirects (none is followed), addresses
farther away than declared, bodies that are too long or come too slowly, and anything that two parsers could read in two
ways.

`inhouse.net.gated` says how the two speak.
"""

from inhouse.gate.lines import Lines
from inhouse.gate.log import GateLog, the_gate
from inhouse.gate.outlet import Outlet
from inhouse.gate.visit import Answer, Said, Visit
from inhouse.gate.way_in import ask_house, take_listener

__all__ = ["Answer", "GateLog", "Lines", "Outlet", "Said", "Visit", "ask_house", "take_listener", "the_gate"]
