"""What the tests with real clients share."""

from collections.abc import AsyncGenerator

import pytest

from tests.houses import House, open_house


@pytest.fixture
async def house() -> AsyncGenerator[House]:
    """A house with OpenAI's doors."""
    async with open_house() as house:
        yield house
