"""What a body says about tools.

Reference: OpenAI's API reference, "Create a model response".
"""

from typing import Final

from inhouse.core.prompt import Tool, Tools
from inhouse.gateway.openai.errors import UnsupportedField, WrongType, WrongValue
from inhouse.gateway.openai.fields import Json, flag_or_none, is_list, is_object, one_of, only, printable, text
from inhouse.gateway.openai.tools import MOST_TOOLS, function_tool, tool_name

_MODES: Final = ("none", "auto", "required")
_FUNCTION: Final = frozenset({"type", "name", "description", "parameters", "strict"})


def tools(fields: Json) -> Tools:
    """`tools`, `tool_choice` and `parallel_tool_calls`; raises BadField."""
    value, choice = fields.get("tools"), fields.get("tool_choice")
    parallel = flag_or_none(fields, "parallel_tool_calls")
    if value is None or value == []:
        if choice not in (None, "none", "auto"):
            raise WrongValue("tool_choice", "'tool_choice' is only allowed when 'tools' are given.")
        return Tools()
    if not is_list(value):
        raise WrongType("tools", "'tools' must be a list.")
    if len(value) > MOST_TOOLS:
        raise WrongValue("tools", f"'tools' takes at most {MOST_TOOLS} tools.")
    offered = tuple(_tool(tool, f"tools[{index}]") for index, tool in enumerate(value))
    if is_object(choice) and choice.get("type") == "allowed_tools":
        allowed = _allowed(choice)
        mode = one_of(choice, "mode", ("auto", "required"), "tool_choice.") or "auto"
        return Tools(tuple(tool for tool in offered if tool.name in allowed), mode, parallel)
    return Tools(offered, _chosen(choice, offered), parallel)


def _tool(tool: object, place: str) -> Tool:
    if not is_object(tool):
        raise WrongType(place, f"'{place}' must be an object.")
    _check_function(tool, place)
    only(tool, _FUNCTION, place)
    return function_tool(tool, place)


def _check_function(fields: Json, place: str) -> None:
    kind = text(fields, "type", f"{place}.type")
    if kind != "function":
        shown = printable(kind)
        raise UnsupportedField(
            f"{place}.type",
            f"The tool '{shown}' ('{place}.type') is run by OpenAI, or only by its models, and cannot be used here.",
            hint="Offer tools of the type 'function'.",
        )


def _chosen(choice: object, offered: tuple[Tool, ...]) -> str | None:
    if choice is None:
        return None
    if isinstance(choice, str):
        return one_of({"tool_choice": choice}, "tool_choice", _MODES)
    if not is_object(choice):
        raise WrongType("tool_choice", "'tool_choice' must be a string or an object.")
    _check_function(choice, "tool_choice")
    name = tool_name(choice, "tool_choice")
    if all(tool.name != name for tool in offered):
        raise WrongValue("tool_choice.name", "'tool_choice.name' names no tool of 'tools'.")
    return f"={name}"


def _allowed(choice: Json) -> frozenset[str]:
    """Some of the tools, as if the others had not been offered."""
    listed = choice.get("tools")
    if not is_list(listed):
        raise WrongType("tool_choice.tools", "'tool_choice.tools' must be a list.")
    names: set[str] = set()
    for index, one in enumerate(listed):
        place = f"tool_choice.tools[{index}]"
        if not is_object(one):
            raise WrongType(place, f"'{place}' must be an object.")
        _check_function(one, place)
        names.add(tool_name(one, place))
    return frozenset(names)
