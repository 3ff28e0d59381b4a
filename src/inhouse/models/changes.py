"""What administrators change in the catalogue. Who may call is decided by room `admin`; the rules are here."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InhouseError, InvalidRequest
from inhouse.core.ids import PersonId
from inhouse.models import records
from inhouse.models.abilities import Abilities, AbilitiesChange, changed
from inhouse.models.account import Account, is_loopback
from inhouse.models.accounts import Accounts, NewAccount
from inhouse.models.catalogue import Catalogue
from inhouse.models.demo import DEMO
from inhouse.models.discover import Brain, Discovery, OfferedName
from inhouse.models.engine import ModelFile
from inhouse.models.engines import Engines
from inhouse.models.errors import (
    AccountUnknown,
    BrainUnknown,
    DefaultStays,
    ModelNameMissing,
    ModelUnavailable,
    ModelUnknown,
)
from inhouse.models.families import suggested
from inhouse.models.layout import Layout, checked_layout
from inhouse.models.model import Kind, WireName
from inhouse.models.names import checked_name, free_id
from inhouse.models.records import ModelRecord, Place
from inhouse.store import Store
from inhouse.store.acts import note

_MOST_PLACES = 20
_MOST_FALLBACKS = 10
_HEAVIEST = 1_000
_LONGEST_UPSTREAM = 200
_LONGEST_DESCRIPTION = 200


@dataclass(frozen=True, slots=True)
class NewModel:
    """A brain to take into the catalogue. `upstream_model` may be None where the brain has only one."""

    brain_id: str
    upstream_model: str | None
    name: str
    fit_for_work: bool
    make_default: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A model at accounts, to add. What it can do is suggested by its name; `abilities` are what is known better."""

    name: str
    places: tuple[Place, ...] = ()
    abilities: AbilitiesChange = field(default_factory=AbilitiesChange)
    description: str | None = None
    fallback: tuple[str, ...] = ()
    groups: frozenset[UUID] = frozenset()
    fit_for_work: bool = False
    make_default: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """What to change of a model; None leaves it as it is."""

    name: str | None = None
    fit_for_work: bool | None = None
    default: bool | None = None
    enabled: bool | None = None
    description: str | None = None
    places: tuple[Place, ...] | None = None
    abilities: AbilitiesChange | None = None
    fallback: tuple[str, ...] | None = None
    groups: frozenset[UUID] | None = None
    layout: Layout | None = None


class Changes:
    """Adds, changes and removes models, and keeps the local engines in step.

    `actor` is the person on record, None for the command line and the configuration file.
    """

    def __init__(
        self, store: Store, catalogue: Catalogue, accounts: Accounts, discovery: Discovery, engines: Engines | None
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._accounts = accounts
        self._discovery = discovery
        self._engines = engines
        # One change at a time: two of the same name would take the same id, and an engine could start while it stops.
        self._turn = asyncio.Lock()

    async def every(self) -> tuple[ModelRecord, ...]:
        """All models, disabled ones too."""
        return await self._catalogue.every()

    async def brains(self) -> tuple[tuple[Brain, bool], ...]:
        """What could be taken now, each with whether it already has been."""
        rows = await self._catalogue.rows()
        used = {place.account for record in rows.models for place in record.places}
        ports = {
            account.endpoint.port
            for account in rows.accounts
            if account.id in used and is_loopback(account.endpoint.host)
        }
        files = {record.file for record in rows.models if record.file is not None}
        return tuple((brain, brain.port in ports or brain.file in files) for brain in await self._discovery.look())

    async def add(self, new: NewModel, by: str, actor: PersonId | None = None, *, load: bool = True) -> ModelRecord:
        """Take a brain into the catalogue. `by` declares its terms.

        A file is loaded at once, which may take seconds; without `load` it is when the server is first asked.
        Raises BrainUnknown, ModelNameMissing, InvalidRequest, or what the engine says to the file.
        """
        brain = next((each for each in await self._discovery.look() if each.id == new.brain_id), None)
        if brain is None:
            raise BrainUnknown
        offered = _choose(brain, new.upstream_model)
        if brain.port is None:
            return await self._add_file(new, (brain, offered), actor, load=load)
        endpoint = f"http://127.0.0.1:{brain.port}/v1"
        offer = Offer(
            name=new.name,
            abilities=AbilitiesChange(context_tokens=offered.context_tokens),
            fit_for_work=new.fit_for_work,
            make_default=new.make_default,
        )
        account = NewAccount(endpoint, WireName.OPENAI, DestinationClass.LOCAL)
        return await self.offer_at(account, offered.name, offer, by, actor)

    async def offer_at(
        self, new: NewAccount, upstream_model: str, offer: Offer, by: str, actor: PersonId | None = None
    ) -> ModelRecord:
        """Add a model at an account, which is added too unless it is there; raises as `offer` and `Accounts.add`."""
        before = {account.id for account in await self._accounts.every()}
        account = await self._accounts.ensure(new, by, actor)
        try:
            return await self.offer(replace(offer, places=(Place(account.id, upstream_model),)), actor)
        except InhouseError:
            if account.id not in before:
                await self._accounts.remove(account.id, actor)
            raise

    async def offer(self, offer: Offer, actor: PersonId | None = None) -> ModelRecord:
        """Add a model at accounts; raises InvalidRequest, AccountUnknown, ModelUnknown for a fallback."""
        async with self._turn:
            rows = await self._catalogue.rows()
            name, ids = checked_name(offer.name), {record.id for record in rows.models}
            places = _checked_places(offer.places, rows.accounts)
            account = next(each for each in rows.accounts if each.id == places[0].account)
            abilities = changed(_suggested(places[0], account), offer.abilities)
            if abilities.context_tokens is None:
                told = await self._discovery.context_of(account, places[0].upstream_model)
                abilities = changed(abilities, AbilitiesChange(context_tokens=told))
            record = ModelRecord(
                id=free_id(name, ids),
                name=name,
                kind=Kind.OPENAI,
                upstream_model=places[0].upstream_model,
                fit_for_work=offer.fit_for_work,
                enabled=offer.enabled,
                is_default=offer.make_default,
                created_at=clock.now(),
                places=places,
                description=_checked_description(offer.description),
                abilities=abilities,
                fallback=_checked_fallback(offer.fallback, ids),
                groups=offer.groups,
            )
            if record.is_default and not record.enabled:
                raise DefaultStays(
                    "The default model must be enabled.", hint="Enable it, or do not make it the default."
                )
            await self._save(record, "model_added", actor)
            return record

    async def _add_file(
        self, new: NewModel, found: tuple[Brain, OfferedName], actor: PersonId | None, *, load: bool
    ) -> ModelRecord:
        brain, offered = found
        async with self._turn:
            name = checked_name(new.name)
            record = ModelRecord(
                id=free_id(name, {record.id for record in await self.every()}),
                name=name,
                kind=Kind.GGUF,
                upstream_model=offered.name,
                fit_for_work=new.fit_for_work,
                enabled=True,
                is_default=new.make_default,
                created_at=clock.now(),
                file=brain.file,
            )
            if load:
                await self._start(record)
            try:
                await self._save(record, "model_added", actor)
            except InhouseError:
                await self._stop(record.id)
                raise
            return record

    async def change(self, model_id: str, change: Change, actor: PersonId | None = None) -> ModelRecord:
        """Change a model; raises ModelUnknown, DefaultStays, InvalidRequest, or what the engine says to its file."""
        async with self._turn:
            before = await self._record(model_id)
            if change.fit_for_work and before.kind is Kind.BUILTIN:
                raise InvalidRequest("The demo model is not fit for work.", hint="Add another model for that.")
            if change.default is False and before.is_default:
                raise DefaultStays("One model is the default.", hint="Make another model the default instead.")
            after = await self._changed(before, change)
            if after.is_default and not after.enabled:
                raise DefaultStays("The default model must be enabled.", hint="Make another model the default first.")
            if after.layout != before.layout:
                await self._stop(model_id)
            if after.enabled and (not before.enabled or after.layout != before.layout):
                await self._start(after)
            await self._save(after, "model_changed", actor)
            if not after.enabled:
                await self._stop(model_id)
            return after

    async def remove(self, model_id: str, actor: PersonId | None = None) -> None:
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
                await note(work, Act(ActKind.SETTINGS, actor, facts={"what": "model_removed", "model": model_id}))
            self._catalogue.forget()
            await self._stop(model_id)

    async def _changed(self, before: ModelRecord, change: Change) -> ModelRecord:
        rows = await self._catalogue.rows()
        given: dict[str, object] = {
            "name": None if change.name is None else checked_name(change.name),
            "fit_for_work": change.fit_for_work,
            "is_default": change.default or None,
            "enabled": change.enabled,
            "description": _checked_description(change.description),
            "abilities": None if change.abilities is None else changed(before.abilities, change.abilities),
            "groups": change.groups,
            "layout": None if change.layout is None else checked_layout(change.layout),
        }
        if change.fallback is not None:
            others = {record.id for record in rows.models} - {before.id}
            given["fallback"] = _checked_fallback(change.fallback, others)
        if change.places is not None:
            if before.kind is not Kind.OPENAI:
                raise InvalidRequest("A model that runs on this machine has no accounts.")
            places = _checked_places(change.places, rows.accounts)
            given |= {"places": places, "upstream_model": places[0].upstream_model}
        return _with(before, given)

    async def _record(self, model_id: str) -> ModelRecord:
        for record in await self.every():
            if record.id == model_id:
                return record
        raise ModelUnknown

    async def _save(self, record: ModelRecord, what: str, actor: PersonId | None) -> None:
        async with self._store.work(None) as work:
            await records.save(work, record)
            await note(work, Act(ActKind.SETTINGS, actor, facts={"what": what, **_facts(record)}))
        self._catalogue.forget()

    async def _start(self, record: ModelRecord) -> None:
        if record.kind is not Kind.GGUF or record.file is None:
            return
        if self._engines is None:
            raise ModelUnavailable("The local engine is switched off.", hint="Change the setting INHOUSE_ENGINE.")
        path: Path = self._discovery.folder / record.file
        await self._engines.start(record.id, ModelFile(path, record.upstream_model, layout=record.layout))

    async def _stop(self, model_id: str) -> None:
        if self._engines is not None and model_id != DEMO:
            await self._engines.stop(model_id)


def _facts(record: ModelRecord) -> dict[str, str | int | None]:
    return {
        "model": record.id,
        "kind": record.kind.value,
        "enabled": int(record.enabled),
        "default": int(record.is_default),
        "fit_for_work": int(record.fit_for_work),
        "accounts": " ".join(sorted({str(place.account) for place in record.places})),
        "groups": len(record.groups),
    }


def _choose(brain: Brain, upstream_model: str | None) -> OfferedName:
    if upstream_model is None and len(brain.names) == 1:
        return brain.names[0]
    for offered in brain.names:
        if offered.name == upstream_model:
            return offered
    if not brain.names:
        raise BrainUnknown
    raise ModelNameMissing(f"{brain.title} offers {len(brain.names)} models.", hint="Say which one: upstream_model.")


def _with(before: ModelRecord, given: Mapping[str, object]) -> ModelRecord:
    """The record with everything that is given and not None."""
    chosen: dict[str, object] = {name: value for name, value in given.items() if value is not None}
    return replace(before, **chosen)  # type: ignore[arg-type]


def _suggested(place: Place, account: Account) -> Abilities:
    hosted = account.destination_class is DestinationClass.EXTERNAL
    return suggested(place.upstream_model, account.endpoint.host, hosted=hosted)


def _checked_places(places: Sequence[Place], accounts: Sequence[Account]) -> tuple[Place, ...]:
    if not 1 <= len(places) <= _MOST_PLACES:
        raise InvalidRequest(f"A model answers at 1 to {_MOST_PLACES} places.")
    if {place.account for place in places} - {account.id for account in accounts}:
        raise AccountUnknown
    for place in places:
        name = place.upstream_model
        if not 0 < len(name) <= _LONGEST_UPSTREAM or not name.isprintable() or name != name.strip():
            raise InvalidRequest(f"The model's name at its server has 1 to {_LONGEST_UPSTREAM} visible characters.")
        if not 1 <= place.weight <= _HEAVIEST:
            raise InvalidRequest(f"A weight is a whole number from 1 to {_HEAVIEST}.")
    if len({(place.account, place.upstream_model) for place in places}) < len(places):
        raise InvalidRequest("Two places are the same.", hint="Give one of them more weight instead.")
    return tuple(places)


def _checked_fallback(models: Sequence[str], others: set[str]) -> tuple[str, ...]:
    if len(models) > _MOST_FALLBACKS:
        raise InvalidRequest(f"At most {_MOST_FALLBACKS} fallbacks for one model.")
    if set(models) - others:
        raise ModelUnknown
    return tuple(dict.fromkeys(models))


def _checked_description(text: str | None) -> str | None:
    if text is None:
        return None
    line = " ".join(text.split())
    if len(line) > _LONGEST_DESCRIPTION or not line.isprintable():
        raise InvalidRequest(f"A description has at most {_LONGEST_DESCRIPTION} visible characters.")
    return line
