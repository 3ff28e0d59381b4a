from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from inhouse.core.events import Finished, Queued, TextDelta, Usage
from inhouse.gateway.openai import Doors
from inhouse.gateway.responses import Kept, responses_entries
from inhouse.store import Store
from inhouse.vault import Vault
from tests.roads import ScriptedRoad


@pytest.fixture
async def kept(database: Store, tmp_path: Path) -> Kept:
    return Kept(database, await Vault.open(tmp_path / "master.key", database))


@pytest.fixture
async def world(kept: Kept) -> AsyncGenerator[ScriptedRoad]:
    """A road whose model says "Hi you", with the doors of Responses before it; a test may change the script."""
    world = ScriptedRoad(Queued(1), TextDelta("Hi "), TextDelta("you"), Usage(5, 2, 1), Finished("stop"))
    world.doors = Doors(world.resolve, responses_entries(world.road, kept, world.commitment_of))
    await world.ledger.start()
    yield world
    await world.ledger.stop()
