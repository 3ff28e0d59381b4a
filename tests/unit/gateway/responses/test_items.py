import base64
from typing import Any

import pytest

from inhouse.core.prompt import Image, PromptMessage, Role, Text, ToolRequest, ToolResult
from inhouse.gateway.openai.errors import BadField
from inhouse.gateway.responses.items import items_of, messages_of

PNG = b"\x89PNG\r\n\x1a\n"
PICTURE = {
    "type": "input_image",
    "image_url": f"data:image/png;base64,{base64.b64encode(PNG).decode()}",
    "detail": "low",
}
CALL = {
    "type": "function_call",
    "id": "fc_1",
    "call_id": "call_1",
    "name": "look",
    "arguments": "{}",
    "status": "completed",
}


def of(*items: dict[str, Any]) -> tuple[PromptMessage, ...]:
    return messages_of(items_of({"input": list(items)}))


def test_a_string_is_what_the_person_says() -> None:
    assert messages_of(items_of({"input": "hello"})) == (PromptMessage(Role.USER, (Text("hello"),)),)


def test_messages_of_all_roles() -> None:
    said = of(
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "input_text", "text": "look"}, PICTURE]},
        {"type": "message", "id": "msg_1", "status": "completed", "role": "assistant",
         "content": [{"type": "output_text", "text": "I see.", "annotations": []},
                     {"type": "refusal", "refusal": "No."}]},
    )  # fmt: skip
    assert said == (
        PromptMessage(Role.SYSTEM, (Text("Be brief."),)),
        PromptMessage(Role.USER, (Text("look"), Image("image/png", PNG, "low"))),
        PromptMessage(Role.ASSISTANT, (Text("I see."), Text("No."))),
    )


def test_calls_join_what_the_assistant_said_and_results_stand_alone() -> None:
    said = of(
        {"role": "assistant", "content": "I look."}, {"type": "reasoning", "id": "rs_1", "summary": []},
        CALL, CALL | {"call_id": "call_2"},
        {"type": "function_call_output", "call_id": "call_1", "output": "blue"},
        {"type": "function_call_output", "call_id": "call_2", "output": [{"type": "input_text", "text": "a"}, PICTURE]},
        CALL,
    )  # fmt: skip
    request = ToolRequest("call_1", "look", "{}")
    assert said == (
        PromptMessage(Role.ASSISTANT, (Text("I look."), request, ToolRequest("call_2", "look", "{}"))),
        PromptMessage(Role.TOOL, (ToolResult("call_1", "blue"),)),
        PromptMessage(Role.TOOL, (ToolResult("call_2", "a"),)),
        PromptMessage(Role.USER, (Image("image/png", PNG, "low"),)),
        PromptMessage(Role.ASSISTANT, (request,)),
    )


@pytest.mark.parametrize(
    ("item", "param"),
    [
        ({"type": "item_reference", "id": "x"}, "input[0].type"), ({"type": "web_search_call"}, "input[0].type"),
        ({"type": 3}, "input[0].type"), ({"content": "x"}, "input[0].role"), ({"role": "tool"}, "input[0].role"),
        ({"role": "user"}, "input[0].content"), ({"role": "user", "content": 1}, "input[0].content"),
        ({"role": "user", "content": "x", "bogus": 1}, "input[0].bogus"),
        ({"role": "user", "content": [1]}, "input[0].content[0]"),
        ({"role": "user", "content": [{"type": "input_file"}]}, "input[0].content[0].type"),
        ({"role": "user", "content": [{"type": "input_image", "file_id": "x"}]}, "input[0].content[0].image_url"),
        ({"role": "user", "content": [{"type": "input_image", "image_url": "https://x.example"}]},
         "input[0].content[0].image_url"),
        ({"role": "system", "content": [PICTURE]}, "input[0].content[0].type"),
        (CALL | {"name": None}, "input[0].name"), (CALL | {"call_id": None}, "input[0].call_id"),
        (CALL | {"arguments": None}, "input[0].arguments"),
        ({"type": "function_call_output", "call_id": "x"}, "input[0].output"),
    ],
)  # fmt: skip
def test_items_that_cannot_be_used_are_refused_by_name(item: dict[str, Any], param: str) -> None:
    with pytest.raises(BadField) as refusal:
        of(item)
    assert refusal.value.param == param


def test_thoughts_alone_are_nothing_to_answer() -> None:
    with pytest.raises(BadField) as refusal:
        of({"type": "reasoning", "id": "rs_1", "summary": []})
    assert refusal.value.param == "input"


@pytest.mark.parametrize(
    ("value", "param"), [(None, "input"), (1, "input"), ([], "input"), (["x"], "input[0]"), (["\0"], "input[0]")]
)
def test_an_input_that_is_none_is_refused(value: object, param: str) -> None:
    with pytest.raises(BadField) as refusal:
        items_of({"input": value})
    assert refusal.value.param == param
