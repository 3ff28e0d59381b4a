"""What everybody may know of the models: the list, and starter tasks."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from inhouse.core.destination import Destination
from inhouse.edge.callers import Member
from inhouse.models import plain_words
from inhouse.models.catalogue import Catalogue
from inhouse.models.model import Model, State, Terms
from inhouse.models.profile import Prices
from inhouse.models.starters import starters_for


class DestinationOut(BaseModel):
    """Where a model's words go."""

    name: str
    destination_class: Literal["local", "private", "external"]
    assurance: Literal["enforced", "declared"]


class TermsOut(BaseModel):
    """What happens to the words there: in English sentences, and as codes for screens in other languages.

    `training` and `monitoring` are unknown where nobody declared them. `kept_days` is 0 for not at all; `kept_note`
    says it in the administrator's words where days cannot; with neither it is unknown. `declared_by` is a name.
    """

    where: str
    trained_on: str
    kept: str
    monitored: str
    training: Literal["no", "yes", "unknown"]
    kept_days: int | None
    kept_note: str | None
    monitoring: Literal["no", "yes", "unknown"]
    region: str | None
    contract: str | None
    declared_by: str | None
    declared_on: date | None


class PricesOut(BaseModel):
    """What a million tokens cost, as decimal numbers in text. `cached` is for prompt tokens that are read again."""

    currency: str
    prompt: Decimal
    completion: Decimal
    cached: Decimal | None


class PlaceOut(BaseModel):
    """One of several places where a model answers, with its share of the calls."""

    destination: DestinationOut
    region: str | None
    weight: int


class ModelOut(BaseModel):
    """A model that the caller may use.

    `places` are all places where it answers; `destination` is the farthest of them. One that is `asleep` is ready, and
    is loaded when it is asked.
    """

    id: str
    name: str
    description: str
    destination: DestinationOut
    fit_for_work: bool
    demo: bool
    context_tokens: int
    answer_tokens: int
    tools: bool
    images: bool
    reasoning: bool
    structured: bool
    embeds: bool
    prices: PricesOut | None
    places: list[PlaceOut]
    fallback: list[str]
    ready: bool
    state: Literal["ready", "starting", "asleep", "unavailable"]
    terms: TermsOut


class ModelList(BaseModel):
    """The models, the default first."""

    items: list[ModelOut]
    default: str | None


class StarterOut(BaseModel):
    """A task to begin with."""

    id: str
    title: str
    prompt: str


class StarterList(BaseModel):
    """Starter tasks that suit the default model."""

    items: list[StarterOut]


def routes(catalogue: Catalogue) -> APIRouter:
    """The routes of this room."""
    router = APIRouter(prefix="/api", tags=["models"])

    @router.get("/models")
    async def list_models(caller: Member) -> ModelList:
        """The models that you may use."""
        models = await catalogue.offered(caller)
        items = [_model(model, catalogue.state(model)) for model in models]
        return ModelList(items=items, default=items[0].id if items else None)

    @router.get("/starters")
    async def list_starters(caller: Member, locale: Annotated[Literal["en", "de"], Query()] = "en") -> StarterList:
        """Tasks to begin with, for the default model."""
        default = await catalogue.default(caller)
        items = [
            StarterOut(id=starter.id, title=starter.title(locale), prompt=starter.prompt(locale))
            for starter in starters_for(demo=default is None or default.demo)
        ]
        return StarterList(items=items)

    return router


def _model(model: Model, state: State) -> ModelOut:
    destination = model.destination
    return ModelOut(
        id=model.id,
        name=model.name,
        description=model.description,
        destination=destination_out(destination),
        fit_for_work=model.fit_for_work,
        demo=model.demo,
        context_tokens=model.profile.context_tokens,
        answer_tokens=model.profile.answer_tokens,
        tools=model.profile.tools,
        images=model.profile.images,
        reasoning=model.profile.reasoning,
        structured=model.profile.structured,
        embeds=model.profile.embeds,
        prices=prices_out(model.profile.prices),
        places=[
            PlaceOut(destination=destination_out(each.destination), region=each.terms.region, weight=each.weight)
            for each in model.deployments
        ],
        fallback=list(model.fallback),
        ready=state in {State.READY, State.ASLEEP},
        state=state.value,
        terms=terms_out(destination, model.terms),
    )


def destination_out(destination: Destination) -> DestinationOut:
    """A destination as everybody may see it: its name, never its address."""
    return DestinationOut(
        name=destination.name,
        destination_class=destination.destination_class.value,
        assurance=destination.assurance.value,
    )


def prices_out(prices: Prices | None) -> PricesOut | None:
    """Prices as they are shown."""
    if prices is None:
        return None
    return PricesOut(currency=prices.currency, prompt=prices.prompt, completion=prices.completion, cached=prices.cached)


def terms_out(destination: Destination, terms: Terms) -> TermsOut:
    """Terms in words and codes."""
    return TermsOut(
        where=plain_words.where(destination, terms),
        trained_on=plain_words.trained_on(destination, terms),
        kept=plain_words.kept(destination, terms),
        monitored=plain_words.monitored(destination, terms),
        training=_told(terms.trained_on),
        kept_days=terms.kept_days,
        kept_note=terms.kept_note,
        monitoring=_told(terms.monitored),
        region=terms.region,
        contract=terms.contract,
        declared_by=terms.declared_by,
        declared_on=terms.declared_on,
    )


def _told(said: bool | None) -> Literal["no", "yes", "unknown"]:  # noqa: FBT001 (an answer, not a switch)
    if said is None:
        return "unknown"
    return "yes" if said else "no"
