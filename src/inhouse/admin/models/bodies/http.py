"""The bodies of requests."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StrictBool, StrictInt

from inhouse.core.destination import DestinationClass
from inhouse.models.abilities import AbilitiesChange, QuirksChange
from inhouse.models.account import AZURE_SCOPE, CredentialKind, EntraIdentity, Method
from inhouse.models.accounts import AccountChange, NewAccount
from inhouse.models.changes import Change, Offer
from inhouse.models.credentials import NewCredential
from inhouse.models.layout import Layout
from inhouse.models.model import Terms, WireName
from inhouse.models.profile import Prices
from inhouse.models.records import Place
from inhouse.net import CredentialHeader

Text = Annotated[str, Field(min_length=1, max_length=200)]
Address = Annotated[str, Field(min_length=1, max_length=500)]
Count = Annotated[StrictInt, Field(ge=1, le=100_000_000)]
Scope = Annotated[str, Field(pattern=r"^https://(cognitiveservices|ai)\.azure\.(com|us|cn)/\.default$")]
Small = Annotated[StrictInt, Field(ge=1, le=10_000)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TermsBody(_Body):
    """What happens to words at an account; what is left out is not known. Who declares it and when is added."""

    trained_on: StrictBool | None = None
    kept_days: Annotated[StrictInt, Field(ge=0, le=36_500)] | None = None
    kept_note: Text | None = None
    monitored: StrictBool | None = None
    region: Text | None = None
    contract: Text | None = None

    def terms(self) -> Terms:
        """As the catalogue takes them."""
        return Terms(**self.model_dump())


class EntraBody(_Body):
    """Who we are to Entra ID."""

    method: Method
    tenant: Text | None = None
    client: Text | None = None
    # Tokens for other services of the company are not to be sent to an address that somebody types here.
    scope: Scope = AZURE_SCOPE


class CredentialBody(_Body):
    """A key, which is sealed and never shown again, or an identity of Entra ID (`secret` is then the client's).

    Variables and files of the server are named by its command line or its configuration file, never from afar.
    """

    kind: Literal["none", "vault", "entra"]
    secret: Annotated[SecretStr, Field(max_length=8_192)] | None = None
    entra: EntraBody | None = None

    def credential(self) -> NewCredential:
        """As the catalogue takes it."""
        identity = None if self.entra is None else EntraIdentity(**self.entra.model_dump())
        secret = None if self.secret is None else self.secret.get_secret_value()
        return NewCredential(CredentialKind(self.kind), secret=secret, entra=identity, from_afar=True)


class NewAccountBody(_Body):
    """An account to add. Without a name it gets its host's."""

    endpoint: Address
    wire: WireName = WireName.OPENAI
    destination_class: DestinationClass
    name: Text | None = None
    api_version: Text | None = None
    credential: CredentialBody = CredentialBody(kind="none")
    header: CredentialHeader | None = None
    at_once: Small | None = None
    terms: TermsBody = TermsBody()

    def account(self) -> NewAccount:
        """As the catalogue takes it."""
        return NewAccount(
            endpoint=self.endpoint,
            wire=self.wire,
            destination_class=self.destination_class,
            terms=self.terms.terms(),
            name=self.name,
            api_version=self.api_version,
            credential=self.credential.credential(),
            header=self.header,
            at_once=self.at_once,
        )


class AccountChangeBody(_Body):
    """What to change of an account; what is left out stays. `terms` replace all terms."""

    name: Text | None = None
    endpoint: Address | None = None
    wire: WireName | None = None
    api_version: Text | None = None
    destination_class: DestinationClass | None = None
    credential: CredentialBody | None = None
    header: CredentialHeader | None = None
    at_once: Small | None = None
    enabled: StrictBool | None = None
    terms: TermsBody | None = None

    def change(self) -> AccountChange:
        """As the catalogue takes it."""
        return AccountChange(
            name=self.name,
            endpoint=self.endpoint,
            wire=self.wire,
            api_version=self.api_version,
            destination_class=self.destination_class,
            terms=None if self.terms is None else self.terms.terms(),
            credential=None if self.credential is None else self.credential.credential(),
            header=self.header,
            at_once=self.at_once,
            enabled=self.enabled,
        )


class PlaceBody(_Body):
    """One place of a model."""

    account: UUID
    upstream_model: Text
    weight: Annotated[StrictInt, Field(ge=1, le=1_000)] = 1

    def place(self) -> Place:
        """As the catalogue takes it."""
        return Place(self.account, self.upstream_model, self.weight)


class PricesBody(_Body):
    """What a million tokens cost."""

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    prompt: Annotated[Decimal, Field(ge=0, le=1_000_000)]
    completion: Annotated[Decimal, Field(ge=0, le=1_000_000)]
    cached: Annotated[Decimal, Field(ge=0, le=1_000_000)] | None = None


class QuirksBody(_Body):
    """How the model's server departs from the plain wire; what is left out stays. `extra` replaces all such fields."""

    extra: dict[Text, bool | int | float | Text] | None = None
    continues: StrictBool | None = None
    temperature: StrictBool | None = None
    max_tokens_field: Literal["max_tokens", "max_completion_tokens"] | None = None
    system_role: Literal["system", "developer", "user"] | None = None
    reasoning_effort: StrictBool | None = None
    store: StrictBool | None = None
    stream_usage: StrictBool | None = None


class AbilitiesBody(_Body):
    """What the model can do; what is left out is as suggested by its name, or stays."""

    context_tokens: Count | None = None
    answer_tokens: Count | None = None
    images: StrictBool | None = None
    tools: StrictBool | None = None
    reasoning: StrictBool | None = None
    structured: StrictBool | None = None
    embeds: StrictBool | None = None
    prices: PricesBody | None = None
    quirks: QuirksBody | None = None

    def change(self) -> AbilitiesChange:
        """As the catalogue takes it."""
        return AbilitiesChange(
            context_tokens=self.context_tokens,
            answer_tokens=self.answer_tokens,
            images=self.images,
            tools=self.tools,
            reasoning=self.reasoning,
            structured=self.structured,
            embeds=self.embeds,
            prices=None if self.prices is None else Prices(**self.prices.model_dump()),
            quirks=None if self.quirks is None else QuirksChange(**self.quirks.model_dump()),
        )


class LayoutBody(_Body):
    """How the engine of a model file is laid out; what is left out is chosen by the machine."""

    context: Annotated[StrictInt, Field(ge=256, le=10_000_000)] | None = None
    slots: Annotated[StrictInt, Field(ge=1, le=1_024)] | None = None
    threads: Annotated[StrictInt, Field(ge=1, le=1_024)] | None = None
    gpu_layers: Annotated[StrictInt, Field(ge=0, le=1_024)] | None = None


class NewModelBody(_Body):
    """A model to add: a brain (`brain_id`), one at accounts (`places`), or at a new `account` (`upstream_model`)."""

    name: Text
    brain_id: Text | None = None
    places: Annotated[list[PlaceBody], Field(min_length=1, max_length=20)] | None = None
    account: NewAccountBody | None = None
    upstream_model: Text | None = None
    description: Annotated[str, Field(max_length=200)] | None = None
    abilities: AbilitiesBody = AbilitiesBody()
    fallback: Annotated[list[Text], Field(max_length=10)] = []
    groups: Annotated[list[UUID], Field(max_length=100)] = []
    fit_for_work: StrictBool = False
    make_default: StrictBool = False
    enabled: StrictBool = True

    def offer(self, places: tuple[Place, ...]) -> Offer:
        """As the catalogue takes it."""
        return Offer(
            name=self.name,
            places=places,
            abilities=self.abilities.change(),
            description=self.description,
            fallback=tuple(self.fallback),
            groups=frozenset(self.groups),
            fit_for_work=self.fit_for_work,
            make_default=self.make_default,
            enabled=self.enabled,
        )


class ModelChangeBody(_Body):
    """What to change of a model; what is left out stays."""

    name: Text | None = None
    description: Annotated[str, Field(max_length=200)] | None = None
    fit_for_work: StrictBool | None = None
    default: StrictBool | None = None
    enabled: StrictBool | None = None
    places: Annotated[list[PlaceBody], Field(min_length=1, max_length=20)] | None = None
    abilities: AbilitiesBody | None = None
    fallback: Annotated[list[Text], Field(max_length=10)] | None = None
    groups: Annotated[list[UUID], Field(max_length=100)] | None = None
    layout: LayoutBody | None = None

    def change(self) -> Change:
        """As the catalogue takes it."""
        return Change(
            name=self.name,
            fit_for_work=self.fit_for_work,
            default=self.default,
            enabled=self.enabled,
            description=self.description,
            places=None if self.places is None else tuple(place.place() for place in self.places),
            abilities=None if self.abilities is None else self.abilities.change(),
            fallback=None if self.fallback is None else tuple(self.fallback),
            groups=None if self.groups is None else frozenset(self.groups),
            layout=None if self.layout is None else Layout(**self.layout.model_dump()),
        )
