"""The wires to Anthropic and to Responses, against servers that speak them: our own doors, which other tests prove."""

import asyncio

import pytest
from openai import AsyncOpenAI

from tests.answers import calls
from tests.outsiders import World
from tests.scripted import words

QUESTION = "What is the sky like?"


@pytest.mark.parametrize("wire", ["anthropic", "responses"])
async def test_words_and_tools_go_there_and_come_back(world: World, wire: str) -> None:
    ours = world.installation
    told = ["--endpoint", f"{world.address}/v1", "--wire", wire, "--upstream-model", ours.model, "--api-key-stdin"]
    told += ["--tools", "--answer", "100"]
    done = await asyncio.to_thread(ours.product.command, "models", "add", f"By {wire}", *told, stdin=ours.key)
    assert done.returncode == 0, done.stdout + done.stderr
    model = done.stdout.strip()
    world.upstream.will(words("Hel", "lo"), calls(("look", '{"at":"sky"}')), words("Blue."))
    tool = {"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}}
    async with AsyncOpenAI(base_url=f"{world.address}/v1", api_key=ours.key, max_retries=0) as client:
        plain = await client.chat.completions.create(model=model, messages=[{"role": "user", "content": "hello"}])
        assert plain.choices[0].message.content == "Hello"
        assert plain.usage is not None
        assert (plain.usage.prompt_tokens, plain.usage.completion_tokens) == (7, 3)
        said: list[object] = [{"role": "user", "content": QUESTION}]
        async with client.chat.completions.stream(model=model, messages=said, tools=[tool]) as stream:  # type: ignore[arg-type, list-item]
            asked = (await stream.get_final_completion()).choices[0]
        assert asked.finish_reason == "tool_calls"
        (call,) = asked.message.tool_calls or []
        assert (call.function.name, call.function.arguments) == ("look", '{"at":"sky"}')
        said += [asked.message, {"role": "tool", "tool_call_id": call.id, "content": "blue"}]
        answer = await client.chat.completions.create(model=model, messages=said, tools=[tool])  # type: ignore[arg-type, list-item]
        assert answer.choices[0].message.content == "Blue."
    sent = [seen.json for seen in world.upstream.requests]
    assert sent[0]["max_completion_tokens"] == 100
    assert [each["role"] for each in sent[2]["messages"]] == ["user", "assistant", "tool"]
    assert sent[2]["messages"][2] == {"role": "tool", "tool_call_id": call.id, "content": "blue"}
