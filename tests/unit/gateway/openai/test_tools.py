import pytest

from inhouse.core.prompt import ResponseFormat, Tool, Tools
from inhouse.gateway.openai.errors import BadField
from inhouse.gateway.openai.fields import Json
from inhouse.gateway.openai.tools import response_format, tools

LOOK: Json = {
    "type": "function",
    "function": {"name": "look", "description": "Looks.", "parameters": {"type": "object"}},
}
FIND: Json = {"type": "function", "function": {"name": "find", "strict": True}, "cache_control": {"type": "ephemeral"}}


def test_tools_arrive_whole() -> None:
    assert tools({"tools": [LOOK, FIND], "tool_choice": "required", "parallel_tool_calls": False}) == Tools(
        (Tool("look", "Looks.", '{"type":"object"}'), Tool("find", None, None, strict=True)), "required", parallel=False
    )
    assert tools({}) == tools({"tools": []}) == tools({"tools": None, "tool_choice": "none"}) == Tools()


def test_one_tool_or_some_can_be_chosen() -> None:
    one = {"type": "function", "function": {"name": "find"}}
    assert tools({"tools": [LOOK, FIND], "tool_choice": one}).choice == "=find"
    some = {"type": "allowed_tools", "allowed_tools": {"mode": "required", "tools": [one]}}
    found = tools({"tools": [LOOK, FIND], "tool_choice": some})
    assert ([tool.name for tool in found.tools], found.choice) == (["find"], "required")


def refused(fields: Json) -> tuple[str, str]:
    with pytest.raises(BadField) as refusal:
        (response_format if "response_format" in fields else tools)(fields)
    return refusal.value.param, refusal.value.code


@pytest.mark.parametrize(
    ("fields", "param", "code"),
    [
        ({"tools": {}}, "tools", "invalid_type"),
        ({"tools": [LOOK] * 513}, "tools", "invalid_value"),
        ({"tools": ["look"]}, "tools[0]", "invalid_type"),
        ({"tools": [{}]}, "tools[0].type", "missing_required_parameter"),
        ({"tools": [{"type": "custom", "custom": {"name": "x"}}]}, "tools[0].type", "unsupported_parameter"),
        ({"tools": [{"type": "web_search"}]}, "tools[0].type", "unsupported_parameter"),
        ({"tools": [{"type": "function"}]}, "tools[0].function", "missing_required_parameter"),
        ({"tools": [{"type": "function", "x": 1}]}, "tools[0].x", "unknown_parameter"),
        ({"tools": [{"type": "function", "function": {}}]}, "tools[0].function.name", "missing_required_parameter"),
        ({"tools": [{"type": "function", "function": {"name": "a b"}}]}, "tools[0].function.name", "invalid_value"),
        ({"tools": [{"type": "function", "function": {"name": "x" * 65}}]}, "tools[0].function.name", "invalid_value"),
        ({"tools": [{"type": "function", "function": {"name": "a", "y": 1}}]}, "tools[0].function.y",
         "unknown_parameter"),
        ({"tools": [{"type": "function", "function": {"name": "a", "parameters": "{}"}}]},
         "tools[0].function.parameters", "invalid_type"),
        ({"tools": [{"type": "function", "function": {"name": "a", "strict": 1}}]}, "tools[0].function.strict",
         "invalid_type"),
        ({"tools": [LOOK], "tool_choice": "look"}, "tool_choice", "invalid_value"),
        ({"tools": [LOOK], "tool_choice": 5}, "tool_choice", "invalid_type"),
        ({"tools": [LOOK], "tool_choice": {"type": "custom"}}, "tool_choice.type", "unsupported_parameter"),
        ({"tools": [LOOK], "tool_choice": {"type": "function", "function": {"name": "other"}}},
         "tool_choice.function.name", "invalid_value"),
        ({"tools": [LOOK], "tool_choice": {"type": "allowed_tools", "allowed_tools": {"tools": 1}}},
         "tool_choice.allowed_tools.tools", "invalid_type"),
        ({"tools": [LOOK], "tool_choice": {"type": "allowed_tools", "allowed_tools": {"tools": [1]}}},
         "tool_choice.allowed_tools.tools[0]", "invalid_type"),
        ({"tool_choice": "required"}, "tool_choice", "invalid_value"),
        ({"tools": [LOOK], "parallel_tool_calls": "yes"}, "parallel_tool_calls", "invalid_type"),
        ({"response_format": "json"}, "response_format", "invalid_type"),
        ({"response_format": {}}, "response_format.type", "missing_required_parameter"),
        ({"response_format": {"type": "grammar"}}, "response_format.type", "invalid_value"),
        ({"response_format": {"type": "json_schema"}}, "response_format.json_schema", "missing_required_parameter"),
        ({"response_format": {"type": "json_schema", "json_schema": {}}}, "response_format.json_schema.name",
         "missing_required_parameter"),
        ({"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": []}}},
         "response_format.json_schema.schema", "invalid_type"),
    ],
    ids=lambda value: str(value)[-70:],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_name(fields: Json, param: str, code: str) -> None:
    assert refused(fields) == (param, code)


def test_the_form_of_the_answer() -> None:
    assert response_format({}) is None
    assert response_format({"response_format": {"type": "text"}}) is None
    assert response_format({"response_format": {"type": "json_object"}}) == ResponseFormat()
    shape = {"name": "person", "schema": {"type": "object"}, "strict": True, "description": "Somebody."}
    assert response_format({"response_format": {"type": "json_schema", "json_schema": shape}}) == ResponseFormat(
        "person", '{"type":"object"}', strict=True, description="Somebody."
    )
