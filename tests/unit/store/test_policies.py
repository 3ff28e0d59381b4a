"""The words of a migration, tried on a table of its own."""

from collections.abc import AsyncIterator

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from inhouse.core.ids import new_id
from inhouse.store import Addresses, Role, StatementFailed, Store, policies
from inhouse.store.work import connect_arguments
from tests.people import someone


def _make(connection: Connection) -> None:
    with Operations.context(MigrationContext.configure(connection)) as op:
        op.execute("CREATE SCHEMA trial")
        policies.use_schema("trial")
        op.execute("CREATE TABLE trial.notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL, word text)")
        policies.own_rows("trial.notes")
        policies.grant("trial.notes", Role.APP, "SELECT", "INSERT", "UPDATE")
        policies.all_rows("trial.notes", Role.JOBS)
        policies.grant("trial.notes", Role.JOBS, "SELECT (id, owner_id)")
        op.execute("CREATE TABLE trial.closed (id uuid)")
        policies.guarded("trial.closed")
        policies.grant("trial.closed", Role.APP, "SELECT", "INSERT")
        policies.definer_function("trial.notes_of_all()", "bigint", "BEGIN RETURN 7; END")
        body = "BEGIN RETURN (SELECT count(*) FROM trial.notes); END"
        policies.definer_function("trial.notes_of_all()", "bigint", body, again=True)


@pytest.fixture
async def trial(database: Store, database_addresses: Addresses) -> AsyncIterator[Store]:
    arguments = connect_arguments(database_addresses(Role.OWNER))
    engine = create_async_engine("postgresql+asyncpg://", poolclass=NullPool, connect_args=arguments)
    async with engine.begin() as connection:
        await connection.run_sync(_make)
    yield database
    async with engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA trial CASCADE"))


async def add(store: Store, owner: object) -> None:
    caller = someone()
    async with store.work(caller) as work:
        statement = text("INSERT INTO trial.notes VALUES (:id, :owner, 'x')")
        await work.execute(statement, {"id": new_id(), "owner": owner or caller.person})


async def test_the_app_role_has_its_callers_rows(trial: Store) -> None:
    await add(trial, None)
    await add(trial, None)
    with pytest.raises(StatementFailed):
        await add(trial, someone().person)
    async with trial.work(someone()) as work:
        assert (await work.execute(text("SELECT * FROM trial.notes"))).all() == []
        assert (await work.execute(text("UPDATE trial.notes SET word = 'y'"))).rowcount == 0


async def test_jobs_see_all_rows_and_the_granted_columns_only(trial: Store) -> None:
    await add(trial, None)
    async with trial.work(None, Role.JOBS) as work:
        assert len((await work.execute(text("SELECT owner_id FROM trial.notes"))).all()) == 1
    with pytest.raises(StatementFailed):
        async with trial.work(None, Role.JOBS) as work:
            await work.execute(text("SELECT word FROM trial.notes"))


async def test_a_guarded_table_without_a_policy_is_closed(trial: Store) -> None:
    with pytest.raises(StatementFailed):
        async with trial.work(someone()) as work:
            await work.execute(text("INSERT INTO trial.closed VALUES (gen_random_uuid())"))


async def test_the_owner_sees_nothing_either_unless_it_is_said(trial: Store) -> None:
    await add(trial, None)
    async with trial.work(someone()) as work:
        assert (await work.execute(text("SELECT trial.notes_of_all()"))).scalar_one() == 0
    with pytest.raises(StatementFailed):
        async with trial.work(None, Role.JOBS) as work:
            await work.execute(text("SELECT trial.notes_of_all()"))
