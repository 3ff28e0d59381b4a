from dataclasses import replace

import pytest

from inhouse.core import clock
from inhouse.models import records
from inhouse.models.model import UNTOLD, Kind
from inhouse.models.records import ModelRecord
from inhouse.store import StatementFailed, Store


def record(model_id: str, **fields: object) -> ModelRecord:
    server = ModelRecord(
        id=model_id,
        name="Llama",
        kind=Kind.OPENAI,
        upstream_model="llama3.2:3b",
        terms=UNTOLD,
        fit_for_work=True,
        enabled=True,
        is_default=False,
        created_at=clock.now(),
        host="127.0.0.1",
        port=11434,
    )
    return replace(server, **fields)  # type: ignore[arg-type]


async def saved(store: Store, *rows: ModelRecord) -> tuple[ModelRecord, ...]:
    for row in rows:
        async with store.work(None) as work:
            await records.save(work, row)
    async with store.work(None) as work:
        return await records.every(work)


async def test_a_row_comes_back_as_it_was_saved(database: Store) -> None:
    rows = (record("a"), record("b", kind=Kind.GGUF, host=None, port=None, file="b.gguf", context_tokens=4096))
    assert await saved(database, *rows) == rows


async def test_saving_again_replaces_the_row(database: Store) -> None:
    first = record("a")
    changed = replace(first, name="Other", enabled=False, created_at=clock.now())
    assert await saved(database, first, changed) == (replace(changed, created_at=first.created_at),)


async def test_there_is_one_default(database: Store) -> None:
    rows = await saved(database, record("a", is_default=True), record("b", is_default=True))
    assert [row.id for row in rows if row.is_default] == ["b"]


async def test_a_removed_row_is_gone(database: Store) -> None:
    await saved(database, record("a"), record("b"))
    async with database.work(None) as work:
        await records.remove(work, "a")
    assert [row.id for row in await saved(database)] == ["b"]


@pytest.mark.parametrize("wrong", [{"port": None}, {"file": "x.gguf"}, {"port": 0}, {"kind": Kind.GGUF}])
async def test_a_row_that_cannot_be_is_refused_by_the_database(database: Store, wrong: dict[str, object]) -> None:
    with pytest.raises(StatementFailed):
        await saved(database, record("a", **wrong))
