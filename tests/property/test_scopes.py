"""Whatever a key is narrowed to, it reaches no model and no door outside of it."""

import asyncio
import dataclasses

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.core.caller import Caller, Door, Scope
from inhouse.core.errors import Unavailable
from inhouse.core.events import Finished, TextDelta, Usage
from inhouse.edge import asgi
from inhouse.models.errors import ModelUnknown
from inhouse.models.model import Model
from tests.prompts import ANNAS_KEY, HERE, model_at
from tests.roads import ScriptedRoad, Step
from tests.visits import Visit

MODELS = ("demo", "company/large", "abroad")
SCOPES = st.none() | st.builds(
    Scope,
    models=st.none() | st.frozensets(st.sampled_from([*MODELS, "gone"])),
    doors=st.none() | st.frozensets(st.sampled_from([door.value for door in Door])),
)
HELLO = [{"role": "user", "content": "hello"}]
ASKED = {
    (Door.CHAT, "/v1/chat/completions"): {"messages": HELLO},
    (Door.CHAT, "/openai/deployments/{model}/chat/completions"): {"messages": HELLO},
    (Door.RESPONSES, "/v1/responses"): {"input": "hello"},
    (Door.EMBEDDINGS, "/v1/embeddings"): {"input": "hello"},
    (Door.MESSAGES, "/v1/messages"): {"messages": HELLO, "max_tokens": 16},
}
DONE = 200


class ScopedRoad(ScriptedRoad):
    """A road with three models that stand in for each other, for one key with a scope."""

    def __init__(self, scope: Scope | None, *script: Step) -> None:
        super().__init__(*(script or (TextDelta("Hi"), Usage(5, 2, 1), Finished("stop"))))
        self.caller = dataclasses.replace(ANNAS_KEY, scope=scope)
        self.models = tuple(dataclasses.replace(model_at(HERE), id=model, fallback=MODELS) for model in MODELS)

    async def find(self, model_id: str, caller: Caller) -> Model:
        found = next((model for model in self.models if model.id == model_id and model.is_for(caller)), None)
        if found is None:
            raise ModelUnknown
        return found

    async def offered(self, caller: Caller) -> tuple[Model, ...]:
        return tuple(model for model in self.models if model.is_for(caller))

    async def resolve(self, scope: asgi.Scope) -> Caller | None:
        return self.caller


async def visited(world: ScopedRoad, method: str, path: str, body: object = None) -> Visit:
    await world.ledger.start()
    sent = b"" if body is None else orjson.dumps(body)
    visit = await Visit(world.doors, method, path, body=sent).start().done()
    await world.ledger.stop()
    return visit


@settings(deadline=None)
@given(SCOPES, st.sampled_from(MODELS), st.sampled_from(sorted(ASKED)))
def test_no_model_is_asked_outside_the_scope(scope: Scope | None, model: str, asked: tuple[Door, str]) -> None:
    door, path = asked
    world = ScopedRoad(scope)
    with asyncio.Runner() as runner:
        body = {"model": model, **ASKED[asked]}
        visit = runner.run(visited(world, "POST", path.replace("{model}", model), body))
    allowed = world.caller.may_enter(door) and world.caller.may_ask(model)
    if not allowed:
        assert visit.status in (403, 404)
        assert world.prompts == []
    elif path == "/v1/chat/completions":
        assert (visit.status, [prompt.model for prompt in world.prompts]) == (DONE, [model])


@settings(deadline=None)
@given(SCOPES, st.sampled_from(MODELS))
def test_no_model_is_named_outside_the_scope(scope: Scope | None, model: str) -> None:
    world = ScopedRoad(scope)
    with asyncio.Runner() as runner:
        listed = runner.run(visited(world, "GET", "/v1/models"))
        one = runner.run(visited(world, "GET", f"/v1/models/{model}"))
    if not world.caller.may_enter(Door.MODELS):
        assert (listed.status, one.status) == (403, 403)
        assert listed.json["error"]["code"] == "door_not_allowed"
        return
    named = [shown["id"] for shown in listed.json["data"]]
    assert named == [name for name in MODELS if world.caller.may_ask(name)]
    assert one.status == (DONE if model in named else 404)


@settings(deadline=None)
@given(SCOPES, st.sampled_from(MODELS))
def test_no_model_outside_the_scope_stands_in(scope: Scope | None, model: str) -> None:
    world = ScopedRoad(scope, Unavailable("The model does not answer."))
    with asyncio.Runner() as runner:
        runner.run(visited(world, "POST", "/v1/chat/completions", {"model": model, "messages": HELLO}))
    asked = [prompt.model for prompt in world.prompts]
    if world.caller.may_enter(Door.CHAT) and world.caller.may_ask(model):
        others = [name for name in MODELS if name != model and world.caller.may_ask(name)]
        assert asked == [model, *others]
    else:
        assert asked == []
