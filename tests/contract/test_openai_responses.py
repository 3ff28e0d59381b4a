"""The official client's Responses against the running product."""

import asyncio
from collections.abc import AsyncGenerator

import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from openai.types.responses import FunctionToolParam, ResponseInputParam
from pydantic import BaseModel

from tests.answers import calls
from tests.outsiders import World
from tests.scripted import words

LOOK: FunctionToolParam = {
    "type": "function",
    "name": "look",
    "description": "Looks somewhere.",
    "parameters": {
        "type": "object",
        "properties": {"at": {"type": "string"}},
        "required": ["at"],
        "additionalProperties": False,
    },
    "strict": True,
}


class Person(BaseModel):
    name: str
    age: int


@pytest.fixture
async def client(world: World) -> AsyncGenerator[AsyncOpenAI]:
    address = f"{world.address}/v1"
    async with AsyncOpenAI(base_url=address, api_key=world.installation.key, max_retries=0) as client:
        yield client


async def test_a_whole_answer_that_nobody_keeps(world: World, client: AsyncOpenAI) -> None:
    world.upstream.will(words("Hello", " there"))
    answer = await client.responses.create(model=world.installation.model, input="hello", instructions="Be brief.")
    assert (answer.output_text, answer.status) == ("Hello there", "completed")
    assert answer.usage is not None
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (7, 3)
    assert answer.model_dump()["store"] is False
    sent = world.upstream.requests[0].json
    assert (sent["store"], [each["role"] for each in sent["messages"]]) == (False, ["system", "user"])
    with pytest.raises(openai.NotFoundError):
        await client.responses.retrieve(answer.id)


async def test_a_stream_in_numbered_events(world: World, client: AsyncOpenAI) -> None:
    world.upstream.will(words("Hel", "lo"))
    stream = await client.responses.create(model=world.installation.model, input="hello", stream=True)
    async with stream:
        events = [event async for event in stream]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert (events[0].type, events[-1].type) == ("response.created", "response.completed")
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == "Hello"


async def test_tools_in_a_loop(world: World, client: AsyncOpenAI) -> None:
    world.upstream.will(calls(("look", '{"at":"sky"}')), words("Blue."))
    model = world.installation.model
    said: ResponseInputParam = [{"role": "user", "content": "What is the sky like?"}]
    async with client.responses.stream(model=model, input=said, tools=[LOOK]) as stream:
        events = [event.type async for event in stream]
        asked = await stream.get_final_response()
    assert "response.function_call_arguments.delta" in events
    (call,) = asked.output
    assert call.type == "function_call"
    assert (call.name, call.arguments) == ("look", '{"at":"sky"}')
    said.append({"type": "function_call", "call_id": call.call_id, "name": call.name, "arguments": call.arguments})
    said.append({"type": "function_call_output", "call_id": call.call_id, "output": "blue"})
    assert (await client.responses.create(model=model, input=said, tools=[LOOK])).output_text == "Blue."
    assert world.upstream.requests[1].json["messages"][-1] == {
        "role": "tool", "tool_call_id": "call_0", "content": "blue",
    }  # fmt: skip


async def test_shapes_of_pydantic(world: World, client: AsyncOpenAI) -> None:
    world.upstream.will(words('{"name":"Ada","age":36}'))
    answer = await client.responses.parse(model=world.installation.model, input="Who?", text_format=Person)
    assert answer.output_parsed == Person(name="Ada", age=36)
    assert world.upstream.requests[0].json["response_format"]["json_schema"]["name"] == "Person"


async def test_what_is_kept_is_gone_on_with_and_deleted(world: World, client: AsyncOpenAI) -> None:
    world.upstream.will(words("Hello"), words("Again"))
    model = world.installation.model
    first = await client.responses.create(model=model, input="hello", store=True)
    second = await client.responses.create(model=model, input="And now?", previous_response_id=first.id)
    assert second.previous_response_id == first.id
    said = [each["content"] for each in world.upstream.requests[1].json["messages"]]
    assert said == ["hello", "Hello", "And now?"]
    assert (await client.responses.retrieve(first.id)).output_text == "Hello"
    await client.responses.delete(first.id)
    with pytest.raises(openai.NotFoundError):
        await client.responses.retrieve(first.id)


async def test_a_tool_of_openais_own_is_refused_by_name(world: World, client: AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="web_search") as refusal:
        await client.responses.create(model=world.installation.model, input="x", tools=[{"type": "web_search"}])
    assert refusal.value.param == "tools[0].type"


async def test_the_client_without_asyncio(world: World) -> None:
    world.upstream.will(words("Hello"))

    def ask() -> str:
        with OpenAI(base_url=f"{world.address}/v1", api_key=world.installation.key, max_retries=0) as client:
            return client.responses.create(model=world.installation.model, input="hello").output_text

    assert await asyncio.to_thread(ask) == "Hello"
