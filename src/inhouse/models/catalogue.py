"""The catalogue: the built-in demo model and what administrators have enabled."""

import asyncio
import math
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from inhouse.core import clock, tasks
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InhouseError
from inhouse.models import records
from inhouse.models.account import Account
from inhouse.models.declared import Declared
from inhouse.models.demo import DEMO, NAME, demo_model
from inhouse.models.engine import ModelFile
from inhouse.models.engines import Engines
from inhouse.models.errors import ModelUnknown
from inhouse.models.model import HERE, Deployment, Kind, Model, State, weakest
from inhouse.models.profile import LLAMA_CPP, Profile
from inhouse.models.records import ModelRecord, Rows
from inhouse.store import Store

_FRESH_SECONDS = 2.0
"""Another server or a command may have changed the table: so old at most is what we know of a model."""
_LIST_FRESH_SECONDS = 0.1
"""Lists, and models that we do not know, are rarely asked for: there we look almost every time."""
_ANSWER_TOKENS = 4_096
_ENGINE_CONTEXT_TOKENS = 4_096
_ENGINE_SLOTS = 4

BUILT_IN = ModelRecord(
    id=DEMO,
    name=NAME,
    kind=Kind.BUILTIN,
    upstream_model=DEMO,
    fit_for_work=False,
    enabled=True,
    is_default=False,
    created_at=datetime(1970, 1, 1, tzinfo=UTC),
)
"""What the table would say of the demo model; it has a row of its own only when an administrator has changed it."""


class Catalogue:
    """Models as rows; `engines` is None where no local engine is to run.

    A caller of kind SYSTEM, who tests models for administrators, finds disabled ones too, and `id#n`: the place with
    that number of a model, alone and without fallback.
    """

    def __init__(self, store: Store, declared: Declared, engines: Engines | None, folder: Path | None = None) -> None:
        """`folder` holds the model files."""
        self._folder = folder or Path("models")
        self._store = store
        self._declared = declared
        self._engines = engines
        self._models: Mapping[str, Model] = {}
        self._enabled: frozenset[str] = frozenset()
        self._rows = Rows((BUILT_IN,), ())
        self._reading: asyncio.Task[InhouseError | None] | None = None
        # When the reading began that we know; what began before `_forgotten_at` does not count any more.
        self._read_at = -math.inf
        self._forgotten_at = -math.inf
        self._version = -1

    async def find(self, model_id: str, caller: Caller) -> Model:
        """The model, if the caller may use it, by their groups and their key; raises ModelUnknown."""
        await self._refresh(_FRESH_SECONDS)
        if model_id not in self._models:
            await self._refresh(_LIST_FRESH_SECONDS)
        model = self.known(model_id)
        if caller.kind is not CallerKind.SYSTEM and (model.id not in self._enabled or not model.is_for(caller)):
            raise ModelUnknown
        return model

    def known(self, model_id: str) -> Model:
        """The model as last read, enabled or not; raises ModelUnknown."""
        whole, sharp, number = model_id.partition("#")
        model = self._models.get(whole)
        if model is None:
            raise ModelUnknown
        if not sharp:
            return model
        place = next((place for at, place in enumerate(model.deployments) if number == str(at)), None)
        if place is None:
            raise ModelUnknown
        return replace(model, id=model_id, deployments=(place,), fallback=())

    async def offered(self, caller: Caller) -> tuple[Model, ...]:
        """The models that the caller may use, the default first."""
        default = await self.default(caller)
        return tuple(sorted(self._open_to(caller), key=lambda model: model is not default))

    async def default(self, caller: Caller) -> Model | None:
        """The model for who chooses none: the one an administrator made it, else one fit for work, else any.

        It is one that answers: models that make vectors are left out.
        """
        await self._refresh(_LIST_FRESH_SECONDS)
        models = [model for model in self._open_to(caller) if not model.profile.embeds]
        chosen = next((record.id for record in self._rows.models if record.is_default), None)
        usual = next((model for model in models if model.id == chosen), None)
        return usual or max(models, key=lambda model: model.fit_for_work, default=None)

    async def here(self, caller: Caller) -> Model | None:
        """A model on this machine that is fit for work and answers: the default if it is one, else any."""
        default = await self.default(caller)
        answering = (model for model in (default, *self._open_to(caller)) if model and not model.profile.embeds)
        return next((model for model in answering if model.fit_for_work and is_here(model)), None)

    def _open_to(self, caller: Caller) -> tuple[Model, ...]:
        return tuple(self._models[each] for each in self._models if self._is_open(each, caller))

    def _is_open(self, model_id: str, caller: Caller) -> bool:
        return model_id in self._enabled and self._models[model_id].is_for(caller)

    def state(self, model: Model) -> State:
        """Whether the model can be asked now, as far as it is known without asking."""
        if model.kind is Kind.OPENAI:
            return State.UNAVAILABLE if self.trouble(model.id) is not None else State.READY
        return State.READY if self._engines is None else self._engines.state(model.id)

    def awake(self, model: Model) -> AbstractAsyncContextManager[None]:
        """Holds a local model's engine awake, after waking it; of other models nothing is needed."""
        if model.kind is Kind.OPENAI or self._engines is None:
            return nullcontext()
        return self._engines.use(model.id.partition("#")[0])

    def trouble(self, model_id: str) -> str | None:
        """Why none of the model's accounts can be used, in words; None if one can, as far as is known."""
        record = next((each for each in self._rows.models if each.id == model_id), None)
        if record is None or not record.places:
            return None
        troubles = [self._declared.trouble(place.account) for place in record.places]
        return None if None in troubles else troubles[0]

    async def account_ready(self, account: Account) -> None:
        """Wait for a credential that is on its way; what is wrong with it, `account_trouble` tells."""
        await self._declared.ready(account.id)

    def account_trouble(self, account: Account) -> str | None:
        """Why the account cannot be used, in words; None if nothing is known to be wrong."""
        return self._declared.trouble(account.id)

    async def every(self) -> tuple[ModelRecord, ...]:
        """All rows, disabled ones too, for administrators. The demo model is always among them."""
        return (await self.rows()).models

    async def rows(self) -> Rows:
        """All rows of models and accounts as they are now."""
        await self._refresh(0.0)
        return self._rows

    def forget(self) -> None:
        """Read the table again before the next answer."""
        self._forgotten_at = clock.monotonic()

    async def _refresh(self, oldest: float) -> None:
        """Know the rows as they were `oldest` seconds ago or later.

        All who need a reading at the same moment share one, and its failure.
        """
        needed = clock.monotonic() - oldest
        while self._read_at < max(needed, self._forgotten_at):
            if self._reading is None:
                self._reading = tasks.spawn(self._read(), name="read the catalogue")
            error = await asyncio.shield(self._reading)
            if error is not None:
                raise error
        if self._version != self._engines_version():
            self._build()

    async def _read(self) -> InhouseError | None:
        began = clock.monotonic()
        try:
            async with self._store.work(None) as work:
                rows = await records.every(work)
            if not any(row.id == DEMO for row in rows.models):
                rows = Rows((BUILT_IN, *rows.models), rows.accounts)
            self._declared.keep(rows.accounts)
            if rows != self._rows:
                self._rows = rows
                await self._keep_files()
                self._build()
        except InhouseError as error:
            return error
        else:
            self._read_at = began
            return None
        finally:
            self._reading = None

    def _engines_version(self) -> int:
        return self._engines.version if self._engines is not None else 0

    def _build(self) -> None:
        self._version = self._engines_version()
        accounts = {account.id: account for account in self._rows.accounts if account.enabled}
        built = {record.id: self._model(record, accounts) for record in self._rows.models}
        whole = {model_id: model for model_id, model in built.items() if model is not None}
        self._enabled = frozenset(record.id for record in self._rows.models if record.enabled and record.id in whole)
        self._models = whole

    async def _keep_files(self) -> None:
        """Offer the engines of all enabled model files, asleep until they are asked."""
        if self._engines is None:
            return
        files = {
            record.id: ModelFile(self._folder / record.file, record.upstream_model, layout=record.layout)
            for record in self._rows.models
            if record.enabled and record.file is not None
        }
        await self._engines.keep(files)

    def _model(self, record: ModelRecord, accounts: Mapping[UUID, Account]) -> Model | None:
        if record.kind is Kind.OPENAI:
            return _served(record, accounts)
        if self._engines is None:
            return None
        facts, shape = self._engines.facts(record.id), self._engines.shape(record.id)
        context = shape.context_per_slot if shape is not None else _ENGINE_CONTEXT_TOKENS
        slots = shape.slots if shape is not None else _ENGINE_SLOTS
        destination = self._engines.destination(record.id)
        if record.kind is Kind.BUILTIN:
            return demo_model(destination, context, slots, facts.model if facts is not None else DEMO)
        can = record.abilities
        return Model(
            id=record.id,
            name=record.name,
            description=record.description or record.upstream_model,
            kind=record.kind,
            deployments=(Deployment(destination, record.upstream_model, terms=HERE),),
            profile=Profile(
                context,
                min(can.answer_tokens or _ANSWER_TOKENS, context),
                at_once=slots,
                tools=can.tools,
                prices=can.prices,
                quirks=LLAMA_CPP,
            ),
            terms=HERE,
            fit_for_work=record.fit_for_work,
            fallback=record.fallback,
            groups=record.groups,
        )


def is_here(model: Model) -> bool:
    """Whether every place of the model is on this machine."""
    return model.destination.destination_class is DestinationClass.LOCAL


def _served(record: ModelRecord, accounts: Mapping[UUID, Account]) -> Model | None:
    """A model of servers; None if none of its accounts is enabled."""
    deployments = tuple(
        accounts[place.account].deployment(place.upstream_model, place.weight)
        for place in record.places
        if place.account in accounts
    )
    if not deployments:
        return None
    return Model(
        id=record.id,
        name=record.name,
        description=record.description or record.upstream_model,
        kind=record.kind,
        deployments=deployments,
        profile=record.abilities.profile(),
        terms=weakest(deployment.terms for deployment in deployments),
        fit_for_work=record.fit_for_work,
        fallback=record.fallback,
        groups=record.groups,
    )
