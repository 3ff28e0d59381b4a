import pytest

from tests.roads import ScriptedRoad
from tests.visits import Visit


async def test_the_list_holds_what_the_caller_may_use(world: ScriptedRoad) -> None:
    visit = await Visit(world.doors, "GET", "/v1/models").start().done()
    assert visit.status == 200
    assert visit.json == {
        "object": "list",
        "data": [
            {"id": "demo", "object": "model", "created": 0, "owned_by": "inhouse"},
            {"id": "company/large", "object": "model", "created": 0, "owned_by": "inhouse"},
        ],
    }


@pytest.mark.parametrize("identity", ["demo", "company/large"])
async def test_one_model_is_found_by_its_id(world: ScriptedRoad, identity: str) -> None:
    visit = await Visit(world.doors, "GET", f"/v1/models/{identity}").start().done()
    assert (visit.status, visit.json["id"]) == (200, identity)


async def test_a_model_that_is_not_there_is_not_found(world: ScriptedRoad) -> None:
    visit = await Visit(world.doors, "GET", "/v1/models/gpt-9").start().done()
    assert (visit.status, visit.json["error"]["code"]) == (404, "model_not_found")
