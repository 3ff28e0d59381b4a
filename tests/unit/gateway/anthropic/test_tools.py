from typing import Any

import pytest

from inhouse.core.prompt import Tool, Tools
from inhouse.gateway.anthropic.tools import tools
from inhouse.gateway.openai.errors import BadField

LOOK: dict[str, Any] = {"name": "look", "description": "Looks.", "input_schema": {"type": "object"}}
LOOKS = Tool("look", "Looks.", '{"type":"object"}')


def test_tools_of_ones_own() -> None:
    marked = {**LOOK, "type": "custom", "cache_control": {"type": "ephemeral"}, "allowed_callers": ["direct"]}
    assert tools({"tools": [marked]}) == Tools((LOOKS,))
    assert tools({"tools": []}) == tools({"tool_choice": {"type": "auto"}}) == Tools()


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"type": "auto"}, Tools((LOOKS,), "auto")), ({"type": "none"}, Tools((LOOKS,), "none")),
        ({"type": "any", "disable_parallel_tool_use": True}, Tools((LOOKS,), "required", parallel=False)),
        ({"type": "tool", "name": "look"}, Tools((LOOKS,), "=look")),
    ],
)  # fmt: skip
def test_which_tool_is_to_be_called(choice: object, expected: Tools) -> None:
    assert tools({"tools": [LOOK], "tool_choice": choice}) == expected


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"tools": "x"}, "tools"), ({"tools": [1]}, "tools[0]"), ({"tools": [{}] * 513}, "tools"),
        ({"tools": [{"type": "web_search_20250305", "name": "web_search"}]}, "tools[0].type"),
        ({"tools": [{"name": "look"}]}, "tools[0].input_schema"),
        ({"tools": [LOOK | {"name": "a b"}]}, "tools[0].name"),
        ({"tools": [LOOK | {"bogus": 1}]}, "tools[0].bogus"),
        ({"tools": [LOOK | {"defer_loading": True}]}, "tools[0].defer_loading"),
        ({"tools": [LOOK], "tool_choice": "auto"}, "tool_choice"),
        ({"tools": [LOOK], "tool_choice": {}}, "tool_choice.type"),
        ({"tools": [LOOK], "tool_choice": {"type": "tool", "name": "find"}}, "tool_choice.name"),
        ({"tool_choice": {"type": "any"}}, "tool_choice"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_name(fields: dict[str, Any], param: str) -> None:
    with pytest.raises(BadField) as refusal:
        tools(fields)
    assert refusal.value.param == param


def test_a_tool_that_its_provider_runs_is_named() -> None:
    with pytest.raises(BadField, match="web_search_20250305"):
        tools({"tools": [{"type": "web_search_20250305", "name": "web_search"}]})
