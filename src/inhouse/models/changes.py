"""What administrators change in the catalogue. Who may call is decided by room `admin`; the rules are here."""

import asyncio
import logging
import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from inhouse.core import clock
from inhouse.core.errors import InhouseError, InvalidRequest
from inhouse.models import records
from inhouse.models.catalogue import Catalogue
from inhouse.models.demo import DEMO
from inhouse.models.discover import Brain, Discovery, OfferedName
from inhouse.models.engine import ModelFile
from inhouse.models.engines import Engines
from inhouse.models.errors import BrainUnknown, DefaultStays, ModelNameMissing, ModelUnavailable, ModelUnknown
from inhouse.models.model import HERE, UNTOLD, Kind
from inhouse.models.records import ModelRecord
from inhouse.store import Store

_log = logging.getLogger(__name__)

_LONGEST_NAME = 80
_LONGEST_ID = 60


@dataclass(frozen=True, slots=True)
class NewModel:
    """A brain to take into the catalogue. `upstream_model` may be None where the brain has only one."""

    brain_id: str
    upstream_model: str | None
    name: str
    fit_for_work: bool
    make_default: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What to change of a model; None leaves it as it is."""

    name: str | None = None
    fit_for_work: bool | None = None
    default: bool | None = None
    enabled: bool | None = None


class Changes:
    """Adds, changes and removes models, and keeps the local engines in step."""

    def __init__(self, store: Store, catalogue: Catalogue, discovery: Discovery, engines: Engines | None) -> None:
        self._store = store
        self._catalogue = catalogue
        self._discovery = discovery
        self._engines = engines
        # One change at a time: two of the same name would take the same id, and an engine could start while it stops.
        self._turn = asyncio.Lock()

    async def every(self) -> tuple[ModelRecord, ...]:
        """All models, disabled ones too."""
        return await self._catalogue.every()

    async def brains(self) -> tuple[tuple[Brain, bool], ...]:
        """What could be taken now, each with whether it already has been."""
        taken = {(record.port, record.file) for record in await self.every()}
        return tuple((brain, (brain.port, brain.file) in taken) for brain in await self._discovery.look())

    async def add(self, new: NewModel) -> ModelRecord:
        """Take a brain into the catalogue; a file is loaded at once, which may take seconds.

        Raises BrainUnknown, ModelNameMissing, InvalidRequest, or what the engine says to the file.
        """
        async with self._turn:
            brain = next((each for each in await self._discovery.look() if each.id == new.brain_id), None)
            if brain is None:
                raise BrainUnknown
            offered = _choose(brain, new.upstream_model)
            name = _name(new.name)
            record = ModelRecord(
                id=_free_id(name, {record.id for record in await self.every()}),
                name=name,
                kind=Kind.OPENAI if brain.port is not None else Kind.GGUF,
                upstream_model=offered.name,
                terms=UNTOLD if brain.port is not None else HERE,
                fit_for_work=new.fit_for_work,
                enabled=True,
                is_default=new.make_default,
                created_at=clock.now(),
                host="127.0.0.1" if brain.port is not None else None,
                port=brain.port,
                file=brain.file,
                context_tokens=offered.context_tokens,
            )
            await self._start(record)
            try:
                await self._save(record)
            except InhouseError:
                await self._stop(record.id)
                raise
            return record

    async def change(self, model_id: str, change: Change) -> ModelRecord:
        """Change a model; raises ModelUnknown, DefaultStays, InvalidRequest, or what the engine says to its file."""
        async with self._turn:
            before = await self._record(model_id)
            if change.fit_for_work and before.kind is Kind.BUILTIN:
                raise InvalidRequest("The demo model is not fit for work.", hint="Add another model for that.")
            if change.default is False and before.is_default:
                raise DefaultStays("One model is the default.", hint="Make another model the default instead.")
            after = replace(
                before,
                name=before.name if change.name is None else _name(change.name),
                fit_for_work=before.fit_for_work if change.fit_for_work is None else change.fit_for_work,
                is_default=before.is_default or change.default is True,
                enabled=before.enabled if change.enabled is None else change.enabled,
            )
            if after.is_default and not after.enabled:
                raise DefaultStays("The default model must be enabled.", hint="Make another model the default first.")
            if after.enabled:
                await self._start(after)
            await self._save(after)
            if not after.enabled:
                await self._stop(model_id)
            return after

    async def remove(self, model_id: str) -> None:
        """Take a model out of the catalogue; its file stays.

        Raises ModelUnknown, DefaultStays, or InvalidRequest for the demo.
        """
        async with self._turn:
            record = await self._record(model_id)
            if record.kind is Kind.BUILTIN:
                raise InvalidRequest("The demo model cannot be removed.", hint="Disable it instead.")
            if record.is_default:
                raise DefaultStays("One model is the default.", hint="Make another model the default first.")
            async with self._store.work(None) as work:
                await records.remove(work, model_id)
            self._catalogue.forget()
            await self._stop(model_id)

    async def start_files(self) -> None:
        """Start the engines of all enabled model files; for the app at start. A file that fails stays unavailable."""
        for model_id in [record.id for record in await self.every() if record.kind is Kind.GGUF]:
            async with self._turn:
                try:
                    record = await self._record(model_id)
                    if record.enabled:
                        await self._start(record)
                except InhouseError as error:
                    _log.warning("the model %s is not available: %s", model_id, error.message)

    async def _record(self, model_id: str) -> ModelRecord:
        for record in await self.every():
            if record.id == model_id:
                return record
        raise ModelUnknown

    async def _save(self, record: ModelRecord) -> None:
        async with self._store.work(None) as work:
            await records.save(work, record)
        self._catalogue.forget()

    async def _start(self, record: ModelRecord) -> None:
        if record.kind is not Kind.GGUF or record.file is None:
            return
        if self._engines is None:
            raise ModelUnavailable("The local engine is switched off.", hint="Change the setting INHOUSE_ENGINE.")
        path: Path = self._discovery.folder / record.file
        await self._engines.start(record.id, ModelFile(path, record.upstream_model))

    async def _stop(self, model_id: str) -> None:
        if self._engines is not None and model_id != DEMO:
            await self._engines.stop(model_id)


def _choose(brain: Brain, upstream_model: str | None) -> OfferedName:
    if upstream_model is None and len(brain.names) == 1:
        return brain.names[0]
    for offered in brain.names:
        if offered.name == upstream_model:
            return offered
    if not brain.names:
        raise BrainUnknown
    raise ModelNameMissing(f"{brain.title} offers {len(brain.names)} models.", hint="Say which one: upstream_model.")


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InvalidRequest(f"A model's name has 1 to {_LONGEST_NAME} visible characters.")
    return name


def _free_id(name: str, taken: set[str]) -> str:
    """A short id made of the name, as clients of the API will write it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")[:_LONGEST_ID] or "model"
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(candidate for candidate in candidates if candidate not in taken)
