import orjson

from inhouse.core.events import Failed, TextDelta
from inhouse.core.prompt import Purpose, Role
from tests.roads import ScriptedRoad
from tests.visits import Visit

HELLO = {"max_tokens": 9, "messages": [{"role": "user", "content": "hello"}]}


def asks(world: ScriptedRoad, path: str = "/v1/messages", **fields: object) -> Visit:
    body = orjson.dumps({"model": "demo", **HELLO, **fields})
    return Visit(world.doors, "POST", path, body=body).start()


async def test_a_whole_answer(world: ScriptedRoad) -> None:
    visit = await asks(world, system="Be brief.").done()
    assert visit.status == 200
    assert visit.headers["x-inhouse-line"] == "inhouse.test/one/1"
    assert visit.json["content"] == [{"type": "text", "text": "Hi you"}]
    prompt = world.prompts[0]
    assert (prompt.purpose, prompt.continues) == (Purpose.DOOR, False)
    assert [message.role for message in prompt.messages] == [Role.SYSTEM, Role.USER]
    assert world.happened[-1] == "ledger closed ok"


async def test_a_stream_ends_after_the_line_was_closed(world: ScriptedRoad) -> None:
    visit = await asks(world, stream=True).done()
    assert visit.headers["content-type"].startswith("text/event-stream")
    assert visit.body.startswith(b"event: message_start\n")
    assert visit.body.endswith(b'event: message_stop\ndata: {"type":"message_stop"}\n\n')


async def test_the_beginning_of_an_answer_is_gone_on_with(world: ScriptedRoad) -> None:
    await asks(world, messages=[*HELLO["messages"], {"role": "assistant", "content": "I"}]).done()  # type: ignore[misc]
    assert world.prompts[0].continues


async def test_refusals_have_the_shape_that_clients_know(world: ScriptedRoad) -> None:
    visit = await asks(world, max_tokens=None).done()
    assert visit.status == 400
    assert visit.json["type"] == "error"
    assert visit.json["error"]["type"] == "invalid_request_error"
    assert "'max_tokens'" in visit.json["error"]["message"]
    assert (await asks(world, model="gpt-9").done()).json["error"]["type"] == "not_found_error"
    assert world.log.entries == []


async def test_trouble_in_the_middle_is_the_last_event(world: ScriptedRoad) -> None:
    world.script = [TextDelta("Hi"), Failed("answer_broken", "It broke off.", "Ask again.", retryable=True)]
    visit = await asks(world, stream=True).done()
    last = visit.body.decode().strip().split("\n\n")[-1].split("\n")
    assert last[0] == "event: error"
    assert orjson.loads(last[1].removeprefix("data: "))["error"]["message"] == "It broke off. Ask again."


async def test_tokens_are_estimated_without_anything_leaving(world: ScriptedRoad) -> None:
    short = await asks(world, "/v1/messages/count_tokens").done()
    long = await asks(world, "/v1/messages/count_tokens", max_tokens=None, system="word " * 1000).done()
    assert 5 < short.json["input_tokens"] < 50
    assert 1000 < long.json["input_tokens"] - short.json["input_tokens"] < 2500
    missing = await asks(world, "/v1/messages/count_tokens", model="gpt-9").done()
    assert (missing.status, missing.json["error"]["type"]) == (404, "not_found_error")
    assert world.log.entries == []
