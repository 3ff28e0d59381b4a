import asyncio
from collections.abc import AsyncGenerator

import pytest
from sqlalchemy import text

from inhouse.core.tasks import spawn
from inhouse.store import Addresses, Role, Store
from inhouse.store.held import Held
from inhouse.store.listener import listen_for

END_LISTENERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()"
)


class Ear:
    """Counts what it hears."""

    def __init__(self) -> None:
        self.heard = 0
        self._more = asyncio.Event()

    def __call__(self) -> None:
        self.heard += 1
        self._more.set()

    async def next(self) -> None:
        """Wait until something is heard."""
        async with asyncio.timeout(20):
            await self._more.wait()
        self._more.clear()


@pytest.fixture
async def ear(database_addresses: Addresses) -> AsyncGenerator[Ear]:
    """Listens on the channel 'trial', connected already."""
    ear = Ear()
    listening = spawn(listen_for(database_addresses, {"trial": ear}), name="listen")
    await ear.next()
    yield ear
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def tell(store: Store) -> None:
    async with store.work(None) as work:
        await work.execute(text("SELECT pg_notify('trial', '')"))


async def test_what_another_connection_tells_is_heard_after_its_commit(ear: Ear, database: Store) -> None:
    assert ear.heard == 1
    async with database.work(None) as work:
        await work.execute(text("SELECT pg_notify('trial', '')"))
        await work.execute(text("SELECT pg_notify('elsewhere', '')"))
        assert ear.heard == 1
    await ear.next()
    assert ear.heard == 2


async def test_the_message_itself_is_told_to_who_wants_it(database: Store, database_addresses: Addresses) -> None:
    heard = asyncio.Queue[str | None]()
    listening = spawn(listen_for(database_addresses, {}, {"words": heard.put_nowait}), name="listen")
    async with asyncio.timeout(20):
        assert await heard.get() is None
        async with database.work(None) as work:
            await work.execute(text("SELECT pg_notify('words', 'A place')"))
        assert await heard.get() == "A place"
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_after_a_lost_connection_it_listens_again_and_says_that_something_may_be_lost(
    ear: Ear, database: Store, database_addresses: Addresses
) -> None:
    held = Held.open(database_addresses, Role.APP)
    await held.connect()
    await held.execute(END_LISTENERS)
    await held.close()
    await ear.next()
    assert ear.heard == 2
    await tell(database)
    await ear.next()
    assert ear.heard == 3
