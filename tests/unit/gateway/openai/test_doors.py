import orjson
import pytest

from inhouse.core.caller import Caller
from inhouse.core.errors import Unavailable
from inhouse.edge.asgi import Scope
from inhouse.edge.rim import Recognition, Rim
from inhouse.gateway.openai.doors import Doors
from inhouse.identity.errors import KeyUnknown
from tests.roads import ScriptedRoad
from tests.visits import Visit


@pytest.mark.parametrize("key", [None, "", "ih_bad", "sk-1"])
async def test_without_a_key_that_is_known_nobody_comes_in(world: ScriptedRoad, key: str | None) -> None:
    for method, path in (("GET", "/v1/models"), ("POST", "/v1/chat/completions"), ("GET", "/v1/elsewhere")):
        visit = await Visit(world.doors, method, path, key=key).start().done()
        assert visit.status == 401
        assert visit.headers["www-authenticate"] == "Bearer"
        error = visit.json["error"]
        assert (error["type"], error["code"], error["param"]) == ("authentication_error", "invalid_api_key", None)
    assert world.happened == []


async def test_a_cookie_opens_no_door(world: ScriptedRoad) -> None:
    visit = Visit(world.doors, "GET", "/v1/models", key=None)
    visit._scope["headers"].append((b"cookie", b"inhouse_session=annas"))
    assert (await visit.start().done()).status == 401


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/", 404, "no_such_endpoint"),
        ("POST", "/v1/completions", 404, "no_such_endpoint"),
        ("GET", "/openai/", 404, "no_such_endpoint"),
        ("GET", "/openai/models", 404, "no_such_endpoint"),
        ("POST", "/openai/deployments/chat/completions", 404, "no_such_endpoint"),
        ("POST", "/openai/deployments/demo/models", 404, "no_such_endpoint"),
        ("GET", "/openai/deployments/demo/chat/completions", 405, "method_not_supported"),
        ("GET", "/openai/v1/embeddings", 405, "method_not_supported"),
        ("POST", "/openai/deployments/demo/chat/completions?api-version=newest", 400, "invalid_value"),
        ("GET", "/openai/v1/models?api-version=", 400, "invalid_value"),
        ("GET", "/v1/chat/completions", 405, "method_not_supported"),
        ("POST", "/v1/models", 405, "method_not_supported"),
        ("DELETE", "/v1/models/demo", 405, "method_not_supported"),
    ],
)
async def test_other_addresses_and_methods_are_refused(
    world: ScriptedRoad, method: str, path: str, status: int, code: str
) -> None:
    visit = await Visit(world.doors, method, path).start().done()
    assert (visit.status, visit.json["error"]["code"]) == (status, code)


async def test_a_key_that_is_not_known_is_refused_as_at_openai(world: ScriptedRoad) -> None:
    async def resolve(scope: Scope) -> Caller | None:
        raise KeyUnknown("The API key is unknown or was revoked.")

    doors = Doors(resolve, world.entries)
    visit = await Visit(doors, "GET", "/v1/models").start().done()

    assert (visit.status, visit.headers["www-authenticate"]) == (401, "Bearer")
    assert visit.json["error"]["code"] == "invalid_api_key"


async def test_a_database_that_is_away_says_when_to_come_back(world: ScriptedRoad) -> None:
    async def resolve(scope: Scope) -> Caller | None:
        raise Unavailable("The database does not answer.", hint="Try again.", retry_after=2.2)

    doors = Doors(resolve, world.entries)
    visit = await Visit(doors, "GET", "/v1/models").start().done()

    assert (visit.status, visit.headers["retry-after"]) == (503, "3")
    assert visit.json["error"] == {
        "message": "The database does not answer. Try again.", "type": "server_error", "param": None,
        "code": "unavailable",
    }  # fmt: skip


async def test_a_body_that_grows_too_large_is_refused_while_it_arrives(world: ScriptedRoad) -> None:
    async def nobody(scope: Scope) -> Caller | None:
        return None

    rim = Rim(world.doors, Recognition(nobody, lambda caller, token: False))
    piece = {"type": "http.request", "body": b" " * 1024 * 1024, "more_body": True}
    visit = Visit(rim, "POST", "/v1/chat/completions").with_body(*[dict(piece) for _ in range(20)])
    await visit.start().done()

    assert (visit.status, visit.json["error"]["code"]) == (413, "body_too_large")
    assert visit.headers["connection"] == "close"
    assert visit._incoming == []  # the rest was read and forgotten, so that the client hears why


@pytest.mark.parametrize(
    "path",
    [
        "/openai/deployments/demo/chat/completions?api-version=2024-10-21",
        "/openai/deployments/demo/chat/completions?api-version=2025-04-01-preview",
        "/openai/deployments/demo/chat/completions",
        "/openai/v1/chat/completions?api-version=preview",
        "/openai/v1/chat/completions",
        "/v1/chat/completions",
    ],
)
async def test_azures_addresses_lead_to_the_same_doors(world: ScriptedRoad, path: str) -> None:
    body: dict[str, object] = {"messages": [{"role": "user", "content": "hello"}]}
    if "deployments" not in path:
        body["model"] = "demo"
    visit = await Visit(world.doors, "POST", path, body=orjson.dumps(body)).start().done()
    assert (visit.status, visit.json["model"]) == (200, "demo")


async def test_a_deployment_that_is_no_model_of_ours_is_not_found(world: ScriptedRoad) -> None:
    body = orjson.dumps({"model": "demo", "messages": [{"role": "user", "content": "hello"}]})
    visit = Visit(world.doors, "POST", "/openai/deployments/company/gpt-9/chat/completions", body=body)
    assert (await visit.start().done()).json["error"]["code"] == "model_not_found"
