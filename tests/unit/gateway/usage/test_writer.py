import asyncio
from collections.abc import Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from inhouse.core.errors import InvalidRequest, Unavailable
from inhouse.gateway.usage import writer as writer_module
from inhouse.gateway.usage.call import Call, Outcome
from inhouse.gateway.usage.writer import Writer
from tests.meters import call_of
from tests.moments import until
from tests.people import someone

ANNA = someone()


class Table:
    """Where rows go, with switches for being away and for rows that are not taken."""

    def __init__(self) -> None:
        self.batches: list[list[Call]] = []
        self.tried = 0
        self.away = False
        self.poison: Call | None = None

    async def write(self, calls: Sequence[Call]) -> None:
        self.tried += 1
        if self.away:
            raise Unavailable("away")
        if self.poison in calls:
            raise InvalidRequest("not storable")
        self.batches.append(list(calls))

    @property
    def rows(self) -> list[Call]:
        return [call for batch in self.batches for call in batch]


def nobody(seconds: float) -> Sequence[Call]:
    return []


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(writer_module, "RETRY_SECONDS", 0.001)


@asynccontextmanager
async def writing(table: Table):  # noqa: ANN201 (the writer)
    writer = Writer(table.write)
    writer.start(nobody)
    yield writer
    await writer.stop()


async def test_rows_are_written_together() -> None:
    table, calls = Table(), [call_of(ANNA) for _ in range(10)]
    async with writing(table) as writer:
        for call in calls:
            writer.put(call)
        await until(lambda: table.batches != [])
    assert table.batches == [calls]


async def test_rows_wait_for_a_database_that_is_away() -> None:
    table, call = Table(), call_of(ANNA)
    table.away = True
    async with writing(table) as writer:
        writer.put(call)
        await until(lambda: table.tried > 2)
        assert (table.rows, writer.waiting) == ([], 1)
        table.away = False
        await until(lambda: table.rows == [call])


async def test_a_row_that_is_not_taken_does_not_hold_up_the_others() -> None:
    table, calls = Table(), [call_of(ANNA) for _ in range(3)]
    table.poison = calls[1]
    async with writing(table) as writer:
        for call in calls:
            writer.put(call)
        await until(lambda: len(table.rows) == 2)
        assert (writer.lost, writer.waiting) == (1, 0)


async def test_what_waits_is_bounded_and_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "WAITING", 3)
    writer, calls = Writer(Table().write), [call_of(ANNA) for _ in range(5)]
    for call in calls:
        writer.put(call)
    assert (writer.waiting, writer.lost) == (3, 2)


async def test_the_last_rows_are_written_at_the_end() -> None:
    table = Table()
    async with writing(table) as writer:
        writer.put(call_of(ANNA))
    assert len(table.rows) == 1


async def test_the_end_does_not_wait_for_a_database_that_is_away() -> None:
    table = Table()
    table.away = True
    async with writing(table) as writer:
        writer.put(call_of(ANNA))
    assert writer.waiting == 1


async def test_calls_under_way_are_written_and_their_end_after_them() -> None:
    table, ended = Table(), call_of(ANNA)
    under_way = [replace(ended, outcome=Outcome.RUNNING)]

    def each_once(seconds: float) -> Sequence[Call]:
        return [under_way.pop()] if under_way else []

    writer = Writer(table.write)
    writer.start(each_once)
    await until(lambda: len(table.rows) == 1)
    writer.put(ended)
    await writer.stop()
    assert [row.outcome for row in table.rows] == [Outcome.RUNNING, Outcome.OK]


async def test_one_batch_holds_a_call_once() -> None:
    table, ended = Table(), call_of(ANNA)
    writer = Writer(table.write)
    writer.put(replace(ended, outcome=Outcome.RUNNING))
    writer.put(ended)
    await writer.stop()
    assert table.batches == [[ended]]


async def test_rows_of_a_writing_that_was_cut_short_are_written_again() -> None:
    table, call = Table(), call_of(ANNA)
    begun = asyncio.Event()

    async def hangs_once(calls: Sequence[Call]) -> None:
        if not begun.is_set():
            begun.set()
            await asyncio.Event().wait()
        await table.write(calls)

    writer = Writer(hangs_once)
    writer.start(nobody)
    writer.put(call)
    await begun.wait()
    await writer.stop()
    assert table.rows == [call]
