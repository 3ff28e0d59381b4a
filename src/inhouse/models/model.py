"""A language model as the other rooms see it."""

from dataclasses import dataclass
from enum import StrEnum

from inhouse.core.destination import Assurance, Destination, DestinationClass
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


class WireName(StrEnum):
    """How a model's server wants to be spoken to; `models.wires` has one file each."""

    OPENAI = "openai"
    AZURE = "azure"
    RESPONSES = "responses"


@dataclass(frozen=True, slots=True)
class Deployment:
    """One place where a model answers. `upstream_model` is the name that its server knows it by.

    `base` begins each path there, `query` ends it. `weight` is its share of the calls among several places.
    """

    destination: Destination
    upstream_model: str
    wire: WireName = WireName.OPENAI
    base: str = "/v1"
    query: str = ""
    weight: int = 1


_WEAKEST = tuple(DestinationClass)
_KNOWN = tuple(Assurance)


@dataclass(frozen=True, slots=True)
class Model:
    """One line of the catalogue. `fallback` names the models to ask when this one cannot answer, in their order."""

    id: str
    name: str
    description: str
    kind: Kind
    deployments: tuple[Deployment, ...]
    profile: Profile
    terms: Terms
    fit_for_work: bool = False
    fallback: tuple[str, ...] = ()

    @property
    def destination(self) -> Destination:
        """The place that is shown: the one farthest away, and among those the one we know the least of."""
        return max(
            (deployment.destination for deployment in self.deployments),
            key=lambda place: (_WEAKEST.index(place.destination_class), _KNOWN.index(place.assurance)),
        )

    @property
    def demo(self) -> bool:
        """Whether it is only good to show that everything works."""
        return self.kind is Kind.BUILTIN
