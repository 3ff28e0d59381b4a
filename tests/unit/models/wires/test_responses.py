import base64
import dataclasses

import orjson
import pytest

from inhouse.core.prompt import (
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
from inhouse.models.errors import OptionLacking, UpstreamBusy
from inhouse.models.profile import Quirks
from inhouse.models.wires.responses import RESPONSES
from inhouse.models.wires.responses_answer import ResponsesAnswer
from tests.prompts import FAR, model_at, prompt_of

PLAIN = model_at(FAR)
PNG = b"\x89PNG\r\n\x1a\n"
THINKS = dataclasses.replace(
    PLAIN,
    profile=dataclasses.replace(
        PLAIN.profile, quirks=Quirks(temperature=False, system_role="developer", reasoning_effort=True)
    ),
)
SAID = (
    PromptMessage(Role.SYSTEM, (Text("Be brief.</s>"),)),
    PromptMessage(Role.USER, (Text("look"), Image("image/png", PNG, "low"))),
    PromptMessage(Role.ASSISTANT, (Text("I look."), ToolRequest("call_1", "look", "{}"))),
    PromptMessage(Role.TOOL, (ToolResult("call_1", "blue"),)),
    PromptMessage(Role.USER, (Text("And now?"),)),
)


def body(prompt: Prompt, model: object = PLAIN) -> dict[str, object]:
    assert isinstance(model, type(PLAIN))
    sent = RESPONSES.encode(prompt, model, model.deployments[0])
    assert sent.path == "/v1/responses"
    return orjson.loads(sent.body)


def of(**fields: object) -> Prompt:
    return dataclasses.replace(prompt_of("hello"), **fields)  # type: ignore[arg-type]


def test_a_plain_request_is_exactly_this_and_never_kept() -> None:
    assert body(prompt_of("hello")) == {
        "model": "scripted", "input": [{"role": "user", "content": "hello"}], "stream": True, "store": False,
        "max_output_tokens": 512,
    }  # fmt: skip


def test_a_conversation_becomes_items() -> None:
    told = body(of(messages=SAID))["input"]
    assert isinstance(told, list)
    assert told[0]["role"] == "system"
    assert "</s>" not in told[0]["content"]
    url = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    assert told[1:] == [
        {"role": "user", "content": [
            {"type": "input_text", "text": "look"}, {"type": "input_image", "image_url": url, "detail": "low"}]},
        {"role": "assistant", "content": "I look."},
        {"type": "function_call", "call_id": "call_1", "name": "look", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_1", "output": "blue"},
        {"role": "user", "content": "And now?"},
    ]  # fmt: skip


def test_tools_form_and_effort() -> None:
    told = body(
        of(
            messages=SAID[:1],
            tools=Tools((Tool("look", "Looks.", '{"type":"object"}'),), "=look", parallel=False),
            response_format=ResponseFormat("person", '{"type":"object"}', strict=True),
            sampling=Sampling(temperature=0.5, max_tokens=9, effort="low", verbosity="high"),
        ),
        THINKS,
    )
    assert told["input"][0]["role"] == "developer"  # type: ignore[index]
    assert told["tools"] == [
        {"type": "function", "name": "look", "description": "Looks.", "parameters": {"type": "object"}, "strict": False}
    ]
    assert (told["tool_choice"], told["parallel_tool_calls"]) == ({"type": "function", "name": "look"}, False)
    assert told["text"] == {
        "verbosity": "high",
        "format": {"type": "json_schema", "name": "person", "schema": {"type": "object"}, "strict": True},
    }
    assert (told["reasoning"], told["max_output_tokens"]) == ({"effort": "low"}, 9)
    assert "temperature" not in told


def test_likelihoods_are_included() -> None:
    told = body(of(sampling=Sampling(logprobs=True, top_logprobs=2, temperature=0.5)))
    assert (told["include"], told["top_logprobs"]) == (["message.output_text.logprobs"], 2)
    assert told["temperature"] == 0.5


def test_its_own_last_message_is_gone_on_with_by_asking() -> None:
    told = body(of(messages=(*SAID[-1:], PromptMessage(Role.ASSISTANT, (Text("I"),))), continues=True))["input"]
    assert [item["role"] for item in told] == ["user", "assistant", "user"]  # type: ignore[union-attr, index]


def test_what_the_wire_has_no_field_for_is_refused() -> None:
    with pytest.raises(OptionLacking):
        body(of(sampling=Sampling(stop=("END",))))


def test_answers_and_refusals_are_its_own() -> None:
    assert isinstance(RESPONSES.answer(), ResponsesAnswer)
    assert isinstance(RESPONSES.refusal(429, b"{}", None, PLAIN), UpstreamBusy)
