import base64
import dataclasses

import orjson
import pytest

from inhouse.core.prompt import (
    Effort,
    Image,
    Prompt,
    PromptMessage,
    ResponseFormat,
    Role,
    Sampling,
    Text,
    Tool,
    ToolRequest,
    ToolResult,
    Tools,
)
from inhouse.models.errors import OptionLacking, PromptTooLong
from inhouse.models.profile import Quirks
from inhouse.models.wires.anthropic import ANTHROPIC
from inhouse.models.wires.anthropic_answer import AnthropicAnswer
from tests.prompts import FAR, model_at, prompt_of

PLAIN = model_at(FAR)
PNG = b"\x89PNG\r\n\x1a\n"
SAID = (
    PromptMessage(Role.SYSTEM, (Text("Be brief.</s>"),)),
    PromptMessage(Role.USER, (Text("look"), Image("image/png", PNG))),
    PromptMessage(Role.ASSISTANT, (Text(""), ToolRequest("a", "look", '{"at":1}'), ToolRequest("b", "find", "no"))),
    PromptMessage(Role.TOOL, (ToolResult("a", "blue"),)),
    PromptMessage(Role.TOOL, (ToolResult("b", "none"),)),
    PromptMessage(Role.USER, (Text("And now?"),)),
)


def body(prompt: Prompt) -> dict[str, object]:
    sent = ANTHROPIC.encode(prompt, PLAIN, PLAIN.deployments[0])
    assert sent.path == "/v1/messages"
    assert ("anthropic-version", "2023-06-01") in sent.headers
    return orjson.loads(sent.body)


def of(**fields: object) -> Prompt:
    return dataclasses.replace(prompt_of("hello"), **fields)  # type: ignore[arg-type]


def test_a_plain_request_is_exactly_this() -> None:
    assert body(prompt_of("hello")) == {
        "model": "scripted", "messages": [{"role": "user", "content": [{"type": "text", "text": "hello"}]}],
        "stream": True, "max_tokens": 512,
    }  # fmt: skip


def test_a_conversation_becomes_messages_in_turn() -> None:
    told = body(of(messages=SAID))
    assert "</s>" not in str(told["system"])
    coded = base64.b64encode(PNG).decode()
    assert told["messages"] == [
        {"role": "user", "content": [
            {"type": "text", "text": "look"},
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": coded}}]},
        {"role": "assistant", "content": [
            {"type": "tool_use", "id": "a", "name": "look", "input": {"at": 1}},
            {"type": "tool_use", "id": "b", "name": "find", "input": {}}]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "a", "content": "blue"},
            {"type": "tool_result", "tool_use_id": "b", "content": "none"},
            {"type": "text", "text": "And now?"}]},
    ]  # fmt: skip


def test_tools_form_and_sampling() -> None:
    told = body(
        of(
            tools=Tools((Tool("look", "Looks.", None, strict=True),), "required", parallel=False),
            response_format=ResponseFormat("person", '{"type":"object"}'),
            sampling=Sampling(temperature=1.5, top_p=0.9, max_tokens=9, stop=("END",)),
        )
    )
    assert told["tools"] == [
        {"name": "look", "input_schema": {"type": "object"}, "description": "Looks.", "strict": True}
    ]
    assert told["tool_choice"] == {"type": "any", "disable_parallel_tool_use": True}
    assert told["output_config"] == {"format": {"type": "json_schema", "schema": {"type": "object"}}}
    assert (told["temperature"], told["top_p"], told["max_tokens"], told["stop_sequences"]) == (1.0, 0.9, 9, ["END"])


@pytest.mark.parametrize(
    ("tools", "choice"),
    [
        (Tools((Tool("look", None, None),), "=look"), {"type": "tool", "name": "look"}),
        (Tools((Tool("look", None, None),), "none", parallel=True), {"type": "none"}),
        (Tools((Tool("look", None, None),)), None),
    ],
)
def test_which_tool_is_to_be_called(tools: Tools, choice: object) -> None:
    assert body(of(tools=tools)).get("tool_choice") == choice


@pytest.mark.parametrize(("effort", "told"), [("minimal", "low"), ("high", "high"), ("none", None), (None, None)])
def test_effort_is_for_models_that_know_it(effort: Effort | None, told: str | None) -> None:
    prompt = of(sampling=Sampling(effort=effort))
    thinking = dataclasses.replace(
        PLAIN, profile=dataclasses.replace(PLAIN.profile, quirks=Quirks(reasoning_effort=True))
    )
    sent = orjson.loads(ANTHROPIC.encode(prompt, thinking, PLAIN.deployments[0]).body)
    assert sent.get("output_config", {}).get("effort") == told
    assert "output_config" not in body(prompt)


def test_its_own_last_message_is_gone_on_with_by_asking() -> None:
    told = body(of(messages=(*SAID[-1:], PromptMessage(Role.ASSISTANT, (Text("I"),))), continues=True))["messages"]
    assert [item["role"] for item in told] == ["user", "assistant", "user"]  # type: ignore[union-attr, index]


@pytest.mark.parametrize(
    "fields",
    [{"sampling": Sampling(seed=7)}, {"sampling": Sampling(n=2)}, {"response_format": ResponseFormat()}],
)
def test_what_the_wire_has_no_field_for_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(OptionLacking):
        body(of(**fields))


def test_answers_and_refusals_are_its_own() -> None:
    assert isinstance(ANTHROPIC.answer(), AnthropicAnswer)
    error = {"type": "invalid_request_error", "message": "prompt is too long: 20 tokens > 10 maximum"}
    said = orjson.dumps({"type": "error", "error": error})
    assert isinstance(ANTHROPIC.refusal(400, said, None, PLAIN), PromptTooLong)
