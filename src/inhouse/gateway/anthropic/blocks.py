"""The messages of a body, and the blocks in them.

Results of tools come in the person's message here; on the road each is a message of its own, before the person's words.
A result's pictures come with those words, because a result is text for every other provider. Thoughts that clients
send back are left out: only the provider that had them could read them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from inhouse.core.prompt import Image, Part, PromptMessage, Role, Text, ToolRequest, ToolResult
from inhouse.gateway.openai.errors import ContentUnsupported, MissingField, WrongType, WrongValue
from inhouse.gateway.openai.fields import Json, clean, flag, is_list, is_object, only, packed, sub_object, text
from inhouse.gateway.openai.images import picture_of
from inhouse.gateway.openai.messages import MOST_MESSAGES, identity
from inhouse.gateway.openai.tools import tool_name

_ROLES: Final[dict[object, Role]] = {"user": Role.USER, "assistant": Role.ASSISTANT, "system": Role.SYSTEM}
_THOUGHTS: Final = ("thinking", "redacted_thinking")
_FAILED: Final = "Error: "
"""Stands before the result of a tool that failed: others have no field for it."""

# `cache_control` marks what a provider may keep in a cache: the meaning is the same without it.
_MESSAGE: Final = frozenset({"role", "content", "cache_control"})
_BLOCKS: Final = {
    "text": frozenset({"type", "text", "cache_control", "citations"}),
    "image": frozenset({"type", "source", "cache_control"}),
    "document": frozenset({"type", "source", "title", "context", "citations", "cache_control"}),
    "tool_use": frozenset({"type", "id", "name", "input", "caller", "cache_control"}),
    "tool_result": frozenset({"type", "tool_use_id", "content", "is_error", "cache_control"}),
}


def messages(fields: Json) -> tuple[PromptMessage, ...]:
    """`system` and `messages`; raises BadField or TooLarge."""
    value = fields.get("messages")
    if value is None:
        raise MissingField("messages", "'messages' is missing.")
    if not is_list(value):
        raise WrongType("messages", "'messages' must be a list.")
    if not 0 < len(value) <= MOST_MESSAGES:
        raise WrongValue("messages", f"'messages' must hold 1 to {MOST_MESSAGES} messages.")
    said = list(_system(fields.get("system")))
    for index, message in enumerate(value):
        said.extend(_message(message, f"messages[{index}]"))
    return tuple(said)


def _system(value: object) -> Iterator[PromptMessage]:
    if value is None or value in ("", []):
        return
    parts = tuple(_words(value, "system"))
    yield PromptMessage(Role.SYSTEM, (Text("\n\n".join(parts)),))


def _message(message: object, place: str) -> Iterator[PromptMessage]:
    if not is_object(message):
        raise WrongType(place, f"'{place}' must be an object.")
    only(message, _MESSAGE, place)
    role = message.get("role")
    if role is None:
        raise MissingField(f"{place}.role", f"'{place}.role' is missing.")
    if not isinstance(role, str) or role not in _ROLES:
        raise WrongValue(f"{place}.role", f"'{place}.role' must be one of {', '.join(map(str, _ROLES))}.")
    place = f"{place}.content"
    content = message.get("content")
    match _ROLES[role]:
        case Role.SYSTEM:
            yield PromptMessage(Role.SYSTEM, (Text("\n\n".join(_words(content, place))),))
        case Role.ASSISTANT:
            if parts := tuple(_answer(content, place)):
                yield PromptMessage(Role.ASSISTANT, parts)
        case _:
            yield from _turn(content, place)


def _words(content: object, place: str) -> Iterator[str]:
    """Content that is text alone."""
    for block, where in _blocks(content, place, ("text",)):
        yield text(block, "text", f"{where}.text")


def _answer(content: object, place: str) -> Iterator[Part]:
    """What the assistant said and asked for."""
    for block, where in _blocks(content, place, ("text", "tool_use"), passed_over=_THOUGHTS):
        if block["type"] == "text":
            yield Text(text(block, "text", f"{where}.text"))
        else:
            wanted = sub_object(block, "input", f"{where}.input")
            yield ToolRequest(
                call_id=identity(block, "id", where),
                name=tool_name(block, where),
                arguments=packed(wanted, f"{where}.input"),
            )


@dataclass(slots=True)
class _Turn:
    """What a person's message becomes."""

    results: list[PromptMessage] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


def _turn(content: object, place: str) -> Iterator[PromptMessage]:
    turn = _Turn()
    for block, where in _blocks(content, place, ("text", "image", "document", "tool_result")):
        if block["type"] == "tool_result":
            _take_result(block, where, turn)
        else:
            turn.parts.append(_part(block, where))
    if not turn.results and not turn.parts:
        raise WrongValue(place, f"'{place}' must not be an empty list.")
    yield from turn.results
    if turn.parts:
        yield PromptMessage(Role.USER, tuple(turn.parts))


def _take_result(block: Json, place: str, turn: _Turn) -> None:
    words = [_FAILED] if flag(block, "is_error", f"{place}.") else []
    content = block.get("content")
    kinds = ("text", "image", "document")
    for one, where in _blocks("" if content is None else content, f"{place}.content", kinds):
        part = _part(one, where)
        if isinstance(part, Text):
            words.append(part.text)
        else:
            turn.parts.append(part)
    result = ToolResult(identity(block, "tool_use_id", place), "".join(words))
    turn.results.append(PromptMessage(Role.TOOL, (result,)))


def _part(block: Json, place: str) -> Text | Image:
    if block["type"] == "text":
        return Text(text(block, "text", f"{place}.text"))
    source = sub_object(block, "source", f"{place}.source")
    kind = source.get("type")
    place = f"{place}.source"
    if block["type"] == "document":
        if kind != "text":
            raise ContentUnsupported(
                f"{place}.type", "Documents can be plain text here, of the type 'text'.", hint="Send the text of it."
            )
        return Text(text(source, "data", f"{place}.data"))
    if kind != "base64":
        raise ContentUnsupported(
            f"{place}.type", "Pictures must be sent as their bytes here, of the type 'base64'.", hint="Send the bytes."
        )
    return picture_of(_data(source, place), None, f"{place}.data")


def _data(source: Json, place: str) -> str:
    """The base64 of a picture, which may be longer than a text; raises BadField."""
    data = source.get("data")
    if not isinstance(data, str):
        raise WrongType(f"{place}.data", f"'{place}.data' must be a string.")
    return data


def _blocks(
    content: object, place: str, kinds: tuple[str, ...], passed_over: tuple[str, ...] = ()
) -> Iterator[tuple[Json, str]]:
    """The blocks of a content with their places; a string is one block of text."""
    if isinstance(content, str):
        yield {"type": "text", "text": clean(content, place)}, place
        return
    if content is None:
        raise MissingField(place, f"'{place}' is missing.")
    if not is_list(content):
        raise WrongType(place, f"'{place}' must be a string or a list of blocks.")
    for index, block in enumerate(content):
        where = f"{place}[{index}]"
        if not is_object(block):
            raise WrongType(where, f"'{where}' must be an object.")
        kind = block.get("type")
        if kind in passed_over:
            continue
        if kind not in kinds or not isinstance(kind, str):
            named = ", ".join(f"'{each}'" for each in kinds)
            raise ContentUnsupported(f"{where}.type", f"'{where}.type' must be one of {named} here.")
        only(block, _BLOCKS[kind], where)
        yield block, where
