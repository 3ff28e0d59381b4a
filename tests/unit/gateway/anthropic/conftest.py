from collections.abc import AsyncGenerator

import pytest

from inhouse.core.events import Finished, Queued, TextDelta, Usage
from inhouse.gateway.anthropic import anthropic_entries
from inhouse.gateway.openai import Doors
from tests.roads import ScriptedRoad


@pytest.fixture
async def world() -> AsyncGenerator[ScriptedRoad]:
    """A road whose model says "Hi you", with Anthropic's doors before it; a test may change the script."""
    world = ScriptedRoad(Queued(1), TextDelta("Hi "), TextDelta("you"), Usage(5, 2, 1), Finished("stop"))
    world.doors = Doors(world.resolve, anthropic_entries(world.road, world.offered, world.commitment_of))
    await world.ledger.start()
    yield world
    await world.ledger.stop()
