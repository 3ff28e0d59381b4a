import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InhouseError, InvalidRequest
from inhouse.core.ids import PersonId
from inhouse.models.abilities import AbilitiesChange
from inhouse.models.accounts import Accounts, NewAccount
from inhouse.models.catalogue import Catalogue
from inhouse.models.changes import Change, Changes, NewModel, Offer
from inhouse.models.credentials import Credentials
from inhouse.models.discover import Discovery, Server
from inhouse.models.engine import built_in_model
from inhouse.models.errors import (
    BrainUnknown,
    DefaultStays,
    ModelNameMissing,
    ModelUnavailable,
    ModelUnknown,
)
from inhouse.models.layout import Layout
from inhouse.models.model import WireName
from inhouse.models.records import Place
from inhouse.net import Client, Destinations
from inhouse.store import Store
from inhouse.vault import Sealer
from tests.scripted import Upstream
from tests.unit.models.test_catalogue import ANNE, declared, engines


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream(models=("llama3.2:3b", "qwen2.5")) as server:
        yield server


@pytest.fixture
def changes(database: Store, upstream: Upstream, tmp_path: Path) -> Changes:
    table = Destinations()
    running = engines(table, tmp_path / "engines")
    found = Discovery(Client(table), table, tmp_path, 8800, (Server("Ollama", upstream.port),))
    catalogue = Catalogue(database, declared(table), running)
    return Changes(database, catalogue, accounts(database, catalogue), found, running)


def accounts(database: Store, catalogue: Catalogue) -> Accounts:
    return Accounts(database, catalogue, Credentials(Sealer(b"k" * 32, uuid4(), PersonId(uuid4()), None), {}.get))


def new(upstream: Upstream, **fields: object) -> NewModel:
    usual: dict[str, object] = {
        "brain_id": f"loopback:{upstream.port}",
        "upstream_model": "qwen2.5",
        "name": "Qwen für alle",
        "fit_for_work": True,
        "make_default": True,
    }
    return NewModel(**{**usual, **fields})  # type: ignore[arg-type]


async def test_a_brain_becomes_a_model_for_everybody(changes: Changes, upstream: Upstream) -> None:
    record = await changes.add(new(upstream), "Ada")
    assert (record.id, record.upstream_model) == ("qwen-fur-alle", "qwen2.5")
    default = await changes._catalogue.default(ANNE)
    assert default is not None
    assert (default.id, default.fit_for_work) == ("qwen-fur-alle", True)
    assert [taken for _, taken in await changes.brains()] == [True]


async def test_two_additions_at_the_same_moment_are_two_models(changes: Changes, upstream: Upstream) -> None:
    added = await asyncio.gather(*[changes.add(new(upstream, name="Same"), "Ada") for _ in range(2)])
    assert {record.id for record in added} == {"same", "same-2"}
    assert {record.id for record in await changes.every()} == {"demo", "same", "same-2"}


async def test_ids_never_collide(changes: Changes, upstream: Upstream) -> None:
    ids = [(await changes.add(new(upstream, name=name), "Ada")).id for name in ("A b", "a  B", "Demo", "模型", "模型")]
    assert ids == ["a-b", "a-b-2", "demo-2", "model", "model-2"]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"brain_id": "loopback:22"}, BrainUnknown),
        ({"brain_id": "http://169.254.169.254"}, BrainUnknown),
        ({"upstream_model": None}, ModelNameMissing),
        ({"upstream_model": "gpt-5"}, ModelNameMissing),
        ({"name": " "}, InvalidRequest),
        ({"name": "x" * 81}, InvalidRequest),
        ({"name": "a\u202eb"}, InvalidRequest),
    ],
)
async def test_what_cannot_be_added_is_refused(
    changes: Changes, upstream: Upstream, fields: dict[str, object], error: type[InhouseError]
) -> None:
    with pytest.raises(error):
        await changes.add(new(upstream, **fields), "Ada")
    assert [record.id for record in await changes.every()] == ["demo"]


async def test_a_model_is_changed_field_by_field(changes: Changes, upstream: Upstream) -> None:
    model_id = (await changes.add(new(upstream, make_default=False), "Ada")).id
    after = await changes.change(model_id, Change(name="Q", fit_for_work=False))
    assert (after.name, after.fit_for_work, after.enabled, after.is_default) == ("Q", False, True, False)
    await changes.change(model_id, Change(enabled=False))
    with pytest.raises(ModelUnknown):
        await changes._catalogue.find(model_id, ANNE)
    with pytest.raises(ModelUnknown):
        await changes.change("nonsense", Change(name="Q"))


async def test_there_is_always_a_default_that_can_be_used(changes: Changes, upstream: Upstream) -> None:
    model_id = (await changes.add(new(upstream), "Ada")).id
    for change in (Change(default=False), Change(enabled=False)):
        with pytest.raises(DefaultStays):
            await changes.change(model_id, change)
    with pytest.raises(DefaultStays):
        await changes.remove(model_id)
    await changes.change("demo", Change(default=True))
    await changes.change(model_id, Change(enabled=False))
    default = await changes._catalogue.default(ANNE)
    assert default is not None
    assert default.id == "demo"


async def test_the_demo_model_can_be_disabled_but_neither_removed_nor_promoted(changes: Changes) -> None:
    with pytest.raises(InvalidRequest):
        await changes.remove("demo")
    with pytest.raises(InvalidRequest):
        await changes.change("demo", Change(fit_for_work=True))
    await changes.change("demo", Change(enabled=False))
    assert await changes._catalogue.offered(ANNE) == ()


async def test_a_removed_model_is_unknown(changes: Changes, upstream: Upstream) -> None:
    model_id = (await changes.add(new(upstream, make_default=False), "Ada")).id
    await changes.remove(model_id)
    with pytest.raises(ModelUnknown):
        await changes.remove(model_id)
    assert [taken for _, taken in await changes.brains()] == [False]


async def test_a_file_that_cannot_be_loaded_is_not_added(changes: Changes, upstream: Upstream, tmp_path: Path) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF")
    with pytest.raises(InhouseError):
        await changes.add(new(upstream, brain_id="gguf:broken.gguf", upstream_model=None), "Ada")
    assert [record.id for record in await changes.every()] == ["demo"]


async def test_without_an_engine_no_file_is_added(database: Store, upstream: Upstream, tmp_path: Path) -> None:
    table = Destinations()
    found = Discovery(Client(table), table, tmp_path, 8800, ())
    catalogue = Catalogue(database, declared(table), None)
    changes = Changes(database, catalogue, accounts(database, catalogue), found, None)
    (tmp_path / "small.gguf").symlink_to(built_in_model().path)
    with pytest.raises(ModelUnavailable):
        await changes.add(new(upstream, brain_id="gguf:small.gguf", upstream_model=None), "Ada")


async def test_a_model_that_is_refused_leaves_no_account_behind(changes: Changes, upstream: Upstream) -> None:
    here = NewAccount(f"http://127.0.0.1:{upstream.port}/v1", WireName.OPENAI, DestinationClass.LOCAL)
    with pytest.raises(InvalidRequest):
        await changes.offer_at(here, "", Offer("Qwen"), "Ada")
    with pytest.raises(ModelUnknown):
        await changes.offer_at(here, "qwen2.5", Offer("Qwen", fallback=("gone",)), "Ada")
    assert await changes._accounts.every() == ()
    kept = await changes.offer_at(here, "qwen2.5", Offer("Qwen"), "Ada")
    with pytest.raises(InvalidRequest):
        await changes.offer_at(here, "", Offer("Other"), "Ada")
    (account,) = await changes._accounts.every()
    assert [place.account for place in kept.places] == [account.id]


async def test_what_a_model_can_do_is_suggested_by_its_name_and_changed(changes: Changes, upstream: Upstream) -> None:
    here = NewAccount(f"http://127.0.0.1:{upstream.port}/v1", WireName.OPENAI, DestinationClass.LOCAL)
    better = AbilitiesChange(context_tokens=500, images=True)
    record = await changes.offer_at(
        here, "qwen2.5", Offer("Qwen", abilities=better, groups=frozenset({uuid4()})), "Ada"
    )
    assert (record.abilities.tools, record.abilities.images, record.abilities.context_tokens) == (True, True, 500)
    assert len(record.groups) == 1
    (place,) = record.places
    several = (place, Place(place.account, "llama3.2:3b", 2))
    change = Change(places=several, abilities=AbilitiesChange(tools=False), fallback=("demo",), groups=frozenset())
    after = await changes.change(record.id, change)
    assert (after.places, after.abilities.tools, after.fallback, after.groups) == (
        several,
        False,
        ("demo",),
        frozenset(),
    )
    for wrong in (
        Change(places=()),
        Change(places=(place, place)),
        Change(places=(Place(place.account, "x", 0),)),
        Change(places=(Place(uuid4(), "x"),)),
        Change(fallback=(record.id,)),
        Change(description="x" * 201),
        Change(layout=Layout(slots=0)),
    ):
        with pytest.raises(InhouseError):
            await changes.change(record.id, wrong)
    with pytest.raises(InvalidRequest):
        await changes.change("demo", Change(places=several))
