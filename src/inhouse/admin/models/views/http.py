"""The bodies of answers."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel

from inhouse.models.abilities import Abilities
from inhouse.models.account import Account, Method
from inhouse.models.catalogue import Catalogue
from inhouse.models.check import PlaceReport, Report
from inhouse.models.discover import Brain
from inhouse.models.errors import ModelUnknown
from inhouse.models.http import DestinationOut, PricesOut, TermsOut, destination_out, prices_out, terms_out
from inhouse.models.model import Model, State, WireName
from inhouse.models.records import ModelRecord
from inhouse.net import CredentialHeader


class BrainView(BaseModel):
    """Something that could answer, found just now."""

    id: str
    kind: str
    title: str
    detail: str
    model_names: list[str]
    enabled: bool

    @classmethod
    def of(cls, brain: Brain, *, taken: bool) -> Self:
        """A brain as it is shown; `taken` if a model answers there already."""
        names = [offered.name for offered in brain.names]
        return cls(
            id=brain.id, kind=brain.kind, title=brain.title, detail=brain.detail, model_names=names, enabled=taken
        )


class BrainList(BaseModel):
    """What was found."""

    items: list[BrainView]


class CredentialView(BaseModel):
    """Where the key comes from. `place` is a variable's name or a file's path on the server."""

    kind: Literal["none", "environment", "file", "vault", "entra"]
    place: str | None
    method: Method | None
    tenant: str | None
    client: str | None


class AccountView(BaseModel):
    """An account. `trouble` says why it cannot be used now."""

    id: UUID
    name: str
    endpoint: str
    wire: WireName
    api_version: str | None
    destination: DestinationOut
    credential: CredentialView
    header: CredentialHeader
    at_once: int | None
    enabled: bool
    terms: TermsOut
    trouble: str | None

    @classmethod
    def of(cls, account: Account, trouble: str | None) -> Self:
        """An account as it is shown."""
        entra = account.credential.entra
        return cls(
            id=account.id,
            name=account.name,
            endpoint=account.endpoint.url,
            wire=account.wire,
            api_version=account.endpoint.api_version,
            destination=destination_out(account.destination),
            credential=CredentialView(
                kind=account.credential.kind.value,
                place=account.credential.place,
                method=None if entra is None else entra.method,
                tenant=None if entra is None else entra.tenant,
                client=None if entra is None else entra.client,
            ),
            header=account.header,
            at_once=account.at_once,
            enabled=account.enabled,
            terms=terms_out(account.destination, account.terms),
            trouble=trouble,
        )


class AccountList(BaseModel):
    """All accounts."""

    items: list[AccountView]


class QuirksOut(BaseModel):
    """How the model's server departs from the plain wire."""

    extra: dict[str, bool | int | float | str]
    continues: bool
    temperature: bool
    max_tokens_field: Literal["max_tokens", "max_completion_tokens"]
    system_role: Literal["system", "developer", "user"]
    reasoning_effort: bool
    store: bool
    stream_usage: bool


class AbilitiesOut(BaseModel):
    """What a model can do; None is left to what is usual."""

    context_tokens: int | None
    answer_tokens: int | None
    images: bool
    tools: bool
    reasoning: bool
    structured: bool
    embeds: bool
    prices: PricesOut | None
    quirks: QuirksOut

    @classmethod
    def of(cls, abilities: Abilities) -> Self:
        """Abilities as they are shown."""
        quirks = abilities.quirks
        return cls(
            context_tokens=abilities.context_tokens,
            answer_tokens=abilities.answer_tokens,
            images=abilities.images,
            tools=abilities.tools,
            reasoning=abilities.reasoning,
            structured=abilities.structured,
            embeds=abilities.embeds,
            prices=prices_out(abilities.prices),
            quirks=QuirksOut(
                extra=dict(quirks.extra),
                continues=quirks.continues,
                temperature=quirks.temperature,
                max_tokens_field=quirks.max_tokens_field,
                system_role=quirks.system_role,
                reasoning_effort=quirks.reasoning_effort,
                store=quirks.store,
                stream_usage=quirks.stream_usage,
            ),
        )


class Suggestion(BaseModel):
    """What a model can probably do. `family` is None where its name is not known."""

    family: str | None
    abilities: AbilitiesOut


class AdminPlace(BaseModel):
    """One place of a model."""

    account: UUID
    upstream_model: str
    weight: int


class TestedOut(BaseModel):
    """How the last test went; `code` is None if the model answered."""

    at: datetime
    code: str | None
    seconds: float


class LayoutOut(BaseModel):
    """How the engine of a model file is laid out; None is chosen by the machine."""

    context: int | None
    slots: int | None
    threads: int | None
    gpu_layers: int | None


class AdminModel(BaseModel):
    """A model of the catalogue.

    `destination` and `terms` are None where it cannot be built now: its accounts are disabled, or no local engine runs.
    """

    id: str
    name: str
    description: str | None
    kind: Literal["builtin", "gguf", "openai"]
    upstream_model: str
    places: list[AdminPlace]
    file: str | None
    fit_for_work: bool
    default: bool
    enabled: bool
    groups: list[UUID]
    fallback: list[str]
    abilities: AbilitiesOut
    layout: LayoutOut
    destination: DestinationOut | None
    terms: TermsOut | None
    state: Literal["ready", "starting", "asleep", "unavailable"]
    trouble: str | None
    tested: TestedOut | None

    @classmethod
    def of(cls, record: ModelRecord, catalogue: Catalogue) -> Self:
        """A model as it is shown to administrators."""
        try:
            model: Model | None = catalogue.known(record.id)
        except ModelUnknown:
            model = None
        place = None if model is None else model.destination
        tested, layout = record.tested, record.layout
        state = State.UNAVAILABLE if model is None else catalogue.state(model)
        return cls(
            id=record.id,
            name=record.name,
            description=record.description,
            kind=record.kind.value,
            upstream_model=record.upstream_model,
            places=[
                AdminPlace(account=each.account, upstream_model=each.upstream_model, weight=each.weight)
                for each in record.places
            ],
            file=record.file,
            fit_for_work=record.fit_for_work,
            default=record.is_default,
            enabled=record.enabled,
            groups=sorted(record.groups),
            fallback=list(record.fallback),
            abilities=AbilitiesOut.of(record.abilities),
            layout=LayoutOut(
                context=layout.context, slots=layout.slots, threads=layout.threads, gpu_layers=layout.gpu_layers
            ),
            destination=None if place is None else destination_out(place),
            terms=None if place is None or model is None else terms_out(place, model.terms),
            state=state.value,
            trouble=catalogue.trouble(record.id),
            tested=None if tested is None else TestedOut(at=tested.at, code=tested.code, seconds=tested.seconds),
        )


class AdminModelList(BaseModel):
    """All models, disabled ones too."""

    items: list[AdminModel]


class TestedPlace(BaseModel):
    """How one place did. `code` is `ok`, `slow`, or what is wrong; `line` is the number of its line in the ledger."""

    destination: str
    upstream_model: str
    ok: bool
    code: str
    message: str
    hint: str | None
    seconds: float
    line: str | None

    @classmethod
    def of(cls, place: PlaceReport) -> Self:
        """A place as it is shown."""
        return cls(
            destination=place.destination,
            upstream_model=place.upstream_model,
            ok=place.ok,
            code=place.code,
            message=place.message,
            hint=place.hint,
            seconds=place.seconds,
            line=place.line,
        )


class TestReport(BaseModel):
    """How a model did at all its places; `ok` if it answers at each."""

    model: str
    ok: bool
    places: list[TestedPlace]

    @classmethod
    def of(cls, report: Report) -> Self:
        """A report as it is shown."""
        return cls(model=report.model, ok=report.ok, places=[TestedPlace.of(place) for place in report.places])
