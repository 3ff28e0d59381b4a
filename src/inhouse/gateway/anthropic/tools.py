"""What a body says about tools.

Reference: Anthropic's API reference, "Create a Message".
"""

from typing import Final

from inhouse.core.prompt import Tool, Tools
from inhouse.gateway.openai.errors import MissingField, UnsupportedField, WrongType, WrongValue
from inhouse.gateway.openai.fields import (
    Json,
    flag_or_none,
    is_list,
    is_object,
    one_of,
    only,
    printable,
    schema,
    sub_object,
    text_or_none,
)
from inhouse.gateway.openai.tools import MOST_TOOLS, tool_name

_TOOL: Final = frozenset(
    {
        "type", "name", "description", "input_schema", "strict", "allowed_callers", "defer_loading", "input_examples",
        # Marks for a provider's cache, and for how soon it begins to send.
        "cache_control", "eager_input_streaming",
    }
)  # fmt: skip
_CHOICE: Final = frozenset({"type", "name", "disable_parallel_tool_use"})
_MODES: Final = {"auto": "auto", "any": "required", "none": "none"}


def tools(fields: Json) -> Tools:
    """`tools` and `tool_choice`; raises BadField."""
    value = fields.get("tools")
    choice = fields.get("tool_choice")
    if value is None or value == []:
        if choice is not None and not (is_object(choice) and choice.get("type") in ("auto", "none")):
            raise WrongValue("tool_choice", "'tool_choice' is only allowed when 'tools' are given.")
        return Tools()
    if not is_list(value):
        raise WrongType("tools", "'tools' must be a list.")
    if len(value) > MOST_TOOLS:
        raise WrongValue("tools", f"'tools' takes at most {MOST_TOOLS} tools.")
    offered = tuple(_tool(tool, f"tools[{index}]") for index, tool in enumerate(value))
    if choice is None:
        return Tools(offered)
    if not is_object(choice):
        raise WrongType("tool_choice", "'tool_choice' must be an object.")
    only(choice, _CHOICE, "tool_choice")
    one_by_one = flag_or_none(choice, "disable_parallel_tool_use", "tool_choice.")
    return Tools(offered, _chosen(choice, offered), None if one_by_one is None else not one_by_one)


def _tool(tool: object, place: str) -> Tool:
    if not is_object(tool):
        raise WrongType(place, f"'{place}' must be an object.")
    kind = tool.get("type")
    if kind not in (None, "custom"):
        shown = printable(str(kind))
        raise UnsupportedField(
            f"{place}.type",
            f"The tool '{shown}' ('{place}.type') is run by its provider and cannot be used here.",
            hint="Offer tools of your own: with a name and an 'input_schema'.",
        )
    only(tool, _TOOL, place)
    for name, neutral in (("allowed_callers", ["direct"]), ("defer_loading", False), ("input_examples", [])):
        if tool.get(name) not in (None, neutral):
            where = f"{place}.{name}"
            raise UnsupportedField(where, f"This value of '{where}' is not supported here.", hint="Leave it out.")
    sub_object(tool, "input_schema", f"{place}.input_schema")
    return Tool(
        name=tool_name(tool, place),
        description=text_or_none(tool, "description", f"{place}.description"),
        parameters=schema(tool, "input_schema", f"{place}.input_schema"),
        strict=flag_or_none(tool, "strict", f"{place}."),
    )


def _chosen(choice: Json, offered: tuple[Tool, ...]) -> str:
    kind = one_of(choice, "type", (*_MODES, "tool"), "tool_choice.")
    if kind is None:
        raise MissingField("tool_choice.type", "'tool_choice.type' is missing.")
    if kind != "tool":
        return _MODES[kind]
    name = tool_name(choice, "tool_choice")
    if all(tool.name != name for tool in offered):
        raise WrongValue("tool_choice.name", "'tool_choice.name' names no tool of 'tools'.")
    return f"={name}"
