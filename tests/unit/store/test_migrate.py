import asyncio
import importlib
import pkgutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import inhouse
from inhouse.store import Addresses, DatabaseAway, Role
from inhouse.store.errors import DatabaseNewer
from inhouse.store.migrate import MIGRATIONS, migrate
from inhouse.store.tables import metadata
from inhouse.store.work import connect_arguments


def owner_engine(addresses: Addresses, role: Role = Role.OWNER):  # noqa: ANN201
    arguments = connect_arguments(addresses(role))
    return create_async_engine("postgresql+asyncpg://", poolclass=NullPool, connect_args=arguments)


def load_all_tables() -> None:
    for module in pkgutil.walk_packages(inhouse.__path__, "inhouse."):
        if ".records" in module.name:
            importlib.import_module(module.name)


async def test_the_tables_in_code_are_those_that_the_migrations_make(database_addresses: Addresses) -> None:
    load_all_tables()

    def differences(connection: Connection) -> list[object]:
        def ours(name: str | None, kind: str, parents: object) -> bool:
            return kind != "schema" or name not in ("store", "public", None)

        options = {"include_schemas": True, "include_name": ours, "compare_type": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    engine = owner_engine(database_addresses)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_every_table_with_an_owner_is_guarded(database_addresses: Addresses) -> None:
    unguarded = text(
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE c.relkind = 'r' AND a.attname IN ('owner_id', 'person_id', 'email') "
        "AND NOT (c.relrowsecurity AND c.relforcerowsecurity) "
        "AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')"
    )
    engine = owner_engine(database_addresses)
    async with engine.connect() as connection:
        assert (await connection.execute(unguarded)).scalars().all() == []


async def test_functions_that_pass_row_security_have_a_fixed_path_and_no_public_callers(
    database_addresses: Addresses,
) -> None:
    careless = text(
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.prosecdef "
        "AND (NOT coalesce(p.proconfig, '{}') @> '{\"search_path=pg_catalog, pg_temp\"}' "
        "OR has_function_privilege('inhouse_auditor', p.oid, 'EXECUTE'))"
    )
    engine = owner_engine(database_addresses)
    async with engine.connect() as connection:
        assert (await connection.execute(careless)).scalars().all() == []


async def test_migrating_again_and_at_the_same_time_changes_nothing(database_addresses: Addresses) -> None:
    await asyncio.gather(*(migrate(database_addresses) for _ in range(3)))


async def test_a_database_of_a_later_version_is_refused(database_addresses: Addresses) -> None:
    engine = owner_engine(database_addresses)
    async with engine.begin() as connection:
        before = (await connection.execute(text("SELECT version_num FROM store.version"))).scalar_one()
        await connection.execute(text("UPDATE store.version SET version_num = '9999'"))
    try:
        with pytest.raises(DatabaseNewer):
            await migrate(database_addresses)
    finally:
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE store.version SET version_num = :before"), {"before": before})


async def test_a_server_that_is_not_there_is_the_database_being_away() -> None:
    with pytest.raises(DatabaseAway):
        await migrate(lambda role: f"postgresql://{role}:x@/inhouse?host=/nowhere&port=5432")


def test_the_migrations_lie_where_the_wheel_puts_them() -> None:
    assert (MIGRATIONS / "env.py").is_file()
    assert Path(inhouse.__file__).parent in MIGRATIONS.parents
