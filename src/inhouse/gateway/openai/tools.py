"""What a body says about tools, and about the form of the answer."""

from typing import Final

from inhouse.core.prompt import ResponseFormat, Tool, Tools
from inhouse.gateway.openai.errors import MissingField, UnsupportedField, WrongType, WrongValue
from inhouse.gateway.openai.fields import (
    Json,
    flag_or_none,
    is_list,
    is_object,
    one_of,
    only,
    schema,
    sub_object,
    text,
    text_or_none,
)

MOST_TOOLS: Final = 512
_LONGEST_NAME: Final = 64
_MODES = ("none", "auto", "required")
_FUNCTION = frozenset({"name", "description", "parameters", "strict"})
# Marks for a cache of the provider; the meaning is the same without them.
_MARKS = frozenset({"type", "function", "cache_control"})
_NAME_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:")
"""OpenAI takes the first 64; the dot and the colon are in names of other providers' tools."""


def tools(fields: Json) -> Tools:
    """`tools`, `tool_choice` and `parallel_tool_calls`; raises BadField."""
    value = fields.get("tools")
    if value is None or value == []:
        _check_lonely_choice(fields.get("tool_choice"))
        return _NO_TOOLS
    if not is_list(value):
        raise WrongType("tools", "'tools' must be a list.")
    if len(value) > MOST_TOOLS:
        raise WrongValue("tools", f"'tools' takes at most {MOST_TOOLS} tools.")
    offered = tuple(_tool(tool, f"tools[{index}]") for index, tool in enumerate(value))
    parallel = flag_or_none(fields, "parallel_tool_calls")
    choice = fields.get("tool_choice")
    if is_object(choice) and choice.get("type") == "allowed_tools":
        mode, allowed = _allowed(sub_object(choice, "allowed_tools", "tool_choice.allowed_tools"))
        offered = tuple(tool for tool in offered if tool.name in allowed)
        return Tools(offered, mode, parallel)
    return Tools(offered, _choice(choice, offered), parallel)


_NO_TOOLS = Tools()


def function_tool(fields: Json, place: str) -> Tool:
    """A function: its name, description, parameters and whether they are held to strictly."""
    name = tool_name(fields, place)
    return Tool(
        name=name,
        description=text_or_none(fields, "description", f"{place}.description"),
        parameters=schema(fields, "parameters", f"{place}.parameters"),
        strict=flag_or_none(fields, "strict", f"{place}."),
    )


def tool_name(fields: Json, place: str) -> str:
    """The name of a tool; raises WrongValue for one that no provider would take."""
    name = text(fields, "name", f"{place}.name")
    if not 0 < len(name) <= _LONGEST_NAME or not _NAME_LETTERS.issuperset(name):
        raise WrongValue(
            f"{place}.name", f"'{place}.name' must be 1 to {_LONGEST_NAME} letters, digits, underscores or hyphens."
        )
    return name


def response_format(fields: Json) -> ResponseFormat | None:
    """`response_format`; None for text."""
    if fields.get("response_format") is None:
        return None
    wanted = sub_object(fields, "response_format", "response_format")
    kind = one_of(wanted, "type", ("text", "json_object", "json_schema"), "response_format.")
    if kind is None:
        raise MissingField("response_format.type", "'response_format.type' is missing.")
    if kind == "text":
        return None
    if kind == "json_object":
        return ResponseFormat()
    place = "response_format.json_schema"
    return json_schema(sub_object(wanted, "json_schema", place), place)


def json_schema(fields: Json, place: str) -> ResponseFormat:
    """The shape that an answer must have."""
    return ResponseFormat(
        name=tool_name(fields, place),
        schema=schema(fields, "schema", f"{place}.schema") or "{}",
        strict=flag_or_none(fields, "strict", f"{place}."),
        description=text_or_none(fields, "description", f"{place}.description"),
    )


def _tool(tool: object, place: str) -> Tool:
    if not is_object(tool):
        raise WrongType(place, f"'{place}' must be an object.")
    kind = text(tool, "type", f"{place}.type")
    if kind != "function":
        raise UnsupportedField(f"{place}.type", "Only tools of the type 'function' can be used here.")
    only(tool, _MARKS, place)
    place = f"{place}.function"
    function = sub_object(tool, "function", place)
    only(function, _FUNCTION, place)
    return function_tool(function, place)


def _choice(choice: object, offered: tuple[Tool, ...]) -> str | None:
    if choice is None:
        return None
    if isinstance(choice, str):
        return one_of({"tool_choice": choice}, "tool_choice", _MODES)
    if not is_object(choice):
        raise WrongType("tool_choice", "'tool_choice' must be a string or an object.")
    if choice.get("type") != "function":
        raise UnsupportedField("tool_choice.type", "Only tools of the type 'function' can be chosen here.")
    place = "tool_choice.function"
    name = tool_name(sub_object(choice, "function", place), place)
    if all(tool.name != name for tool in offered):
        raise WrongValue(f"{place}.name", f"'{place}.name' names no tool of 'tools'.")
    return f"={name}"


def _allowed(fields: Json) -> tuple[str, frozenset[str]]:
    """Some of the tools, as if the others had not been offered."""
    place = "tool_choice.allowed_tools"
    mode = one_of(fields, "mode", ("auto", "required"), f"{place}.") or "auto"
    listed = fields.get("tools")
    if not is_list(listed):
        raise WrongType(f"{place}.tools", f"'{place}.tools' must be a list.")
    names: set[str] = set()
    for index, one in enumerate(listed):
        where = f"{place}.tools[{index}]"
        if not is_object(one):
            raise WrongType(where, f"'{where}' must be an object.")
        where = f"{where}.function"
        names.add(tool_name(sub_object(one, "function", where), where))
    return mode, frozenset(names)


def _check_lonely_choice(choice: object) -> None:
    if choice not in (None, "none", "auto"):
        raise WrongValue("tool_choice", "'tool_choice' is only allowed when 'tools' are given.")
