"""What everybody may know of the models: the list, and starter tasks."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from inhouse.edge.callers import Member
from inhouse.models.catalogue import Catalogue
from inhouse.models.model import Model, State
from inhouse.models.starters import starters_for


class DestinationOut(BaseModel):
    """Where a model's words go."""

    name: str
    destination_class: Literal["local", "private", "external"]
    assurance: Literal["enforced", "declared"]


class TermsOut(BaseModel):
    """What happens to the words there, in plain sentences."""

    trained_on: str
    kept: str


class ModelOut(BaseModel):
    """A model that the caller may use."""

    id: str
    name: str
    description: str
    destination: DestinationOut
    fit_for_work: bool
    demo: bool
    context_tokens: int
    answer_tokens: int
    tools: bool
    ready: bool
    state: Literal["ready", "starting", "unavailable"]
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
        destination=DestinationOut(
            name=destination.name,
            destination_class=destination.destination_class.value,
            assurance=destination.assurance.value,
        ),
        fit_for_work=model.fit_for_work,
        demo=model.demo,
        context_tokens=model.profile.context_tokens,
        answer_tokens=model.profile.answer_tokens,
        tools=model.profile.tools,
        ready=state is State.READY,
        state=state.value,
        terms=TermsOut(trained_on=model.terms.trained_on, kept=model.terms.kept),
    )
