"""The items of an input, as messages of a prompt.

What the assistant said and the tools it asked for are items of their own here; on the road they are one message. A
result's pictures follow in a message of the person, because a result is text for every other provider. Reasoning that
clients send back is left out: only the provider that did it could read it.
"""

from collections.abc import Callable
from typing import Final, cast

from inhouse.core.prompt import Detail, Image, Part, PromptMessage, Role, Text, ToolRequest, ToolResult
from inhouse.gateway.openai.errors import ContentUnsupported, MissingField, WrongType, WrongValue
from inhouse.gateway.openai.fields import Json, clean, is_list, is_object, one_of, printable, text, unknown
from inhouse.gateway.openai.images import picture_at
from inhouse.gateway.openai.messages import MOST_MESSAGES, identity
from inhouse.gateway.openai.tools import tool_name

_ROLES: Final[dict[object, Role]] = {
    "user": Role.USER,
    "assistant": Role.ASSISTANT,
    "system": Role.SYSTEM,
    "developer": Role.SYSTEM,
}
_DETAILS: Final = ("auto", "low", "high", "original")
# Names of things, how far they were, and what only the provider that made them can use.
_MARKS: Final = frozenset({"id", "type", "status", "phase", "namespace", "caller", "prompt_cache_breakpoint"})
_FIELDS: Final = {
    "message": frozenset({"role", "content"}),
    "function_call": frozenset({"call_id", "name", "arguments"}),
    "function_call_output": frozenset({"call_id", "output", "name"}),
}
_WORDS: Final = {"input_text": "text", "output_text": "text", "text": "text", "refusal": "refusal"}


def items_of(fields: Json) -> list[Json]:
    """`input` as items: a string is one message of the person; raises BadField."""
    value = fields.get("input")
    if value is None:
        raise MissingField("input", "'input' is missing.")
    if isinstance(value, str):
        return [{"type": "message", "role": "user", "content": clean(value, "input")}]
    if not is_list(value):
        raise WrongType("input", "'input' must be a string or a list of items.")
    if not 0 < len(value) <= MOST_MESSAGES:
        raise WrongValue("input", f"'input' must hold 1 to {MOST_MESSAGES} items.")
    items: list[Json] = []
    for index, item in enumerate(value):
        if not is_object(item):
            raise WrongType(f"input[{index}]", f"'input[{index}]' must be an object.")
        items.append(item)
    return items


def messages_of(items: list[Json]) -> tuple[PromptMessage, ...]:
    """The items as messages; raises BadField or TooLarge."""
    said: list[PromptMessage] = []
    for index, item in enumerate(items):
        place = f"input[{index}]"
        kind = item.get("type") or "message"
        if kind == "reasoning":
            continue
        take = _TAKES.get(kind) if isinstance(kind, str) else None
        if take is None or not isinstance(kind, str):
            known = ", ".join(f"'{each}'" for each in _TAKES)
            shown = printable(str(kind))
            raise ContentUnsupported(f"{place}.type", f"'{place}.type' is '{shown}'; it must be one of {known} here.")
        for name, inner in item.items():
            if name not in _FIELDS[kind] and name not in _MARKS and inner is not None:
                raise unknown(name, place)
        take(item, place, said)
    if not said:
        raise WrongValue("input", "'input' holds nothing that could be answered.")
    return tuple(said)


def _take_message(item: Json, place: str, said: list[PromptMessage]) -> None:
    role = item.get("role")
    if role is None:
        raise MissingField(f"{place}.role", f"'{place}.role' is missing.")
    if not isinstance(role, str) or role not in _ROLES:
        raise WrongValue(f"{place}.role", f"'{place}.role' must be one of {', '.join(map(str, _ROLES))}.")
    parts = _parts(item.get("content"), f"{place}.content", images=role == "user")
    said.append(PromptMessage(_ROLES[role], parts))


def _take_call(item: Json, place: str, said: list[PromptMessage]) -> None:
    request = ToolRequest(
        call_id=identity(item, "call_id", place),
        name=tool_name(item, place),
        arguments=text(item, "arguments", f"{place}.arguments"),
    )
    if said and said[-1].role is Role.ASSISTANT:
        said[-1] = PromptMessage(Role.ASSISTANT, (*said[-1].parts, request))
    else:
        said.append(PromptMessage(Role.ASSISTANT, (request,)))


def _take_result(item: Json, place: str, said: list[PromptMessage]) -> None:
    parts = _parts(item.get("output"), f"{place}.output", images=True)
    words = "".join(part.text for part in parts if isinstance(part, Text))
    said.append(PromptMessage(Role.TOOL, (ToolResult(identity(item, "call_id", place), words),)))
    if pictures := tuple(part for part in parts if isinstance(part, Image)):
        said.append(PromptMessage(Role.USER, pictures))


_TAKES: Final[dict[str, Callable[[Json, str, list[PromptMessage]], None]]] = {
    "message": _take_message,
    "function_call": _take_call,
    "function_call_output": _take_result,
}


def _parts(content: object, place: str, *, images: bool) -> tuple[Part, ...]:
    if isinstance(content, str):
        return (Text(clean(content, place)),)
    if content is None:
        raise MissingField(place, f"'{place}' is missing.")
    if not is_list(content):
        raise WrongType(place, f"'{place}' must be a string or a list of parts.")
    return tuple(_part(part, f"{place}[{index}]", images=images) for index, part in enumerate(content))


def _part(part: object, place: str, *, images: bool) -> Text | Image:
    if not is_object(part):
        raise WrongType(place, f"'{place}' must be an object.")
    kind = part.get("type")
    if isinstance(kind, str) and kind in _WORDS:
        return Text(text(part, _WORDS[kind], f"{place}.{_WORDS[kind]}"))
    if kind == "input_image" and images:
        url = part.get("image_url")
        if not isinstance(url, str):
            raise ContentUnsupported(
                f"{place}.image_url",
                f"'{place}.image_url' is missing: pictures of files elsewhere cannot be used here.",
                hint="Send the bytes: 'data:image/png;base64,...'.",
            )
        detail = cast("Detail | None", one_of(part, "detail", _DETAILS, f"{place}."))
        return picture_at(url, detail, f"{place}.image_url")
    kinds = "'input_text' and 'input_image'" if images else "'input_text' and 'output_text'"
    raise ContentUnsupported(f"{place}.type", f"'{place}.type' can be {kinds} here.", hint="Leave it out.")
