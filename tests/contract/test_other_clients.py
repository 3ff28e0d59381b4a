"""Other people's programs against the running product, each from an environment of its own (`make clients`)."""

import json
from pathlib import Path

from tests.answers import calls, vectors
from tests.outsiders import BIN, NODE, SCRIPTS, World, run
from tests.scripted import words


async def test_langchain(world: World) -> None:
    call = calls(("look", '{"at":"sky"}'))
    world.upstream.will(
        words("Hello", " there"), words("a", "b", "c"), call, words("Blue."), call, words('{"name":"Ada","age":36}'),
        words("From Azure"), vectors([0.5, -1.0], [0.25, 2.0], coded=True),
    )  # fmt: skip
    ours = world.installation
    script = SCRIPTS / "langchain_chat.py"
    told = json.loads(await run(BIN / "python", script, world.address, ours.key, ours.model, ours.embedding_model))
    assert told["whole"] == "Hello there"
    assert (told["usage"]["input_tokens"], told["usage"]["output_tokens"]) == (7, 3)
    assert told["streamed"] == "abc"
    assert told["asked"] == told["streamed_call"] == [["look", {"at": "sky"}]]
    assert told["answered"] == "Blue."
    assert told["person"] == {"name": "Ada", "age": 36}
    assert told["azure"] == "From Azure"
    assert told["vectors"] == [[0.5, -1.0], [0.25, 2.0]]
    sent = [seen.json for seen in world.upstream.requests]
    assert {body["model"] for body in sent} == {"gpt-4o", "text-embedding-3-small"}
    assert sent[3]["messages"][-1] == {"role": "tool", "tool_call_id": "call_0", "content": "the sky is blue"}


async def test_anthropics_client(world: World) -> None:
    call = calls(("look", '{"at":"sky"}'))
    world.upstream.will(words("Hello", " there"), words("a", "b", "c"), call, words("Blue."))
    ours = world.installation
    script = SCRIPTS / "anthropic_messages.py"
    told = json.loads(await run(BIN / "python", script, world.address, ours.key, ours.model))
    assert (told["whole"], told["stop_reason"], told["usage"]) == ("Hello there", "end_turn", [7, 3])
    assert "".join(told["pieces"]) == "abc"
    assert told["streamed"] == ["abc", 7, 3]
    assert {"message_start", "content_block_delta", "input_json", "message_stop"} <= set(told["events"])
    assert told["asked"] == ["tool_use", "look", {"at": "sky"}]
    assert told["answered"] == "Blue."
    assert told["counted"] > 0
    assert told["request"]
    kind, message, named = told["refusal"]
    assert (kind, named) == ("invalid_request_error", True)
    assert "'container'" in message
    sent = [seen.json for seen in world.upstream.requests]
    assert (sent[0]["stop"], sent[0]["messages"][0]) == (["END"], {"role": "system", "content": "Be brief."})
    assert sent[3]["messages"][-1] == {"role": "tool", "tool_call_id": "call_0", "content": "the sky is blue"}


async def test_openais_npm_package(world: World) -> None:
    call = calls(("look", '{"at":"sky"}'))
    world.upstream.will(words("Hello", " there"), words("a", "b", "c"), call, words("Hi"), call)
    ours = world.installation
    script = SCRIPTS / "openai_node.cjs"
    told = json.loads(await run("node", script, world.address, ours.key, ours.model, NODE_PATH=str(NODE)))
    assert told == {
        "whole": "Hello there",
        "streamed": "abc",
        "asked": ["look", '{"at":"sky"}'],
        "response": ["Hi", False],
        "called": ["function_call", "look", '{"at":"sky"}'],
        "refusal": [404, "model_not_found"],
    }


async def test_the_llm_command(world: World, tmp_path: Path) -> None:
    settings = [
        {
            "model_id": "ours",
            "model_name": world.installation.model,
            "api_base": f"{world.address}/v1",
            "api_key_name": "inhouse",
            "supports_tools": True,
            "supports_schema": True,
        }
    ]
    # JSON is YAML.
    (tmp_path / "extra-openai-models.yaml").write_text(json.dumps(settings))
    world.upstream.will(
        words("Hel", "lo"), words("Hello"), calls(("twice", '{"number":21}')), words("42"), words('{"age":36}')
    )

    async def llm(*options: str) -> str:
        return (await run(BIN / "llm", *options, LLM_USER_PATH=str(tmp_path))).strip()

    await llm("keys", "set", "inhouse", "--value", world.installation.key)
    assert await llm("-m", "ours", "hello") == "Hello"
    assert await llm("-m", "ours", "--no-stream", "-s", "Be brief.", "hello") == "Hello"
    doubling = "def twice(number: int) -> int:\n    return 2 * number"
    assert (await llm("-m", "ours", "--functions", doubling, "What is twice 21?")).endswith("42")
    assert json.loads(await llm("-m", "ours", "--schema", "age int", "How old?")) == {"age": 36}

    sent = [seen.json for seen in world.upstream.requests]
    assert sent[1]["messages"][0] == {"role": "system", "content": "Be brief."}
    assert (sent[3]["messages"][-1]["role"], sent[3]["messages"][-1]["content"]) == ("tool", "42")
    assert sent[4]["response_format"]["type"] == "json_schema"
