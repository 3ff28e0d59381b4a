"""Company terms as rows."""

from datetime import UTC, datetime

import pytest

from inhouse.core.caller import Caller
from inhouse.core.errors import InhouseError
from inhouse.core.ids import new_id
from inhouse.guard.records import terms as records
from inhouse.guard.records.terms import TermRow
from inhouse.store import Role, Store
from tests.people import someone

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def row(digest: bytes, category: str = "customer") -> TermRow:
    return TermRow(new_id(), category, digest, b"sealed", NOW)


async def test_terms_are_added_once(database: Store) -> None:
    async with database.work(None, Role.JOBS) as work:
        assert await records.add(work, [row(b"a"), row(b"b")]) == 2
        assert await records.add(work, [row(b"b"), row(b"c", "project")]) == 1
        assert await records.known(work, [b"a", b"c", b"x"]) == 2
        assert await records.categories(work) == [("customer", 2), ("project", 1)]


async def test_terms_come_in_pages(database: Store) -> None:
    rows = [row(bytes([number]), "project" if number % 2 else "customer") for number in range(9)]
    async with database.work(None, Role.JOBS) as work:
        await records.add(work, rows)
        first = await records.page(work, None, None, 5)
        rest = await records.page(work, first[-1][0], None, 50)
        assert [one[0] for one in (*first, *rest)] == sorted(one.id for one in rows)
        assert len(await records.page(work, None, "project", 50)) == 4


async def test_terms_are_removed(database: Store) -> None:
    rows = [row(b"a"), row(b"b"), row(b"c", "project"), row(b"d", "project")]
    async with database.work(None, Role.JOBS) as work:
        await records.add(work, rows)
        assert await records.remove(work, rows[0].id)
        assert not await records.remove(work, rows[0].id)
        assert await records.remove_by_digest(work, b"b")
        assert await records.remove_many(work, "project") == 2
        assert await records.remove_many(work, None) == 0


async def test_every_change_is_counted(database: Store) -> None:
    async with database.work(None, Role.JOBS) as work:
        before = await records.changes(work)
        await records.add(work, [row(b"a")])
        between = await records.changes(work)
        await records.remove_many(work, None)
        assert before < between < await records.changes(work)


async def test_everybody_reads_with_them_and_nobody_else_changes_them(database: Store) -> None:
    async with database.work(None, Role.JOBS) as work:
        await records.add(work, [row(b"a")])
    person: Caller = someone()
    async with database.work(person) as work:
        assert len(await records.page(work, None, None, 5)) == 1
        assert await records.remove_many(work, None) == 0
    with pytest.raises(InhouseError):
        async with database.work(person) as work:
            await records.add(work, [row(b"b")])
