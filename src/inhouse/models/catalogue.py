"""The catalogue: the built-in demo model and what administrators have enabled."""

from collections.abc import Mapping
from datetime import UTC, datetime

from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.models import records
from inhouse.models.demo import DEMO, NAME, demo_model
from inhouse.models.engines import Engines
from inhouse.models.errors import ModelUnknown
from inhouse.models.model import HERE, Deployment, Kind, Model, State
from inhouse.models.profile import LLAMA_CPP, Profile
from inhouse.models.records import ModelRecord
from inhouse.net import Destinations, loopback
from inhouse.store import Store

_FRESH_SECONDS = 2.0
"""Another server or a command may have changed the table: so old at most is what we know of a model."""
_LIST_FRESH_SECONDS = 0.1
"""Lists, and models that we do not know, are rarely asked for: there we look almost every time."""
_CONTEXT_TOKENS = 8_192
_ANSWER_TOKENS = 4_096
_ENGINE_CONTEXT_TOKENS = 4_096
_ENGINE_SLOTS = 4

BUILT_IN = ModelRecord(
    id=DEMO,
    name=NAME,
    kind=Kind.BUILTIN,
    upstream_model=DEMO,
    terms=HERE,
    fit_for_work=False,
    enabled=True,
    is_default=False,
    created_at=datetime(1970, 1, 1, tzinfo=UTC),
)
"""What the table would say of the demo model; it has a row of its own only when an administrator has changed it."""


def server_destination(port: int) -> str:
    """The name of a server on this machine's loopback."""
    return f"Server on this machine, port {port}"


class Catalogue:
    """Models as rows; `engines` is None where no local engine is to run."""

    def __init__(self, store: Store, destinations: Destinations, engines: Engines | None) -> None:
        self._store = store
        self._destinations = destinations
        self._engines = engines
        self._models: Mapping[str, Model] = {}
        self._records: tuple[ModelRecord, ...] = ()
        self._read_at = -_FRESH_SECONDS
        self._version = -1

    async def find(self, model_id: str, caller: Caller) -> Model:
        """The model, if the caller may use it, by their groups and their key; raises ModelUnknown."""
        await self._refresh(_FRESH_SECONDS)
        if model_id not in self._models:
            await self._refresh(_LIST_FRESH_SECONDS)
        model = self.known(model_id)
        if not model.is_for(caller):
            raise ModelUnknown
        return model

    def known(self, model_id: str) -> Model:
        """The model as last read; raises ModelUnknown."""
        model = self._models.get(model_id)
        if model is None:
            raise ModelUnknown
        return model

    async def offered(self, caller: Caller) -> tuple[Model, ...]:
        """The models that the caller may use, the default first."""
        default = await self.default(caller)
        return tuple(sorted(self._open_to(caller), key=lambda model: model is not default))

    async def default(self, caller: Caller) -> Model | None:
        """The model for who chooses none: the one an administrator made it, else one fit for work, else any."""
        await self._refresh(_LIST_FRESH_SECONDS)
        models = self._open_to(caller)
        chosen = next((record.id for record in self._records if record.is_default), None)
        usual = next((model for model in models if model.id == chosen), None)
        return usual or max(models, key=lambda model: model.fit_for_work, default=None)

    async def for_work(self, caller: Caller) -> Model | None:
        """A model that may write titles and summaries: the default if it is fit for it, else any that is."""
        default = await self.default(caller)
        return next((model for model in (default, *self._open_to(caller)) if model and model.fit_for_work), None)

    def _open_to(self, caller: Caller) -> tuple[Model, ...]:
        return tuple(model for model in self._models.values() if model.is_for(caller))

    def state(self, model: Model) -> State:
        """Whether the model can be asked now, as far as it is known without asking."""
        if model.kind is Kind.OPENAI or self._engines is None:
            return State.READY
        return self._engines.state(model.id)

    async def every(self) -> tuple[ModelRecord, ...]:
        """All rows, disabled ones too, for administrators. The demo model is always among them."""
        await self._refresh(0.0)
        return self._records

    def forget(self) -> None:
        """Read the table again before the next answer."""
        self._read_at = clock.monotonic() - _FRESH_SECONDS

    async def _refresh(self, oldest: float) -> None:
        version = self._engines.version if self._engines is not None else 0
        if clock.monotonic() - self._read_at >= oldest:
            async with self._store.work(None) as work:
                rows = await records.every(work)
            self._records = rows if any(row.id == DEMO for row in rows) else (BUILT_IN, *rows)
            self._read_at = clock.monotonic()
        elif version == self._version:
            return
        self._version = version
        built = {record.id: self._model(record) for record in self._records if record.enabled}
        self._models = {model_id: model for model_id, model in built.items() if model is not None}

    def _model(self, record: ModelRecord) -> Model | None:
        if record.kind is Kind.OPENAI:
            return self._server_model(record, record.port or 0)
        if self._engines is None:
            return None
        facts = self._engines.facts(record.id)
        context = facts.shape.context_per_slot if facts is not None else _ENGINE_CONTEXT_TOKENS
        slots = facts.shape.slots if facts is not None else _ENGINE_SLOTS
        destination = self._engines.destination(record.id)
        if record.kind is Kind.BUILTIN:
            return demo_model(destination, context, slots, facts.model if facts is not None else DEMO)
        return Model(
            id=record.id,
            name=record.name,
            description="A model file on this machine",
            kind=record.kind,
            deployments=(Deployment(destination, record.upstream_model),),
            profile=Profile(context, min(_ANSWER_TOKENS, context), at_once=slots, quirks=LLAMA_CPP),
            terms=record.terms,
            fit_for_work=record.fit_for_work,
        )

    def _server_model(self, record: ModelRecord, port: int) -> Model:
        entry = loopback(server_destination(port), port)
        self._destinations.declare(entry)
        context = record.context_tokens or _CONTEXT_TOKENS
        return Model(
            id=record.id,
            name=record.name,
            description=f"{record.upstream_model}, from a server on this machine",
            kind=record.kind,
            deployments=(Deployment(entry.destination, record.upstream_model),),
            profile=Profile(context, min(_ANSWER_TOKENS, context)),
            terms=record.terms,
            fit_for_work=record.fit_for_work,
        )
