"""Fixtures for every test."""

import gc
from collections.abc import AsyncGenerator, Generator

import pytest
from hypothesis import settings

from inhouse.store import Addresses, Store
from tests.database import empty, running_database

# How long one example takes says something about the machine, not about what is proved. Each run draws others.
settings.register_profile("house", deadline=None, max_examples=60)
settings.load_profile("house")


@pytest.fixture(scope="module", autouse=True)
def _what_a_module_leaves_open_is_its_own_failure() -> Generator[None]:
    """Without this a socket left open is reported at whichever later test the collector happens to run."""
    yield
    gc.collect()
    # What is left stays: the next look need not go through it again.
    gc.freeze()


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
