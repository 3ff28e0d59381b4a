"""A language model as the other rooms see it."""

from dataclasses import dataclass
from enum import StrEnum

from inhouse.core.destination import Destination
from inhouse.models.profile import Profile


class Kind(StrEnum):
    """Where a model comes from."""

    BUILTIN = "builtin"
    GGUF = "gguf"
    OPENAI = "openai"


class State(StrEnum):
    """Whether a model can be asked now."""

    READY = "ready"
    STARTING = "starting"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Terms:
    """What happens to the words there, in plain sentences."""

    trained_on: str
    kept: str


HERE = Terms("Nobody trains on it. It runs on this machine.", "Nothing is kept.")
UNTOLD = Terms(
    "Not known: the server on this machine could pass it on.", "Not known: it depends on the server on this machine."
)


@dataclass(frozen=True, slots=True)
class Model:
    """One line of the catalogue. `upstream_model` is the name that its server knows it by."""

    id: str
    name: str
    description: str
    kind: Kind
    destination: Destination
    profile: Profile
    terms: Terms
    upstream_model: str
    fit_for_work: bool = False

    @property
    def demo(self) -> bool:
        """Whether it is only good to show that everything works."""
        return self.kind is Kind.BUILTIN
