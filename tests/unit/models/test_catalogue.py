import asyncio
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from uuid import uuid4

import pytest

from inhouse.core.caller import Caller, CallerKind, Scope
from inhouse.core.destination import Assurance, DestinationClass
from inhouse.core.ids import PersonId
from inhouse.host import ChildState, Machine
from inhouse.models import records
from inhouse.models.abilities import Abilities
from inhouse.models.catalogue import BUILT_IN, Catalogue
from inhouse.models.credentials import Credentials
from inhouse.models.declared import Declared
from inhouse.models.engine import Engine
from inhouse.models.engines import Engines
from inhouse.models.errors import ModelUnknown
from inhouse.models.model import State
from inhouse.net import Destinations
from inhouse.store import Store, Work
from inhouse.vault import Sealer
from tests.moments import until
from tests.unit.models.test_records import record, saved

ANNE = Caller(PersonId(uuid4()), admin=False, kind=CallerKind.SESSION, credential=uuid4())


def engines(table: Destinations, folder: Path) -> Engines:
    return Engines(table, lambda model_id, file, told: Engine(folder / model_id, file, Machine(1, 1 << 30), told))


@pytest.fixture
def table() -> Destinations:
    return Destinations()


def declared(table: Destinations) -> Declared:
    """Accounts in that table; no variable of the environment is set."""
    return Declared(table, Credentials(Sealer(b"k" * 32, uuid4(), PersonId(uuid4()), None), {}.get))


@pytest.fixture
def catalogue(database: Store, table: Destinations, tmp_path: Path) -> Catalogue:
    return Catalogue(database, declared(table), engines(table, tmp_path))


async def put(store: Store, catalogue: Catalogue, *rows: records.ModelRecord) -> None:
    await saved(store, *rows)
    catalogue.forget()


async def test_the_demo_model_is_there_from_the_beginning_and_says_what_it_is(catalogue: Catalogue) -> None:
    (demo,) = await catalogue.offered(ANNE)
    assert (demo.id, demo.demo, demo.fit_for_work, demo.profile.tools) == ("demo", True, False, False)
    assert demo.description == "Demo model: tiny, English, often wrong"
    assert demo.destination.destination_class is DestinationClass.LOCAL
    assert catalogue.state(demo) is State.UNAVAILABLE
    assert await catalogue.default(ANNE) == demo
    assert await catalogue.here(ANNE) is None


async def test_without_an_engine_there_is_no_demo_model(database: Store, table: Destinations) -> None:
    catalogue = Catalogue(database, declared(table), None)
    assert await catalogue.offered(ANNE) == ()
    assert await catalogue.default(ANNE) is None
    with pytest.raises(ModelUnknown):
        await catalogue.find("demo", ANNE)


async def test_an_enabled_server_is_a_model_with_a_destination(
    database: Store, catalogue: Catalogue, table: Destinations
) -> None:
    await put(database, catalogue, record("llama", abilities=Abilities(context_tokens=2000)))
    model = await catalogue.find("llama", ANNE)
    assert (model.deployments[0].upstream_model, model.profile.context_tokens, model.profile.answer_tokens) == (
        "llama3.2:3b",
        2000,
        2000,
    )
    # A server on loopback may pass on what it gets: that it is local is declared, not enforced.
    assert model.destination.assurance is Assurance.DECLARED
    assert table.find(model.destination.name).destination == model.destination
    assert catalogue.state(model) is State.READY
    assert catalogue.known("llama") == model


async def test_what_is_disabled_is_unknown(database: Store, catalogue: Catalogue) -> None:
    await put(database, catalogue, record("llama", enabled=False), replace(BUILT_IN, enabled=False))
    assert await catalogue.offered(ANNE) == ()
    for model_id in ("llama", "demo", "nonsense"):
        with pytest.raises(ModelUnknown):
            await catalogue.find(model_id, ANNE)
    assert [row.id for row in await catalogue.every()] == ["demo", "llama"]


async def test_the_default_is_the_chosen_one_else_one_fit_for_work(database: Store, catalogue: Catalogue) -> None:
    await put(database, catalogue, record("small", fit_for_work=False), record("big"))
    default = await catalogue.default(ANNE)
    assert default is not None
    assert default.id == "big"
    await put(database, catalogue, record("small", fit_for_work=False, is_default=True))
    assert next(model.id for model in await catalogue.offered(ANNE)) == "small"
    worker = await catalogue.here(ANNE)
    assert worker is not None
    assert worker.id == "big"


async def test_a_model_that_makes_vectors_is_nobodys_default(database: Store, catalogue: Catalogue) -> None:
    vectors = record("vectors", is_default=True)
    vectors = replace(vectors, abilities=replace(vectors.abilities, embeds=True))
    await put(database, catalogue, vectors)
    default = await catalogue.default(ANNE)
    assert default is not None
    assert default.id == "demo"
    assert await catalogue.here(ANNE) is None
    assert {model.id for model in await catalogue.offered(ANNE)} == {"demo", "vectors"}


async def test_the_demo_model_is_never_fit_for_work(database: Store, catalogue: Catalogue) -> None:
    await put(database, catalogue, replace(BUILT_IN, fit_for_work=True))
    assert not (await catalogue.find("demo", ANNE)).fit_for_work


async def test_another_servers_change_is_seen_in_time(
    database: Store, catalogue: Catalogue, table: Destinations, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Catalogue(database, declared(table), None)
    monkeypatch.setattr("inhouse.models.catalogue._LIST_FRESH_SECONDS", 0.0)
    assert len(await catalogue.offered(ANNE)) == 1
    await put(database, other, record("llama"))
    assert await catalogue.find("llama", ANNE)
    await put(database, other, record("llama", enabled=False))
    assert len(await catalogue.offered(ANNE)) == 1
    with pytest.raises(ModelUnknown):
        await catalogue.find("llama", ANNE)


async def test_a_change_of_an_engine_is_seen_at_once(database: Store, table: Destinations, tmp_path: Path) -> None:
    running = engines(table, tmp_path)
    catalogue = Catalogue(database, declared(table), running)
    before = await catalogue.find("demo", ANNE)
    running._changed(ChildState.READY)
    assert await catalogue.find("demo", ANNE) is not before


@pytest.mark.parametrize("number", ["", "1", "-1", "00", "+0", "\u0660", "9" * 5_000])
async def test_a_place_that_a_model_has_not_is_unknown(catalogue: Catalogue, number: str) -> None:
    await catalogue.find("demo", ANNE)
    assert catalogue.known("demo#0").id == "demo#0"
    with pytest.raises(ModelUnknown):
        catalogue.known(f"demo#{number}")
    with pytest.raises(ModelUnknown):
        await catalogue.find(f"demo#{number}", ANNE)


async def test_a_key_finds_no_model_outside_its_scope(database: Store, catalogue: Catalogue) -> None:
    await put(database, catalogue, record("big"), record("small", is_default=True))
    names = {"demo", "big", "small"}
    for models in [frozenset(some) for count in range(4) for some in combinations(sorted(names), count)]:
        caller = replace(ANNE, kind=CallerKind.KEY, scope=Scope(models | {"gone"}))
        assert {model.id for model in await catalogue.offered(caller)} == models
        for chosen in (await catalogue.default(caller), await catalogue.here(caller)):
            assert chosen is None or chosen.id in models
        assert (await catalogue.default(caller) is None) == (not models)
        for name in names | {"gone"}:
            if name in models:
                assert (await catalogue.find(name, caller)).id == name
            else:
                with pytest.raises(ModelUnknown):
                    await catalogue.find(name, caller)


async def test_a_crowd_shares_one_reading_and_sees_what_changed_before_it_asked(
    database: Store, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings: list[object] = []
    every = records.every

    async def counted(work: Work) -> records.Rows:
        readings.append(work)
        return await every(work)

    await put(database, catalogue, record("llama", abilities=Abilities(context_tokens=2000)))
    monkeypatch.setattr("inhouse.models.catalogue.records.every", counted)
    crowd = await asyncio.gather(*(catalogue.find("llama", ANNE) for _ in range(50)))
    assert {model.id for model in crowd} == {"llama"}
    assert len(readings) == 1

    # A reading that began before a change does not tell of it to those who ask after the change.
    early = asyncio.ensure_future(catalogue.rows())
    await until(lambda: len(readings) == 2)
    await put(database, catalogue, record("qwen", abilities=Abilities(context_tokens=2000)))
    assert (await catalogue.find("qwen", ANNE)).id == "qwen"
    assert await early
