from collections.abc import AsyncGenerator

import pytest

from inhouse.core.events import Finished, Queued, TextDelta, Usage
from tests.roads import ScriptedRoad


@pytest.fixture
async def world() -> AsyncGenerator[ScriptedRoad]:
    """A road whose model says "Hi you"; a test may change the script."""
    world = ScriptedRoad(Queued(1), TextDelta("Hi "), TextDelta("you"), Usage(5, 2, 1), Finished("stop"))
    await world.ledger.start()
    yield world
    await world.ledger.stop()
