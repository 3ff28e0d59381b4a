"""The wires: how models' servers want to be spoken to. A new server that speaks one of them is a row, not a file."""

from collections.abc import Mapping
from types import MappingProxyType

from inhouse.models.model import WireName
from inhouse.models.wires.chat_completions import AZURE, OPENAI
from inhouse.models.wires.wire import Incoming, Sent, Wire

WIRES: Mapping[WireName, Wire] = MappingProxyType({WireName.OPENAI: OPENAI, WireName.AZURE: AZURE})

__all__ = ["WIRES", "Incoming", "Sent", "Wire"]
