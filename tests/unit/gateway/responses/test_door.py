import orjson
import pytest
from sqlalchemy import text

from inhouse.core.events import Failed, TextDelta
from inhouse.core.prompt import PromptMessage, Purpose, Role, Text
from inhouse.gateway.responses import kept as room
from inhouse.gateway.responses.kept import Kept
from tests.prompts import ANNAS_KEY, FAR, HERE
from tests.roads import ScriptedRoad
from tests.visits import Visit


def asks(world: ScriptedRoad, **fields: object) -> Visit:
    body = orjson.dumps({"model": "demo", "input": "hello", **fields})
    return Visit(world.doors, "POST", "/v1/responses", body=body).start()


def visits(world: ScriptedRoad, method: str, name: str) -> Visit:
    return Visit(world.doors, method, f"/v1/responses/{name}").start()


async def test_a_whole_answer_that_nobody_keeps(world: ScriptedRoad) -> None:
    visit = await asks(world, instructions="Be brief.").done()
    assert (visit.status, visit.json["status"], visit.json["store"]) == (200, "completed", False)
    assert visit.headers["x-inhouse-line"] == "inhouse.test/one/1"
    assert visit.json["output"][0]["content"][0]["text"] == "Hi you"
    prompt = world.prompts[0]
    assert prompt.purpose is Purpose.DOOR
    assert [message.role for message in prompt.messages] == [Role.SYSTEM, Role.USER]
    assert world.happened[-1] == "ledger closed ok"
    shown = await visits(world, "GET", visit.json["id"]).done()
    assert (shown.status, shown.json["error"]["code"]) == (404, "response_unknown")


async def test_what_is_kept_is_gone_on_with_shown_and_deleted(world: ScriptedRoad) -> None:
    first = (await asks(world, store=True, instructions="Be brief.").done()).json
    assert first.pop("inhouse")["line"] == "inhouse.test/one/1"
    assert first["store"] is True
    second = (await asks(world, store=True, input="And now?", previous_response_id=first["id"]).done()).json
    assert second["previous_response_id"] == first["id"]
    # Instructions are not carried over.
    assert world.prompts[1].messages == (
        PromptMessage(Role.USER, (Text("hello"),)),
        PromptMessage(Role.ASSISTANT, (Text("Hi you"),)),
        PromptMessage(Role.USER, (Text("And now?"),)),
    )
    assert (await visits(world, "GET", first["id"]).done()).json == first
    deleted = await visits(world, "DELETE", first["id"]).done()
    assert deleted.json == {"id": first["id"], "object": "response", "deleted": True}
    assert (await visits(world, "DELETE", first["id"]).done()).status == 404
    # What came later has the whole conversation of its own.
    await asks(world, input="Third", previous_response_id=second["id"]).done()
    assert len(world.prompts[2].messages) == 5
    lost = await asks(world, previous_response_id=first["id"]).done()
    assert (lost.status, lost.json["error"]["code"]) == (404, "response_unknown")


async def test_what_is_kept_says_which_place_here_wrote_it(world: ScriptedRoad, kept: Kept) -> None:
    await asks(world, store=True).done()
    world.destination = FAR
    await asks(world, store=True, stream=True).done()
    async with kept.store.work(ANNAS_KEY) as work:
        rows = await work.execute(text("SELECT local_destination FROM responses.responses ORDER BY created_at"))
        assert list(rows.scalars()) == [HERE.name, None]


async def test_a_stream_is_kept_before_it_says_that_it_is_whole(world: ScriptedRoad) -> None:
    visit = await asks(world, stream=True, store=True).done()
    blocks = visit.body.decode().strip().split("\n\n")
    assert blocks[0].startswith("event: response.created\n")
    last = orjson.loads(blocks[-1].split("data: ")[1])
    assert last["type"] == "response.completed"
    assert (await visits(world, "GET", last["response"]["id"]).done()).json == last["response"]


async def test_what_cannot_be_kept_is_not_called_whole(world: ScriptedRoad, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_BYTES", 10)
    visit = await asks(world, store=True).done()
    assert (visit.status, visit.json["error"]["code"]) == (413, "too_large")
    visit = await asks(world, stream=True, store=True).done()
    assert visit.body.decode().strip().split("\n\n")[-1].startswith("event: response.failed\n")
    assert b"response.completed" not in visit.body
    assert world.happened.count("ledger closed ok") == 2


async def test_an_answer_that_broke_is_not_kept(world: ScriptedRoad) -> None:
    world.script = [TextDelta("Hi"), Failed("answer_broken", "It broke off.", None, retryable=True)]
    visit = await asks(world, stream=True, store=True).done()
    last = orjson.loads(visit.body.decode().strip().split("data: ")[-1])
    assert (last["type"], last["response"]["error"]["message"]) == ("response.failed", "It broke off.")
    assert (await visits(world, "GET", last["response"]["id"]).done()).status == 404


async def test_refusals_name_fields_as_they_are_called_here(world: ScriptedRoad) -> None:
    visit = await asks(world, text={"format": {"type": "json_object"}}).done()
    assert (visit.status, visit.json["error"]["param"]) == (400, "text.format")
    assert "'text.format'" in visit.json["error"]["message"]
    assert (await asks(world, tools=[{"type": "web_search"}]).done()).json["error"]["param"] == "tools[0].type"
    assert world.log.entries == []
