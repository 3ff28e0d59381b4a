"""Detectors of the company's own: services that are asked over HTTP, spans in and spans out.

Promises: a plug-in is a declared destination on this machine or in the company's network, never outside; what it does
not answer in time, or cannot be understood, is an error and never "nothing found"; what it is shown stands in the
ledger before the first byte goes.

Refuses plug-ins outside the company: they would see what the guard has not judged yet. Nothing is loaded into the
server's own process.
"""

from inhouse.guard.detectors.plug_ins.asking import Asking
from inhouse.guard.detectors.plug_ins.plug_in import PlugIn, Wire, read
from inhouse.guard.detectors.plug_ins.record import Record, Showing

__all__ = ["Asking", "PlugIn", "Record", "Showing", "Wire", "read"]
