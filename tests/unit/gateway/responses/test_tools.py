from typing import Any

import pytest

from inhouse.core.prompt import Tool, Tools
from inhouse.gateway.openai.errors import BadField
from inhouse.gateway.responses.tools import tools

LOOK: dict[str, Any] = {"type": "function", "name": "look", "description": "Looks.", "parameters": {"type": "object"}}
FIND: dict[str, Any] = {"type": "function", "name": "find", "strict": False}
LOOKS, FINDS = Tool("look", "Looks.", '{"type":"object"}'), Tool("find", None, None, strict=False)


def test_functions() -> None:
    assert tools({"tools": [LOOK, FIND], "parallel_tool_calls": False}) == Tools((LOOKS, FINDS), parallel=False)
    assert tools({"tools": []}) == tools({"tool_choice": "auto"}) == Tools()


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("required", Tools((LOOKS, FINDS), "required")), (None, Tools((LOOKS, FINDS))),
        ({"type": "function", "name": "find"}, Tools((LOOKS, FINDS), "=find")),
        ({"type": "allowed_tools", "mode": "required", "tools": [{"type": "function", "name": "look"}]},
         Tools((LOOKS,), "required")),
    ],
)  # fmt: skip
def test_which_tool_is_to_be_called(choice: object, expected: Tools) -> None:
    assert tools({"tools": [LOOK, FIND], "tool_choice": choice}) == expected


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"tools": "x"}, "tools"), ({"tools": [1]}, "tools[0]"), ({"tools": [LOOK] * 513}, "tools"),
        ({"tools": [{"type": "web_search"}]}, "tools[0].type"), ({"tools": [LOOK | {"name": "a b"}]}, "tools[0].name"),
        ({"tools": [LOOK | {"bogus": 1}]}, "tools[0].bogus"), ({"tool_choice": "required"}, "tool_choice"),
        ({"tools": [LOOK], "tool_choice": {"type": "web_search"}}, "tool_choice.type"),
        ({"tools": [LOOK], "tool_choice": {"type": "function", "name": "find"}}, "tool_choice.name"),
        ({"tools": [LOOK], "tool_choice": 1}, "tool_choice"), ({"tools": [LOOK], "tool_choice": "wild"}, "tool_choice"),
        ({"tools": [LOOK], "tool_choice": {"type": "allowed_tools"}}, "tool_choice.tools"),
        ({"tools": [LOOK], "tool_choice": {"type": "allowed_tools", "tools": [1]}}, "tool_choice.tools[0]"),
        ({"tools": [LOOK], "tool_choice": {"type": "allowed_tools", "tools": [{"type": "mcp"}]}},
         "tool_choice.tools[0].type"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_name(fields: dict[str, Any], param: str) -> None:
    with pytest.raises(BadField) as refusal:
        tools(fields)
    assert refusal.value.param == param


def test_a_tool_that_its_provider_runs_is_named() -> None:
    with pytest.raises(BadField, match="'web_search'"):
        tools({"tools": [{"type": "web_search"}]})
