"""A language model as the other rooms see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from inhouse.core.caller import Caller
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.models.profile import Profile


class Kind(StrEnum):
    """Where a model comes from."""

    BUILTIN = "builtin"
    GGUF = "gguf"
    OPENAI = "openai"


class State(StrEnum):
    """Whether a model can be asked now. One that is asleep is loaded when it is asked."""

    READY = "ready"
    STARTING = "starting"
    ASLEEP = "asleep"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Terms:
    """What happens to the words at a place, as somebody declared it; None where nobody knows.

    `kept_days` is how long the provider keeps them, 0 for not at all; `kept_note` says it in words where days cannot.
    `monitored`: the provider looks for abuse, so its people may read. `region` is where it runs, `contract` a reference
    to what was agreed. `declared_by` is a name, not an account.
    """

    trained_on: bool | None = None
    kept_days: int | None = None
    kept_note: str | None = None
    monitored: bool | None = None
    region: str | None = None
    contract: str | None = None
    declared_by: str | None = None
    declared_on: date | None = None

    def on_record(self) -> dict[str, str | int | None]:
        """What the ledger says of them: no words of people's own, and no name of who declared them."""
        return {
            "trained_on": None if self.trained_on is None else int(self.trained_on),
            "kept_days": self.kept_days,
            "monitored": None if self.monitored is None else int(self.monitored),
            "declared_on": None if self.declared_on is None else self.declared_on.isoformat(),
        }

    def no_weaker_than(self, other: "Terms") -> bool:
        """Whether nothing worse can happen to the words under these terms than under the others."""
        return all(mine <= theirs for mine, theirs in zip(_weakness(self), _weakness(other), strict=True))


HERE = Terms(trained_on=False, kept_days=0, monitored=False)
"""Our own engine on this machine."""
UNTOLD = Terms()
"""Nobody has said anything, as of a server on this machine, which could pass on what it gets."""


def weakest(several: Iterable[Terms]) -> Terms:
    """What may happen to words that go to one of several places, nobody knows to which."""
    every = tuple(several)
    if len(set(every)) == 1:
        return every[0]
    keeps_most = max(every, key=lambda terms: _weakness(terms)[1])
    return Terms(
        trained_on=max((terms.trained_on for terms in every), key=_doubt),
        kept_days=keeps_most.kept_days,
        kept_note=keeps_most.kept_note,
        monitored=max((terms.monitored for terms in every), key=_doubt),
        region=_listed(terms.region for terms in every),
        contract=_listed(terms.contract for terms in every),
        declared_by=_listed(terms.declared_by for terms in every),
        declared_on=min((terms.declared_on for terms in every if terms.declared_on is not None), default=None),
    )


def _weakness(terms: Terms) -> tuple[float, float, float]:
    known = terms.kept_note is None and terms.kept_days is not None
    kept = float(terms.kept_days or 0) if known else float("inf")
    return _doubt(terms.trained_on), kept, _doubt(terms.monitored)


def _doubt(told: bool | None) -> int:  # noqa: FBT001 (an answer that was given, not a switch)
    return 1 if told is None else 2 * told


def _listed(texts: Iterable[str | None]) -> str | None:
    return ", ".join(dict.fromkeys(text for text in texts if text)) or None


class WireName(StrEnum):
    """How a model's server wants to be spoken to; `models.wires` has one file each."""

    OPENAI = "openai"
    AZURE = "azure"
    RESPONSES = "responses"
    ANTHROPIC = "anthropic"


@dataclass(frozen=True, slots=True)
class Deployment:
    """One place where a model answers. `upstream_model` is the name that its server knows it by.

    `base` begins each path there, `query` ends it. `weight` is its share of the calls among several places. `at_once`
    is how many calls its account takes at the same time, over all models; None: as many as the profile says.
    """

    destination: Destination
    upstream_model: str
    wire: WireName = WireName.OPENAI
    base: str = "/v1"
    query: str = ""
    weight: int = 1
    terms: Terms = UNTOLD
    at_once: int | None = None


_WEAKEST = tuple(DestinationClass)
_KNOWN = tuple(Assurance)


def remoteness(place: Destination) -> tuple[int, int]:
    """Orders places: the farther away, and of those equally far the one we know less of, is the larger."""
    return _WEAKEST.index(place.destination_class), _KNOWN.index(place.assurance)


@dataclass(frozen=True, slots=True)
class Model:
    """One line of the catalogue. `fallback` names the models to ask when this one cannot answer, in their order.

    `terms` are the weakest of all its places. `groups` may use it; with none everybody may.
    """

    id: str
    name: str
    description: str
    kind: Kind
    deployments: tuple[Deployment, ...]
    profile: Profile
    terms: Terms
    fit_for_work: bool = False
    fallback: tuple[str, ...] = ()
    groups: frozenset[UUID] = frozenset()

    def is_for(self, caller: Caller) -> bool:
        """Whether the caller may use it: by their groups, and by what their key is narrowed to."""
        return caller.may_ask(self.id) and (not self.groups or not self.groups.isdisjoint(caller.groups))

    @property
    def destination(self) -> Destination:
        """The place that is shown: the one farthest away, and among those the one we know the least of."""
        return max((deployment.destination for deployment in self.deployments), key=remoteness)

    @property
    def demo(self) -> bool:
        """Whether it is only good to show that everything works."""
        return self.kind is Kind.BUILTIN
