"""The messages of a chat completion request."""

from typing import Final

from inhouse.core.prompt import Image, Part, PromptMessage, Role, Text, ToolRequest, ToolResult
from inhouse.gateway.openai.errors import ContentUnsupported, MissingField, UnsupportedField, WrongType, WrongValue
from inhouse.gateway.openai.fields import Json, clean, is_list, is_object, sub_object, text, unknown
from inhouse.gateway.openai.images import image_url
from inhouse.gateway.openai.tools import tool_name

MOST_MESSAGES: Final = 10_000
MOST_CALLS: Final = 512
_LONGEST_ID: Final = 256

_ROLES: dict[object, Role] = {
    "system": Role.SYSTEM,
    "developer": Role.SYSTEM,
    "user": Role.USER,
    "assistant": Role.ASSISTANT,
    "tool": Role.TOOL,
}
_USED = frozenset({"role", "content", "name"})
_OWN = {Role.ASSISTANT: frozenset({"refusal", "tool_calls"}), Role.TOOL: frozenset({"tool_call_id"})}
_NEUTRAL = frozenset({"audio", "function_call", "refusal", "tool_calls", "tool_call_id"})
"""Fine without a value, in every message."""
_NOTHING: frozenset[str] = frozenset()
# What clients send back of an answer that we or a provider gave, and marks for a provider's cache.
_IGNORED = frozenset({"annotations", "reasoning_content", "reasoning", "parsed", "cache_control"})


def messages(fields: Json) -> tuple[PromptMessage, ...]:
    """`messages`; raises BadField or TooLarge."""
    value = fields.get("messages")
    if value is None:
        raise MissingField("messages", "You must provide a messages parameter.")
    if not is_list(value):
        raise WrongType("messages", "'messages' must be a list.")
    if not 0 < len(value) <= MOST_MESSAGES:
        raise WrongValue("messages", f"'messages' must hold 1 to {MOST_MESSAGES} messages.")
    return tuple(_message(message, f"messages[{index}]") for index, message in enumerate(value))


def _message(message: object, place: str) -> PromptMessage:
    if not is_object(message):
        raise WrongType(place, f"'{place}' must be an object.")
    role = _role(message.get("role"), place)
    _check_names(message, _OWN.get(role, _NOTHING), place)
    name = text(message, "name", f"{place}.name") if message.get("name") is not None else None
    match role:
        case Role.TOOL:
            return PromptMessage(role, (_result(message, place),), name)
        case Role.ASSISTANT:
            return PromptMessage(role, _answer(message, place), name)
        case _:
            content = message.get("content")
            if isinstance(content, str):
                return PromptMessage(role, (Text(clean(content, f"{place}.content")),), name)
            return PromptMessage(role, _content(content, f"{place}.content", images=role is Role.USER), name)


def _role(role: object, place: str) -> Role:
    if role is None:
        raise MissingField(f"{place}.role", f"'{place}.role' is missing.")
    if role == "function":
        raise UnsupportedField(f"{place}.role", "Functions are the older form of tools.", hint="Use the role 'tool'.")
    if not isinstance(role, str) or role not in _ROLES:
        raise WrongValue(f"{place}.role", f"'{place}.role' must be one of {', '.join(map(str, _ROLES))}.")
    return _ROLES[role]


def _check_names(message: Json, own: frozenset[str], place: str) -> None:
    for name, value in message.items():
        if name in _USED or name in own or name in _IGNORED:
            continue
        if name not in _NEUTRAL:
            raise unknown(name, place)
        if value is not None and value != []:
            raise UnsupportedField(f"{place}.{name}", f"'{place}.{name}' cannot be used here.", hint="Leave it out.")


def _answer(message: Json, place: str) -> tuple[Part, ...]:
    """What the assistant has said; text may be missing where it refused or asked for tools."""
    parts: tuple[Part, ...] = ()
    calls, refusal = message.get("tool_calls"), message.get("refusal")
    if message.get("content") is not None or (not calls and refusal is None):
        parts = _content(message.get("content"), f"{place}.content", images=False)
    if refusal is not None:
        parts = (*parts, Text(text(message, "refusal", f"{place}.refusal")))
    if calls is None or calls == []:
        return parts
    if not is_list(calls):
        raise WrongType(f"{place}.tool_calls", f"'{place}.tool_calls' must be a list.")
    if len(calls) > MOST_CALLS:
        raise WrongValue(f"{place}.tool_calls", f"'{place}.tool_calls' takes at most {MOST_CALLS} calls.")
    return (*parts, *(_call(call, f"{place}.tool_calls[{index}]") for index, call in enumerate(calls)))


def _call(call: object, place: str) -> ToolRequest:
    if not is_object(call):
        raise WrongType(place, f"'{place}' must be an object.")
    if call.get("type") not in (None, "function"):
        raise UnsupportedField(f"{place}.type", "Only tools of the type 'function' can be used here.")
    where = f"{place}.function"
    function = sub_object(call, "function", where)
    return ToolRequest(
        call_id=identity(call, "id", place),
        name=tool_name(function, where),
        arguments=text(function, "arguments", f"{where}.arguments"),
    )


def _result(message: Json, place: str) -> ToolResult:
    content = message.get("content")
    place_of_content = f"{place}.content"
    if isinstance(content, str):
        words = clean(content, place_of_content)
    else:
        parts = _content(content, place_of_content, images=False)
        words = "".join(part.text for part in parts if isinstance(part, Text))
    return ToolResult(identity(message, "tool_call_id", place), words)


def identity(fields: Json, name: str, place: str) -> str:
    """What a tool call is known by; raises BadField."""
    found = text(fields, name, f"{place}.{name}")
    if not 0 < len(found) <= _LONGEST_ID:
        raise WrongValue(f"{place}.{name}", f"'{place}.{name}' must be 1 to {_LONGEST_ID} characters long.")
    return found


def _content(content: object, place: str, *, images: bool) -> tuple[Text | Image, ...]:
    if isinstance(content, str):
        return (Text(clean(content, place)),)
    if content is None:
        raise MissingField(place, f"'{place}' is missing.")
    if not is_list(content):
        raise WrongType(place, f"'{place}' must be a string or a list of parts.")
    if not content:
        raise WrongValue(place, f"'{place}' must not be an empty list.")
    return tuple(_part(part, f"{place}[{index}]", images=images) for index, part in enumerate(content))


def _part(part: object, place: str, *, images: bool) -> Text | Image:
    if not is_object(part):
        raise WrongType(place, f"'{place}' must be an object.")
    kind = part.get("type")
    if kind in ("text", "refusal"):
        where = f"{place}.{kind}"
        value = part.get(str(kind))
        if not isinstance(value, str):
            raise WrongType(where, f"'{where}' must be a string.")
        return Text(clean(value, where))
    if kind == "image_url" and images:
        return image_url(part, place)
    kinds = "'text' and 'image_url'" if images else "'text'"
    raise ContentUnsupported(f"{place}.type", f"Parts can be of the type {kinds} here.", hint="Leave it out.")
