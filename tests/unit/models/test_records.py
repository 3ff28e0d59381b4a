from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from inhouse.core import clock
from inhouse.core.destination import DestinationClass
from inhouse.models import records
from inhouse.models.abilities import Abilities
from inhouse.models.account import Account, Credential, CredentialKind, Endpoint, EntraIdentity
from inhouse.models.layout import Layout
from inhouse.models.model import Kind, Terms, WireName
from inhouse.models.profile import Prices, Quirks
from inhouse.models.records import LastTest, ModelRecord, Place
from inhouse.store import AlreadyThere, StatementFailed, Store

OLLAMA = Account(
    id=UUID(int=5),
    name="Server on this machine, port 11434",
    wire=WireName.OPENAI,
    endpoint=Endpoint("http", "127.0.0.1", 11434, "/v1"),
    destination_class=DestinationClass.LOCAL,
    terms=Terms(),
    created_at=clock.now(),
)


def record(model_id: str, **fields: object) -> ModelRecord:
    server = ModelRecord(
        id=model_id,
        name="Llama",
        kind=Kind.OPENAI,
        upstream_model="llama3.2:3b",
        fit_for_work=True,
        enabled=True,
        is_default=False,
        created_at=clock.now(),
        places=(Place(OLLAMA.id, "llama3.2:3b"),),
    )
    return replace(server, **fields)  # type: ignore[arg-type]


async def saved(store: Store, *rows: ModelRecord) -> tuple[ModelRecord, ...]:
    async with store.work(None) as work:
        await records.save_account(work, OLLAMA)
    for row in rows:
        async with store.work(None) as work:
            await records.save(work, row)
    async with store.work(None) as work:
        return (await records.every(work)).models


async def test_a_row_comes_back_as_it_was_saved(database: Store) -> None:
    whole = record(
        "a",
        description="For everybody",
        abilities=Abilities(
            context_tokens=1000,
            images=True,
            prices=Prices("EUR", Decimal("2.50"), Decimal(10)),
            quirks=Quirks(extra={"top_k": 5}, temperature=False),
        ),
        fallback=("b", "c"),
        groups=frozenset({uuid4(), uuid4()}),
    )
    file = record("b", kind=Kind.GGUF, places=(), file="b.gguf", layout=Layout(context=4096, slots=2))
    assert await saved(database, whole, file) == (whole, file)


async def test_saving_again_replaces_the_row(database: Store) -> None:
    first = record("a")
    changed = replace(first, name="Other", enabled=False, created_at=clock.now())
    assert await saved(database, first, changed) == (replace(changed, created_at=first.created_at),)


async def test_there_is_one_default(database: Store) -> None:
    rows = await saved(database, record("a", is_default=True), record("b", is_default=True))
    assert [row.id for row in rows if row.is_default] == ["b"]


async def test_a_removed_row_is_gone_and_stands_in_for_nobody(database: Store) -> None:
    await saved(database, record("a"), record("b", fallback=("a", "c")))
    async with database.work(None) as work:
        await records.remove(work, "a")
    assert [(row.id, row.fallback) for row in await saved(database)] == [("b", ("c",))]


@pytest.mark.parametrize("wrong", [{"file": "x.gguf"}, {"kind": Kind.GGUF}, {"places": (Place(OLLAMA.id, "x", 0),)}])
async def test_a_row_that_cannot_be_is_refused_by_the_database(database: Store, wrong: dict[str, object]) -> None:
    with pytest.raises(StatementFailed):
        await saved(database, record("a", **wrong))


@pytest.mark.parametrize(
    "credential",
    [
        Credential(),
        Credential(CredentialKind.ENVIRONMENT, "KEY", b"sealed"),
        Credential(CredentialKind.VAULT, sealed=b"sealed"),
        Credential(CredentialKind.ENTRA, entra=EntraIdentity("client_secret", "t", "c")),
    ],
)
async def test_an_account_comes_back_as_it_was_saved(database: Store, credential: Credential) -> None:
    account = replace(
        OLLAMA,
        terms=Terms(trained_on=False, kept_days=30, region="Sweden", declared_by="Ada", declared_on=date(2026, 1, 2)),
        credential=credential,
        header="api-key",
        at_once=3,
        enabled=False,
    )
    async with database.work(None) as work:
        await records.save_account(work, account)
        assert (await records.every(work)).accounts == (account,)


async def test_two_accounts_of_one_name_and_an_account_in_use_are_refused(database: Store) -> None:
    await saved(database, record("a"))
    with pytest.raises(AlreadyThere):
        async with database.work(None) as work:
            await records.save_account(work, replace(OLLAMA, id=uuid4()))
    with pytest.raises(StatementFailed):
        async with database.work(None) as work:
            await records.remove_account(work, OLLAMA.id)


async def test_how_the_last_test_went_is_kept(database: Store) -> None:
    await saved(database, record("a"))
    tested = LastTest(clock.now(), "key_refused", 0.25)
    async with database.work(None) as work:
        await records.note_test(work, "a", tested)
        assert (await records.every(work)).models[0].tested == tested
