import pytest

from tests.roads import ScriptedRoad
from tests.visits import Visit


async def test_the_list_holds_what_the_caller_may_use(world: ScriptedRoad) -> None:
    visit = await Visit(world.doors, "GET", "/v1/models").start().done()
    assert visit.status == 200
    assert visit.json["object"] == "list"
    assert [model["id"] for model in visit.json["data"]] == ["demo", "company/large"]
    assert visit.json["data"][0] == {
        "id": "demo", "object": "model", "created": 0, "owned_by": "inhouse", "name": "Demo",
        "description": "For tests.", "context_length": 2048, "max_model_len": 2048, "max_output_tokens": 512,
        "capabilities": {"chat": True, "embeddings": False, "tools": False, "images": False, "reasoning": False,
                         "structured_output": False},
        "destination": {"name": "engine", "class": "local", "assurance": "enforced"},
    }  # fmt: skip


@pytest.mark.parametrize("identity", ["demo", "company/large"])
async def test_one_model_is_found_by_its_id(world: ScriptedRoad, identity: str) -> None:
    visit = await Visit(world.doors, "GET", f"/v1/models/{identity}").start().done()
    assert (visit.status, visit.json["id"]) == (200, identity)


async def test_a_model_that_is_not_there_is_not_found(world: ScriptedRoad) -> None:
    visit = await Visit(world.doors, "GET", "/v1/models/gpt-9").start().done()
    assert (visit.status, visit.json["error"]["code"]) == (404, "model_not_found")
