"""The wires: how models' servers want to be spoken to. A new server that speaks one of them is a row, not a file."""

from collections.abc import Mapping
from types import MappingProxyType

from inhouse.models.model import Deployment, Model, WireName
from inhouse.models.wires.anthropic import ANTHROPIC
from inhouse.models.wires.chat_completions import AZURE, OPENAI
from inhouse.models.wires.embeddings import AZURE_EMBEDDINGS, OPENAI_EMBEDDINGS
from inhouse.models.wires.responses import RESPONSES
from inhouse.models.wires.wire import Incoming, Sent, Wire

WIRES: Mapping[WireName, Wire] = MappingProxyType(
    {
        WireName.OPENAI: OPENAI,
        WireName.AZURE: AZURE,
        WireName.RESPONSES: RESPONSES,
        WireName.ANTHROPIC: ANTHROPIC,
    }
)
_EMBEDDING_WIRES: Mapping[WireName, Wire] = MappingProxyType({WireName.AZURE: AZURE_EMBEDDINGS})


def wire_of(model: Model, deployment: Deployment) -> Wire:
    """How the model is spoken to at one of its places."""
    if model.profile.embeds:
        return _EMBEDDING_WIRES.get(deployment.wire, OPENAI_EMBEDDINGS)
    return WIRES[deployment.wire]


__all__ = ["WIRES", "Incoming", "Sent", "Wire", "wire_of"]
