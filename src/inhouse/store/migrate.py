"""Brings the tables up to this version, as the owner role.

Safe for several servers that start at once: one migrates, the others wait. A migration waits at most four seconds
for a lock, so that it never stands in the way of the version that still runs; it then fails as a whole and can be run
again.
"""

from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from inhouse.store import roles, trouble
from inhouse.store.addresses import Addresses
from inhouse.store.embedded import Role
from inhouse.store.work import connect_arguments

MIGRATIONS = Path(__file__).parent.parent / "migrations"
SCHEMA = "store"
"""Where the version is written."""

_LOCK = 0x1_4808_05E  # any number, the same for every Inhouse
_STATEMENT_SECONDS = 600

# A backup reads what row-level security would hide from the owner too. A session has to say that it makes one, so that
# no function that runs as the owner ever sees more by it.
_FOR_BACKUPS = f"""
DO $do$ DECLARE guarded regclass; BEGIN
    FOR guarded IN SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND c.relrowsecurity AND n.nspname NOT LIKE 'pg\\_%'
            AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'backup')
    LOOP
        EXECUTE format('CREATE POLICY backup ON %s FOR SELECT TO {Role.OWNER.value} '
            'USING (current_setting(''app.backup'', true) = ''on'')', guarded);
    END LOOP;
END $do$
"""  # noqa: S608 (a name of ours)


async def migrate(addresses: Addresses, target: str = "head") -> None:
    """Make the roles that are missing, then run all migrations up to `target`.

    Raises DatabaseAway, DatabaseNewer, RolesMissing, StatementFailed.
    """
    arguments = connect_arguments(addresses(Role.OWNER)) | {"command_timeout": None}
    engine = create_async_engine(
        "postgresql+asyncpg://", poolclass=NullPool, hide_parameters=True, connect_args=arguments
    )
    try:
        async with engine.connect() as connection:
            await _take_turn(connection)
            await roles.ensure(connection, addresses)
            await connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            await connection.commit()
            if target != "head" or not await _is_newest(connection):
                await connection.run_sync(_upgrade, target)
            await connection.execute(text(_FOR_BACKUPS))
            await connection.commit()
    except trouble.TROUBLE as error:
        raise trouble.of(error) from error
    finally:
        await engine.dispose()


async def _take_turn(connection: AsyncConnection) -> None:
    """Wait until no other server migrates. The lock belongs to the session and ends with it."""
    for name, value in (("lock_timeout", "0"), ("statement_timeout", f"{_STATEMENT_SECONDS}s")):
        await connection.execute(text(f"SET {name} = '{value}'"))
    await connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
    await connection.execute(text("SET lock_timeout = '4s'"))
    await connection.commit()


async def _is_newest(connection: AsyncConnection) -> bool:
    """Whether all migrations of this program have run; their files begin with their numbers."""
    if (await connection.execute(text(f"SELECT to_regclass('{SCHEMA}.version')"))).scalar_one() is None:
        return False
    version = (await connection.execute(text(f"SELECT version_num FROM {SCHEMA}.version"))).scalar_one_or_none()  # noqa: S608 (a name of ours)
    return version == max(file.name for file in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def _upgrade(connection: Connection, target: str) -> None:
    from inhouse.store.upgrade import upgrade  # noqa: PLC0415 - Alembic, which most starts do not need

    upgrade(connection, MIGRATIONS, target, SCHEMA)
