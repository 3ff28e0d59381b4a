import orjson
import pytest

from inhouse.core.errors import InvalidRequest
from inhouse.core.events import Failed, Finished, Relayed, Usage
from inhouse.core.prompt import Embed, Purpose
from inhouse.gateway.openai.embeddings import parse
from inhouse.gateway.openai.errors import BadField
from tests.roads import ScriptedRoad
from tests.visits import Visit

ANSWER = b'{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}]}'


def asks(world: ScriptedRoad, **fields: object) -> Visit:
    body = orjson.dumps({"model": "vectors", "input": "hello", **fields})
    return Visit(world.doors, "POST", "/v1/embeddings", body=body).start()


async def test_vectors_come_back_as_their_server_wrote_them(world: ScriptedRoad) -> None:
    world.script = [Relayed(ANSWER, 1), Usage(3, 0), Finished("stop")]
    visit = await asks(world, input=["a", "b"], encoding_format="base64", dimensions=256).done()
    answer = visit.json
    assert answer.pop("inhouse")["line"] == "inhouse.test/one/1"
    assert (visit.status, answer) == (200, orjson.loads(ANSWER))
    assert visit.headers["content-type"] == "application/json"
    assert visit.headers["x-inhouse-line"] == "inhouse.test/one/1"
    prompt = world.prompts[0]
    assert prompt.embed == Embed(("a", "b"), 256, "base64")
    assert (prompt.purpose, prompt.messages) == (Purpose.EMBEDDING, ())
    assert [entry.get("purpose") for entry in world.log.entries] == ["embedding", None]
    assert world.happened[-1] == "ledger closed ok"


async def test_a_model_that_answers_makes_no_vectors(world: ScriptedRoad) -> None:
    visit = await asks(world, model="demo").done()
    assert (visit.status, visit.json["error"]["code"]) == (400, "model_kind_unsupported")
    visit = await Visit.asks(world.doors, model="vectors").done()
    assert (visit.status, visit.json["error"]["code"]) == (400, "model_kind_unsupported")
    assert world.log.entries == []


async def test_trouble_is_an_error_and_no_vectors(world: ScriptedRoad) -> None:
    world.script = [Relayed(ANSWER, 1), Failed("answer_broken", "It broke off.", None, retryable=True)]
    visit = await asks(world).done()
    assert (visit.status, visit.json["error"]["code"]) == (503, "answer_broken")


def test_every_field_that_is_used_arrives() -> None:
    raw = orjson.dumps({"input": "a", "user": "anna", "input_type": "query", "dimensions": None})
    request = parse(raw, "vectors")
    assert (request.model, request.embed, request.extra) == ("vectors", Embed(("a",)), {"input_type": "query"})


@pytest.mark.parametrize(
    ("fields", "param", "code"),
    [
        ({"model": None}, "model", "missing_required_parameter"),
        ({"input": None}, "input", "missing_required_parameter"),
        ({"input": ""}, "input", "invalid_value"),
        ({"input": []}, "input", "invalid_value"),
        ({"input": ["a"] * 2049}, "input", "invalid_value"),
        ({"input": {"a": 1}}, "input", "invalid_type"),
        ({"input": ["a", None]}, "input[1]", "invalid_type"),
        ({"input": ["a", "b\0"]}, "input[1]", "invalid_value"),
        ({"input": [1, 2]}, "input", "unsupported_parameter"),
        ({"input": [[1], [2]]}, "input", "unsupported_parameter"),
        ({"dimensions": 0}, "dimensions", "invalid_value"),
        ({"encoding_format": "binary"}, "encoding_format", "invalid_value"),
        ({"api_base": "http://elsewhere"}, "api_base", "unsupported_parameter"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_cannot_be_used_is_refused_by_name(fields: dict[str, object], param: str, code: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        parse(orjson.dumps({"model": "vectors", "input": "a", **fields}))
    assert isinstance(refusal.value, BadField)
    assert (refusal.value.param, refusal.value.code) == (param, code)
