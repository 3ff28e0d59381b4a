"""What the tests with real clients share."""

from collections.abc import AsyncGenerator, Iterator

import pytest

from tests.houses import House, open_house
from tests.outsiders import Installation, World
from tests.scripted import Upstream


@pytest.fixture
async def house() -> AsyncGenerator[House]:
    """A house with OpenAI's doors."""
    async with open_house() as house:
        yield house


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One running product, shared by all tests of a worker."""
    running = Installation.start(tmp_path_factory.mktemp("product"))
    yield running
    running.product.stop()


@pytest.fixture
async def world(installation: Installation) -> AsyncGenerator[World]:
    """The running product and, for one test, the server behind its models."""
    async with Upstream(port=installation.port) as upstream:
        yield World(installation, upstream)
