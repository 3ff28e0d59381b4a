import base64
from typing import Any

import orjson
import pytest

from inhouse.core.prompt import Image, PromptMessage, Role, Text, ToolRequest, ToolResult
from inhouse.gateway.anthropic.blocks import messages
from inhouse.gateway.openai.errors import BadField

PNG = b"\x89PNG\r\n\x1a\n"
PICTURE = {
    "type": "image",
    "source": {"type": "base64", "media_type": "image/png", "data": base64.b64encode(PNG).decode()},
}
CACHED = {"cache_control": {"type": "ephemeral"}}


def of(*content: dict[str, Any] | str, role: str = "user") -> tuple[PromptMessage, ...]:
    return messages({"messages": [{"role": role, "content": list(content)}]})


def test_instructions_come_first() -> None:
    user = {"role": "user", "content": "hi"}
    assert messages({"system": "Be brief.", "messages": [user]})[0] == PromptMessage(Role.SYSTEM, (Text("Be brief."),))
    blocks = [{"type": "text", "text": "a", **CACHED}, {"type": "text", "text": "b"}]
    assert messages({"system": blocks, "messages": [user]})[0].text == "a\n\nb"
    assert messages({"system": [], "messages": [user]})[0].role is Role.USER
    later = messages({"messages": [user, {"role": "system", "content": "Now in French."}]})
    assert (later[1].role, later[1].text) == (Role.SYSTEM, "Now in French.")


def test_words_pictures_and_plain_documents() -> None:
    document = {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "All of it."}}
    said = of({"type": "text", "text": "look", **CACHED}, PICTURE, document)
    assert said == (PromptMessage(Role.USER, (Text("look"), Image("image/png", PNG), Text("All of it."))),)


def test_what_the_assistant_asked_for_is_kept_and_its_thoughts_are_not() -> None:
    said = of(
        {"type": "thinking", "thinking": "hm", "signature": "x"}, {"type": "redacted_thinking", "data": "x"},
        {"type": "text", "text": "I look."},
        {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {"at": "ü"}},
        role="assistant",
    )  # fmt: skip
    request = ToolRequest("toolu_1", "look", '{"at":"ü"}')
    assert said == (PromptMessage(Role.ASSISTANT, (Text("I look."), request)),)
    assert of({"type": "thinking", "thinking": "hm", "signature": "x"}, role="assistant") == ()


def test_results_of_tools_are_messages_of_their_own_before_the_words() -> None:
    said = of(
        {"type": "tool_result", "tool_use_id": "a", "content": "blue"},
        {
            "type": "tool_result",
            "tool_use_id": "b",
            "is_error": True,
            "content": [{"type": "text", "text": "no"}, PICTURE],
        },
        {"type": "tool_result", "tool_use_id": "c"},
        {"type": "text", "text": "And now?"},
    )
    assert said == (
        PromptMessage(Role.TOOL, (ToolResult("a", "blue"),)),
        PromptMessage(Role.TOOL, (ToolResult("b", "Error: no"),)),
        PromptMessage(Role.TOOL, (ToolResult("c", ""),)),
        PromptMessage(Role.USER, (Image("image/png", PNG), Text("And now?"))),
    )


@pytest.mark.parametrize(
    ("block", "param"),
    [
        ({"type": "image", "source": {"type": "url", "url": "https://x.example/a.png"}}, "source.type"),
        ({"type": "image", "source": {"type": "base64", "data": "????"}}, "source.data"),
        ({"type": "image", "source": {"type": "base64"}}, "source.data"),
        ({"type": "document", "source": {"type": "base64", "data": ""}}, "source.type"),
        ({"type": "search_result"}, "type"), ({"type": "tool_use", "id": "a", "name": "b", "input": {}}, "type"),
        ({"type": "text"}, "text"), ({"type": "text", "text": "x", "bogus": 1}, "bogus"),
        ({"type": "tool_result", "content": "x"}, "tool_use_id"), ({"type": 3}, "type"),
    ],
)  # fmt: skip
def test_blocks_that_cannot_be_used_are_refused_by_name(block: dict[str, Any], param: str) -> None:
    with pytest.raises(BadField) as refusal:
        of(block)
    assert refusal.value.param == f"messages[0].content[0].{param}"


@pytest.mark.parametrize(
    ("value", "param"),
    [
        (None, "messages"), ("x", "messages"), ([], "messages"), ([1], "messages[0]"),
        ([{"content": "x"}], "messages[0].role"), ([{"role": "tool", "content": "x"}], "messages[0].role"),
        ([{"role": "user"}], "messages[0].content"), ([{"role": "user", "content": []}], "messages[0].content"),
        ([{"role": "user", "content": 1}], "messages[0].content"),
        ([{"role": "user", "content": ["x"]}], "messages[0].content[0]"),
        ([{"role": "user", "content": "x", "name": "y"}], "messages[0].name"),
    ],
)  # fmt: skip
def test_messages_that_cannot_be_used_are_refused_by_name(value: object, param: str) -> None:
    with pytest.raises(BadField) as refusal:
        messages({"messages": value})
    assert refusal.value.param == param


def test_arguments_that_could_not_be_written_again_are_refused() -> None:
    deep = orjson.loads(b'{"a":' * 300 + b"1" + b"}" * 300)
    with pytest.raises(BadField) as refusal:
        of({"type": "tool_use", "id": "a", "name": "b", "input": deep}, role="assistant")
    assert refusal.value.param == "messages[0].content[0].input"
