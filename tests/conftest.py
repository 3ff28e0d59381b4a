"""Fixtures for every test."""

from collections.abc import AsyncGenerator, Generator

import pytest
from hypothesis import settings

from inhouse.store import Addresses, Store
from tests.database import empty, running_database

# How long one example takes says something about the machine, not about what is proved.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def database_addresses() -> Generator[Addresses]:
    with running_database() as addresses:
        yield addresses


@pytest.fixture
async def database(database_addresses: Addresses) -> AsyncGenerator[Store]:
    """A store on an empty, migrated database."""
    store = Store.open(database_addresses)
    yield store
    await store.close()
    await empty(database_addresses)
