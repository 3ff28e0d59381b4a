import base64

import pytest

from inhouse.core.prompt import Image, PromptMessage, Role, Text, ToolRequest, ToolResult
from inhouse.gateway.openai.errors import BadField
from inhouse.gateway.openai.fields import Json
from inhouse.gateway.openai.messages import messages

PNG = b"\x89PNG\r\n\x1a\n"
CALL: Json = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": '{"at":"sky"}'}}


def read(*said: object) -> tuple[PromptMessage, ...]:
    return messages({"messages": list(said)})


def test_a_tool_is_asked_for_and_answers() -> None:
    assert read(
        {"role": "assistant", "content": None, "tool_calls": [{**CALL, "index": 0}], "refusal": None, "audio": None},
        {"role": "tool", "tool_call_id": "call_1", "content": "blue"},
        {"role": "tool", "tool_call_id": "call_2", "content": [{"type": "text", "text": each} for each in "ab"]},
    ) == (
        PromptMessage(Role.ASSISTANT, (ToolRequest("call_1", "look", '{"at":"sky"}'),)),
        PromptMessage(Role.TOOL, (ToolResult("call_1", "blue"),)),
        PromptMessage(Role.TOOL, (ToolResult("call_2", "ab"),)),
    )  # fmt: skip


def test_an_answer_may_have_words_and_calls_or_a_refusal() -> None:
    assert read({"role": "assistant", "content": "Let me see.", "tool_calls": [CALL]})[0].parts == (
        Text("Let me see."),
        ToolRequest("call_1", "look", '{"at":"sky"}'),
    )
    assert read({"role": "assistant", "content": None, "refusal": "No."})[0].parts == (Text("No."),)
    assert read({"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]})[0].parts == (Text("No."),)


def test_what_clients_send_back_of_an_answer_does_not_disturb() -> None:
    function = {"name": "look", "arguments": "{}", "parsed_arguments": {}}
    said = {
        "role": "assistant", "content": "a", "annotations": [], "reasoning_content": "hm", "parsed": {"a": 1},
        "function_call": None, "tool_calls": [{**CALL, "function": function}],
    }  # fmt: skip
    assert read(said)[0].parts == (Text("a"), ToolRequest("call_1", "look", "{}"))


def test_pictures_are_parts_of_what_people_say() -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + base64.b64encode(PNG).decode()}}
    (said,) = read({"role": "user", "content": [{"type": "text", "text": "see"}, picture]})
    assert said.parts == (Text("see"), Image("image/png", PNG))
    for role in ("system", "assistant"):
        with pytest.raises(BadField) as refusal:
            read({"role": role, "content": [picture]})
        assert refusal.value.param == "messages[0].content[0].type"


@pytest.mark.parametrize(
    ("message", "param", "code"),
    [
        ({"role": "assistant"}, "content", "missing_required_parameter"),
        ({"role": "assistant", "tool_calls": {"a": 1}}, "tool_calls", "invalid_type"),
        ({"role": "assistant", "tool_calls": [CALL] * 513}, "tool_calls", "invalid_value"),
        ({"role": "assistant", "tool_calls": ["x"]}, "tool_calls[0]", "invalid_type"),
        ({"role": "assistant", "tool_calls": [{**CALL, "type": "custom"}]}, "tool_calls[0].type",
         "unsupported_parameter"),
        ({"role": "assistant", "tool_calls": [{**CALL, "id": None}]}, "tool_calls[0].id", "missing_required_parameter"),
        ({"role": "assistant", "tool_calls": [{**CALL, "id": "x" * 257}]}, "tool_calls[0].id", "invalid_value"),
        ({"role": "assistant", "tool_calls": [{**CALL, "function": {"name": "a"}}]},
         "tool_calls[0].function.arguments", "missing_required_parameter"),
        ({"role": "assistant", "tool_calls": [{**CALL, "function": {"name": "a b", "arguments": "{}"}}]},
         "tool_calls[0].function.name", "invalid_value"),
        ({"role": "assistant", "content": "a", "function_call": {"name": "x"}}, "function_call",
         "unsupported_parameter"),
        ({"role": "assistant", "content": "a", "audio": {"id": "x"}}, "audio", "unsupported_parameter"),
        ({"role": "tool", "content": "a", "tool_call_id": 5}, "tool_call_id", "invalid_type"),
        ({"role": "tool", "content": None, "tool_call_id": "a"}, "content", "missing_required_parameter"),
        ({"role": "user", "content": "a", "name": 5}, "name", "invalid_type"),
        ({"role": "user", "content": "a", "refusal": "no"}, "refusal", "unsupported_parameter"),
        ({"role": "user", "content": [{"type": "file", "file": {"file_id": "f"}}]}, "content[0].type",
         "content_unsupported"),
    ],
    ids=lambda value: str(value)[-60:],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_name(message: Json, param: str, code: str) -> None:
    with pytest.raises(BadField) as refusal:
        read({"role": "user", "content": "a"}, message)
    assert (refusal.value.param, refusal.value.code) == (f"messages[1].{param}", code)
