"""One PostgreSQL for all tests of a session: the embedded one, migrated once, emptied between tests."""

import asyncio
import logging
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from inhouse.store import Addresses, Role, of_embedded
from inhouse.store.embedded import EmbeddedPostgres
from inhouse.store.migrate import migrate
from inhouse.store.work import connect_arguments

_FILLED = """
SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', ')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('store', 'public', 'information_schema')
    AND n.nspname NOT LIKE 'pg\\_%' AND pg_relation_size(c.oid) > 0
"""


@contextmanager
def running_database(place: Path | None = None) -> Generator[Addresses]:
    """A migrated embedded server there, or in a short temporary folder, for as long as the block runs."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with ExitStack() as stack, asyncio.Runner() as runner:
        if place is None:
            temporary = tempfile.TemporaryDirectory(prefix="ih-", dir="/tmp", ignore_cleanup_errors=True)
            place = Path(stack.enter_context(temporary))
        server = EmbeddedPostgres(place)
        runner.run(server.start())
        try:
            addresses = of_embedded(server.connection)
            runner.run(migrate(addresses))
            yield addresses
        finally:
            runner.run(server.stop())


async def empty(addresses: Addresses) -> None:
    """Take all rows out of all tables (TRUNCATE is not subject to row-level security)."""
    arguments = connect_arguments(addresses(Role.OWNER))
    engine = create_async_engine("postgresql+asyncpg://", poolclass=NullPool, connect_args=arguments)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SET LOCAL synchronous_commit = off"))
            filled = (await connection.execute(text(_FILLED))).scalar_one()
            if filled:
                await connection.execute(text(f"TRUNCATE {filled} CASCADE"))
    finally:
        await engine.dispose()
